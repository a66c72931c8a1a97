"""The page of one case, and who looked at it."""

from django.http import Http404
from django.utils.functional import cached_property
from django.views.generic import DetailView

from incidents.enums import Side, Status
from incidents.models import Incident
from incidents.rules import HANDLING, case_rights
from incidents.services.casefile import CaseFile, case_with
from incidents.services.closing import light_severity, missing
from incidents.services.handling import open_case
from incidents.services.headline import headline
from incidents.services.hints import those_that_hold
from incidents.services.looked import READ, readers_of
from incidents.services.measures import may_draft, may_read, named
from incidents.services.timeline import entries
from incidents.views.base import CasePageMixin
from partnership.audit import services as audit


class IncidentCaseView(CasePageMixin, DetailView):
    """Everything of one case that the reader may know, and what is to be done, as buttons."""

    template_name = "incidents/case.html"
    context_object_name = "incident"

    def get_object(self, queryset=None) -> Incident:
        found = case_with(key=self.kwargs["pk"]) if self.staff else []
        if not found or not case_rights(self.staff).opens(found[0]):
            raise Http404
        return found[0]

    @cached_property
    def file(self) -> CaseFile:
        return CaseFile(self.object, staff=self.staff)

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if self.object.handler_id == self.staff.pk and self.object.opened_at is None:
            open_case(self.object, actor=self.staff)
        audit.record(READ, actor=request.user, obj=self.object)
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_context_data(self, **kwargs) -> dict:
        file, incident = self.file, self.object
        for case in file.earlier:
            case.headline = headline(case)
        return super().get_context_data(**kwargs) | {
            "file": file,
            "headline": headline(incident),
            "reporter": file.naming.of(incident.reporter),
            "behalf": file.naming.of(incident.on_behalf_of),
            "is_kept": incident.confided_to_id is not None,
            "sides": [(side, file.of_side(side)) for side in Side if file.of_side(side)],
            "behaviours": file.behaviours,
            "entries": entries(file),
            "may_list": self.staff.rights.may("incident", "change"),
            "is_handled": file.is_handled,
            "may_see_readers": file.is_handled and self.staff.rights.scopes("access_list", "read") & HANDLING,
            "is_handler": incident.handler_id == self.staff.pk,
            "is_new": incident.status in (Status.REPORTED, Status.REOPENED),
            **self._to_do(),
            **self._measures(),
        }

    def _to_do(self) -> dict:
        """What is missing before it closes, for who handles it."""
        if not self.file.may_change or not self.object.is_open:
            return {"missing": [], "closes_at_once": False}
        return {
            "missing": missing(self.object, naming=self.file.naming),
            "closes_at_once": light_severity(self.object, light=self.file.light) is not None,
            "hints": those_that_hold(self.file.hints, self.object),
        }

    def _measures(self) -> dict:
        """The measures, for whom the policy lets read them: that the case was shared is not enough."""
        incident, staff = self.object, self.staff
        is_reader = may_read(incident, staff=staff)
        return {
            "measures": named(self.file.measures, self.file.terms) if is_reader else [],
            "may_read_measures": is_reader,
            "may_draft_measure": may_draft(incident, staff=staff),
        }


class IncidentLookedView(CasePageMixin, DetailView):
    """Who opened the case: for who handles it, who reported it and who lived through it (access.md)."""

    template_name = "incidents/looked.html"
    context_object_name = "incident"

    def get_object(self, queryset=None):
        if self.staff is None:
            raise Http404
        scopes = self.staff.rights.scopes("access_list", "read")
        known = Incident.objects.knowable_by(self.staff).filter(pk=self.kwargs["pk"])
        found = known.select_related("reporter").first()
        if found is None or not (self._handles(known, scopes) or self._follows(found, scopes)):
            raise Http404
        return found

    def _handles(self, known, scopes) -> bool:
        return bool(scopes) and known.filter(case_rights(self.staff).handled("read", "access_list")).exists()

    def _follows(self, incident: Incident, scopes) -> bool:
        return "own" in scopes and case_rights(self.staff).follows(incident)

    def get_context_data(self, **kwargs) -> dict:
        readers = readers_of(self.object, staff=self.staff)
        opens = Incident.objects.visible_to(self.staff).filter(pk=self.object.pk).exists()
        follows = case_rights(self.staff).follows(self.object)
        return super().get_context_data(**kwargs) | {"readers": readers, "may_open": opens, "follows": follows}
