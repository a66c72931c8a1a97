"""Plan a whole class: propose, confirm, undo in one step."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.enums import Precision, Purpose, Status
from contacts.models import Contact, ContactPupil, PlanRun
from contacts.services.circle import ties_of
from contacts.services.planned import PlannedContact, When, cancel_planned, plan_many
from contacts.services.spread import Family, Placement, Slot, Why, spread
from partnership.audit import services as audit
from partnership.duties.digest import gathered
from partnership.school.calendar import SchoolCalendar, works_on
from partnership.school.enums import Channel
from partnership.school.models import Group, Guardian, Guardianship, Pupil, StaffMember
from partnership.school.services.people import keepers_of_group

DAY = datetime.timedelta(days=1)
EVENING = datetime.time(17, 0)
TOGETHER = frozenset([Purpose.START_TALK, Purpose.PROGRESS, Purpose.TRIAD, Purpose.ADVICE])


@dataclass(frozen=True)
class PlanWish:
    """What a teacher wants: for what, when, how often a week. Dates are local; times are Amsterdam clock times."""

    purpose: Purpose
    precision: Precision
    from_date: datetime.date
    until: datetime.date
    per_week: int = 5
    weekdays: frozenset[int] = frozenset({1, 2, 3, 4, 5})
    start: datetime.time = datetime.time(15, 0)
    end: datetime.time = datetime.time(17, 0)
    minutes: int = 15
    channel: str = ""


@dataclass(frozen=True)
class Proposal:
    """One line of the preview. `when` is None when there was no place; `notes` explain what to look at."""

    pupil: Pupil
    guardians: tuple[Guardian, ...]
    owner: StaffMember | None
    when: When | None
    channel: str
    needs_interpreter: bool
    notes: list[str] = field(default_factory=list)


def propose(group: Group, pupils: list[Pupil], *, actor: StaffMember, wish: PlanWish) -> list[Proposal]:
    """Return a proposal per pupil, in the order given, without writing anything.

    Skipped are weekends, holidays, study days, days and evenings the school marked, days on which the teacher does
    not work, and weeks in which the family has something planned. Raises `ValidationError` without a single slot.
    """
    teachers = keepers_of_group(group) or [actor]
    calendar = SchoolCalendar(actor.school, wish.from_date, wish.until)
    slots = slots_of(wish, teachers, calendar)
    if not slots:
        raise ValidationError(_("There is no school day in this time on which you work. Choose other days or dates."))
    planned = _planned_of_families(pupils, wish)
    families = [Family(pupil.pk, busy=planned.busy[pupil.pk], near=tuple(planned.near[pupil.pk])) for pupil in pupils]
    room = wish.per_week if wish.precision != Precision.TIME else 1
    placements = {row.pupil: row for row in spread(families, slots, per_week=wish.per_week, room=room)}
    ties = ties_of(pupils, staff=actor)
    owner_of = {teacher.pk: teacher for teacher in teachers}
    return [_proposal(pupil, ties[pupil.pk], placements[pupil.pk], owner_of, wish) for pupil in pupils]


def slots_of(wish: PlanWish, teachers: list[StaffMember], calendar: SchoolCalendar) -> list[Slot]:
    """Return the places the wish leaves, each with the first teacher who works that day."""
    days = [
        (day, teacher.pk)
        for day in calendar.school_days(wish.from_date, wish.until)
        if day.isoweekday() in wish.weekdays and calendar.unsuitable(day) is None
        for teacher in teachers
        if works_on(teacher, day)
    ]
    first_of_day = dict(reversed(days))
    if wish.precision == Precision.DAY:
        return [Slot(day, None, owner) for day, owner in sorted(first_of_day.items())]
    if wish.precision == Precision.TIME:
        return [slot for day, owner in sorted(first_of_day.items()) for slot in _times(day, owner, wish, calendar)]
    weeks: dict[datetime.date, UUID] = {}
    for day, owner in sorted(first_of_day.items()):
        weeks.setdefault(day - DAY * day.weekday(), owner)
    return [Slot(monday, None, owner) for monday, owner in weeks.items()]


def _times(day: datetime.date, owner: UUID, wish: PlanWish, calendar: SchoolCalendar) -> Iterable[Slot]:
    zone = timezone.get_default_timezone()
    moment = datetime.datetime.combine(day, wish.start)
    end = datetime.datetime.combine(day, wish.end)
    length = datetime.timedelta(minutes=wish.minutes)
    while moment + length <= end:
        if moment.time() < EVENING or calendar.unsuitable(day, evening=True) is None:
            yield Slot(day, moment.replace(tzinfo=zone), owner)
        moment += length


@dataclass(frozen=True)
class _Planned:
    busy: dict[UUID, frozenset]
    near: dict[UUID, list[Slot]]


def _planned_of_families(pupils: list[Pupil], wish: PlanWish) -> _Planned:
    """Return what is planned already in the window: for the child itself, and for brothers and sisters."""
    siblings = _siblings(pupils)
    everyone = {pupil.pk for pupil in pupils} | {key for keys in siblings.values() for key in keys}
    first = wish.from_date - DAY * wish.from_date.weekday()
    rows = ContactPupil.objects.filter(
        pupil__in=everyone, contact__status=Status.PLANNED, contact__planned_on__range=(first, wish.until)
    ).values_list("pupil", "contact__planned_on", "contact__planned_at", "contact__owner", "contact__purpose")
    own, round_ = defaultdict(set), defaultdict(list)
    for pupil, on, at, owner, purpose in rows:
        own[pupil].add(on - DAY * on.weekday())
        if purpose == wish.purpose:
            round_[pupil].append(Slot(on, at, owner))
    near = {pupil.pk: [slot for key in siblings[pupil.pk] for slot in round_[key]] for pupil in pupils}
    return _Planned({pupil.pk: frozenset(own[pupil.pk]) for pupil in pupils}, near)


def _siblings(pupils: list[Pupil]) -> dict[UUID, set[UUID]]:
    """Return per pupil the pupils who share a guardian, in two queries."""
    keys = [pupil.pk for pupil in pupils]
    ours = Guardianship.objects.current().filter(pupil__in=keys)
    guardians = defaultdict(set)
    rows = Guardianship.objects.current().filter(guardian__in=ours.values("guardian"))
    for pupil, guardian in rows.values_list("pupil", "guardian"):
        guardians[guardian].add(pupil)
    siblings: dict[UUID, set[UUID]] = {key: set() for key in keys}
    for family in guardians.values():
        for key in family & siblings.keys():
            siblings[key] |= family - {key}
    return siblings


def _proposal(pupil: Pupil, ties: list[Guardianship], placement: Placement, owner_of: dict, wish: PlanWish) -> Proposal:
    """The nearest parent is asked, in the way that parent likes best; a talk of three asks everyone and the pupil."""
    slot = placement.slot
    reach = [tie.guardian.reachability for tie in ties if hasattr(tie.guardian, "reachability")]
    preferred = (row.preferred_channel for row in reach if row.preferred_channel)
    needs_interpreter = any(row.needs_interpreter for row in reach)
    everyone = tuple(tie.guardian for tie in ties)
    return Proposal(
        pupil=pupil,
        guardians=everyone if wish.purpose in TOGETHER else everyone[:1],
        owner=owner_of.get(slot.owner) if slot else None,
        when=When(wish.precision, slot.day, at=slot.at, minutes=wish.minutes) if slot else None,
        channel=wish.channel or next(preferred, Channel.PHONE),
        needs_interpreter=needs_interpreter,
        notes=list(_notes(placement, ties, needs_interpreter=needs_interpreter)),
    )


def _notes(placement: Placement, ties: list[Guardianship], *, needs_interpreter: bool) -> Iterable[str]:
    if placement.why == Why.NO_ROOM:
        yield _("There was no room. Take more days, more a week, or a longer time.")
    elif placement.why == Why.BUSY:
        yield _("Something is planned already in each week with room.")
    elif placement.why == Why.APART:
        yield _("Not on the day of the brother or sister: there was no room.")
    if needs_interpreter:
        yield _("An interpreter is needed.")
    if not ties:
        yield _("No parent is known yet.")


@transaction.atomic
def confirm_plan(group: Group, lines: Iterable[PlannedContact], *, actor: StaffMember, wish: PlanWish) -> PlanRun:
    """Write the plan as shown, moved by hand or not. Raises `ValidationError` when nothing is left to plan."""
    lines = list(lines)
    if not lines:
        raise ValidationError(_("There is nothing to plan."))
    run = PlanRun.objects.create(
        school=group.school, group=group, created_by=actor, purpose=wish.purpose, precision=wish.precision,
        from_date=wish.from_date, until=wish.until,
    )  # fmt: skip
    plan_many(lines, actor=actor, run=run)
    audit.record("contact.plan_class", actor=actor.user, school_id=actor.school_id, obj=run)
    return run


@transaction.atomic
def undo_plan(run: PlanRun, *, actor: StaffMember) -> int:
    """Take back a plan in one step; what was held, tried or moved by hand stays. Return how many were taken back."""
    current = PlanRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if current.undone_at:
        return 0
    contacts = Contact.objects.filter(run=current, status=Status.PLANNED, moved_by_hand=False, attempts=None)
    with gathered():
        taken_back = [cancel_planned(contact, actor=actor, version=contact.version) for contact in contacts]
    current.undone_at = timezone.now()
    current.save(update_fields=["undone_at"])
    audit.record("contact.undo_plan", actor=actor.user, school_id=actor.school_id, obj=current)
    return len(taken_back)
