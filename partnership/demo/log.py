"""Writes contacts of a demo school as rows, with people, attempts and agreements."""

import datetime
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from contacts.enums import (
    WRITTEN,
    About,
    AttendeeKind,
    Initiative,
    Kind,
    Mood,
    Precision,
    Purpose,
    Result,
    usual_result,
)
from contacts.models import Agreement, Attempt, Contact, ContactAttendee, ContactGuardian, ContactPupil
from contacts.workflow import status_of
from partnership.demo.builder import Child, SchoolBuilder
from partnership.demo.moments import DAY
from partnership.demo.words.notes import Note
from partnership.school.enums import AssignmentKind
from partnership.school.models import Absence, Assignment, Guardian, StaffMember

AGREEMENT_TERM = 14  # days
LONGEST_LATE = 4  # days: what was due before that, was done
MOODS = (Mood.WELL, Mood.WELL, Mood.ALL_RIGHT, "")


@dataclass(frozen=True)
class Entry:
    """One contact of the demo. `author` is a login; without one, who keeps the contact on that day wrote it."""

    child: Child
    day: datetime.date
    channel: str
    note: Note
    about: str = About.ORDINARY
    result: str = ""
    author: str = ""
    guardians: tuple[Guardian, ...] | None = None
    kind: str = Kind.SPONTANEOUS
    mood: str = ""
    initiative: str = Initiative.SCHOOL
    took_part: bool = False
    colleague: str = ""
    texts: dict[Child, str] = field(default_factory=dict)  # per child, when it was about more than one


