"""Forms of who handles a case, about the case as a whole: each asks one thing and says why."""

import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import Heard, OcwCategory, Outcome, PassedOn, Status, YesNo
from incidents.models import Incident, Severity
from incidents.workflow import MOVES
from partnership.school.models import StaffMember
from partnership.web.forms import BaseForm

LONG = 2000
CHOOSE = {"required": _("Choose one of these.")}
WHY = _("Write one line about why.")


def reason_field(label, *, required: bool = True, help_text="", rows: int = 3, asked=WHY) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONG, widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text, error_messages={"required": asked},
    )  # fmt: skip


def day_field(label, **more) -> forms.DateField:
    asked = {"required": _("Choose a day.")}
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=asked, **more)


def pick(label, **more) -> forms.ChoiceField:
    """A choice among few, shown as chips."""
    return forms.ChoiceField(label=label, widget=forms.RadioSelect, error_messages=CHOOSE, **more)


def colleague_field(label, **more) -> forms.ChoiceField:
    """A choice among colleagues; `people` fills it."""
    return forms.ChoiceField(label=label, error_messages={"required": _("Choose a colleague.")}, **more)


def people(colleagues: list[StaffMember]) -> list[tuple[str, str]]:
    return [("", _("choose a colleague")), *((str(each.pk), each.name) for each in colleagues)]


