"""Find somebody for a report: what the directory tells everyone at work, and nobody of a family with a tie."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import Side
from incidents.services.same_names import plain
from partnership.records.prepared import prepared
from partnership.school.models import Enrolment, Guardian, Guardianship, Pupil, StaffMember

MOST = 8
WORDS, LONGEST = 5, 100


@dataclass(frozen=True)
class Found:
    """Somebody who can be chosen: `key` stands in the form, `about` says which of that name."""

    key: str
    name: str
    about: str


@dataclass(frozen=True)
class Known:
    """Whom a key stands for; a guardian comes with the child by which they were found."""

    staff: StaffMember | None = None
    guardian: Guardian | None = None
    pupil: Pupil | None = None
    child: Pupil | None = None

    @property
    def name(self) -> str:
        return (self.staff or self.guardian or self.pupil).name


def find_people(query: str, *, side: str, staff: StaffMember) -> list[Found]:
    """Return whom `staff` may choose for `side` by the words of `query`: guardians are found by their child too."""
    words = query.replace("\x00", "")[:LONGEST].split()[:WORDS]
    if not words:
        return []
    pupils = _pupils(words, staff)
    if side == Side.INVOLVED:
        return _guardians(pupils, staff)[:MOST]
    found = [*_colleagues(words, staff), *_children(pupils, words), *_guardians(pupils, staff)]
    return found[:MOST]


def known_by(key: str, *, staff: StaffMember) -> Known | None:
    """Return whom `key` stands for, or None when there is no such person whom `staff` may choose."""
    kind, _slash, rest = key.partition("/")
    try:
        keys = [UUID(part) for part in rest.split("/")]
    except ValueError:
        return None
    if kind == "staff" and len(keys) == 1:
        colleague = colleagues_of(staff).filter(pk=keys[0]).first()
        return Known(staff=colleague) if colleague else None
    if kind == "pupil" and len(keys) == 1:
        pupil = Pupil.objects.visible_to(staff).filter(pk=keys[0]).first()
        return Known(pupil=pupil) if pupil else None
    if kind == "guardian" and len(keys) == 2:
        ties = _ties(staff).filter(guardian=keys[0], pupil=keys[1])
        tie = ties.filter(pupil__in=Pupil.objects.visible_to(staff)).first()
        return Known(guardian=tie.guardian, child=tie.pupil) if tie else None
    return None


def colleague_named(name: str, *, among: Iterable[StaffMember]) -> StaffMember | None:
    """Return the one colleague with exactly this name: for who types instead of choosing."""
    same = [person for person in among if plain(person.name) == plain(name)]
    return same[0] if len(same) == 1 else None


def colleagues_of(staff: StaffMember):
    """Return everyone else who works at the school today."""
    people = StaffMember.objects.visible_to(staff).today().filter(is_employee=True).exclude(pk=staff.pk)
    return people.select_related("user", "school")


def colleagues(staff: StaffMember) -> list[StaffMember]:
    """Return everyone else who works at the school today, by name, with their login and the school."""
    if "school" not in staff.rights.scopes("staff", "read"):
        return []
    people = at_work(of_school=staff.school_id, day=timezone.localdate())
    for person in people:
        person.school = staff.school
    return [person for person in people if person.pk != staff.pk]


@prepared
def at_work(*, of_school: UUID, day: datetime.date) -> QuerySet[StaffMember]:
    """Ask for everyone who works at a school on a day."""
    return StaffMember.objects.on(day).filter(school=of_school, is_employee=True).select_related("user")


def _pupils(words: list[str], staff: StaffMember) -> list[Pupil]:
    pupils = Pupil.objects.visible_to(staff).enrolled().order_by("first_name", "last_name", "pk")
    for word in words:
        name = Q(first_name__icontains=word) | Q(prefix__icontains=word) | Q(last_name__icontains=word)
        parent = Q(guardian__last_name__icontains=word) | Q(guardian__prefix__icontains=word)
        ties = _ties(staff).filter(parent)
        pupils = pupils.filter(pk__in=Pupil.objects.filter(name | Q(guardianships__in=ties)).values("pk"))
    found = list(pupils[:MOST])
    rows = Enrolment.objects.today().filter(pupil__in=found).select_related("group").order_by("group__kind")
    groups = dict(reversed([(row.pupil_id, row.group.name) for row in rows]))
    for pupil in found:
        pupil.group_name = groups.get(pupil.pk, "")
    return found


def _ties(staff: StaffMember):
    ties = Guardianship.objects.current().exclude(guardian__in=staff.rights.tied_guardians)
    return ties.filter(school=staff.school_id).select_related("guardian", "pupil").order_by("guardian__last_name", "pk")


def _guardians(pupils: list[Pupil], staff: StaffMember) -> list[Found]:
    by_key = {pupil.pk: pupil for pupil in pupils}
    found = []
    for tie in _ties(staff).filter(pupil__in=by_key):
        pupil = by_key[tie.pupil_id]
        about = _("parent or guardian of %(name)s, %(group)s") % {"name": pupil.name, "group": pupil.group_name}
        found.append(Found(f"guardian/{tie.guardian_id}/{pupil.pk}", tie.guardian.name, about.rstrip(", ")))
    return found


def _children(pupils: list[Pupil], words: list[str]) -> list[Found]:
    named = [pupil for pupil in pupils if all(word.casefold() in pupil.name.casefold() for word in words)]
    return [Found(f"pupil/{pupil.pk}", pupil.name, pupil.group_name) for pupil in named]


def _colleagues(words: list[str], staff: StaffMember) -> list[Found]:
    people = colleagues_of(staff)
    for word in words:
        people = people.filter(Q(first_name__icontains=word) | Q(prefix__icontains=word) | Q(last_name__icontains=word))
    return [Found(f"staff/{person.pk}", person.name, person.job_title or _("colleague")) for person in people[:MOST]]
