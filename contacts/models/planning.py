"""A bulk plan for a class: its contacts name it, so that it can be undone in one step."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import Precision, Purpose
from partnership.school.models import Group, SchoolRow, StaffMember, scoped_manager


class PlanRunQuerySet(models.QuerySet):
    def visible_to(self, staff) -> "PlanRunQuerySet":
        """Runs for groups whose contact `staff` keeps, and those they made."""
        kept = models.Q(group__in=staff.rights.kept_groups)
        return self.filter(kept | models.Q(created_by=staff), school=staff.school_id)

    def findable_by(self, staff) -> "PlanRunQuerySet":
        return self.filter(school=staff.school_id)


class PlanRun(SchoolRow):
    group = models.ForeignKey(Group, models.PROTECT, related_name="plan_runs")
    created_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    purpose = models.CharField(_("What for?"), max_length=12, choices=Purpose)
    precision = models.CharField(_("How exactly?"), max_length=5, choices=Precision)
    from_date = models.DateField(_("from"))
    until = models.DateField(_("until"))
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = scoped_manager(PlanRunQuerySet)

    class Meta:
        verbose_name = _("plan of a class")
        verbose_name_plural = _("plans of classes")
        ordering = ["-created_at"]