class CaseForm(BaseForm):
    """A form about `incident`, filled in by `staff`."""

    form_name = "case"

    def __init__(self, *args, incident: Incident, staff: StaffMember, **kwargs):
        super().__init__(*args, version=incident.version, **kwargs)
        self.incident, self.staff = incident, staff
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the case."""

    def person(self, name: str, colleagues: list[StaffMember]) -> StaffMember:
        return next(each for each in colleagues if str(each.pk) == self.cleaned_data[name])


class HandOverForm(CaseForm):
    form_name = "case_hand_over"
    to = colleague_field(_("Who handles it from now on?"))
    reason = reason_field(_("Why?"), help_text=_("This colleague reads it, and so does who may open the case."))

    def __init__(self, *args, colleagues: list[StaffMember], **kwargs):
        self.colleagues = colleagues
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        others = [each for each in self.colleagues if self.is_bound or each.pk != self.incident.handler_id]
        self.fields["to"].choices = people(others)

    def chosen(self) -> StaffMember:
        return self.person("to", self.colleagues)


class CaseSeverityForm(CaseForm):
    form_name = "case_severity"
    severity = forms.ModelChoiceField(
        label=_("How serious was it?"), queryset=Severity.objects.none(), widget=forms.RadioSelect, empty_label=None,
        error_messages=CHOOSE,
    )  # fmt: skip
    reason = reason_field(
        _("Why?"), help_text=_("Is it lower than before, then who lived through it reads this reason.")
    )

    def prepare(self) -> None:
        self.fields["severity"].queryset = Severity.objects.filter(school=self.incident.school_id).in_use()
        self.initial["severity"] = self.incident.severity_id


class StatusForm(CaseForm):
    form_name = "case_status"
    to = pick(_("Where does it stand now?"))
    reason = reason_field(_("What happens now?"), required=False)

    def prepare(self) -> None:
        others = MOVES[Status(self.incident.status)] - {Status.CLOSED, Status.REOPENED}
        if self.is_bound:  # sent twice: the second one gets the answer of the first
            others |= {Status(self.incident.status)}
        self.fields["to"].choices = [(status.value, status.label) for status in Status if status in others]


class DetailsForm(CaseForm):
    form_name = "case_details"
    label = forms.CharField(
        label=_("Label"), required=False, max_length=60,
        help_text=_("A few words to find it by; no names, no story."),
    )  # fmt: skip
    ocw_category = forms.ChoiceField(
        label=_("Category for the yearly figures"), required=False, choices=[("", _("none")), *OcwCategory.choices]
    )
    complaint_goes_on = forms.ChoiceField(
        label=_("Is a complaint or dispute going on?"), required=False, choices=[("", _("not said")), *YesNo.choices],
        help_text=_("Then complaint and incident go to different people."),
    )  # fmt: skip
    police_called = forms.NullBooleanField(label=_("Were the police called?"), required=False)
    has_injury = forms.NullBooleanField(label=_("Was there an injury?"), required=False)
    has_damage = forms.NullBooleanField(label=_("Was there damage?"), required=False)
    has_absence = forms.NullBooleanField(
        label=_("Does somebody stay at home because of it?"), required=False, help_text=_("Yes or no, no reason.")
    )

    def prepare(self) -> None:
        for name in self.details():
            self.initial[name] = getattr(self.incident, name)

    @classmethod
    def details(cls) -> list[str]:
        return list(cls.declared_fields.keys() - BaseForm.declared_fields.keys())


class CloseCaseForm(CaseForm):
    form_name = "case_close"
    heard = forms.ChoiceField(
        label=_("Were both sides heard?"), widget=forms.RadioSelect, required=False,
        choices=[(Heard.YES, _("heard")), (Heard.OFFERED, _("invited; one side did not want to"))],
    )  # fmt: skip
    outcome = pick(_("What do you think of it now?"), choices=Outcome.choices)
    passed_on_to = forms.ChoiceField(
        label=_("Where does it belong?"), required=False, choices=[("", _("choose where")), *PassedOn.choices],
        help_text=_("Only when it is passed on."),
    )  # fmt: skip
    reason = reason_field(
        _("In one line: what came out?"), help_text=_("Is it not established, then who lived through it reads this."),
        asked=_("Write in one line what came out."),
    )  # fmt: skip

    def clean(self) -> dict:
        cleaned = super().clean()
        outcome = cleaned.get("outcome")
        if outcome == Outcome.PASSED_ON and not cleaned.get("passed_on_to"):
            self.add_error("passed_on_to", _("Say where it belongs."))
        if outcome and outcome != Outcome.PASSED_ON:
            cleaned["passed_on_to"] = ""
        judges = outcome in (Outcome.ESTABLISHED, Outcome.PARTLY, Outcome.NOT_ESTABLISHED)
        if judges and not cleaned.get("heard"):
            self.add_error("heard", _("Hear both sides first, or invite them."))
        return cleaned


class LightForm(CaseForm):
    """The lightest severity: two ticks, one line, and the button that says the outcome."""

    form_name = "case_light"
    told = forms.BooleanField(
        label=_("The reporter knows how it ended"), error_messages={"required": _("Tell the reporter first.")}
    )
    aftercare = forms.BooleanField(
        label=_("Aftercare was asked once"), error_messages={"required": _("Ask once who wants to talk about it.")}
    )
    reason = reason_field(_("In one line: what came out?"), rows=2, asked=_("Write in one line what came out."))
    outcome = forms.ChoiceField(
        choices=[
            (Outcome.ESTABLISHED, _("Close: established")),
            (Outcome.NOT_ESTABLISHED, _("Close: not established")),
            (Outcome.WITHDRAWN, _("Close: withdrawn")),
        ],
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose one of the buttons below.")},
    )


class ReopenForm(CaseForm):
    form_name = "case_reopen"
    reason = reason_field(_("Why is it opened again?"))


class JoinReportForm(CaseForm):
    form_name = "case_join"
    into = forms.ChoiceField(
        label=_("With which report?"), widget=forms.RadioSelect, error_messages=CHOOSE,
        help_text=_("Both numbers stay; it counts once. Accounts stay apart."),
    )  # fmt: skip

    def __init__(self, *args, cases: list[tuple[Incident, str]], **kwargs):
        self.cases = cases
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["into"].choices = [(str(case.pk), words) for case, words in self.cases]

    def chosen(self) -> Incident:
        return next(case for case, _words in self.cases if str(case.pk) == self.cleaned_data["into"])


class TellReporterForm(CaseForm):
    form_name = "case_tell_reporter"
    aftercare = forms.BooleanField(label=_("Aftercare was asked too"), required=False)


class ShareForm(CaseForm):
    form_name = "case_share"
    staff_member = colleague_field(_("With whom?"))
    reason = reason_field(_("Why must this colleague know?"), help_text=_("This colleague reads your reason."))
    until = day_field(_("Until and including"))

    def __init__(self, *args, colleagues: list[StaffMember], **kwargs):
        self.colleagues = colleagues
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["staff_member"].choices = people(self.colleagues)
        self.initial["until"] = timezone.localdate() + datetime.timedelta(days=30)

    def chosen(self) -> StaffMember:
        return self.person("staff_member", self.colleagues)


class KeepFromForm(CaseForm):
    form_name = "case_keep_from"
    staff_member = colleague_field(
        _("From whom?"), help_text=_("From now on this colleague finds nothing of the case, whatever the role.")
    )

    def __init__(self, *args, colleagues: list[StaffMember], **kwargs):
        self.colleagues = colleagues
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["staff_member"].choices = people(self.colleagues)

    def chosen(self) -> StaffMember:
        return self.person("staff_member", self.colleagues)
