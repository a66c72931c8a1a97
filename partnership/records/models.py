"""What every app needs and none owns: drafts, submissions and old versions. Knows no school but its id."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.records.fields import EncryptedJSONField


class Draft(models.Model):
    """What somebody typed and has not yet saved: one per person, form and object (decision 17)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts", verbose_name=_("user")
    )
    form = models.CharField(_("form"), max_length=100)
    object_key = models.CharField(_("about"), max_length=200, blank=True)
    payload = EncryptedJSONField(_("what was typed"), default=dict, blank=True)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["user", "form", "object_key"], name="records_draft_once"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.object_key}".strip()


class Submission(models.Model):
    """A form that was sent: the same key again gives the same answer, and nothing is done twice (decision 17).

    `content` tells whether the same was sent; it is a keyed hash, from which nothing that was typed can be read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions", verbose_name=_("user")
    )
    key = models.UUIDField(_("submission key"))
    form = models.CharField(_("form"), max_length=100)
    content = models.CharField(_("mark of what was sent"), max_length=64, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("sent at"), default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="records_submission_once"),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.key}"


class RevisionQuerySet(models.QuerySet):
    def of(self, obj: models.Model) -> "RevisionQuerySet":
        """The old versions of `obj`, newest first."""
        return self.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk)).order_by("-version")


class Revision(models.Model):
    """The values that an edit replaced, as they were in `version`, and who replaced them (decision 14)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school_id = models.UUIDField(_("school"), null=True, blank=True, db_index=True)
    object_type = models.CharField(_("kind"), max_length=100)
    object_id = models.CharField(_("number"), max_length=64)
    version = models.PositiveIntegerField(_("version"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("changed by"),
    )
    at = models.DateTimeField(_("changed at"), default=timezone.now)
    values = EncryptedJSONField(_("old values"), default=dict, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("old version")
        verbose_name_plural = _("old versions")
        constraints = [
            models.UniqueConstraint(fields=["object_type", "object_id", "version"], name="records_revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.object_type} {self.object_id} v{self.version}"
