"""First measures: a talk about the rules of conduct, a written warning (domain.md 1.4)."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import Heard, MeasureKind, MeasureState
from incidents.models.incident import Incident, OfIncident, OfIncidentQuerySet
from incidents.models.people import Party
from incidents.rules import case_rights
from partnership.records.fields import EncryptedTextField
from partnership.school.models import StaffMember, scoped_manager
from partnership.vision.models import Rule


class MeasureQuerySet(OfIncidentQuerySet):
    def allowed(self, staff, operation: str) -> "MeasureQuerySet":
        return self.filter(incident__in=Incident.objects.with_measures_for(staff, operation).values("pk"))

    def visible_to(self, staff) -> "MeasureQuerySet":
        return self.allowed(staff, "read")

    def wordable_by(self, staff) -> "MeasureQuerySet":
        """Measures `staff` may word, as long as nothing has been decided."""
        return self.allowed(staff, "create")

    def changeable_by(self, staff) -> "MeasureQuerySet":
        """Measures `staff` may decide on, and carry out."""
        return self.allowed(staff, "change")

    def findable_by(self, staff) -> "MeasureQuerySet":
        return self.visible_to(staff)

    def outcomes_for(self, staff) -> "MeasureQuerySet":
        """What was decided in cases `staff` lived through: which measure and when, never what it says."""
        lived = case_rights(staff).lived_through
        cases = Incident.objects.knowable_by(staff).filter(pk__in=lived).values("pk")
        return self.decided().filter(incident__in=cases).only(*OUTCOME)

    def decided(self) -> "MeasureQuerySet":
        return self.filter(decided_on__isnull=False)


OUTCOME = ("incident", "kind", "decided_on", "done_on", "dropped_on")


class Measure(OfIncident):
    """About one person and that person's behaviour, never about a family (users.md 10)."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="measures")
    kind = models.CharField(_("Which measure?"), max_length=20, choices=MeasureKind)
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="measures", verbose_name=_("For whom?"),
        help_text=_("One person. Somebody unknown must be named first."),
    )  # fmt: skip
    behaviour = EncryptedTextField(
        _("Which behaviour is it about?"), help_text=_("What this person said or did. The parent reads this.")
    )
    rule = models.ForeignKey(
        Rule, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Which rule was broken?")
    )
    no_rule_because = EncryptedTextField(_("No rule fits: on what does the measure rest then?"), blank=True)
    heard = models.CharField(_("Was the parent heard?"), max_length=10, choices=Heard, default=Heard.NOT_YET)
    heard_on = models.DateField(_("Heard or invited on"), null=True, blank=True)
    weighs_colleague = EncryptedTextField(_("What weighs for the colleague?"), blank=True)
    weighs_parent = EncryptedTextField(_("What weighs for the parent?"), blank=True)
    weighs_child = EncryptedTextField(_("What weighs for the child?"), blank=True)
    fits = EncryptedTextField(
        _("Does this fit what happened?"), blank=True, help_text=_("Why this measure, and why not a lighter one.")
    )
    earlier_warning = EncryptedTextField(_("Which warning was given earlier, or why was there none?"), blank=True)
    expected = EncryptedTextField(
        _("What do you expect from now on?"), blank=True, help_text=_("The parent reads this.")
    )
    complaint_route_told = models.BooleanField(_("The parent is told where to go with a complaint"), default=False)
    drafted_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    due_on = models.DateField(_("Held or sent by"), null=True, blank=True)
    done_on = models.DateField(_("Held or sent on"), null=True, blank=True)
    dropped_on = models.DateField(_("dropped on"), null=True, blank=True)
    dropped_because = EncryptedTextField(_("Why is it dropped?"), blank=True)
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
            models.CheckConstraint(
                name="measure_done_after_decision",
                condition=models.Q(done_on__isnull=True) | models.Q(decided_on__isnull=False, dropped_on__isnull=True),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("incidents:measure", args=[self.pk])

    @property
    def state(self) -> MeasureState:
        if self.dropped_on:
            return MeasureState.DROPPED
        if self.done_on:
            return MeasureState.DONE
        return MeasureState.DECIDED if self.decided_on else MeasureState.DRAFT

    @property
    def is_draft(self) -> bool:
        return self.state == MeasureState.DRAFT

    @property
    def is_warning(self) -> bool:
        return self.kind == MeasureKind.WRITTEN_WARNING
