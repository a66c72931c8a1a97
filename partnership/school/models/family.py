"""Pupils and the groups they are in; the people who care for them stand in `guardians` (decision 5)."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.school.models.base import DatedMixin, DatedRow, SchoolRow, VisibleQuerySet, scoped_manager
from partnership.school.models.organisation import Group, Location


class PersonName(models.Model):
    first_name = models.CharField(_("first name"), max_length=200, blank=True)
    prefix = models.CharField(_("name prefix"), max_length=30, blank=True)
    last_name = models.CharField(_("last name"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as people say it; a placeholder after erasure."""
        parts = [self.first_name, self.prefix, self.last_name]
        return " ".join(part for part in parts if part) or str(_("name removed"))


class PupilQuerySet(VisibleQuerySet):
    data_class = "directory"
    pupil_path = "pk"

    def findable_by(self, staff) -> "PupilQuerySet":
        """Pupils of the school of `staff` without those of a family they have a tie with."""
        return self.filter(staff.rights.untied_pupils(), school=staff.school_id)

    def mended_by(self, staff) -> "PupilQuerySet":
        """Pupils of whom `staff` may mend what the pupil system has wrong."""
        return self.allowed(staff, "directory", "change")

    def enrolled(self, day: datetime.date | None = None) -> "PupilQuerySet":
        """Pupils who have not left by `day` (today by default)."""
        day = day or timezone.localdate()
        return self.filter(models.Q(left_on__isnull=True) | models.Q(left_on__gt=day))

    def in_group(self, group: Group, day: datetime.date | None = None) -> "PupilQuerySet":
        """Pupils enrolled in `group` on `day` (today by default)."""
        enrolments = Enrolment.objects.on(day or timezone.localdate()).filter(group=group)
        return self.filter(pk__in=enrolments.values("pupil"))

    def of_class(self, group: Group) -> "PupilQuerySet":
        """Pupils in `group` today; of a class of another school year everyone who was, or is to be, in it."""
        if group.year.is_current:
            return self.in_group(group).enrolled()
        return self.filter(pk__in=Enrolment.objects.filter(group=group).values("pupil"))


class Pupil(SchoolRow, PersonName):
    key = models.CharField(_("key in the pupil system"), max_length=256)
    initials = models.CharField(_("initials"), max_length=20, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    year_group = models.CharField(_("year group"), max_length=10, blank=True)
    location = models.ForeignKey(Location, models.PROTECT, null=True, blank=True, related_name="pupils")
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = scoped_manager(PupilQuerySet)

    class Meta:
        verbose_name = _("pupil")
        verbose_name_plural = _("pupils")
        ordering = ["first_name", "last_name", "id"]
        constraints = [models.UniqueConstraint(fields=["school", "key"], name="pupil_key")]
        indexes = [models.Index(fields=["school", "first_name", "last_name"])]

    def age_on(self, day: datetime.date) -> int | None:
        """Return the age in whole years on `day`, or None when the date of birth is unknown."""
        if self.birth_date is None:
            return None
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (not had_birthday)


class EnrolmentQuerySet(DatedMixin, VisibleQuerySet):
    data_class = "directory"


class Enrolment(DatedRow):
    """A pupil in a group, from a day until a day."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="enrolments")
    group = models.ForeignKey(Group, models.PROTECT, related_name="enrolments")

    objects = scoped_manager(EnrolmentQuerySet)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["pupil", "group", "from_date"], name="enrolment_once"),
            models.UniqueConstraint(
                fields=["pupil", "group"], condition=models.Q(until__isnull=True), name="enrolment_one_open"
            ),
            DatedRow.until_after_from("enrolment_dates"),
        ]
