"""The words a school begins with. They are its own from then on: it changes them, switches them off, adds others."""

from django.conf import settings as project
from django.db import transaction
from django.utils import translation

from incidents.models import Behaviour, Hint, IncidentSettings, Place, Severity
from incidents.services.defaults import BEHAVIOURS, PLACES, SETTINGS, SEVERITIES
from incidents.services.defaults_hints import hint_defaults
from partnership.school.models import School


def provide(school: School) -> IncidentSettings:
    """Return the settings of `school`; write them, and every default definition, when they are not there yet.

    In the language of the installation: what a school words itself is in one language (decision 19). One query when
    all is there.
    """
    found = IncidentSettings.objects.filter(school=school).first()
    return found or _write(school)


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
