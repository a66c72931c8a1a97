"""First measures: a talk about the rules of conduct, a written warning (domain.md 1.4)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import Heard, MeasureKind
from incidents.models.incident import Incident, OfIncident, OfIncidentQuerySet
from incidents.models.people import Party
from partnership.records.fields import EncryptedTextField
from partnership.school.models import StaffMember, scoped_manager
from partnership.vision.models import Rule


class MeasureQuerySet(OfIncidentQuerySet):
    def decided(self) -> "MeasureQuerySet":
        return self.filter(decided_on__isnull=False)


class Measure(OfIncident):
    """About one person and that person's behaviour, never about a family (users.md 10)."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="measures")
    kind = models.CharField(_("measure"), max_length=20, choices=MeasureKind)
    party = models.ForeignKey(Party, models.PROTECT, related_name="measures", verbose_name=_("for whom"))
    behaviour = EncryptedTextField(_("Which behaviour is it about?"))
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Which rule was broken?")
    )
    heard = models.CharField(_("Was the parent heard?"), max_length=10, choices=Heard, default=Heard.NOT_YET)
    heard_on = models.DateField(_("heard or invited on"), null=True, blank=True)
    weighing = EncryptedTextField(
        _("What weighs?"), blank=True, help_text=_("for the colleague, the parent and the child; does it fit?")
    )
    earlier_warning = EncryptedTextField(_("Was there an earlier warning, and if not, why not?"), blank=True)
    complaint_route_told = models.BooleanField(_("the complaint route was told"), default=False)
    drafted_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    done_on = models.DateField(_("held or sent on"), null=True, blank=True)
    dropped_on = models.DateField(_("dropped on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped_manager(MeasureQuerySet)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["drafted_at"]
        constraints = [
            models.CheckConstraint(
                name="measure_heard_on",
                condition=models.Q(heard=Heard.NOT_YET) | models.Q(heard_on__isnull=False),
            ),
            models.CheckConstraint(
                name="measure_decided_after_hearing",
                condition=models.Q(decided_on__isnull=True)
                | (~models.Q(heard=Heard.NOT_YET) & models.Q(decided_by__isnull=False)),
            ),
        ]
