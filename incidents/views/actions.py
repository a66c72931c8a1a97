"""The steps of who does what in one case: one's own step, done, not needed, handed over; one more added."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from incidents.enums import ActionState
from incidents.forms import actions as forms
from incidents.models import CaseAction, Incident
from incidents.services import map_actions
from incidents.views.base import CaseActView, CaseButtonView, CasePageMixin, CaseRowActView, colleagues_of
from partnership.audit import services as audit


class ActionView(CasePageMixin, DetailView):
    """What somebody has to do, before when and what to say; nothing else of the case for who does not handle it."""

    model = CaseAction
    template_name = "incidents/action.html"
    context_object_name = "action"

    def get_queryset(self):
        return CaseAction.objects.select_related("incident", "owner", "deputy", "post", "ended_by")

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        audit.record("incident.read_action", actor=request.user, obj=self.object.incident)
        return response

    def get_context_data(self, **kwargs) -> dict:
        opens = Incident.objects.visible_to(self.staff).filter(pk=self.object.incident_id).exists()
        may_end = CaseAction.objects.ended_by(self.staff).filter(pk=self.object.pk).exists()
        return super().get_context_data(**kwargs) | {"opens_case": opens, "may_end": may_end}


class ActionDoneView(CaseButtonView):
    model = CaseAction
    permitted = "ended_by"
    success_message = _("Done. Thank you.")

    def perform(self, row: CaseAction) -> str:
        map_actions.end_action(row, actor=self.staff, version=self.version, state=ActionState.DONE)
        return self.where_next(row.incident)


class ActionActView(CaseRowActView):
    model = CaseAction
    permitted = "ended_by"

    def get_queryset(self):
        return CaseAction.objects.select_related("incident", "owner")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "action": self.row}

    def get_context_data(self, **kwargs) -> dict:
        """Back to the step: who does it may not know the number of the case."""
        back = {"back_url": reverse("incidents:action", args=[self.row.pk]), "back_label": self.row.what}
        return {**back, **super().get_context_data(**kwargs)}


class ActionNotNeededView(ActionActView):
    form_class = forms.ActionEndForm
    title = _("Not needed")
    button = _("This is not needed")
    success_message = _("Noted, with the reason.")

    def act(self, form: forms.ActionEndForm) -> None:
        cleaned = form.cleaned_data
        state = ActionState.NOT_NEEDED
        map_actions.end_action(self.row, actor=self.staff, version=cleaned["version"], state=state, why=cleaned["why"])


class ActionGiveView(ActionActView):
    form_class = forms.ActionGiveForm
    title = _("Hand over this step")
    intro = _("This colleague sees what must be done and before when; nothing else of the case.")
    button = _("Hand over")
    success_message = _("Handed over. This colleague is told by mail.")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "colleagues": [self.staff, *colleagues_of(self.staff)]}

    def act(self, form: forms.ActionGiveForm) -> None:
        map_actions.hand_over_action(self.row, actor=self.staff, version=form.cleaned_data["version"], to=form.chosen())


class ActionAddView(CaseActView):
    form_class = forms.ActionAddForm
    title = _("Add a step")
    button = _("Add")
    success_message = _("Added. This colleague finds it under what there is to do.")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "colleagues": [self.staff, *colleagues_of(self.staff)]}

    def act(self, form: forms.ActionAddForm) -> None:
        cleaned = form.cleaned_data
        map_actions.add_action(
            self.incident, actor=self.staff, what=cleaned["what"], owner=form.chosen(), due_on=cleaned["due_on"]
        )


class IncidentAgainView(CaseActView):
    form_class = forms.AgainForm
    title = _("The first time, or again?")
    intro = _(
        "Again means: the same person, within the term of the school, and established at least partly. It chooses the"
        " route; the application never decides it by itself."
    )
    success_message = _("Noted. The steps of the route stand in the case.")

    def act(self, form: forms.AgainForm) -> None:
        cleaned = form.cleaned_data
        map_actions.say_again(
            self.incident, actor=self.staff, version=cleaned["version"], again=cleaned["again"] == "yes"
        )
