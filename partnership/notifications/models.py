"""Mail as rows: the row is the truth, workers only carry it out. No row holds any text."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.notifications.enums import State

WAITING = (State.PENDING, State.RETRY)
REMOVABLE = (State.PENDING, State.RETRY, State.LEASED)


class NotificationQuerySet(models.QuerySet):
    def waiting(self, now: datetime.datetime) -> "NotificationQuerySet":
        """Rows a worker may take at `now`."""
        return self.filter(state__in=WAITING, next_at__lte=now)

    def left_behind(self, now: datetime.datetime, state: State) -> "NotificationQuerySet":
        """Rows whose worker went away while they were in `state`: its lease has run out."""
        return self.filter(state=state, until__lt=now)

    def overdue(self, now: datetime.datetime) -> "NotificationQuerySet":
        """Rows whose moment has come and that did not go out yet: what a stopped worker or mail server leaves."""
        return self.filter(state__in=[*WAITING, State.LEASED, State.SENDING], due_at__lte=now)

    def troubled(self) -> "NotificationQuerySet":
        """What an administrator must know: mail that was refused, may not have arrived, or does not get through."""
        return self.filter(state__in=[State.FAILED, State.UNCERTAIN, State.RETRY])


class Notification(models.Model):
    """One mail that `recipient` must get, once per `kind` and `key` (a local date, or the id of an event)."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(_("kind"), max_length=50)
    key = models.CharField(max_length=64)
    school_id = models.UUIDField(null=True, blank=True, help_text=_("empty when it is about all schools of a person"))
    due_at = models.DateTimeField(_("due at"))
    next_at = models.DateTimeField(_("not before"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    worker = models.UUIDField(null=True, blank=True, help_text=_("who has taken it"))
    until = models.DateTimeField(null=True, blank=True, help_text=_("when that ends"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    reply_code = models.PositiveSmallIntegerField(_("last answer of the mail server"), null=True, blank=True)
    message_id = models.CharField(max_length=150, blank=True)
    dated = models.DateTimeField(_("date in the mail"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = models.Manager.from_queryset(NotificationQuerySet)()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(fields=["recipient", "kind", "key"], name="notification_once"),
        ]
        indexes = [
            models.Index(fields=["state", "next_at"], name="notification_waiting"),
            models.Index(fields=["created_at"], name="notification_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
