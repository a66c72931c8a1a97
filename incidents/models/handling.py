"""How a case goes on: its steps with their reasons, the person concerned who is told, somebody else who looks."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import Step, Way
from incidents.models.incident import Incident, OfIncident, OfIncidentQuerySet
from incidents.models.people import Party
from partnership.records.fields import EncryptedTextField
from partnership.school.models import StaffMember, scoped_manager


class CaseStep(OfIncident):
    """One step of the case, with its reason. Only added to: together they are the timeline."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="steps")
    step = models.CharField(_("step"), max_length=15, choices=Step)
    by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    before = models.CharField(_("from"), max_length=40, blank=True, help_text=_("a word of the code, or a key"))
    after = models.CharField(_("to"), max_length=40, blank=True, help_text=_("a word of the code, or a key"))
    reason = EncryptedTextField(_("Why?"), blank=True)

    objects = scoped_manager(OfIncidentQuerySet)

    class Meta:
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of a case")
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["incident", "at"], name="case_step_order")]


class Telling(OfIncident):
    """The person concerned is told of the record: what, why, how long, how to react, where to complain (users.md 9).

    To wait needs a reason and a new date.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="tellings")
    party = models.OneToOneField(Party, models.PROTECT, related_name="telling")
    due_on = models.DateField(_("before"))
    wait_reason = EncryptedTextField(_("Why does it have to wait?"), blank=True)
    told_on = models.DateField(_("told on"), null=True, blank=True)
    way = models.CharField(_("how"), max_length=10, choices=Way, blank=True)
    told_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")

    objects = scoped_manager(OfIncidentQuerySet)

    class Meta:
        verbose_name = _("telling the person concerned")
        verbose_name_plural = _("telling the persons concerned")


class SecondLookQuerySet(OfIncidentQuerySet):
    def visible_to(self, staff) -> "SecondLookQuerySet":
        """One's own request, the ones asked of oneself, and those of cases one may open."""
        opened = Incident.objects.visible_to(staff).values("pk")
        known = Incident.objects.knowable_by(staff).values("pk")
        own = models.Q(asked_by=staff) | models.Q(asked_of=staff)
        return self.filter(models.Q(incident__in=opened) | (own & models.Q(incident__in=known)))

    def asked_of_me(self, staff) -> "SecondLookQuerySet":
        """What `staff` was asked to look at."""
        known = Incident.objects.knowable_by(staff).values("pk")
        return self.filter(asked_of=staff, incident__in=known)


class SecondLook(OfIncident):
    """Who was affected asks somebody else to look. It reopens the case and cannot be refused (users.md 17)."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="second_looks")
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name=_("who looks"))
    reason = EncryptedTextField(_("What should be looked at again?"), blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = EncryptedTextField(_("What do you think of it?"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = scoped_manager(SecondLookQuerySet)

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "asked_by"], condition=models.Q(answered_at__isnull=True), name="second_look_open"
            )
        ]
