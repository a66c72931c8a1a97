"""The people around one pupil, as the form for a contact offers them."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from contacts.enums import WRITTEN, AttendeeKind, Purpose, Status
from contacts.models import Contact, ContactGuardian
from partnership.records.prepared import prepared
from partnership.school.enums import Channel, Custody, Information
from partnership.school.models import Guardian, Guardianship, Pupil, Restriction, StaffMember
from partnership.school.rules import family_of, tied_to

NOT_AT_A_TIME = WRITTEN | {Channel.AT_DOOR}
TOGETHER = frozenset([Purpose.START_TALK, Purpose.PROGRESS, Purpose.TRIAD, Purpose.ADVICE])


@dataclass(frozen=True, eq=False)
class Circle:
    """Guardians, brothers and sisters and colleagues, limited to what `staff` may know. Built by `circle_of`."""

    pupil: Pupil
    staff: StaffMember
    ties: list[Guardianship]
    siblings: list[Pupil]
    colleagues: list[StaffMember]
    tied: frozenset[UUID] = frozenset()

    @cached_property
    def guardians(self) -> list[Guardian]:
        return [tie.guardian for tie in self.ties]

    @cached_property
    def is_adult(self) -> bool:
        """From this age contact is with the pupil (users.md 16)."""
        age = self.pupil.age_on(timezone.localdate())
        return age is not None and age >= self.staff.school.adult_age

    @cached_property
    def usual_people(self) -> list[str]:
        """Who is chosen beforehand: the pupil from 18 on, else the guardian last in contact, else the first one.

        Never who is not to be invited.
        """
        if self.is_adult or not self.ties:
            return ["pupil"]
        keys = [tie.guardian_id for tie in self.ties if may_be_invited(tie)]
        if not keys:
            return []
        last = _last_spoken_to(guardians=keys, pupil=self.pupil.pk)
        return [str(last[0][0] if last else keys[0])]

    @cached_property
    def preferred_channels(self) -> list[str]:
        """The ways these guardians like to be reached, those of who is chosen beforehand first."""
        preferred = defaultdict(str)
        for tie in self.ties:
            reachability = getattr(tie.guardian, "reachability", None)
            preferred[str(tie.guardian_id)] = reachability.preferred_channel if reachability else ""
        order = [*self.usual_people, *preferred]
        return list(dict.fromkeys(preferred[key] for key in order if preferred[key]))

    @cached_property
    def owners(self) -> dict[UUID, StaffMember | Guardian | Pupil]:
        """Who can keep an agreement: oneself, colleagues, guardians, the pupil.

        Not who has a tie with the family: it would be hidden from them (decision 22).
        """
        colleagues = (colleague for colleague in self.colleagues if colleague.pk not in self.tied)
        people = [self.staff, *self.guardians, self.pupil, *colleagues]
        return {person.pk: person for person in people}

    @property
    def owner_choices(self) -> list[tuple[str, str]]:
        return [(str(key), person.name) for key, person in self.owners.items()]

    def answers_of(self, contact: Contact) -> dict:
        """Return the form's answers about people that `contact` stands for."""
        parts = {row.pupil_id: row for row in contact.pupils.all()}
        chosen = [str(row.guardian_id) for row in contact.guardians.all()]
        answers = {f"text_{key}": row.text for key, row in parts.items()}
        answers |= {f"child_{key}": True for key in parts if key != self.pupil.pk}
        if self.pupil.pk in parts and parts[self.pupil.pk].took_part:
            chosen.append("pupil")
        answers["with_whom"] = chosen
        for attendee in contact.attendees.all():
            if attendee.kind == AttendeeKind.COLLEAGUE:
                answers["colleague"] = str(attendee.staff_id)
            elif attendee.kind == AttendeeKind.INTERPRETER:
                answers["with_interpreter"] = True
            else:
                answers["others"] = attendee.description
        return answers


