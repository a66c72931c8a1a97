"""What somebody must do, with what it is about as far as it may be shown."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from contacts.enums import AttendeeKind
from contacts.models import Agreement, Contact, ContactAttendee, ContactPupil, TalkSupport
from contacts.services import agreements, planned, support
from incidents.enums import DutyKind
from incidents.models import CaseAction
from partnership.duties import kinds, protection
from partnership.duties.models import Duty
from partnership.records.prepared import prepared
from partnership.school.models import Instruction, Pupil, Restriction, StaffMember

SHOWN = ("precision", "planned_on", "planned_at", "minutes", "channel", "version", "run")
NAME = ("first_name", "prefix", "last_name")


@dataclass(frozen=True)
class Task:
    """An open duty with what it is about, as far as it may be shown: a planned contact, an agreement, a talk of a
    colleague who asks one along, or a restriction to look at again. Of other kinds only the word for it (`label`)."""

    duty: Duty
    contact: Contact | None = None
    agreement: Agreement | None = None
    support: TalkSupport | None = None
    restriction: Restriction | None = None
    names: str = ""
    lines: tuple[Instruction, ...] = ()  # what to mind in a talk that is planned
    step: str = ""  # what a step of the map says, about nobody

    @property
    def label(self):
        return self.step or kinds.label_of(self.duty.kind)

    def is_late(self, today: datetime.date) -> bool:
        apart = self.support or self.restriction or self.label  # these stand in a part of their own
        return not apart and self.duty.due_on is not None and self.duty.due_on < today


def tasks_of(duties: Iterable[Duty], *, staff: StaffMember) -> list[Task]:
    """Return open duties of `staff` with what they are about, in their order and seven queries at most.

    What may not be read is left out.
    """
    return TaskReader(staff).read(list(duties))


class TaskReader:
    """Reads what duties are about, kind by kind; a kind that is not there asks nothing."""

    def __init__(self, staff: StaffMember):
        self.staff = staff

    def read(self, duties: list[Duty]) -> list[Task]:
        sources = defaultdict(list)
        for duty in duties:
            sources[duty.kind].append(duty.source)
        contacts = self._contacts(sources[planned.DUTY])
        found = self._agreements(sources[agreements.DUTY])
        asked = self._supports(sources[support.DUTY])
        reviews = self._restrictions(sources[protection.DUTY])
        steps = self._steps(sources[DutyKind.ACTION])
        pupils = self._pupils([*contacts, *(agreement.contact_id for agreement in found.values())])
        lines = self._lines([pupil for key in contacts for pupil in pupils[key]])
        tasks = []
        for duty in duties:
            parts = [rows.get(duty.source) for rows in (contacts, found, asked, reviews)]
            contact, agreement, _talk, _review = parts
            about = pupils[agreement.contact_id if agreement else contact and contact.pk]
            names = ", ".join(pupil.name for pupil in about)
            mind = tuple(line for pupil in about for line in lines[pupil.pk]) if contact else ()
            if any(parts) or kinds.label_of(duty.kind):
                tasks.append(Task(duty, *parts, names, mind, steps.get(duty.source, "")))
        return tasks

    def _contacts(self, keys: list) -> dict:
        if not keys:
            return {}
        contacts = Contact.objects.planned_for(self.staff).filter(pk__in=keys).only(*SHOWN)
        interpreters = ContactAttendee.objects.filter(contact=OuterRef("pk"), kind=AttendeeKind.INTERPRETER)
        return {contact.pk: contact for contact in contacts.annotate(with_interpreter=Exists(interpreters))}

    def _agreements(self, keys: list) -> dict:
        if not keys:
            return {}
        return {row.pk: row for row in Agreement.objects.visible_to(self.staff).filter(pk__in=keys)}

    @staticmethod
    def _pupils(contacts: list) -> dict[UUID, list[Pupil]]:
        """Return per key of a contact whom it is about."""
        pupils = defaultdict(list)
        for row in children_in(contacts=contacts) if contacts else ():
            pupils[row.contact_id].append(row.pupil)
        return pupils

    def _lines(self, pupils: list[Pupil]) -> dict[UUID, list[Instruction]]:
        """Return per key of a pupil what there is to mind with the family today."""
        lines = defaultdict(list)
        if pupils:
            for line in Instruction.objects.shown_to(self.staff).about(pupils):
                lines[line.pupil_id].append(line)
        return lines

    def _steps(self, keys: list) -> dict[UUID, str]:
        """Return what steps say that come from the map; one that was added to a case could name somebody."""
        if not keys:
            return {}
        steps = CaseAction.objects.visible_to(self.staff).filter(pk__in=keys, step__isnull=False)
        return dict(steps.values_list("pk", "what"))

    def _supports(self, keys: list) -> dict:
        if not keys:
            return {}
        readable = TalkSupport.objects.visible_to(self.staff).filter(pk__in=keys)
        return {row.pk: row for row in readable.select_related("contact__owner")}

    def _restrictions(self, keys: list) -> dict:
        if not keys:
            return {}
        readable = Restriction.objects.visible_to(self.staff).filter(pk__in=keys)
        rows = readable.select_related("guardianship__pupil", "guardianship__guardian")
        return {row.pk: row for row in rows.defer("why", "document")}


@prepared
def children_in(*, contacts: list[UUID]) -> QuerySet[ContactPupil]:
    rows = ContactPupil.objects.filter(contact__in=contacts).order_by("pupil__first_name", "pk")
    return rows.select_related("pupil").only("contact", *(f"pupil__{part}" for part in NAME))
