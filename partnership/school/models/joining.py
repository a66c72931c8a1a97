"""Two records that may be one person: proposed, joined by a person, and parted again; nothing is taken away."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.records.fields import EncryptedJSONField
from partnership.school.enums import PairState
from partnership.school.models.base import SchoolRow, scoped_manager
from partnership.school.models.guardians import Guardian, Guardianship
from partnership.school.models.staff import StaffMember


class GuardianPairQuerySet(models.QuerySet):
    def findable_by(self, staff) -> "GuardianPairQuerySet":
        """Pairs of the school without those of a family `staff` has a tie with: of neither of the two."""
        rights, found = staff.rights, self.filter(school=staff.school_id)
        if not (rights.tied_guardians or rights.tied_pupils):
            return found
        tied = Guardianship.objects.filter(pupil__in=rights.tied_pupils).values("guardian")
        for side in ("one", "other"):
            for reached in (side, f"{side}__joined_into"):
                # Asked as keys of pairs, since "not in" is never true of an empty place in SQL.
                hidden = Q(**{f"{reached}__in": rights.tied_guardians}) | Q(**{f"{reached}__in": tied})
                found = found.exclude(pk__in=self.model.objects.filter(hidden).values("pk"))
        return found

    def visible_to(self, staff) -> "GuardianPairQuerySet":
        """Pairs of which `staff` may mend both sides: each has a child here whose directory entry they may change."""
        found = self.findable_by(staff)
        reach = Guardianship.objects.mended_by(staff).values("guardian")
        for side in ("one", "other"):
            found = found.filter(Q(**{f"{side}__in": reach}) | Q(**{f"{side}__joined_into__in": reach}))
        return found

    def proposed(self) -> "GuardianPairQuerySet":
        """What waits for somebody to say whether it is one person."""
        return self.filter(state=PairState.PROPOSED, one__joined_into=None, other__joined_into=None)

    def joined(self) -> "GuardianPairQuerySet":
        return self.filter(state=PairState.JOINED)


class GuardianPair(SchoolRow):
    """Two guardians of one school, and what somebody said about them. `kept` is the record that goes on when joined."""

    one = models.ForeignKey(Guardian, models.PROTECT, related_name="+")
    other = models.ForeignKey(Guardian, models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=PairState, default=PairState.PROPOSED)
    kept = models.ForeignKey(Guardian, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped_manager(GuardianPairQuerySet)

    class Meta:
        verbose_name = _("perhaps one person")
        verbose_name_plural = _("perhaps one person")
        ordering = ["proposed_at", "id"]
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="guardian_pair_once")]

    def get_absolute_url(self) -> str:
        return reverse("school:guardian_pair", args=[self.pk])

    @property
    def gone(self) -> Guardian | None:
        """The record that does not go on by itself."""
        if self.kept_id is None:
            return None
        return self.other if self.kept_id == self.one_id else self.one


class JoinedRowQuerySet(models.QuerySet):
    def visible_to(self, staff) -> "JoinedRowQuerySet":
        """Nobody reads these: they are for splitting only."""
        return self.none()


class JoinedRow(SchoolRow):
    """One row that joining changed: the columns as they were and as they became, so that it can go back."""

    pair = models.ForeignKey(GuardianPair, models.CASCADE, related_name="rows")
    object_type = models.CharField(max_length=100)
    object_id = models.UUIDField()
    before = EncryptedJSONField(default=dict)
    after = EncryptedJSONField(default=dict)

    objects = scoped_manager(JoinedRowQuerySet)

    class Meta:
        verbose_name = _("row of a joining")
        verbose_name_plural = _("rows of a joining")
        constraints = [models.UniqueConstraint(fields=["pair", "object_type", "object_id"], name="joined_row_once")]
