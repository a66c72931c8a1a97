"""Forms about one person in a case: told, named, spoken with; and somebody else who looks."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import Addition, Way, YesNo
from incidents.forms.case import LONG, CaseForm, colleague_field, day_field, people, pick, reason_field
from incidents.models import ChildTalk, NameQuestion, Party, SecondLook, Telling
from incidents.services.names import FoundOut
from partnership.school.models import Guardian, StaffMember
from partnership.school.telephones import normalise


class TellForm(CaseForm):
    form_name = "case_tell"
    told_on = day_field(_("On which day?"))
    way = pick(_("How?"), choices=Way.choices)

    def __init__(self, *args, telling: Telling, **kwargs):
        self.telling = telling
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.initial["told_on"] = timezone.localdate()


class WaitForm(CaseForm):
    form_name = "case_wait"
    reason = reason_field(
        _("Why does it have to wait?"), help_text=_("For example safety, or a request of the police.")
    )
    until = day_field(_("Until which day?"))


class AddForm(CaseForm):
    form_name = "case_add"
    kind = pick(_("What is it?"), choices=Addition.choices)
    party = forms.ChoiceField(
        label=_("Of whom is the reaction?"), required=False, help_text=_("Only for the reaction of a parent.")
    )
    text = forms.CharField(
        label=_("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what you want to add.")},
        help_text=_("What was sent does not change; this stands beside it. Write so that the parent may read it."),
    )  # fmt: skip

    def __init__(self, *args, parties: list[Party], **kwargs):
        self.parties = parties
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        parties = [(str(each.pk), each.called) for each in self.parties]
        self.fields["party"].choices = [("", _("choose a person")), *parties]
        if len(parties) == 1:
            self.initial["party"] = parties[0][0]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("kind") != Addition.REACTION:
            cleaned["party"] = ""
        elif not cleaned.get("party"):
            self.add_error("party", _("Say whose reaction it is."))
        return cleaned

    def chosen(self) -> Party | None:
        return next((each for each in self.parties if str(each.pk) == self.cleaned_data["party"]), None)


class NameForm(CaseForm):
    """Who an unknown person was: a guardian of a child in the case, or a name that is typed."""

    form_name = "case_name"
    guardian = forms.ChoiceField(label=_("A parent or guardian of a child in this case"), required=False)
    name = forms.CharField(label=_("Or a name"), required=False, max_length=200)
    email = forms.EmailField(label=_("E-mail address, if known"), required=False)
    telephone = forms.CharField(label=_("Telephone, if known"), required=False, max_length=20)
    works_here = forms.ChoiceField(
        label=_("Does this person work at our board?"), choices=YesNo.choices, widget=forms.RadioSelect,
        initial=YesNo.UNKNOWN, required=False,
    )  # fmt: skip
    reason = reason_field(_("How do you know?"))

    def __init__(self, *args, guardians: list[Guardian], **kwargs):
        self.guardians = guardians
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        if not self.guardians:
            del self.fields["guardian"]
            self.fields["name"].label = _("A name")
        else:
            self.fields["guardian"].choices = [
                ("", _("choose a person")),
                *((str(each.pk), each.name) for each in self.guardians),
            ]

    def clean_telephone(self) -> str:
        try:
            return normalise(self.cleaned_data["telephone"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict:
        cleaned = super().clean()
        if bool(cleaned.get("guardian")) == bool(cleaned.get("name", "").strip()):
            self.add_error("name", _("Choose a parent, or type a name."))
        return cleaned

    def found(self) -> FoundOut:
        cleaned = self.cleaned_data
        guardian = next((each for each in self.guardians if str(each.pk) == cleaned.get("guardian")), None)
        return FoundOut(
            guardian=guardian, name="" if guardian else cleaned["name"].strip(), email=cleaned["email"],
            telephone=cleaned["telephone"], works_here=cleaned["works_here"] or YesNo.UNKNOWN,
        )  # fmt: skip


class NameQuestionForm(CaseForm):
    form_name = "case_name_question"
    is_same = pick(_("Is this the same person?"), choices=[("yes", _("yes, it is our colleague")), ("no", _("no"))])

    def __init__(self, *args, question: NameQuestion, **kwargs):
        self.question = question
        super().__init__(*args, **kwargs)


class GiveTalkForm(CaseForm):
    form_name = "case_child_talk"
    speaker = colleague_field(_("Who speaks with the child?"))
    due_on = day_field(_("Before which day?"))

    def __init__(self, *args, talk: ChildTalk, colleagues: list[StaffMember], **kwargs):
        self.talk, self.colleagues = talk, colleagues
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["speaker"].choices = people(self.colleagues)
        self.initial |= {"speaker": self.talk.speaker_id, "due_on": max(self.talk.due_on, timezone.localdate())}

    def chosen(self) -> StaffMember:
        return self.person("speaker", self.colleagues)


class AskSecondLookForm(CaseForm):
    form_name = "case_second_look"
    asked_of = colleague_field(_("Whom do you ask to look?"))
    reason = reason_field(_("What should be looked at again?"), required=False)

    def __init__(self, *args, colleagues: list[StaffMember], **kwargs):
        self.colleagues = colleagues
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        rows = [(str(each.pk), each.name, each.job_title) for each in self.colleagues]
        named = [(key, f"{name}, {title}" if title else name) for key, name, title in rows]
        self.fields["asked_of"].choices = [("", _("choose a colleague")), *named]

    def chosen(self) -> StaffMember:
        return self.person("asked_of", self.colleagues)


class AnswerSecondLookForm(CaseForm):
    form_name = "case_look_again"
    answer = forms.CharField(
        label=_("What do you think of it?"), max_length=LONG, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Who asked reads this, and so does who handles the case."),
        error_messages={"required": _("Write what you think of it.")},
    )  # fmt: skip

    def __init__(self, *args, look: SecondLook, **kwargs):
        self.look = look
        super().__init__(*args, **kwargs)
