"""Where a file lands: its school, school year, locations and groups, and from which day it speaks."""

import datetime
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from partnership.school.enums import GroupKind
from partnership.school.importers.changes import Changes
from partnership.school.importers.edexml.rows import EdexFile, GroupRow
from partnership.school.importers.outcome import ImportRefused, Summary
from partnership.school.importers.schools import locked_school
from partnership.school.models import Enrolment, Group, Location, School, SchoolYear

KINDS = frozenset([GroupKind.CLASS, GroupKind.COMBINED])
AHEAD = datetime.timedelta(days=366)


@dataclass
class Setting:
    """`day` is the day the file speaks for: its reference day, or today. `prepares` is next year's file."""

    school: School
    year: SchoolYear
    file: EdexFile
    today: datetime.date
    is_first: bool = True
    locations: dict[str, Location] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    year_groups: dict[UUID, Group] = field(default_factory=dict)
    earlier_groups: frozenset[UUID] = frozenset()

    @property
    def prepares(self) -> bool:
        return self.year.start > self.today

    @property
    def day(self) -> datetime.date:
        reference = self.file.reference_day
        if reference and self.year.start <= reference <= min(self.today, self.year.end):
            return reference
        return min(max(self.today, self.year.start), self.year.end)

    def speaks_for_location(self, location_id: UUID | None) -> bool:
        """Whether this file says who is at that location; a file that names none speaks for the whole school."""
        named = {location.pk for location in self.locations.values()}
        return not named or location_id is None or location_id in named

    def speaks_for_group(self, group_id: UUID) -> bool:
        """Whether the file may end what holds in this group: of its own year, and not made by hand."""
        group = self.year_groups.get(group_id)
        if group is None:
            return False
        return group.key in self.groups or (group.kind in KINDS and self.speaks_for_location(group.location_id))


def find_or_create_school(file: EdexFile, *, name: str, changes: Changes, summary: Summary) -> School:
    """Return the school of the file. Raises `ImportRefused` when it is unknown and no `name` is given for it."""
    code = {"brin": file.brin, "location": file.location_code}
    school = locked_school(file.brin, file.location_code)
    if school is None and not name:
        raise ImportRefused(
            _(
                "There is no school with BRIN %(brin)s and location %(location)s. "
                "Check the file, or add --create-school NAME."
            )
            % code
        )
    if school is None:
        school = School(name=name, brin=file.brin, location_code=file.location_code, sector=file.sector())
        changes.add(school)
        summary.tally(_("school")).new += 1
        changes.write()
    elif name and name != school.name:
        summary.note(_("The school is known already and keeps its name."))
    summary.heading = _("%(school)s (%(brin)s%(location)s), school year %(year)s") % (
        code | {"school": school.name, "year": file.year_name}
    )
    return school


def make_setting(school: School, file: EdexFile, today: datetime.date, *, changes: Changes) -> Setting:
    """Return where the file lands, with a school year made if need be.

    Raises `ImportRefused` for a year that is over while a later one has begun here, or that is far ahead.
    """
    year = SchoolYear.objects.filter(school=school, name=file.year_name).first()
    if year is None:
        year = SchoolYear(school=school, name=file.year_name, start=file.start, end=file.end)
        changes.add(year)
        changes.write()
    if year.start > today + AHEAD:
        raise ImportRefused(_("The school year of this file starts more than a year from now. Check schooljaar."))
    enrolments = Enrolment.objects.filter(school=school)
    if enrolments.filter(group__year__start__gt=year.start, group__year__start__lte=today).exists():
        raise ImportRefused(
            _("This file is of school year %(year)s, and a later year has begun here. Export the year that holds now.")
            % {"year": file.year_name}
        )
    earlier = Group.objects.filter(school=school, year__start__lt=year.start).values_list("pk", flat=True)
    return Setting(
        school, year, file, today,
        is_first=not enrolments.filter(group__year=year).exists(),
        earlier_groups=frozenset(earlier),
    )  # fmt: skip


def plan_locations(setting: Setting, changes: Changes, summary: Summary) -> None:
    """Make and rename locations; those that the file does not name are left alone."""
    known = {row.key: row for row in Location.objects.filter(school=setting.school)}
    tally = summary.tally(_("locations")) if setting.file.locations else None
    for key, row in setting.file.locations.items():
        location = known.get(key)
        if location is None:
            location = Location(school=setting.school, key=key, name=row.name)
            changes.add(location)
            tally.new += 1
        else:
            tally.changed += changes.change(location, name=row.name)
        setting.locations[key] = location


def plan_groups(setting: Setting, changes: Changes, summary: Summary) -> None:
    """Make, rename and reopen the groups of the file's school year."""
    known = {row.key: row for row in Group.objects.filter(school=setting.school, year=setting.year)}
    places = _places(setting)
    tally = summary.tally(pgettext("counted", "groups"))
    for key, row in setting.file.groups.items():
        group = known.get(key)
        if group is None:
            group = _new_group(setting, row)
            changes.add(group)
            tally.new += 1
            group.location = places.get(key)
        else:
            tally.changed += changes.change(group, **_told(row, places.get(key)))
        known[key] = setting.groups[key] = group
    setting.year_groups = {group.pk: group for group in known.values()}


def _new_group(setting: Setting, row: GroupRow) -> Group:
    kind = GroupKind.COMBINED if row.is_combined else GroupKind.CLASS
    return Group(
        school=setting.school, year=setting.year, key=row.key, name=row.name, kind=kind, year_group=row.year_group
    )


def _told(row: GroupRow, location: Location | None) -> dict:
    """What the file says about a known group. Its kind stays: a school may have made it a mentor group."""
    told = {"name": row.name, "closed_on": None}
    if row.year_group:
        told["year_group"] = row.year_group
    if location is not None:
        told["location_id"] = location.pk
    return told


def _places(setting: Setting) -> dict[str, Location]:
    """A group is where all its pupils are; one with pupils of several locations is nowhere in particular."""
    found: dict[str, set[str]] = {}
    for pupil in setting.file.pupils.values():
        for key in pupil.groups:
            found.setdefault(key, set()).add(pupil.location)
    single = {key: next(iter(places)) for key, places in found.items() if len(places) == 1}
    return {key: setting.locations[place] for key, place in single.items() if place}


def close_groups(setting: Setting, changes: Changes, summary: Summary) -> None:
    """Close groups that the file no longer names and where no pupil is left."""
    day = setting.today if setting.prepares else setting.day
    alive = Enrolment.objects.filter(school=setting.school, group__year=setting.year).exclude(until__lte=day)
    filled = set(alive.values_list("group", flat=True))
    tally = summary.tally(pgettext("counted", "groups"))
    for group in setting.year_groups.values():
        is_missing = group.key not in setting.groups and setting.speaks_for_group(group.pk)
        if is_missing and group.pk not in filled and group.closed_on is None:
            changes.change(group, closed_on=day)
            tally.gone += 1
