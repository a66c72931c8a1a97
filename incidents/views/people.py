"""Acts about one person in a case: told, named, spoken with, shared with."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView

from incidents.enums import Side, Talk
from incidents.forms import case_people as forms
from incidents.models import Account, CaseShare, ChildTalk, NameQuestion, Party, Telling
from incidents.services import children, names, sharing, telling
from incidents.services.following import note_talk
from incidents.views.base import CaseActView, CaseButtonView, CasePageMixin, CaseRowActView, colleagues_of
from partnership.audit import services as audit
from partnership.school.models import Guardian


class TellingDoneView(CaseRowActView):
    model = Telling
    form_class = forms.TellForm
    template_name = "incidents/tell_form.html"
    title = _("Tell the person concerned")
    button = _("The person was told")
    success_message = _("Noted. The reaction can be written beside the report.")

    def get_queryset(self):
        return Telling.objects.select_related("incident", "party__guardian", "party__pupil", "party__staff")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "telling": self.row}

    def get_context_data(self, **kwargs) -> dict:
        return {"telling": self.row, **super().get_context_data(**kwargs)}

    def act(self, form: forms.TellForm) -> None:
        cleaned = form.cleaned_data
        telling.tell_person(self.row, actor=self.staff, told_on=cleaned["told_on"], way=cleaned["way"])


class TellingWaitView(CaseRowActView):
    model = Telling
    form_class = forms.WaitForm
    title = _("Let it wait")
    intro = _("A parent has a right to know of a record. Waiting needs a reason, and a new day.")
    button = _("Let it wait")
    success_message = _("It waits until the day you chose.")

    def act(self, form: forms.WaitForm) -> None:
        cleaned = form.cleaned_data
        telling.wait_telling(self.row, actor=self.staff, until=cleaned["until"], reason=cleaned["reason"])


class IncidentAddView(CaseActView):
    form_class = forms.AddForm
    title = _("Add something")
    button = _("Add")
    success_message = _("Added. It stands beside the report.")

    def get_initial(self) -> dict:
        return {"kind": self.request.GET.get("kind", ""), "party": self.request.GET.get("party", "")}

    def get_form_kwargs(self) -> dict:
        parties = self.incident.parties.filter(side=Side.INVOLVED).select_related("guardian", "pupil", "staff")
        return {**super().get_form_kwargs(), "parties": list(parties)}

    def act(self, form: forms.AddForm) -> None:
        cleaned = form.cleaned_data
        telling.add_to_case(
            self.incident, actor=self.staff, kind=cleaned["kind"], text=cleaned["text"], party=form.chosen()
        )


class PartyNameView(CaseRowActView):
    model = Party
    form_class = forms.NameForm
    title = _("Who was it?")
    intro = _(
        "The description that was sent stays. Whoever has a tie with this person finds nothing of the case any more."
    )
    success_message = _("Noted.")

    def get_form_kwargs(self) -> dict:
        pupils = self.incident.parties.exclude(pupil=None).values("pupil")
        guardians = Guardian.objects.untied(self.staff).filter(guardianships__pupil__in=pupils).distinct()
        return {**super().get_form_kwargs(), "guardians": list(guardians.order_by("last_name", "first_name", "pk"))}

    def act(self, form: forms.NameForm) -> None:
        cleaned = form.cleaned_data
        names.name_person(
            self.row, actor=self.staff, version=cleaned["version"], found=form.found(), reason=cleaned["reason"]
        )


class NameQuestionView(CaseRowActView):
    model = NameQuestion
    form_class = forms.NameQuestionForm
    template_name = "incidents/name_question_form.html"
    title = _("Is this our colleague?")
    intro = _(
        "An equal name alone keeps nobody out. Only when it is the same person, this colleague finds nothing of the"
        " case any more."
    )
    success_message = _("Noted.")

    def get_queryset(self):
        rows = NameQuestion.objects.exclude(colleague=self.staff)
        return rows.select_related("incident", "party__guardian", "colleague")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "question": self.row}

    def act(self, form: forms.NameQuestionForm) -> None:
        is_same = form.cleaned_data["is_same"] == "yes"
        names.answer_name_question(self.row, actor=self.staff, is_same=is_same)


class ChildTalkView(CasePageMixin, DetailView):
    """For who speaks with a child: which child and before when; nothing else of the case."""

    model = ChildTalk
    template_name = "incidents/child_talk.html"
    context_object_name = "talk"

    def get_queryset(self):
        return ChildTalk.objects.select_related("pupil", "speaker", "incident")

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        audit.record("incident.read_child_talk", actor=request.user, obj=self.object.incident)
        return response

    def get_context_data(self, **kwargs) -> dict:
        handles = ChildTalk.objects.changeable_by(self.staff).filter(pk=self.object.pk).exists()
        is_speaker = self.object.speaker_id == self.staff.pk
        return super().get_context_data(**kwargs) | {"handles": handles, "is_speaker": is_speaker}


class ChildTalkGiveView(CaseRowActView):
    model = ChildTalk
    form_class = forms.GiveTalkForm
    title = _("Who speaks with the child?")
    intro = _(
        "This colleague sees only the name of the child and the day. Nothing the child says comes here, and no child"
        " is asked for evidence."
    )
    button = _("Ask this colleague")
    success_message = _("Asked. This colleague finds it under what there is to do.")

    def get_form_kwargs(self) -> dict:
        talk = self.row
        return {**super().get_form_kwargs(), "talk": talk, "colleagues": [self.staff, *colleagues_of(self.staff)]}

    def act(self, form: forms.GiveTalkForm) -> None:
        children.give_talk(self.row, actor=self.staff, speaker=form.chosen(), due_on=form.cleaned_data["due_on"])


class ChildTalkEndView(CaseButtonView):
    """Done, by who speaks with the child or who handles the case; only the latter says that it is not needed."""

    model = ChildTalk
    success_message = _("Noted. Nothing of what was said is kept.")

    @cached_property
    def state(self) -> str:
        return Talk.NOT_NEEDED if self.request.POST.get("state") == Talk.NOT_NEEDED else Talk.DONE

    @property
    def permitted(self) -> str:
        return "changeable_by" if self.state == Talk.NOT_NEEDED else "ended_by"

    def perform(self, row: ChildTalk) -> str:
        children.end_talk(row, actor=self.staff, state=self.state)
        return self.where_next(row.incident)


class AccountShareView(CaseButtonView):
    model = Account
    success_message = _("Shared: the others who lived through it or saw it can read this account.")

    def perform(self, row: Account) -> str:
        sharing.share_account(row, actor=self.staff)
        return self.where_next(row.incident)


class AccountTalkedView(CaseButtonView):
    model = Account
    success_message = _("Noted: you talked about the objection. You decide together how it goes on.")

    def perform(self, row: Account) -> str:
        note_talk(row, actor=self.staff)
        return self.where_next(row.incident)


class ShareEndView(CaseButtonView):
    model = CaseShare
    success_message = _("Not shared any more.")

    def perform(self, row: CaseShare) -> str:
        sharing.end_share(row, actor=self.staff)
        return self.where_next(row.incident)
