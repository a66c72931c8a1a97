"""The words a school begins with. They are its own from then on: it changes them, switches them off, adds others."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings as project
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from incidents.models import Behaviour, EmergencyNumber, Hint, IncidentSettings, Place, Severity
from incidents.models.definitions import Definition
from incidents.services.defaults import BEHAVIOURS, PLACES, SETTINGS, SEVERITIES
from incidents.services.defaults_hints import hint_defaults
from partnership.records.prepared import prepared
from partnership.school.models import School, StaffMember


def provide(school: School) -> IncidentSettings:
    """Return the settings of `school`; write them, and every default definition, when they are not there yet.

    In the language of the installation: what a school words itself is in one language (decision 19). One query when
    all is there.
    """
    for found in settings_of(of_school=school.pk):
        found.school = school
        return found
    return _write(school)


def in_use(model: type[Definition], *, staff: StaffMember) -> list[Definition]:
    """Return the words of this kind that `staff` may be offered, in the school's order. One query."""
    if "school" not in staff.rights.scopes("incident_terms", "read"):
        return []
    return _IN_USE[model](of_school=staff.school_id)


def _asking(model: type[Definition]) -> Callable[..., list[Definition]]:
    @prepared
    def ask(*, of_school: UUID) -> QuerySet:
        return model.objects.in_use().filter(school=of_school)

    return ask


_IN_USE = {model: _asking(model) for model in (Place, Behaviour, EmergencyNumber)}


@prepared
def settings_of(*, of_school: UUID) -> QuerySet[IncidentSettings]:
    """Ask for the settings of a school, if it has them."""
    return IncidentSettings.objects.filter(school=of_school)


@transaction.atomic
def _write(school: School) -> IncidentSettings:
    with translation.override(project.LANGUAGE_CODE):
        texts = {name: str(value) for name, value in SETTINGS.items()}
        made, is_new = IncidentSettings.objects.get_or_create(school=school, defaults=texts)
        if is_new:
            for model, rows in _rows(school).items():
                model.objects.bulk_create(rows, ignore_conflicts=True)
    return made


def _rows(school: School) -> dict:
    behaviours = [
        Behaviour(school=school, order=order, form=form, name=str(name))
        for form, names in BEHAVIOURS.items()
        for order, name in enumerate(names, start=1)
    ]
    places = [Place(school=school, order=order, name=str(name)) for order, name in enumerate(PLACES, start=1)]
    return {
        Severity: [Severity(school=school, order=order, **_said(row)) for order, row in enumerate(SEVERITIES, start=1)],
        Behaviour: behaviours,
        Place: places,
        Hint: [Hint(school=school, **row) for row in hint_defaults()],
    }


def _said(row: dict) -> dict:
    """Return the columns of a row with its lazy texts said in the language of now; numbers stay numbers."""
    return {name: value if isinstance(value, bool | int) else str(value) for name, value in row.items()}
