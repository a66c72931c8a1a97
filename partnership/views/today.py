"""The first page: what today asks, what waits, and something nice to share."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from contacts.enums import AttendeeKind
from contacts.models import Agreement, Contact, ContactAttendee, ContactPupil, TalkSupport
from contacts.services import agreements, planned, support
from contacts.services.left_over import left_over
from contacts.services.overview import class_rows
from partnership.duties import kinds, protection
from partnership.duties.models import Duty
from partnership.records.prepared import prepared
from partnership.school.models import Group, Instruction, Pupil, Restriction
from partnership.views.rounds import with_rounds
from partnership.web.access import SignedIn
from partnership.web.views import StaffViewMixin

NEXT_FAMILIES = 5
MOST = 60
NEAR = datetime.timedelta(days=21)
SHOWN = ("precision", "planned_on", "planned_at", "minutes", "channel", "version", "run")
NAME = ("first_name", "prefix", "last_name")
RIGHTS = {
    "may_find": ("directory", "read"),
    "may_log": ("contact", "create"),
    "may_plan": ("contact_plan", "create"),
    "may_read_norms": ("norm", "read"),
    "may_see_coverage": ("coverage", "aggregate"),
    "may_see_calendar": ("calendar", "read"),
    "may_report_absence": ("absence", "create"),
    "may_assign": ("assignment", "read"),
    "may_see_staff": ("account", "read"),
    "may_have_feed": ("feed", "change"),
    "may_change_school": ("school", "change"),
    "may_report": ("incident", "create"),
    "may_read_rules": ("vision", "read"),
    "may_change_terms": ("incident_terms", "change"),
}


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

    @property
    def label(self):
        return kinds.label_of(self.duty.kind)

    def is_late(self, today: datetime.date) -> bool:
        apart = self.support or self.restriction or self.label  # these stand in a part of their own
        return not apart and self.duty.due_on is not None and self.duty.due_on < today


class TodayView(StaffViewMixin, TemplateView):
    access = SignedIn("everyone's own day; each part shows only what the policy lets this person see")

    def get_template_names(self) -> list[str]:
        return ["today.html" if self.staff else "no_school.html"]

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        if self.staff is None:
            return context
        today = timezone.localdate()
        parts = {
            "late": [task for task in self.tasks if task.is_late(today)],
            "talks": [task for task in self._talks() if task.duty.due_on == today],
            "this_week": [task for task in self._talks() if today < task.duty.due_on <= self.sunday],
        }
        return context | {
            "now": timezone.localtime(),
            **parts,
            "rows": {name: with_rounds(tasks, staff=self.staff) for name, tasks in parts.items()},
            "coming": [task for task in self.tasks if task.agreement and not task.is_late(today)],
            "today": today,
            "reviews": [task for task in self.tasks if task.restriction],
            "asked_along": [task.support for task in self.tasks if task.support],
            "waiting": [task for task in self.tasks if task.label],
            "left_over": left_over(staff=self.staff) if self.staff.rights.may("duty", "existence") else [],
            **{name: self.staff.rights.may(*right) for name, right in RIGHTS.items()},
            "may_see_log": "school" in self.staff.rights.scopes("audit", "read"),
            "classes": [self._class(group) for group in self._kept_groups()],
        }

    @cached_property
    def sunday(self) -> datetime.date:
        today = timezone.localdate()
        return today + datetime.timedelta(days=6 - today.weekday())

    @cached_property
    def tasks(self) -> list[Task]:
        """Own open duties with what they are about, in seven queries at most; what may not be read is left out.

        Talks of a later week are not for today, nor restrictions that hold for weeks still.
        """
        duties = self._duties()
        sources = defaultdict(list)
        for duty in duties:
            sources[duty.kind].append(duty.source)
        contacts = self._contacts(sources[planned.DUTY])
        found = self._agreements(sources[agreements.DUTY])
        asked = self._supports(sources[support.DUTY])
        reviews = self._restrictions(sources[protection.DUTY])
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
                tasks.append(Task(duty, *parts, names, mind))
        return tasks

    def _duties(self) -> list[Duty]:
        if "own" not in self.staff.rights.scopes("duty", "read"):
            return []
        near = timezone.localdate() + NEAR
        return open_duties(staff=self.staff.pk, of_school=self.staff.school_id, sunday=self.sunday, near=near)

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

    def _talks(self) -> list[Task]:
        return [task for task in self.tasks if task.contact and task.duty.due_on]

    def _kept_groups(self) -> list[Group]:
        return groups_today(keys=self.staff.rights.kept_groups, day=timezone.localdate())

    def _class(self, group: Group) -> dict:
        """What one class asks: whom to speak with, and for whom good news has to wait no longer."""
        pupils = class_rows(group, staff=self.staff)
        return {
            "group": group,
            "size": len(pupils),
            "spoken": sum(pupil.spoken_at is not None for pupil in pupils),
            "next": pupils[:NEXT_FAMILIES],
            "without_good_news": [pupil for pupil in pupils if pupil.nice_at is None],
        }


@prepared
def open_duties(*, staff: UUID, of_school: UUID, sunday: datetime.date, near: datetime.date) -> QuerySet[Duty]:
    later = Q(kind=planned.DUTY, due_on__gt=sunday) | Q(kind=protection.DUTY, due_on__gt=near)
    return Duty.objects.of(staff).filter(school=of_school).open().exclude(later).by_due_moment()[:MOST]


@prepared
def children_in(*, contacts: list[UUID]) -> QuerySet[ContactPupil]:
    rows = ContactPupil.objects.filter(contact__in=contacts).order_by("pupil__first_name", "pk")
    return rows.select_related("pupil").only("contact", *(f"pupil__{part}" for part in NAME))


@prepared
def groups_today(*, keys: list[UUID], day: datetime.date) -> QuerySet[Group]:
    return Group.objects.filter(pk__in=keys).current(day).select_related("year")
