"""The list of cases for who handles them."""

from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from incidents.enums import AggressionForm, Status
from incidents.services.headline import headline
from incidents.services.naming import Naming
from incidents.services.search import ALL, OPEN, PERIODS, Wish, choices_of, find_cases, waiting
from partnership.web.access import Allowed
from partnership.web.views import StaffViewMixin

PERIOD_WORDS = {"30": _("last 30 days"), "90": _("last three months"), "365": _("last year")}
ASKED = {
    "state": "state", "form": "form", "severity": "severity", "place": "place", "handler": "handler",
    "period": "period", "q": "words", "after": "after", "before": "before",
}  # fmt: skip
LONGEST = 100


class IncidentTriageView(StaffViewMixin, TemplateView):
    """New first: for whom each waits and until when. Filters, words and the place in the list stand in the address."""

    access = Allowed("incident", "change")
    template_name = "incidents/triage.html"

    def get_context_data(self, **kwargs) -> dict:
        filters = self._filters()
        wish = self._wish(filters)
        page = find_cases(wish, staff=self.staff)
        for case in page.rows:
            case.headline = headline(case)
            case.waiting = waiting(case)
            case.reported_by = Naming([case], self.staff).of(case.reporter)
        kept = {name: getattr(wish, field) for name, field in ASKED.items() if name not in ("after", "before")}
        query = urlencode({name: value for name, value in kept.items() if value and value != OPEN})
        return super().get_context_data(**kwargs) | {
            "page": page,
            "wish": wish,
            "filters": filters,
            "query": query,
            "is_filtered": any(kept[name] for name in ("form", "severity", "place", "handler", "period")),
        }

    def _filters(self) -> list[dict]:
        """Return the filters with their choices and what was chosen; a word that is no choice chooses nothing."""
        own = choices_of(self.staff)
        states = [(OPEN, _("all open")), *((value, label) for value, label in Status.choices), (ALL, _("all"))]
        periods = [("", _("all")), *((key, PERIOD_WORDS[key]) for key in PERIODS)]
        handlers = [("", _("everyone")), *own["handler"], ("none", _("nobody yet"))]
        severities = [("", _("all")), *own["severity"], ("none", _("not set yet"))]
        asked = [
            ("state", _("State"), states),
            ("form", _("Form"), [("", _("all")), *AggressionForm.choices]),
            ("severity", _("Severity"), severities),
            ("place", _("Place"), [("", _("all")), *own["place"]]),
            ("handler", _("Who handles it"), handlers),
            ("period", _("Reported"), periods),
        ]
        return [self._filter(name, label, choices) for name, label, choices in asked]

    def _filter(self, name: str, label, choices: list[tuple]) -> dict:
        given = self.request.GET.get(name, "")
        chosen = given if given in {value for value, _label in choices} else choices[0][0]
        return {"name": name, "label": label, "choices": choices, "chosen": chosen}

    def _wish(self, filters: list[dict]) -> Wish:
        chosen = {each["name"]: each["chosen"] for each in filters}
        words = {ASKED[name]: self.request.GET.get(name, "")[:LONGEST] for name in ("q", "after", "before")}
        return Wish(**chosen, **words)
