"""The school and how it is divided: locations, teams, school years, groups."""

import datetime
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.school.enums import DayOffKind, GroupKind, Part, Region, Sector
from partnership.school.models.base import SchoolQuerySet, SchoolRow, scoped_manager
from partnership.school.rules.rights import valid_on

# The column that says whether the school uses a part; what has none cannot be switched off.
SWITCHES = {Part.PLANNER: "uses_planner", Part.INCIDENTS: "uses_incidents"}


class School(models.Model):
    """A school of the board, or a unit without pupils such as the board office."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200)
    sector = models.CharField(_("sector"), max_length=10, choices=Sector, default=Sector.PRIMARY)
    brin = models.CharField("BRIN", max_length=4, blank=True)
    location_code = models.CharField(_("location code"), max_length=2, default="00")
    region = models.CharField(_("holiday region"), max_length=10, choices=Region, default=Region.MIDDLE)
    tries_before_hint = models.PositiveSmallIntegerField(
        _("attempts after which the page suggests another way"), default=2
    )
    concerns_before_hint = models.PositiveSmallIntegerField(
        _("concerns in a row after which the page recalls good news"), default=1
    )
    remind_days = models.PositiveSmallIntegerField(_("days before a planned contact to remind"), default=2)
    overview_from = models.DateField(
        _("overview of coverage since"),
        null=True,
        blank=True,
        help_text=_("the date on which it was discussed with the team and the participation council"),
    )
    overview_agreed = models.CharField(_("what was agreed about the overview"), max_length=300, blank=True)
    uses_planner = models.BooleanField(_("uses the planner"), default=True)
    uses_incidents = models.BooleanField(_("uses the reports of incidents"), default=True)
    has_pupils = models.BooleanField(_("has pupils"), default=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    pupil_decides_age = models.PositiveSmallIntegerField(
        _("age from which the pupil decides about seeing the file"), default=16
    )
    adult_age = models.PositiveSmallIntegerField(_("age from which contact is with the pupil"), default=18)

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["brin", "location_code"], condition=~models.Q(brin=""), name="school_brin_location"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def uses(self, part: str) -> bool:
        """Whether the school uses this part of the application; what belongs to no part (empty) is always there."""
        return part not in SWITCHES or getattr(self, SWITCHES[part])


class Location(SchoolRow):
    key = models.CharField(_("key"), max_length=256, blank=True)
    name = models.CharField(_("name"), max_length=200)

    objects = scoped_manager(SchoolQuerySet)

    class Meta:
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["school", "key"], condition=~models.Q(key=""), name="location_key")
        ]

    def __str__(self) -> str:
        return self.name


class Team(SchoolRow):
    """Year groups or tracks that are led together."""

    name = models.CharField(_("name"), max_length=200)

    objects = scoped_manager(SchoolQuerySet)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="team_name")]

    def __str__(self) -> str:
        return self.name


class SchoolYearQuerySet(SchoolQuerySet):
    def current(self) -> "SchoolYearQuerySet":
        """The school year that holds today."""
        today = timezone.localdate()
        return self.filter(start__lte=today, end__gte=today)


class SchoolYear(SchoolRow):
    name = models.CharField(_("name"), max_length=9, help_text=_("for example 2026-2027"))
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"))

    objects = scoped_manager(SchoolYearQuerySet)

    class Meta:
        verbose_name = _("school year")
        verbose_name_plural = _("school years")
        ordering = ["-start"]
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="school_year_name"),
            models.CheckConstraint(name="school_year_end", condition=models.Q(end__gt=models.F("start"))),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        return self.end < timezone.localdate()

    @property
    def is_current(self) -> bool:
        return self.start <= timezone.localdate() <= self.end


class DayOff(SchoolRow):
    """Days without lessons, or days and evenings that do not suit talks. Rows, so that a school can change them."""

    kind = models.CharField(_("kind"), max_length=10, choices=DayOffKind)
    name = models.CharField(_("name"), max_length=100)
    from_date = models.DateField(_("from"))
    until = models.DateField(_("until and including"))
    evenings_only = models.BooleanField(_("evenings only"), default=False)

    objects = scoped_manager(SchoolQuerySet)

    class Meta:
        verbose_name = _("day off")
        verbose_name_plural = _("days off")
        ordering = ["from_date"]
        constraints = [
            models.UniqueConstraint(fields=["school", "kind", "name", "from_date"], name="day_off_once"),
            models.CheckConstraint(name="day_off_dates", condition=models.Q(until__gte=models.F("from_date"))),
        ]

    def __str__(self) -> str:
        return self.name


class GroupQuerySet(models.QuerySet):
    def current(self, day: datetime.date | None = None) -> "GroupQuerySet":
        """Groups of the school year that holds on `day` (today by default)."""
        day = day or timezone.localdate()
        return self.filter(year__start__lte=day, year__end__gte=day, closed_on__isnull=True)

    def taught_by(self, staff) -> "GroupQuerySet":
        """Groups `staff` is assigned to today."""
        today = timezone.localdate()
        return self.filter(valid_on(today, "assignments__"), assignments__staff=staff).distinct()

    def findable_by(self, staff) -> "GroupQuerySet":
        """Groups of the school: which classes there are is no secret at work."""
        return self.filter(school=staff.school_id)

    def planned_by(self, staff) -> "GroupQuerySet":
        """Groups whose year `staff` may see: what is planned, held and tried."""
        return self.filter(staff.rights.groups("contact_plan", "read"))

    def kept_by(self, staff) -> "GroupQuerySet":
        """Groups whose contact with parents `staff` keeps."""
        return self.filter(pk__in=staff.rights.kept_groups)

    def visible_to(self, staff) -> "GroupQuerySet":
        """Groups whose class page `staff` may open today."""
        return self.filter(staff.rights.groups("group", "read"))


class Group(SchoolRow):
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="groups", verbose_name=_("school year"))
    key = models.CharField(_("key"), max_length=256)
    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=10, choices=GroupKind, default=GroupKind.CLASS)
    year_group = models.CharField(_("year group"), max_length=10, blank=True)
    location = models.ForeignKey(Location, models.PROTECT, null=True, blank=True, related_name="groups")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="groups")
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = scoped_manager(GroupQuerySet)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["school", "year", "key"], name="group_key")]

    def __str__(self) -> str:
        return self.name
