"""A step of the map as it is done in one case: by whom, before when, and what became of it."""

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import ActionState, Term
from incidents.models.incident import Incident, OfIncident, OfIncidentQuerySet
from incidents.models.map import MapPost, RouteStep, term_in_words
from partnership.records.fields import EncryptedTextField
from partnership.school.models import StaffMember, scoped_manager


class CaseActionQuerySet(OfIncidentQuerySet):
    def visible_to(self, staff) -> "CaseActionQuerySet":
        """Steps of cases `staff` may open, and the ones they have to do or stand in for."""
        opened = Incident.objects.visible_to(staff).values("pk")
        return self.filter(Q(incident__in=opened) | self._own(staff))

    def ended_by(self, staff) -> "CaseActionQuerySet":
        """Steps `staff` may mark as done, as not needed or hand over: their own, and those of a case they handle."""
        handled = Incident.objects.handled_by(staff).values("pk")
        return self.filter(Q(incident__in=handled) | self._own(staff))

    @staticmethod
    def _own(staff) -> Q:
        known = Incident.objects.knowable_by(staff).values("pk")
        return Q(owner=staff, incident__in=known) | Q(deputy=staff, incident__in=known)

    def open(self) -> "CaseActionQuerySet":
        return self.filter(state=ActionState.OPEN)


class CaseAction(OfIncident):
    """What is to be done is copied from the step: a case keeps the map under which it was reported."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="actions")
    step = models.ForeignKey(RouteStep, models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey(MapPost, models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    what = models.CharField(_("what is done"), max_length=200)
    say = models.CharField(_("what to say"), max_length=300, blank=True)
    term = models.CharField(_("within"), max_length=15, choices=Term, blank=True)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    owner = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    deputy = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("before"))
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ActionState, default=ActionState.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    why = EncryptedTextField(_("Why is it not needed?"), blank=True)
    added_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    # When somebody was reminded, when the deputy and when the leader got it: each once.
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)
    passed_at = models.DateTimeField(null=True, blank=True, editable=False)
    raised_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped_manager(CaseActionQuerySet)

    class Meta:
        verbose_name = _("step in a case")
        verbose_name_plural = _("steps in a case")
        ordering = ["order", "due_on", "pk"]
        indexes = [
            models.Index(fields=["state", "due_on"], name="case_action_due"),
            models.Index(fields=["owner", "state"], name="case_action_owner"),
        ]
        constraints = [models.UniqueConstraint(fields=["incident", "step"], name="case_action_once")]

    def __str__(self) -> str:
        return self.what

    @property
    def is_open(self) -> bool:
        return self.state == ActionState.OPEN

    def is_past(self, now: datetime.datetime) -> bool:
        """Whether its term was over at `now` (aware)."""
        if self.due_at is not None:
            return self.due_at <= now
        return self.due_on < timezone.localdate(now)

    @property
    def within(self) -> str:
        return term_in_words(self.term, self.number)
