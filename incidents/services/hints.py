"""Hints for who handles a case: the school's own lines, shown when what was reported asks for them."""

from collections.abc import Iterable

from incidents.enums import AggressionForm, Rank
from incidents.models import Hint, Incident

When = Hint.When


def hints_for(incident: Incident) -> list[Hint]:
    """Return the hints in use whose trigger holds for `incident`, in the school's order. Two queries at most."""
    hints = Hint.objects.filter(school=incident.school_id).in_use().order_by("order", "name")
    return those_that_hold(hints, incident)


def those_that_hold(hints: Iterable[Hint], incident: Incident) -> list[Hint]:
    """Return those of `hints` whose trigger holds for `incident`, in their order."""
    triggers = _triggers(incident)
    return [hint for hint in hints if hint.when in triggers]


def _triggers(incident: Incident) -> set[str]:
    forms = {row.form for row in incident.forms.all()}
    holds = {
        When.ALWAYS: True,
        When.THREAT: incident.was_threatened,
        When.INJURY: incident.was_hurt or incident.has_injury,
        When.PHYSICAL: AggressionForm.PHYSICAL in forms,
        When.DIGITAL: AggressionForm.DIGITAL in forms,
        When.GRAVE: incident.severity_id is not None and incident.severity.rank == Rank.GRAVE,
    }
    return {when for when, it_holds in holds.items() if it_holds}