class LogBook:
    def __init__(self, builder: SchoolBuilder, *, seed: int):
        self.builder, self.rows, self.calendar = builder, builder.rows, builder.calendar
        self.chance = random.Random(seed)  # noqa: S311 - the same contacts at each load

    def add(self, entry: Entry) -> Contact:
        """Add one contact with everyone in it and what was agreed."""
        note = entry.note.about(entry.child.pupil.first_name)
        contact = self.rows.add(self._contact(entry, note, self._author(entry)))
        guardians = self._guardians(entry)
        self._children(contact, entry)
        for guardian in guardians:
            self.rows.add(ContactGuardian(contact=contact, school=contact.school, guardian=guardian))
        self._attendees(contact, entry)
        if contact.failed:
            self._attempt(contact)
        else:
            self._agreements(contact, note, entry, guardians)
        return contact

    def keeper_on(self, child: Child, day: datetime.date) -> StaffMember:
        """Return who keeps the contact about `child` on `day`: who works that day, else the first of the pair."""
        rows = self._assignments_of(child, day)
        absent = {row.staff for row in self.rows.of(Absence) if row.from_date <= day <= row.until}
        present = [row for row in rows if row.staff not in absent] or rows
        at_work = [row for row in present if str(day.isoweekday()) in row.days]
        return (at_work or present)[0].staff

    def _assignments_of(self, child: Child, day: datetime.date) -> list[Assignment]:
        group = child.group_on(day)
        kinds = (AssignmentKind.CLASS_TEACHER, AssignmentKind.SUBSTITUTE)
        return [
            row
            for row in self.rows.of(Assignment)
            if row.group is group and row.kind in kinds and row.from_date <= day <= (row.until or day)
        ]

    def taught_by(self, login: str, child: Child) -> bool:
        """Whether this person teaches a group the child is in."""
        member, groups = self.builder.staff[login], {row.group for row in child.enrolments}
        return any(row.staff is member and row.group in groups for row in self.rows.of(Assignment))

    def _author(self, entry: Entry) -> StaffMember:
        return self.builder.staff[entry.author] if entry.author else self.keeper_on(entry.child, entry.day)

    def _contact(self, entry: Entry, note: Note, author: StaffMember) -> Contact:
        builder = self.builder
        result = entry.result or usual_result(entry.channel)
        happened_at = self.calendar.moment(entry.day, entry.channel, self.chance)
        logged_at = min(happened_at + datetime.timedelta(minutes=self.chance.randint(1, 50)), self.calendar.now)
        return Contact(
            school=builder.school, year=builder.year if entry.day >= self.calendar.start else builder.last_year,
            author=author, kind=entry.kind, status=status_of(result), about=entry.about, mood=entry.mood,
            channel=entry.channel, result=result, initiative=entry.initiative, happened_at=happened_at,
            summary=note.text, created_at=logged_at, **self._plan_of(entry, happened_at, author),
        )  # fmt: skip

    @staticmethod
    def _plan_of(entry: Entry, happened_at: datetime.datetime, author: StaffMember) -> dict:
        if entry.kind != Kind.PLANNED:
            return {}
        return {
            "owner": author, "purpose": Purpose.START_TALK, "precision": Precision.TIME, "planned_on": entry.day,
            "planned_at": happened_at, "minutes": 15,
        }  # fmt: skip

    def _children(self, contact: Contact, entry: Entry) -> None:
        for child, text in (entry.texts or {entry.child: ""}).items():
            took_part = (entry.took_part or entry.note.with_pupil) and child is entry.child
            group = child.group_on(entry.day)
            self.rows.add(
                ContactPupil(
                    contact=contact, school=contact.school, pupil=child.pupil, group=group, text=text,
                    took_part=took_part,
                )
            )  # fmt: skip

    def _attendees(self, contact: Contact, entry: Entry) -> None:
        attendees = []
        if entry.colleague:
            attendees.append({"kind": AttendeeKind.COLLEAGUE, "staff": self.builder.staff[entry.colleague]})
        if entry.child.family.plan.interpreter and contact.result == Result.SPOKEN:
            attendees.append({"kind": AttendeeKind.INTERPRETER, "description": "tolk aan de telefoon"})
        for columns in attendees:
            self.rows.add(ContactAttendee(contact=contact, school=contact.school, **columns))

    def _guardians(self, entry: Entry) -> tuple[Guardian, ...]:
        if entry.guardians is not None:
            return entry.guardians
        reachable = entry.child.family.to_contact()
        together = entry.kind == Kind.PLANNED and entry.child.family.plan.shape == "together"
        return tuple(reachable) if together else (self.chance.choice(reachable),)

    def _attempt(self, contact: Contact) -> None:
        self.rows.add(
            Attempt(
                contact=contact, school=contact.school, at=contact.happened_at, channel=contact.channel,
                result=contact.result, by=contact.author,
            )
        )  # fmt: skip

    def _agreements(self, contact: Contact, note: Note, entry: Entry, guardians: tuple[Guardian, ...]) -> None:
        owners = [(note.staff, {"owner": contact.author}), (note.pupil, {"pupil": entry.child.pupil})]
        owners += [(note.guardian, {"guardian": guardian}) for guardian in guardians[:1]]
        for text, owner in owners:
            if text:
                self._agreement(contact, text, entry.day + AGREEMENT_TERM * DAY, **owner)

    def _agreement(self, contact: Contact, text: str, due_on: datetime.date, **owner) -> None:
        row = Agreement(
            contact=contact, school=contact.school, text=text, due_on=due_on, created_at=contact.created_at, **owner
        )
        if due_on < self.calendar.today - LONGEST_LATE * DAY:
            row.done_at, row.done_by = contact.created_at + (AGREEMENT_TERM - 1) * DAY, contact.author
        self.rows.add(row)

    def draw_mood(self, channel: str) -> str:
        return "" if channel in WRITTEN else self.chance.choice(MOODS)

    def draw_initiative(self) -> str:
        return self.chance.choices([Initiative.SCHOOL, Initiative.GUARDIAN], weights=[4, 1])[0]


def only_spoken_with(children: Iterable[Child]) -> list[Child]:
    """Return the children whose guardians can be contacted."""
    return [child for child in children if child.family.to_contact()]
