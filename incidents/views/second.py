"""Ask somebody else to look; answer when one is asked."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from incidents.forms.case_people import AnswerSecondLookForm, AskSecondLookForm
from incidents.models import Incident, SecondLook
from incidents.services import second
from incidents.services.naming import Naming
from incidents.views.base import CaseActView, CasePageMixin, CaseRowActView
from partnership.audit import services as audit


class SecondLookCreateView(CaseActView):
    """For who reported or lived through it, when a severity was lowered or it was closed as not established."""

    permitted = "followed_by"
    form_class = AskSecondLookForm
    template_name = "incidents/second_look_form.html"
    title = _("Ask somebody else to look")
    button = _("Ask")
    success_message = _("Asked. Nobody can refuse it, and you read the answer with your report.")

    def get_object(self, queryset=None):
        incident = super().get_object(queryset)
        self.offer = second.offer(incident, staff=self.staff)
        if self.offer is None or not (self.offer.was_lowered or self.offer.not_established):
            raise Http404
        return incident

    def get_form_kwargs(self) -> dict:
        lead = self.incident.joined_to or self.incident
        return {**super().get_form_kwargs(), "colleagues": second.who_can_look(lead)}

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        return {**context, "offer": self.offer, "back_url": self._following()}

    def _following(self) -> str:
        return reverse("incidents:follow", args=[self.incident.pk])

    def perform(self, form: AskSecondLookForm) -> str:
        second.ask_second_look(
            self.incident, actor=self.staff, asked_of=form.chosen(), reason=form.cleaned_data["reason"]
        )
        return self._following()


class SecondLookView(CasePageMixin, DetailView):
    """What was asked, by whom, and the answer: for the two of them and who handles the case."""

    model = SecondLook
    template_name = "incidents/second_look.html"
    context_object_name = "look"

    def get_queryset(self):
        return SecondLook.objects.select_related("incident", "asked_by", "asked_of")

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        audit.record("incident.read_second_look", actor=request.user, obj=self.object.incident)
        return response

    def get_context_data(self, **kwargs) -> dict:
        look = self.object
        opens = Incident.objects.visible_to(self.staff).filter(pk=look.incident_id).exists()
        return super().get_context_data(**kwargs) | {
            "asked_by": Naming([look.incident], self.staff).of(look.asked_by),
            "may_answer": look.asked_of_id == self.staff.pk and look.answered_at is None,
            "may_open": opens,
        }


class SecondLookAnswerView(CaseRowActView):
    model = SecondLook
    permitted = "asked_of_me"
    form_class = AnswerSecondLookForm
    title = _("What do you think of it?")
    intro = _("Read the case first. You decide nothing here: who handles it goes on with what you write.")
    button = _("Send my answer")
    success_message = _("Thank you. Who asked reads your answer.")

    def get_queryset(self):
        return SecondLook.objects.select_related("incident")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "look": self.row}

    def act(self, form: AnswerSecondLookForm) -> None:
        second.answer_second_look(self.row, actor=self.staff, answer=form.cleaned_data["answer"])
