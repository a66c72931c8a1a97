"""Plan a whole class: propose, confirm, undo in one step."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.enums import Precision, Status
from contacts.models import Contact, ContactPupil, PlanRun
from contacts.services.circle import Invited, invited, may_be_invited, ties_of
from contacts.services.planned import PlannedContact, cancel_planned, plan_many
from contacts.services.slots import PlanWish, slots_of, without_taken
from contacts.services.spread import Family, Placement, Slot, Why, spread
from contacts.services.when import When
from partnership.audit import services as audit
from partnership.duties.digest import gathered
from partnership.school.calendar import SchoolCalendar
from partnership.school.models import Group, Guardian, Guardianship, Instruction, Pupil, StaffMember
from partnership.school.services.people import keepers_of_group

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Proposal:
    """One line of the preview. `when` is None when there was no place; `notes` explain what to look at.

    `liked` is the way the parents like best, where that was said; a talk at a time cannot always be so.
    `teachers` are those who can do it: who has a tie with the family cannot (users.md 12). With `nobody` all who care
    for the child are left out.
    """

    pupil: Pupil
    guardians: tuple[Guardian, ...]
    with_pupil: bool
    owner: StaffMember | None
    when: When | None
    channel: str
    needs_interpreter: bool
    liked: str = ""
    teachers: tuple[StaffMember, ...] = ()
    notes: list[str] = field(default_factory=list)
    nobody: bool = False

    @property
    def people(self) -> str:
        """The names of who is invited."""
        names = [guardian.name for guardian in self.guardians]
        return ", ".join([*names, self.pupil.first_name] if self.with_pupil else names)


def propose(group: Group, pupils: list[Pupil], *, actor: StaffMember, wish: PlanWish) -> list[Proposal]:
    """Return a proposal per pupil, in the order given, without writing anything.

    Skipped are days that are past or outside the school year, weekends, holidays, study days, days and evenings the
    school marked, days on which the teacher does not work, times at which the teacher has another contact, and weeks
    in which the family has something planned. Raises `ValidationError` without a single slot.
    """
    teachers = teachers_for(group, actor=actor)
    first = max(wish.from_date, group.year.start, timezone.localdate())
    wish = replace(wish, from_date=first, until=min(wish.until, group.year.end))
    calendar = SchoolCalendar(actor.school, wish.from_date, wish.until)
    slots = without_taken(slots_of(wish, teachers, calendar))
    if not slots:
        raise ValidationError(_("There is no school day in this time on which you work. Choose other days or dates."))
    able = {pupil.pk: able_for(pupil, teachers, actor=actor) for pupil in pupils}
    own = {
        key: tuple(without_taken(slots_of(wish, list(people), calendar)))
        for key, people in able.items()
        if people != tuple(teachers)
    }
    families = _families(pupils, own, wish)
    room = wish.per_week if wish.precision != Precision.TIME else 1
    placements = {row.pupil: row for row in spread(families, slots, per_week=wish.per_week, room=room)}
    ties, lines = ties_of(pupils, staff=actor), defaultdict(list)
    for line in Instruction.objects.shown_to(actor, until=wish.until).about(pupils):
        lines[line.pupil_id].append(line)
    known = ((pupil, ties[pupil.pk], lines[pupil.pk]) for pupil in pupils)
    adult_age = actor.school.adult_age
    return [_proposal(*each, placements[each[0].pk], able[each[0].pk], wish, adult_age) for each in known]


def teachers_for(group: Group, *, actor: StaffMember) -> list[StaffMember]:
    """Return who keeps the contact of `group`, or else `actor`, with what is known of their absence."""
    teachers = keepers_of_group(group) or [actor]
    prefetch_related_objects(teachers, "absences")
    return teachers


def able_for(pupil: Pupil, teachers: list[StaffMember], *, actor: StaffMember) -> tuple[StaffMember, ...]:
    """Return who of `teachers` has no tie with the family of `pupil`; `actor` when nobody is left."""
    return tuple(each for each in teachers if pupil.pk not in each.rights.tied_pupils) or (actor,)


def _families(pupils: list[Pupil], own: dict[UUID, tuple[Slot, ...]], wish: PlanWish) -> list[Family]:
    """Return whom to place, with what is planned already in the window: for the child, and for brothers and sisters.

    Nobody has slots of their own but the families in `own`.
    """
    siblings = _siblings(pupils)
    everyone = {pupil.pk for pupil in pupils} | {key for keys in siblings.values() for key in keys}
    first = wish.from_date - DAY * wish.from_date.weekday()
    rows = ContactPupil.objects.filter(
        pupil__in=everyone, contact__status=Status.PLANNED, contact__planned_on__range=(first, wish.until)
    ).values_list(
        "pupil", "contact__purpose", "contact__planned_on", "contact__planned_at", "contact__owner", "contact__minutes"
    )
    busy, same_round = defaultdict(set), defaultdict(list)
    for pupil, purpose, on, at, owner, minutes in rows:
        busy[pupil].add(on - DAY * on.weekday())
        if purpose == wish.purpose:
            same_round[pupil].append(Slot(on, at, owner, minutes or wish.minutes))
    return [
        Family(
            key,
            busy=frozenset(busy[key]),
            near=tuple(slot for sibling in siblings[key] for slot in same_round[sibling]),
            kin=frozenset(siblings[key]),
            slots=own.get(key),
        )
        for key in (pupil.pk for pupil in pupils)
    ]


def _siblings(pupils: list[Pupil]) -> dict[UUID, set[UUID]]:
    """Return per pupil the pupils who share a guardian, in one query."""
    keys = [pupil.pk for pupil in pupils]
    ours = Guardianship.objects.of_family().filter(pupil__in=keys)
    guardians = defaultdict(set)
    rows = Guardianship.objects.of_family().filter(guardian__in=ours.values("guardian"))
    for pupil, guardian in rows.values_list("pupil", "guardian"):
        guardians[guardian].add(pupil)
    siblings: dict[UUID, set[UUID]] = {key: set() for key in keys}
    for family in guardians.values():
        for key in family & siblings.keys():
            siblings[key] |= family - {key}
    return siblings


def _proposal(
    pupil: Pupil,
    ties: list[Guardianship],
    lines: list[Instruction],
    placement: Placement,
    teachers: tuple[StaffMember, ...],
    wish: PlanWish,
    adult_age: int,
) -> Proposal:
    slot = placement.slot
    on = slot.day if slot else wish.until
    spoken = wish.precision == Precision.TIME
    asked = invited(pupil, ties, purpose=wish.purpose, on=on, adult_age=adult_age, spoken=spoken)
    return Proposal(
        pupil=pupil,
        guardians=asked.guardians,
        with_pupil=asked.with_pupil,
        owner=next(each for each in teachers if each.pk == slot.owner) if slot else None,
        when=When(wish.precision, slot.day, at=slot.at, minutes=wish.minutes) if slot else None,
        channel=wish.channel or asked.channel,
        needs_interpreter=asked.needs_interpreter,
        liked=asked.liked,
        teachers=teachers,
        notes=[*_notes(placement, ties, asked), *_instructions(ties, lines)],
        nobody=bool(ties) and not asked.guardians and not asked.with_pupil,
    )


def _notes(placement: Placement, ties: list[Guardianship], asked: Invited) -> Iterable[str]:
    if placement.why == Why.NO_ROOM:
        yield _("There was no room. Take more days, more a week, or a longer time.")
    elif placement.why == Why.BUSY:
        yield _("Something is planned already in each week with room.")
    elif placement.why == Why.APART:
        yield _("Not on the day of the brother or sister: there was no room.")
    if asked.needs_interpreter:
        yield _("An interpreter is needed.")
    if not ties:
        yield _("No parent is known yet.")
    elif not asked.guardians and not asked.with_pupil:
        yield _("There is nobody to invite.")


def _instructions(ties: list[Guardianship], lines: list[Instruction]) -> Iterable[str]:
    """Name who is not invited, and say what there is to mind; the line says what to do and not why."""
    left_out = [tie.guardian for tie in ties if not may_be_invited(tie)]
    for guardian in left_out:
        why = [line.text for line in lines if line.guardian == guardian]
        yield " ".join([_("%(name)s is not invited.") % {"name": guardian.name}, *why])
    for line in (each for each in lines if each.guardian not in left_out):
        yield f"{line.guardian.name}: {line.text}" if line.guardian else line.text


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
    """Take back a plan in one step; return how many were taken back.

    What was held, tried or moved by hand stays, and so does what `actor` may not know of.
    """
    current = PlanRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if current.undone_at:
        return 0
    known = Contact.objects.findable_by(actor)
    contacts = known.filter(run=current, status=Status.PLANNED, moved_by_hand=False, attempts=None)
    with gathered():
        taken_back = [cancel_planned(contact, actor=actor, version=contact.version) for contact in contacts]
    current.undone_at = timezone.now()
    current.save(update_fields=["undone_at"])
    audit.record("contact.undo_plan", actor=actor.user, school_id=actor.school_id, obj=current)
    return len(taken_back)
