"""The one list of what people must do (decision 8). Higher apps write it by `duties.services`."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.duties.kinds import resting
from partnership.school.models import SchoolRow, StaffMember, scoped_manager


class State(models.TextChoices):
    OPEN = "open", _("open")
    DONE = "done", _("done")
    DROPPED = "dropped", _("not needed")


class DutyQuerySet(models.QuerySet):
    def visible_to(self, staff) -> "DutyQuerySet":
        """Duties `staff` owns or stands in for."""
        if "own" not in staff.rights.scopes("duty", "read"):
            return self.none()
        return self.of(staff.pk).filter(school=staff.school_id)

    def of(self, key) -> "DutyQuerySet":
        """Duties of who has this key, or in which they stand in."""
        return self.filter(models.Q(owner=key) | models.Q(deputy=key))

    def in_use(self) -> "DutyQuerySet":
        """Without duties of a part that their school does not use: these rest until it does again."""
        return self.exclude(resting())

    def open(self) -> "DutyQuerySet":
        """What is to be done and does not rest."""
        return self.in_use().filter(state=State.OPEN)

    def by_due_moment(self) -> "DutyQuerySet":
        return self.order_by(models.F("due_on").asc(nulls_last=True), "created_at")


class Duty(SchoolRow):
    """Someone must do something. What it is about stands with the app that owns `kind`; here only a way there."""

    owner = models.ForeignKey(StaffMember, models.PROTECT, related_name="duties", verbose_name=_("owner"))
    deputy = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("deputy")
    )
    kind = models.CharField(max_length=50)
    source = models.UUIDField(help_text=_("key of the row that asked for it"))
    link = models.CharField(max_length=200)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False, help_text=_("how often it was moved"))
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = scoped_manager(DutyQuerySet)

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [models.UniqueConstraint(fields=["kind", "source"], name="duty_once")]
        indexes = [models.Index(fields=["owner", "state", "due_on"]), models.Index(fields=["deputy", "state"])]


class FeedQuerySet(models.QuerySet):
    def visible_to(self, staff) -> "FeedQuerySet":
        return self.filter(staff=staff)


class CalendarFeed(SchoolRow):
    """The secret address under which a calendar program reads one's duties; only its hash is kept."""

    staff = models.OneToOneField(StaffMember, models.CASCADE, related_name="feed")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(_("last read"), null=True, blank=True)

    objects = scoped_manager(FeedQuerySet)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
