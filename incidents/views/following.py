"""Follow what one reported, lived through or saw; write one's own account; add to it.

Who may report follows what is their own: the right is that of reporting, so that it opens nothing else.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView

from incidents.enums import Side
from incidents.forms.texts import STORY, AccountForm, AddendumForm, ObjectionForm
from incidents.models import Account, Addendum, CaseShare, EmergencyNumber, Incident
from incidents.services.following import (
    add_to_report,
    object_to_report,
    part_of,
    what_comes,
    write_account,
)
from incidents.services.headline import headline
from incidents.services.looked import readers_of
from incidents.services.measures import outcomes_of
from incidents.services.second import offer
from partnership.audit import services as audit
from partnership.web.access import Allowed
from partnership.web.views import ServiceFormView, StaffViewMixin, VisibleObjectMixin

PER_PAGE = 20
SHOWN = ("handler", "place", "school", "confided_to", "on_behalf_of")


class FollowedMixin(VisibleObjectMixin):
    """A case the person reported, lived through or saw; for all others a page that does not exist."""

    model = Incident
    permitted = "followed_by"

    def get_queryset(self):
        return Incident.objects.select_related(*SHOWN).prefetch_related("forms")

    def findable(self, queryset):
        return queryset.none()


class ReceiptView(FollowedMixin, DetailView):
    """Right after sending: we stand behind you, who has it, what happens next and when."""

    access = Allowed("incident", "create")
    template_name = "incidents/receipt.html"
    context_object_name = "incident"

    def get_context_data(self, **kwargs) -> dict:
        incident = self.object
        numbers = EmergencyNumber.objects.visible_to(self.staff).in_use()
        in_danger = any([incident.was_threatened, incident.was_hurt, incident.is_afraid])
        return super().get_context_data(**kwargs) | what_comes(incident) | {"numbers": numbers, "in_danger": in_danger}


class FollowView(FollowedMixin, DetailView):
    """How far it is, who looked, what one wrote oneself and what was shared."""

    access = Allowed("incident", "create")
    template_name = "incidents/follow.html"
    context_object_name = "incident"

    def get(self, request, *args, **kwargs) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        audit.record("incident.follow", actor=request.user, obj=self.object)
        return response

    def get_context_data(self, **kwargs) -> dict:
        incident, staff = self.object, self.staff
        accounts = list(Account.objects.visible_to(staff).filter(incident=incident).select_related("author"))
        own = next((account for account in accounts if account.author_id == staff.pk), None)
        shared = [account for account in accounts if account.shared_at and account is not own]
        part = part_of(incident, staff)
        only_saw = part is not None and part.side == Side.WITNESS and incident.reporter_id != staff.pk
        return super().get_context_data(**kwargs) | ({} if only_saw else what_comes(incident)) | {
            "may_object": incident.on_behalf_of_id == staff.pk and not (own and own.objects_to_report),
            "may_write": part is not None and own is None,
            "own": own,
            "shared": shared,
            "added": Addendum.objects.visible_to(staff).filter(incident=incident, author=staff),
            "looked": [reader for reader in readers_of(incident, staff=staff) if not reader.is_me],
            "outcomes": outcomes_of(incident, staff=staff),
            "offer": offer(incident, staff=staff),
        }  # fmt: skip


class MineListView(StaffViewMixin, TemplateView):
    """What one reported, lived through or saw, the newest first."""

    access = Allowed("incident", "create")
    template_name = "incidents/mine.html"

    def get_context_data(self, **kwargs) -> dict:
        rows = Incident.objects.followed_by(self.staff).newest_first().select_related("handler", "place")
        page = Paginator(rows.prefetch_related("forms"), PER_PAGE).get_page(self.request.GET.get("page"))
        may_report = self.staff.rights.may("incident", "create")
        own = {"page_obj": page, "may_report": may_report, "shares": self._shares()}
        return super().get_context_data(**kwargs) | own

    def _shares(self) -> list[CaseShare]:
        """Cases that somebody shared: nothing else leads there."""
        known = Incident.objects.knowable_by(self.staff).values("pk")
        shares = CaseShare.objects.current().filter(staff=self.staff, incident__in=known).order_by("-at")
        shares = list(shares.select_related("incident__place").prefetch_related("incident__forms"))
        for share in shares:
            share.headline = headline(share.incident)
        return shares


class FollowedFormView(FollowedMixin, ServiceFormView):
    """A form beside a case one follows; a case that was joined or closed can be added to as well."""

    @cached_property
    def incident(self) -> Incident:
        return self.get_object()

    def is_for(self, incident: Incident) -> bool:
        """Whether this form still waits for this person; otherwise the page of the report says how it stands."""
        return True

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        if not self.is_for(self.incident):
            return HttpResponseRedirect(reverse("incidents:follow", args=[self.incident.pk]))
        return super().dispatch(request, *args, **kwargs)

    def object_key(self) -> str:
        return str(self.incident.pk)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"incident": self.incident}

    def done(self, message: str) -> str:
        messages.success(self.request, message)
        return reverse("incidents:follow", args=[self.incident.pk])


class AccountCreateView(FollowedFormView):
    access = Allowed("incident", "create")
    form_class = AccountForm
    template_name = "incidents/account_form.html"

    def is_for(self, incident: Incident) -> bool:
        return part_of(incident, self.staff) is not None

    def perform(self, form: AccountForm) -> str:
        write_account(self.incident, actor=self.staff, **{name: form.cleaned_data[name] for name in STORY})
        return self.done(_("Your account is with who handles it. Nobody else sees it until it is shared."))


class AddendumCreateView(FollowedFormView):
    access = Allowed("incident", "create")
    form_class = AddendumForm
    template_name = "incidents/addendum_form.html"

    def perform(self, form: AddendumForm) -> str:
        cleaned = form.cleaned_data
        add_to_report(self.incident, actor=self.staff, kind=cleaned["kind"], text=cleaned["text"])
        return self.done(_("It has been added. What was sent before stays as it is."))


class ObjectionCreateView(FollowedFormView):
    access = Allowed("incident", "create")
    form_class = ObjectionForm
    template_name = "incidents/objection_form.html"

    def is_for(self, incident: Incident) -> bool:
        return incident.on_behalf_of_id == self.staff.pk

    def perform(self, form: ObjectionForm) -> str:
        object_to_report(self.incident, actor=self.staff, reason=form.cleaned_data["reason"])
        return self.done(_("Your objection stands beside the report. Who handles it talks with you first."))
