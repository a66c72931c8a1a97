"""What protects a child or a colleague: a restriction on a guardian, and the one line others see of it."""

import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.records.fields import EncryptedTextField
from partnership.school.enums import BARRING, Basis, RestrictionKind
from partnership.school.models.base import DatedMixin, DatedRow, VisibleQuerySet, scoped_manager
from partnership.school.models.family import Pupil
from partnership.school.models.guardians import Guardian, Guardianship
from partnership.school.models.staff import StaffMember


class InstructionQuerySet(DatedMixin, VisibleQuerySet):
    data_class = "instruction"

    def shown_to(self, staff, *, until: datetime.date | None = None) -> "InstructionQuerySet":
        """The lines that hold today, or begin `until` then, that `staff` may read; not about who they are tied to."""
        today = timezone.localdate()
        holding = self.filter(Q(until=None) | Q(until__gte=today), from_date__lte=until or today)
        return self._of_others(holding.visible_to(staff), staff)

    def printed_by(self, staff) -> "InstructionQuerySet":
        """The lines of today that `staff` may take along on paper."""
        return self._of_others(self.today().allowed(staff, "instruction", "export"), staff)

    def about(self, pupils) -> "InstructionQuerySet":
        """The lines about these pupils, by name of the child."""
        lines = self.filter(pupil__in=pupils).select_related("pupil", "guardian")
        return lines.order_by("pupil__first_name", "pupil__pk", "from_date", "pk")

    @staticmethod
    def _of_others(lines: "InstructionQuerySet", staff) -> "InstructionQuerySet":
        tied = staff.rights.tied_guardians
        return lines.exclude(guardian__in=tied) if tied else lines


class Instruction(DatedRow):
    """One line that says what to do and not why, for everyone who teaches the pupil now."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="instructions")
    guardian = models.ForeignKey(
        Guardian, models.PROTECT, null=True, blank=True, related_name="instructions", verbose_name=_("about whom")
    )
    text = EncryptedTextField(_("what to do"))

    objects = scoped_manager(InstructionQuerySet)

    class Meta:
        verbose_name = _("instruction line")
        verbose_name_plural = _("instruction lines")
        ordering = ["from_date", "id"]
        indexes = [models.Index(fields=["pupil", "until"])]
        constraints = [DatedRow.until_after_from("instruction_dates")]

    def __str__(self) -> str:
        return self.text


class RestrictionQuerySet(DatedMixin, VisibleQuerySet):
    data_class = "protective_flag"
    pupil_path = "guardianship__pupil"

    def allowed(self, staff, data_class: str, operation: str) -> "RestrictionQuerySet":
        rows = super().allowed(staff, data_class, operation)
        return rows.exclude(guardianship__guardian__in=staff.rights.tied_guardians)

    def barring(self, day: datetime.date | None = None) -> "RestrictionQuerySet":
        """Those not ended by `day` (today by default) with which nobody invites the guardian, whoever may read them."""
        return self.filter(Q(until=None) | Q(until__gte=day or timezone.localdate()), kind__in=BARRING)

    def findable_by(self, staff) -> "RestrictionQuerySet":
        """Who may not read it finds nothing of it; of what it asks there is the instruction line."""
        return self.visible_to(staff)

    def changeable_by(self, staff) -> "RestrictionQuerySet":
        return self.allowed(staff, self.data_class, "change")


class Restriction(DatedRow):
    """What a document or a dated agreement forbids or asks around one guardian of one pupil, until when (users.md 3).

    One without an end holds until somebody looks at it again on `review_on`, also when that comes late.
    """

    guardianship = models.ForeignKey(Guardianship, models.PROTECT, related_name="restrictions")
    kind = models.CharField(_("what is restricted"), max_length=20, choices=RestrictionKind)
    basis = models.CharField(_("rests on"), max_length=10, choices=Basis)
    document = EncryptedTextField(_("which document or agreement"))
    seen_on = models.DateField(_("seen or agreed on"))
    review_on = models.DateField(_("look at it again on"), null=True, blank=True)
    why = EncryptedTextField(_("why"))
    instruction = models.OneToOneField(Instruction, models.PROTECT, related_name="restriction")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = scoped_manager(RestrictionQuerySet)

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        ordering = ["-from_date", "-created_at", "id"]
        constraints = [
            DatedRow.until_after_from("restriction_dates"),
            models.CheckConstraint(
                name="restriction_has_an_end", condition=Q(until__isnull=False) | Q(review_on__isnull=False)
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("school:restriction", args=[self.pk])

    @property
    def looked_at_on(self) -> datetime.date:
        """The day before which somebody has to look at it again: when it ends, or sooner."""
        return min(day for day in (self.until, self.review_on) if day)

    @property
    def has_ended(self) -> bool:
        return self.until is not None and self.until < timezone.localdate()
