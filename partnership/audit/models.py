"""The log of who did and saw what, and the seals that chain it (decision 13). Ids and field names only, never text.

Rows are only added to: Python refuses to change them, and so do triggers in the database (`triggers.py`). The one
thing that is ever set, once, is the seal of an event.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnly(TypeError):
    """The audit log is only added to."""


class AppendOnlyQuerySet(models.QuerySet):
    """Refuses every way to change or delete rows. `_update` is what saving an existing instance uses."""

    def _refuse(self, *args, **kwargs):
        raise AppendOnly("The audit log is only added to; rows are never changed or deleted.")

    update = _update = bulk_update = delete = _raw_delete = _refuse


class AppendOnlyModel(models.Model):
    class Meta:
        abstract = True
        base_manager_name = "objects"

    def delete(self, using=None, keep_parents=False):
        raise AppendOnly("The audit log is only added to; rows are never deleted.")


class SealQuerySet(AppendOnlyQuerySet):
    def of_school(self, school_id) -> "SealQuerySet":
        """The chain of one school, oldest first; None is the chain of what belongs to no school."""
        return self.filter(school_id=school_id).order_by("number")


class Seal(AppendOnlyModel):
    """One link of a school's chain: stands for a batch of events, and for everything before it."""

    school_id = models.UUIDField(_("school"), null=True, blank=True)
    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("sealed at"), default=timezone.now)
    first_id = models.BigIntegerField(_("first event"))
    last_id = models.BigIntegerField(_("last event"))
    count = models.PositiveIntegerField(_("events"))
    marks = models.JSONField(_("marks of the events"))
    key_id = models.CharField(_("key"), max_length=32)
    previous = models.CharField(_("hash of the seal before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    objects = SealQuerySet.as_manager()

    class Meta(AppendOnlyModel.Meta):
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        constraints = [
            models.UniqueConstraint(fields=["school_id", "number"], name="audit_seal_once"),
            models.UniqueConstraint(
                fields=["number"], condition=Q(school_id__isnull=True), name="audit_seal_once_no_school"
            ),
            models.CheckConstraint(condition=Q(number__gt=0, count__gt=0), name="audit_seal_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id or '-'}:{self.number}:{self.hash}"


class AuditEventQuerySet(AppendOnlyQuerySet):
    def of_school(self, school_id) -> "AuditEventQuerySet":
        """The events of one school; None means those that belong to no school."""
        return self.filter(school_id=school_id)

    def about(self, obj: models.Model) -> "AuditEventQuerySet":
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))

    def unsealed(self) -> "AuditEventQuerySet":
        return self.filter(seal__isnull=True)


class AuditEvent(AppendOnlyModel):
    """One act or one look: who, what, on which row, when."""

    at = models.DateTimeField(_("when"), default=timezone.now)
    school_id = models.UUIDField(_("school"), null=True, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    action = models.CharField(_("what"), max_length=60)
    object_type = models.CharField(_("kind"), max_length=100, blank=True)
    object_id = models.CharField(_("number"), max_length=64, blank=True)
    fields = models.JSONField(_("fields"), default=list, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    seal = models.ForeignKey(
        Seal, on_delete=models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("seal")
    )

    objects = AuditEventQuerySet.as_manager()

    class Meta(AppendOnlyModel.Meta):
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        indexes = [
            models.Index(fields=["school_id", "-at"], name="audit_event_school"),
            models.Index(fields=["object_type", "object_id", "-at"], name="audit_event_object"),
            models.Index(fields=["school_id", "id"], condition=Q(seal__isnull=True), name="audit_event_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}".strip()
