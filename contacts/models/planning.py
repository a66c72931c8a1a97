"""Plans of a class and changes to what is planned: each can be undone in one step."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import Precision, Purpose
from contacts.models.contact import Contact
from partnership.school.enums import Channel
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


class PlanChangeQuerySet(models.QuerySet):
    def visible_to(self, staff) -> "PlanChangeQuerySet":
        """What `staff` changed. Others find nothing of it."""
        return self.filter(school=staff.school_id, made_by=staff)

    def findable_by(self, staff) -> "PlanChangeQuerySet":
        return self.visible_to(staff)


class PlanChange(SchoolRow):
    """What somebody moved, handed over or cancelled in one act: a talk, or a whole day or week."""

    class Act(models.TextChoices):
        MOVE = "move", _("moved")
        HAND_OVER = "hand_over", _("given to a colleague")
        CANCEL = "cancel", _("cancelled")

    act = models.CharField(_("what was done"), max_length=10, choices=Act)
    made_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = scoped_manager(PlanChangeQuerySet)

    class Meta:
        verbose_name = _("change of what is planned")
        verbose_name_plural = _("changes of what is planned")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["made_by", "-made_at"], name="plan_change_of_whom")]


class PlanChangeLineQuerySet(models.QuerySet):
    def visible_to(self, staff) -> "PlanChangeLineQuerySet":
        return self.filter(change__in=PlanChange.objects.visible_to(staff).values("pk"))


class PlanChangeLine(SchoolRow):
    """How one contact stood before, and the version it came to: who touches it later leaves nothing to undo."""

    change = models.ForeignKey(PlanChange, models.CASCADE, related_name="lines")
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    owner = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    channel = models.CharField(_("How"), max_length=12, choices=Channel)
    precision = models.CharField(_("How exactly?"), max_length=5, choices=Precision)
    planned_on = models.DateField(_("planned on"))
    planned_at = models.DateTimeField(_("planned at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    moved_by_hand = models.BooleanField(default=False)

    objects = scoped_manager(PlanChangeLineQuerySet)

    class Meta:
        verbose_name = _("changed contact")
        verbose_name_plural = _("changed contacts")
        constraints = [models.UniqueConstraint(fields=["change", "contact"], name="plan_change_once")]
