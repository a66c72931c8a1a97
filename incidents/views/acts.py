"""Acts of who handles a case on the case as a whole: each a small page, or one tap."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from incidents.forms import case as forms
from incidents.models import Incident, Severity
from incidents.services import closing, handling, joining, sharing
from incidents.services.headline import headline
from incidents.services.route import able_handlers
from incidents.views.base import CaseActView, CaseButtonView, colleagues_of


class IncidentTakeView(CaseButtonView):
    success_message = _("You handle this case now.")

    def perform(self, row: Incident) -> str:
        handling.take_case(row, actor=self.staff, version=self.version)
        return row.get_absolute_url()


class IncidentHandOverView(CaseActView):
    form_class = forms.HandOverForm
    title = _("Give the case to somebody else")
    intro = _("One person handles a case. What is to be done for it goes along.")
    button = _("Give the case")
    success_message = _("Given. This colleague finds it under what there is to do.")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "colleagues": able_handlers(self.incident)}

    def act(self, form: forms.HandOverForm) -> None:
        handling.hand_over(
            self.incident, actor=self.staff, version=form.cleaned_data["version"], to=form.chosen(),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip


class IncidentSeverityView(CaseActView):
    form_class = forms.CaseSeverityForm
    template_name = "incidents/severity_form.html"
    title = _("How serious was it?")
    success_message = _("The severity is set.")

    def get_context_data(self, **kwargs) -> dict:
        severities = Severity.objects.filter(school=self.incident.school_id).in_use()
        return {"severities": severities, **super().get_context_data(**kwargs)}

    def act(self, form: forms.CaseSeverityForm) -> None:
        cleaned = form.cleaned_data
        handling.set_severity(
            self.incident, actor=self.staff, version=cleaned["version"], severity=cleaned["severity"],
            reason=cleaned["reason"],
        )  # fmt: skip


class IncidentMoveView(CaseActView):
    form_class = forms.StatusForm
    title = _("Move the case on")
    button = _("Move on")
    success_message = _("The case has been moved on.")

    def act(self, form: forms.StatusForm) -> None:
        cleaned = form.cleaned_data
        handling.move_case(
            self.incident, actor=self.staff, version=cleaned["version"], to=cleaned["to"], reason=cleaned["reason"]
        )


class IncidentDetailsView(CaseActView):
    form_class = forms.DetailsForm
    title = _("Label and details")
    intro = _("For the figures of the school and to find the case by. What was reported does not change.")
    success_message = _("Saved.")

    def act(self, form: forms.DetailsForm) -> None:
        details = {name: form.cleaned_data[name] for name in form.details()}
        handling.set_details(self.incident, actor=self.staff, version=form.cleaned_data["version"], **details)


class IncidentCloseView(CaseActView):
    form_class = forms.CloseCaseForm
    template_name = "incidents/close_form.html"
    title = _("Close the case")
    button = _("Close the case")
    success_message = _("The case is closed. It can be opened again.")

    def get_context_data(self, **kwargs) -> dict:
        return {"missing": closing.missing(self.incident), **super().get_context_data(**kwargs)}

    def act(self, form: forms.CloseCaseForm) -> None:
        cleaned = form.cleaned_data
        closing.close_case(
            self.incident, actor=self.staff, version=cleaned["version"], outcome=cleaned["outcome"],
            reason=cleaned["reason"], passed_on_to=cleaned["passed_on_to"], heard=cleaned["heard"],
        )  # fmt: skip


class IncidentLightCloseView(CaseActView):
    """The lightest severity closes on one page, in three taps."""

    form_class = forms.LightForm
    template_name = "incidents/light_form.html"
    title = _("Close at once")
    intro = _(
        "For the lightest severity this is all. What is due to a parent or a child stays under what there is to do."
    )
    success_message = _("The case is closed. It can be opened again.")

    def act(self, form: forms.LightForm) -> None:
        cleaned = form.cleaned_data
        closing.close_light(
            self.incident, actor=self.staff, version=cleaned["version"], outcome=cleaned["outcome"],
            reason=cleaned["reason"],
        )  # fmt: skip


class IncidentReopenView(CaseActView):
    form_class = forms.ReopenForm
    title = _("Open the case again")
    button = _("Open again")
    success_message = _("The case is open again.")

    def act(self, form: forms.ReopenForm) -> None:
        cleaned = form.cleaned_data
        closing.reopen_case(self.incident, actor=self.staff, version=cleaned["version"], reason=cleaned["reason"])


class IncidentTellReporterView(CaseActView):
    form_class = forms.TellReporterForm
    title = _("Tell the reporter the outcome")
    intro = _("Do it in person or by telephone. Here you only note that it was done today.")
    button = _("The reporter knows")
    success_message = _("Noted: the reporter knows the outcome.")

    def act(self, form: forms.TellReporterForm) -> None:
        cleaned = form.cleaned_data
        closing.tell_reporter(
            self.incident, actor=self.staff, version=cleaned["version"], asked_aftercare=cleaned["aftercare"]
        )


class IncidentJoinView(CaseActView):
    form_class = forms.JoinReportForm
    template_name = "incidents/join_form.html"
    title = _("Join with another report")
    intro = _("When two colleagues reported the same event. It counts once; accounts and aftercare stay apart.")
    button = _("Join")
    success_message = _("Joined. They can be parted again.")

    @cached_property
    def cases(self) -> list[tuple[Incident, str]]:
        cases = joining.near(self.incident, staff=self.staff)
        return [(case, f"{case.number}, {headline(case)}") for case in cases]

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "cases": self.cases}

    def get_context_data(self, **kwargs) -> dict:
        return {"cases": self.cases, **super().get_context_data(**kwargs)}

    def perform(self, form: forms.JoinReportForm) -> str:
        cleaned = form.cleaned_data
        into = joining.join_report(self.incident, actor=self.staff, version=cleaned["version"], into=form.chosen())
        return self.where_next(into)


class IncidentPartView(CaseButtonView):
    permitted = "handled_by"
    success_message = _("Parted. It is a case of its own again.")

    def perform(self, row: Incident) -> str:
        joining.part_report(row, actor=self.staff, version=self.version)
        return self.where_next(row)


class IncidentShareView(CaseActView):
    form_class = forms.ShareForm
    title = _("Share with a colleague")
    intro = _("The case is closed for everybody else, also for the class teacher. Share no more than is needed.")
    button = _("Share")
    success_message = _(
        "Shared. Your colleague finds it under My reports; do say so, no mail goes out. It ends by itself on the day"
        " you chose."
    )

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "colleagues": colleagues_of(self.staff)}

    def act(self, form: forms.ShareForm) -> None:
        cleaned = form.cleaned_data
        sharing.share_case(
            self.incident, actor=self.staff, staff=form.chosen(), reason=cleaned["reason"], until=cleaned["until"]
        )


class IncidentKeepFromView(CaseActView):
    form_class = forms.KeepFromForm
    title = _("Keep from a colleague")
    intro = _("When a colleague is the parent, or has a tie with somebody in this case that nobody told us.")
    button = _("Keep from this colleague")
    success_message = _("This colleague finds nothing of the case any more.")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "colleagues": colleagues_of(self.staff)}

    def act(self, form: forms.KeepFromForm) -> None:
        version = form.cleaned_data["version"]
        sharing.keep_from(self.incident, actor=self.staff, version=version, staff=form.chosen())
