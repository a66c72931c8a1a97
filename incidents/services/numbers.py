"""The number people call a case by: school year and four signs by chance, so that no gap shows (decision 2)."""

import datetime
import secrets

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from incidents.models import Incident
from partnership.school.models import School, SchoolYear

SIGNS = "ACDEFHJKLMNPQRTUVWXY34679"  # none that looks or sounds like another on paper
TRIES = 20


def year_of_report(school: School, day: datetime.date) -> SchoolYear:
    """Return the school year that holds `day`, else the last one that began before it, else the first.

    Between two school years somebody must be able to report too. Raises `ValidationError` when there is none at all.
    """
    years = list(SchoolYear.objects.filter(school=school).order_by("start"))
    begun = [year for year in years if year.start <= day]
    if not years:
        raise ValidationError(_("This school has no school year yet. Ask the administrator to add it."))
    return begun[-1] if begun else years[0]


def new_number(year: SchoolYear) -> str:
    """Return a number by chance, such as `2627-K7QM`."""
    signs = "".join(secrets.choice(SIGNS) for _sign in range(4))
    return f"{year.start:%y}{year.end:%y}-{signs}"


def save_with_number(incident: Incident) -> Incident:
    """Write a new incident under a number its school does not have yet, in the transaction of the caller."""
    for _try in range(TRIES):
        incident.number = new_number(incident.year)
        try:
            with transaction.atomic():
                incident.save(force_insert=True)
        except IntegrityError:
            if not Incident.objects.filter(school=incident.school_id, number=incident.number).exists():
                raise
        else:
            return incident
    raise RuntimeError("No free case number was found.")
