"""Teachers of a file. What it says of roles is a proposal: it makes teachers without a login and gives no role."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnership.school.enums import AssignmentKind, Sector
from partnership.school.importers.changes import DAY, Changes
from partnership.school.importers.edexml.rows import NO_STAFF, SUBJECT_TEACHER, TEACHER, StaffGroup, StaffRow
from partnership.school.importers.edexml.setting import Setting
from partnership.school.importers.outcome import Summary
from partnership.school.models import Assignment, StaffMember


class StaffPlan:
    """Compares the teachers of a file with the staff known, and their groups with the assignments of this year.

    An assignment that a file makes ends with the school year. One with another end, or none, was made by hand and is
    left alone.
    """

    def __init__(self, setting: Setting, changes: Changes, summary: Summary):
        self.setting = setting
        self.changes = changes
        self.summary = summary
        self.people = summary.tally(_("teachers"))
        self.work = summary.tally(_("teachers in groups"))
        known = list(StaffMember.objects.filter(school=setting.school))
        self.by_key = {staff.key: staff for staff in known if staff.key}
        self.keyless = {staff.email.casefold(): staff for staff in known if staff.email and not staff.key}
        self.owners = {staff.email.casefold(): staff.pk for staff in known if staff.email}
        self.renewed: list[UUID] = []
        self.lines: dict[str, list[int]] = defaultdict(list)
        year = Assignment.objects.filter(school=setting.school, group__in=setting.year_groups)
        self.held = list(year.filter(Q(until=None) | Q(until__gte=setting.day - DAY)))
        self.is_first = not year.exists()

    def plan(self) -> None:
        found = [(row, self._find(row)) for row in self.setting.file.staff.values() if row.is_teacher]
        self._free_emails(found)
        wanted: dict[tuple[UUID, UUID], str] = {}
        for row, staff in found:
            staff = self._teacher(row, staff)
            if staff is not None:
                wanted |= {(staff.pk, group_id): kind for group_id, kind in self._work(row)}
        for row in self.setting.file.staff.values():
            if not row.is_teacher:
                self._not_made(row)
        self._end_work(wanted)
        self._begin_work(wanted)
        self._report()
        # Addresses that change are free first, so that two teachers may swap theirs.
        StaffMember.objects.filter(pk__in=self.renewed).update(email="")

    def _find(self, row: StaffRow) -> StaffMember | None:
        """Return who this is, by key, else by e-mail: who was invited before the first file has no key yet."""
        staff = self.by_key.get(row.key) or (self.keyless.pop(row.email.casefold(), None) if row.email else None)
        if staff is not None:
            self.by_key[row.key] = staff
        return staff

    def _free_emails(self, found: list[tuple[StaffRow, StaffMember | None]]) -> None:
        """Whoever the file gives an address anew does not hold the old one any more."""
        for row, staff in found:
            if staff is not None and row.email and self._follows_file(staff):
                self.owners.pop(staff.email.casefold(), None)

    def _follows_file(self, staff: StaffMember) -> bool:
        """Whether the file may say name and e-mail address: of who has no login, and works here."""
        return staff.user_id is None and not self._has_left(staff)

    def _has_left(self, staff: StaffMember) -> bool:
        return staff.until is not None and staff.until < self.setting.day

    def _teacher(self, row: StaffRow, staff: StaffMember | None) -> StaffMember | None:
        if staff is None:
            return self._new(row)
        if self._has_left(staff):
            self.lines[_("Teachers who have left here are not brought back by a file; do so by hand.")].append(row.line)
            return None
        told = {"key": row.key}
        if self._follows_file(staff):
            told |= {"first_name": row.first_name} if row.first_name else {}
            told |= {"prefix": row.prefix, "last_name": row.last_name} if row.last_name else {}
            told |= {"email": self._free_email(row, staff)} if row.email else {}
        if told.get("email", staff.email) != staff.email:
            self.renewed.append(staff.pk)
        self.people.changed += self.changes.change(staff, **told)
        return staff

    def _new(self, row: StaffRow) -> StaffMember:
        staff = StaffMember(
            school=self.setting.school,
            key=row.key,
            first_name=row.first_name,
            prefix=row.prefix,
            last_name=row.last_name,
            from_date=self.setting.year.start,
        )
        staff.email = self._free_email(row, staff)
        self.changes.add(staff)
        self.people.new += 1
        self.by_key[row.key] = staff
        return staff

    def _free_email(self, row: StaffRow, staff: StaffMember) -> str:
        """Return the e-mail address of the row, unless somebody else here has it."""
        if not row.email or self.owners.setdefault(row.email.casefold(), staff.pk) == staff.pk:
            return row.email
        self.lines[_("An e-mail address that a colleague has already is left out.")].append(row.line)
        return ""

    def _not_made(self, row: StaffRow) -> None:
        roles = row.roles.union(*(group.roles for group in row.groups))
        if roles & NO_STAFF:
            text = _("Parents and trainees in the list of teachers are not made.")
        else:
            text = _("Who has another role than teacher is not made; add or invite them by hand.")
        self.lines[text].append(row.line)

    def _work(self, row: StaffRow) -> list[tuple[UUID, str]]:
        found = []
        for group in row.groups:
            kind = self._kind(row, group)
            if kind:
                found.append((self.setting.groups[group.key].pk, kind))
        if row.roles.union(*(group.roles for group in row.groups)) - {TEACHER, SUBJECT_TEACHER}:
            text = _("Other roles of teachers are not given by a file; give them by hand where they hold.")
            self.lines[text].append(row.line)
        return found

    def _kind(self, row: StaffRow, group: StaffGroup) -> str | None:
        """A teacher keeps the contact with parents of a class of a primary school; who is mentor no file says."""
        roles = group.roles or row.roles or {TEACHER}
        if TEACHER in roles and not group.is_combined and self.setting.school.sector != Sector.SECONDARY:
            return AssignmentKind.CLASS_TEACHER
        return AssignmentKind.SUBJECT_TEACHER if roles & {TEACHER, SUBJECT_TEACHER} else None

    def _is_of_file(self, row: Assignment) -> bool:
        """What people gave or ended by hand is theirs: no file takes it away or gives it back."""
        return row.until == self.setting.year.end and not row.by_hand

    def _end_work(self, wanted: dict[tuple[UUID, UUID], str]) -> None:
        """End what a file made and this one does not say any more, in groups it speaks for."""
        keyed = {staff.pk for staff in self.by_key.values()}
        for row in self.held:
            if not self._is_of_file(row) or row.staff_id not in keyed:
                continue
            if self.setting.speaks_for_group(row.group_id) and wanted.get((row.staff_id, row.group_id)) != row.kind:
                self.changes.end(row, self.setting.day - DAY, self.setting.today)
                self.work.gone += 1

    def _begin_work(self, wanted: dict[tuple[UUID, UUID], str]) -> None:
        setting = self.setting
        held = defaultdict(list)
        for row in self.held:
            held[row.staff_id, row.group_id].append(row)
        for (staff_id, group_id), kind in wanted.items():
            rows = held[staff_id, group_id]
            if any(self._holds(row) or (row.by_hand and row.kind == kind) for row in rows):
                continue
            if ended := next((row for row in rows if row.kind == kind), None):
                self.work.changed += self.changes.change(ended, until=setting.year.end)
                continue
            self.changes.add(
                Assignment(
                    school=setting.school, staff_id=staff_id, group_id=group_id, kind=kind,
                    from_date=setting.year.start if self.is_first else setting.day, until=setting.year.end,
                )
            )  # fmt: skip
            self.work.new += 1

    def _holds(self, row: Assignment) -> bool:
        removed = self.changes.removed.get(Assignment, set())
        return row.pk not in removed and (row.until is None or row.until >= self.setting.day)

    def _report(self) -> None:
        for text, lines in self.lines.items():
            self.summary.note(text, lines)
        here = (staff for staff in self.by_key.values() if staff.until is None or staff.until >= self.setting.today)
        missing = sum(staff.key not in self.setting.file.staff for staff in here)
        if missing and not self.setting.prepares:
            self.summary.notes.append(
                ngettext(
                    "%(count)d teacher known from an earlier file is not in this one. End them by hand if they left.",
                    "%(count)d teachers known from earlier files are not in this one. End them by hand if they left.",
                    missing,
                )
                % {"count": missing}
            )
