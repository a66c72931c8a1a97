"""What every row of a school shares: a key nobody can guess, its school, and a manager inside the school's scope."""

import datetime
import uuid

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from partnership.school.rules.rights import valid_on


def scoped_manager(queryset_class: type[models.QuerySet]) -> models.Manager:
    """Return a manager that refuses to run outside a school's scope: the net, not the rule (decision 3)."""
    return ScopedManager(school="school", _manager_class=models.Manager.from_queryset(queryset_class))


class VisibleQuerySet(models.QuerySet):
    """Rows about pupils: seen where the policy lets the data class be seen of the pupil (`pupil_path`)."""

    data_class: str
    pupil_path = "pupil"

    def allowed(self, staff, data_class: str, operation: str) -> "VisibleQuerySet":
        """Rows of pupils for whom `staff` may do `operation` on `data_class` today, never of a tied family."""
        pupils = apps.get_model("school", "Pupil").objects.filter(staff.rights.pupils(data_class, operation))
        about_them = {f"{self.pupil_path}__in": pupils.values("pk")}
        if "__" not in self.pupil_path:
            return self.filter(**about_them)
        return self.filter(pk__in=self.model.objects.filter(**about_them).values("pk"))  # no row twice

    def visible_to(self, staff) -> "VisibleQuerySet":
        """Rows `staff` may read today."""
        return self.allowed(staff, self.data_class, "read")


class SchoolQuerySet(models.QuerySet):
    """Rows about the school itself or its staff: seen by whom the policy lets the data class be read."""

    data_class = "school"

    def visible_to(self, staff) -> "SchoolQuerySet":
        scopes = staff.rights.scopes(self.data_class, "read")
        return self.filter(school=staff.school_id) if "school" in scopes else self.none()


class DatedMixin:
    """Rows that hold from a day until a day, both included; an empty end means still."""

    def on(self, day):
        return self.filter(valid_on(day, prefix=""))

    def today(self):
        return self.on(timezone.localdate())


class SchoolRow(models.Model):
    """A row with content; it names its own school (decisions 2 and 3)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey("school.School", models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True


class DatedRow(SchoolRow):
    from_date = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def until_after_from(name: str) -> models.CheckConstraint:
        return models.CheckConstraint(
            name=name, condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("from_date"))
        )


class Correctable(models.Model):
    """Facts that come from files and are corrected by people: a file does not undo a correction unseen.

    `corrected` names the columns, with spaces between; the importers leave those as they are and say so.
    """

    corrected = models.CharField(max_length=200, blank=True, editable=False)
    corrected_on = models.DateField(_("corrected on"), null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def corrections(self) -> frozenset[str]:
        return frozenset(self.corrected.split())

    def correct(self, columns, *, on: datetime.date) -> None:
        """Note that a person said what these columns hold; the caller saves."""
        self.corrected = " ".join(sorted(self.corrections | set(columns)))
        self.corrected_on = on