def circle_of(pupil: Pupil, *, staff: StaffMember, contact: Contact | None = None) -> Circle:
    """Return the people around `pupil` for a form of `staff`.

    Guardians whose tie ended, and people who left, stay choosable in a `contact` they are part of. People of a
    family `staff` has a tie with are left out.
    """
    today, tied = timezone.localdate(), list(staff.rights.tied_guardians)
    if contact is None:
        rows = _current_ties(pupils=[pupil.pk], tied=tied, day=today)
        people = [person for person in _colleagues(day=today) if person.pk != staff.pk]
    else:
        rows, people = _around(contact, pupil, staff=staff)
    family = family_of([pupil.pk], day=today)
    siblings = _siblings(pupil, family, staff=staff, contact=contact)
    if siblings:  # a half brother has brothers of his own
        family = family_of([pupil.pk, *(sibling.pk for sibling in siblings)], day=today)
    return Circle(
        pupil=pupil,
        staff=staff,
        ties=sorted(rows, key=_nearest_first),
        siblings=siblings,
        colleagues=people,
        tied=tied_to(people, family=family, guardians=[tie.guardian_id for tie in rows]),
    )


@dataclass(frozen=True)
class Invited:
    """With whom a contact is planned, and how; `liked` is the way they like best, if that was said."""

    guardians: tuple[Guardian, ...]
    with_pupil: bool
    channel: str
    needs_interpreter: bool
    liked: str = ""


def invited(
    pupil: Pupil, ties: list[Guardianship], *, purpose: str, on: datetime.date, adult_age: int, spoken: bool = False
) -> Invited:
    """Return with whom a contact about `pupil` on the local date `on` is planned. `ties` come nearest first.

    A talk about how it goes is with everyone who is informed in full, other contacts with the nearest. Who is banned
    or from whom information is withheld is never invited. From `adult_age` on it is the pupil, with guardians the pupil
    consents to (users.md 3 and 16). When it must be `spoken` at a time, writing and the school yard are passed over: at
    school for a talk about how it goes, else by telephone.
    """
    ties = [tie for tie in ties if may_be_invited(tie)]
    age = pupil.age_on(on)
    is_adult = age is not None and age >= adult_age
    if is_adult:
        ties = [tie for tie in ties if tie.pupil_consents_since and tie.pupil_consents_since <= on]
    if purpose in TOGETHER:
        ties = [tie for tie in ties if tie.information == Information.FULL] or ties[:1]
    else:
        ties = [] if is_adult else ties[:1]
    reach = [tie.guardian.reachability for tie in ties if hasattr(tie.guardian, "reachability")]
    liked = [row.preferred_channel for row in reach if row.preferred_channel]
    fitting = [channel for channel in liked if not (spoken and channel in NOT_AT_A_TIME)]
    usual = Channel.AT_SCHOOL if spoken and liked and purpose in TOGETHER else Channel.PHONE
    return Invited(
        guardians=tuple(tie.guardian for tie in ties),
        with_pupil=is_adult or purpose == Purpose.TRIAD,
        channel=next(iter(fitting), usual),
        needs_interpreter=any(row.needs_interpreter for row in reach),
        liked=next(iter(liked), ""),
    )


def ties_of(pupils: Iterable[Pupil], *, staff: StaffMember) -> dict[UUID, list[Guardianship]]:
    """Return per key of a pupil the current ties, the nearest first, in one query; none `staff` is tied to itself."""
    ties: dict[UUID, list[Guardianship]] = {pupil.pk: [] for pupil in pupils}
    tied = list(staff.rights.tied_guardians)
    for tie in sorted(_current_ties(pupils=list(ties), tied=tied, day=timezone.localdate()), key=_nearest_first):
        ties[tie.pupil_id].append(tie)
    return ties


def may_be_invited(tie: Guardianship) -> bool:
    """Whether nothing forbids to invite this guardian: no ban, and no information that is withheld (users.md 3).

    `tie` comes from `ties_of` or a circle.
    """
    return not tie.is_barred and tie.information != Information.WITHHELD


