"""A bulk plan for a class: its contacts name it, so that it can be undone in one step."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import Precision, Purpose
from contacts.models.contact import Contact
from partnership.school.models import Group, SchoolRow, StaffMember, scoped_manager


class PlanRunQuerySet(models.QuerySet):
    def visible_to(self, staff) -> "PlanRunQuerySet":
        """Runs for groups in which `staff` may move and mark what is planned."""
        groups = Group.objects.filter(staff.rights.groups("contact_plan", "change"))
        return self.findable_by(staff).filter(group__in=groups.values("pk"))

    def undoable_by(self, staff) -> "PlanRunQuerySet":
        """Runs for groups whose contact `staff` keeps."""
        return self.findable_by(staff).filter(group__in=staff.rights.kept_groups)

    def findable_by(self, staff) -> "PlanRunQuerySet":
        """Runs of the school, but not those that are only about families `staff` has a tie with."""
        known = Contact.objects.findable_by(staff).filter(run__isnull=False)
        return self.filter(school=staff.school_id, pk__in=known.values("run"))


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
