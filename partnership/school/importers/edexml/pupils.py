"""Pupils of a file: who is new, who changed, who comes back, in which groups, batch by batch."""

import datetime
from collections import defaultdict
from uuid import UUID

from django.utils.translation import gettext as _

from partnership.school.importers.changes import DAY, Changes
from partnership.school.importers.edexml.rows import COMBINATION, PupilRow
from partnership.school.importers.edexml.setting import Setting
from partnership.school.importers.outcome import Summary
from partnership.school.models import Enrolment, Pupil


def enrolments_of(pupils) -> dict[UUID, list[Enrolment]]:
    """Return the enrolments of `pupils` by pupil."""
    found = defaultdict(list)
    for row in Enrolment.objects.filter(pupil__in=[pupil.pk for pupil in pupils]).order_by("from_date"):
        found[row.pupil_id].append(row)
    return found


class PupilPlan:
    """Compares the pupils of a file with those known. `plan` takes a batch of rows; the caller writes."""

    def __init__(self, setting: Setting, changes: Changes, summary: Summary):
        self.setting = setting
        self.changes = changes
        self.pupils = summary.tally(_("pupils"))
        self.enrolments = summary.tally(_("places in groups"))
        self.historic: list[int] = []
        self.groupless: list[int] = []
        self.summary = summary

    def plan(self, rows: list[PupilRow]) -> None:
        keys = [row.key for row in rows]
        known = {pupil.key: pupil for pupil in Pupil.objects.filter(school=self.setting.school, key__in=keys)}
        held = enrolments_of(known.values())
        for row in rows:
            if row.has_left(self.setting.day):
                self.historic += [row.line] if row.key not in known else []
            else:
                self._plan_row(row, known.get(row.key), held)

    def finish(self) -> None:
        if self.historic:
            self.summary.note(_("Pupils who had left already are not taken."), self.historic)
        if self.groupless:
            self.summary.note(_("New pupils without a group in next year's file are not taken yet."), self.groupless)

    def _plan_row(self, row: PupilRow, pupil: Pupil | None, held: dict[UUID, list[Enrolment]]) -> None:
        if pupil is None and self.setting.prepares and not row.groups:
            self.groupless.append(row.line)
            return
        left_on = pupil.left_on if pupil else None
        if pupil is None:
            pupil = Pupil(school=self.setting.school, key=row.key)
            self._tell(row, pupil)
            self.changes.add(pupil)
            self.pupils.new += 1
        else:
            self.pupils.changed += self._tell(row, pupil)
        self._place(row, pupil, held.get(pupil.pk, []), left_on)

    def _tell(self, row: PupilRow, pupil: Pupil) -> bool:
        """Give the pupil what the file says. What it leaves empty stays, and next year's file only lets in again."""
        is_new = pupil._state.adding
        if self.setting.prepares and not is_new:
            has_left = pupil.left_on is not None and pupil.left_on <= self.setting.day
            return has_left and self.changes.change(pupil, left_on=row.leaves)
        told = {"left_on": row.leaves}
        if row.last_name:
            told |= {"last_name": row.last_name, "prefix": row.prefix}
        told |= {
            name: value
            for name in ("first_name", "initials", "birth_date")
            if (value := getattr(row, name))
        }  # fmt: skip
        if year_group := self._year_group(row):
            told["year_group"] = year_group
        if self.setting.locations:
            told["location_id"] = self.setting.locations[row.location].pk if row.location else None
        return self.changes.change(pupil, **told)

    def _year_group(self, row: PupilRow) -> str:
        """The pupil's own year group, else that of the group, unless that combines several."""
        if row.year_group:
            return row.year_group
        of_groups = [self.setting.file.groups[key].year_group for key in row.groups]
        return next((text for text in of_groups if text and text != COMBINATION), "")

    def _place(self, row: PupilRow, pupil: Pupil, held: list[Enrolment], left_on: datetime.date | None) -> None:
        """Let the pupil sit in the groups of the file from its day on, and in no other group the file speaks for."""
        setting = self.setting
        wanted = {setting.groups[key].pk for key in row.groups}
        last = min(setting.year.end, row.leaves or setting.year.end)
        for enrolment in held:
            if enrolment.group_id in setting.earlier_groups:
                self._end_earlier(enrolment)
            elif self._holds(enrolment) and enrolment.group_id in wanted:
                wanted.discard(enrolment.group_id)
                self._end_as_told(enrolment, row, last)
            elif self._holds(enrolment) and setting.speaks_for_group(enrolment.group_id):
                self.changes.end(enrolment, setting.day - DAY, setting.today)
                self.enrolments.gone += 1
        start = self._start(row, held, left_on)
        for group_id in sorted(wanted):
            self._enrol(pupil, group_id, held, min(start, last), last)

    def _holds(self, enrolment: Enrolment) -> bool:
        return enrolment.until is None or enrolment.until >= self.setting.day

    def _end_earlier(self, enrolment: Enrolment) -> None:
        """A place in a group of an earlier year ends with that year, once this year has begun."""
        eve = self.setting.year.start - DAY
        if not self.setting.prepares and (enrolment.until is None or enrolment.until > eve):
            self.changes.end(enrolment, eve, self.setting.today)
            self.enrolments.changed += 1

    def _end_as_told(self, enrolment: Enrolment, row: PupilRow, last: datetime.date) -> None:
        """A place holds until the end of the year, or of the stay; one left open by hand stays open until then."""
        if enrolment.until is None and row.leaves is None:
            return
        self.enrolments.changed += self.changes.change(enrolment, until=max(last, enrolment.from_date))

    def _start(self, row: PupilRow, held: list[Enrolment], left_on: datetime.date | None) -> datetime.date:
        """From which day a new place holds: the year's first day for who was there, else the first day at school."""
        year, day = self.setting.year, self.setting.day
        if any(enrolment.group_id in self.setting.year_groups for enrolment in held):
            return day
        if row.joins and year.start <= row.joins <= year.end and (left_on is None or row.joins > left_on):
            return row.joins
        if left_on is not None and left_on > year.start:
            return day
        return year.start if self.setting.is_first or (row.joins and row.joins < year.start) else day

    def _enrol(
        self, pupil: Pupil, group_id: UUID, held: list[Enrolment], start: datetime.date, last: datetime.date
    ) -> None:
        """Open a place, or open the old one again when it ended the day before or later."""
        for enrolment in held:
            if enrolment.group_id == group_id and enrolment.until and enrolment.until >= start - DAY:
                self.enrolments.changed += self.changes.change(enrolment, until=last)
                return
        self.changes.add(
            Enrolment(school=self.setting.school, pupil=pupil, group_id=group_id, from_date=start, until=last)
        )
        self.enrolments.new += 1