@prepared
def _current_ties(*, pupils: list[UUID], tied: list[UUID], day: datetime.date) -> QuerySet[Guardianship]:
    """Return the ties of `pupils` that have not ended, without those to the guardians `tied`."""
    rows = Guardianship.objects.current(day).filter(pupil__in=pupils).exclude(guardian__in=tied)
    return _barred_or_not(rows, day).select_related("guardian__reachability")


@prepared
def _colleagues(*, day: datetime.date) -> QuerySet[StaffMember]:
    return StaffMember.objects.on(day).filter(is_employee=True).select_related("user")


@prepared
def _last_spoken_to(*, guardians: list[UUID], pupil: UUID) -> QuerySet[ContactGuardian]:
    """Return which of `guardians` was last in contact about `pupil`, and when."""
    rows = ContactGuardian.objects.filter(guardian__in=guardians, contact__pupils__pupil=pupil)
    rows = rows.exclude(contact__status=Status.CANCELLED).order_by()
    return rows.values_list("guardian").annotate(last=Max("contact__happened_at")).order_by("-last")[:1]


def _around(contact: Contact, pupil: Pupil, *, staff: StaffMember) -> tuple[list[Guardianship], list[StaffMember]]:
    """Return the ties and colleagues of today, and who is in `contact` though that ended."""
    today = timezone.localdate()
    ties = Guardianship.objects.filter(pupil=pupil).exclude(guardian__in=staff.rights.tied_guardians)
    ties = (ties.current() | ties.filter(guardian__in=contact.guardians.values("guardian"))).distinct()
    people = StaffMember.objects.today().filter(is_employee=True)
    people = (people | StaffMember.objects.filter(pk__in=contact.attendees.values("staff"))).distinct()
    rows = _barred_or_not(ties, today).select_related("guardian__reachability")
    return list(rows), list(people.exclude(pk=staff.pk).select_related("user"))


def _barred_or_not(ties: QuerySet[Guardianship], day: datetime.date) -> QuerySet[Guardianship]:
    """Add to each tie whether a restriction forbids to invite this guardian, also one that begins later."""
    return ties.annotate(is_barred=Exists(Restriction.objects.barring(day).filter(guardianship=OuterRef("pk"))))


def centre_of(contact: Contact) -> Pupil:
    """Return the pupil around whom `contact` was logged, so that its circle holds everyone who is in it.

    That is who took part, else who has a tie with most of the guardians.
    """
    guardians = contact.guardians.values("guardian")
    pupils = Pupil.objects.filter(contacts__contact=contact).annotate(
        present=F("contacts__took_part"),
        shared=Count("guardianships__guardian", filter=Q(guardianships__guardian__in=guardians), distinct=True),
    )
    return pupils.order_by("-present", "-shared", "first_name", "pk").first()


def _siblings(pupil: Pupil, family: frozenset[UUID], *, staff: StaffMember, contact: Contact | None) -> list[Pupil]:
    """Return those of `family` who are at school, and whom `contact` is about too; no query for an only child."""
    others = family - {pupil.pk}
    findable = Pupil.objects.findable_by(staff)
    siblings = findable.enrolled().filter(pk__in=others)
    if contact is not None:
        siblings = siblings | findable.filter(pk__in=contact.pupils.values("pupil")).exclude(pk=pupil.pk)
    return list(siblings) if others or contact else []


def _nearest_first(tie: Guardianship) -> tuple:
    """With custody before without, informed before withheld, at home before elsewhere, then by name."""
    custody = [Custody.YES, Custody.UNKNOWN, Custody.NO].index(Custody(tie.custody))
    withheld = tie.information == Information.WITHHELD
    return custody, withheld, not tie.lives_with, tie.guardian.last_name, str(tie.guardian_id)
