"""The contacts of a school year, as far as the year of a class and counting need them: no text, few objects."""

import datetime
from collections import defaultdict
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, IntegerField, QuerySet, When
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils import timezone

from contacts.enums import Precision, Status
from contacts.models import Contact, ContactPupil
from partnership.records.prepared import prepared
from partnership.school.models import Pupil, SchoolYear, StaffMember

COLUMNS = (
    "contact_key", "pupil_key", "guardian_key", "with_pupil", "day", "contact__status", "contact__channel",
    "contact__about", "contact__purpose", "contact__result", "contact__precision", "is_own",
)  # fmt: skip


class Held(NamedTuple):
    """One contact that took place, as far as counting goes."""

    day: datetime.date
    channel: str
    about: str
    purpose: str
    result: str
    guardians: frozenset[UUID] = frozenset()
    with_pupil: bool = False


class Row(NamedTuple):
    """One contact of one child this school year, held, tried or planned: what grid and counting need of it.

    `contact` is its key as text: hundreds of keys are cheaper to read and to write that way.
    """

    contact: str
    day: datetime.date
    status: str
    held: Held
    is_own: bool = False
    some_time: bool = False  # planned in a week, not on a day


def rows_of_year(pupils: list[Pupil], year: SchoolYear, *, staff: StaffMember) -> dict[UUID, list[Row]]:
    """Return per key of a pupil the contacts of `year`, not those taken back, in one query.

    None about a family `staff` has a tie with; no text is read.
    """
    keys, found = _Keys(), {}
    for contact, pupil, guardian, *values in _asked(pupils, year, staff):
        _values, guardians = found.setdefault((contact, pupil), (values, []))
        if guardian:
            guardians.append(keys[guardian])
    by_pupil = defaultdict(list)
    for (contact, pupil), (values, guardians) in found.items():
        by_pupil[pupil].append(_row(contact, values, guardians))
    return {UUID(pupil): rows for pupil, rows in by_pupil.items()}


def _asked(pupils: list[Pupil], year: SchoolYear, staff: StaffMember) -> list[tuple]:
    values = {"pupils": [pupil.pk for pupil in pupils], "year": year.pk, "author": staff.pk}
    if not (staff.rights.tied_pupils or staff.rights.tied_guardians):
        return _rows_of(**values)
    return list(_rows_of.queryset(**values).filter(contact__in=Contact.objects.findable_by(staff).values("pk")))


@prepared
def _rows_of(*, pupils: list[UUID], year: UUID, author: UUID) -> QuerySet[ContactPupil]:
    """Read keys as text and marks as numbers: making an object of each of thousands takes longer than the query."""
    text, number = CharField(), IntegerField()
    held_on = TruncDate("contact__happened_at", tzinfo=timezone.get_default_timezone())
    rows = ContactPupil.objects.filter(pupil__in=pupils, contact__year=year).exclude(contact__status=Status.CANCELLED)
    return rows.annotate(
        contact_key=Cast("contact_id", text), pupil_key=Cast("pupil_id", text),
        guardian_key=Cast("contact__guardians__guardian_id", text), with_pupil=Cast("took_part", number),
        day=Coalesce(held_on, "contact__planned_on"),
        is_own=Case(When(contact__author=author, then=1), default=0, output_field=number),
    ).values_list(*COLUMNS)  # fmt: skip


class _Keys(dict):
    """Keys by their text, each made once."""

    def __missing__(self, text: str) -> UUID:
        self[text] = key = UUID(text)
        return key


def _row(contact: str, values: list, guardians: list[UUID]) -> Row:
    with_pupil, day, status, channel, about, purpose, result, precision, is_own = values
    held = Held(day, channel, about, purpose, result, frozenset(guardians), bool(with_pupil))
    some_time = status == Status.PLANNED and precision == Precision.WEEK
    return Row(_dashed(contact), day, status, held, bool(is_own), some_time)


def _dashed(key: str) -> str:
    """Return a key as addresses write it; SQLite keeps it without dashes."""
    return key if "-" in key else f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"
