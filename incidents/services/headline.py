"""A case in a few words without names: how, and where."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from incidents.enums import AggressionForm
from incidents.models import Incident, SeenForm
from partnership.records.prepared import prepared

HOW = {
    AggressionForm.VERBAL: _("with words"),
    AggressionForm.NON_VERBAL: _("by manner"),
    AggressionForm.PHYSICAL: _("physically"),
    AggressionForm.DIGITAL: _("online"),
}


@prepared
def forms_of(*, cases: list[UUID]) -> QuerySet[SeenForm]:
    """Ask for the forms that were seen in cases."""
    return SeenForm.objects.filter(incident__in=cases)


def with_forms(cases: list[Incident]) -> list[Incident]:
    """Return the cases, each with its forms as if they were prefetched; one query, none for no case."""
    found: dict[UUID, list[SeenForm]] = {case.pk: [] for case in cases}
    for form in forms_of(cases=list(found)) if found else []:
        found[form.incident_id].append(form)
    for case in cases:
        case._prefetched_objects_cache = {"forms": found[case.pk]}
    return cases


def headline(incident: Incident) -> str:
    """Return such as "with words and online, entrance". Reads the forms and the place of the case."""
    order = list(HOW)
    seen = sorted({each.form for each in incident.forms.all()}, key=order.index)
    words = [str(HOW[form]) for form in seen]
    how = ", ".join(words)
    return ", ".join(part for part in (how, incident.place.name) if part)
