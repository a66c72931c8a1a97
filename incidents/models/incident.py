"""One reported incident: what is counted and filtered. Stories stand in accounts, people in parties (decision 12)."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import (
    ESTABLISHED,
    AggressionForm,
    OcwCategory,
    Outcome,
    PassedOn,
    Pattern,
    Status,
    YesNo,
)
from incidents.models.definitions import Behaviour, Place, Severity
from incidents.rules import case_rights
from partnership.school.enums import Part
from partnership.school.models import SchoolRow, SchoolYear, StaffMember, scoped_manager


class IncidentQuerySet(models.QuerySet):
    def knowable_by(self, staff) -> "IncidentQuerySet":
        """Cases of the school of `staff` behind no wall for them (decision 22). The base of every other question.

        In a school that does not use incidents nobody knows of any.
        """
        if not staff.school.uses(Part.INCIDENTS):
            return self.none()
        found = self.filter(school=staff.school_id)
        hidden = case_rights(staff).hidden
        return found.exclude(pk__in=hidden) if hidden else found

    def handled_by(self, staff, operation: str = "change") -> "IncidentQuerySet":
        """Cases on which a role of `staff` allows `operation`."""
        return self.knowable_by(staff).filter(case_rights(staff).handled(operation))

    def visible_to(self, staff) -> "IncidentQuerySet":
        """Cases whose page `staff` may open: they handle it, or it is shared with them."""
        rights = case_rights(staff)
        return self.knowable_by(staff).filter(rights.handled("read") | rights.shared())

    def changeable_by(self, staff) -> "IncidentQuerySet":
        """Cases `staff` may move on; a report that was joined moves with the case it was joined to."""
        return self.handled_by(staff).filter(joined_to=None)

    def followed_by(self, staff) -> "IncidentQuerySet":
        """Cases `staff` reported, lived through or saw: its receipt, its state, what they wrote themselves."""
        return self.knowable_by(staff).filter(case_rights(staff).own())

    def findable_by(self, staff) -> "IncidentQuerySet":
        """Cases whose existence `staff` may know of."""
        rights = case_rights(staff)
        return self.knowable_by(staff).filter(rights.handled("read") | rights.shared() | rights.own())

    def with_measures_for(self, staff, operation: str) -> "IncidentQuerySet":
        """Cases on whose measures the policy lets `staff` do `operation`; that a case is shared is not enough."""
        return self.knowable_by(staff).filter(case_rights(staff).handled(operation, "measure"))

    def cases(self) -> "IncidentQuerySet":
        """One row an event: without the reports that were joined to another."""
        return self.filter(joined_to=None)

    def open(self) -> "IncidentQuerySet":
        return self.exclude(status=Status.CLOSED)

    def established(self) -> "IncidentQuerySet":
        """What was at least partly established: only that counts as an earlier incident (users.md 8)."""
        return self.filter(outcome__in=ESTABLISHED)

    def newest_first(self) -> "IncidentQuerySet":
        return self.order_by("-reported_at", "pk")


class Incident(SchoolRow):
    number = models.CharField(_("number"), max_length=9, editable=False)
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+", editable=False)
    reporter = models.ForeignKey(StaffMember, models.PROTECT, related_name="reports", editable=False)
    on_behalf_of = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("on behalf of")
    )
    confided_to = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("who alone may know the name of the reporter"),
    )  # fmt: skip
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now, editable=False)
    occurred_at = models.DateTimeField(_("When was it?"))
    pattern = models.CharField(_("Did it happen before?"), max_length=10, choices=Pattern, default=Pattern.ONCE)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name=_("Where was it?"))
    was_threatened = models.BooleanField(_("Was somebody threatened?"), null=True)
    was_hurt = models.BooleanField(_("Was somebody touched or hurt?"), null=True)
    is_afraid = models.BooleanField(_("Is somebody afraid to go on?"), null=True)
    complaint_goes_on = models.CharField(
        _("Is a complaint or dispute going on?"), max_length=10, choices=YesNo, blank=True
    )
    police_called = models.BooleanField(_("Were the police called?"), null=True)
    has_injury = models.BooleanField(_("Was there an injury?"), null=True)
    has_damage = models.BooleanField(_("Was there damage?"), null=True)
    has_absence = models.BooleanField(_("Does somebody stay at home because of it?"), null=True)
    ocw_category = models.CharField(_("category for the figures"), max_length=15, choices=OcwCategory, blank=True)
    severity = models.ForeignKey(Severity, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.REPORTED)
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome, blank=True)
    passed_on_to = models.CharField(_("passed on to"), max_length=20, choices=PassedOn, blank=True)
    handler = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("who handles it")
    )
    open_before = models.DateTimeField(_("to be opened before"), null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True, editable=False)
    reporter_told_on = models.DateField(_("reporter told the outcome on"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    label = models.CharField(
        _("label"), max_length=60, blank=True, help_text=_("a few words to find it by; no names, no story")
    )
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined", verbose_name=_("joined to")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped_manager(IncidentQuerySet)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        indexes = [
            models.Index(fields=["school", "-reported_at", "id"], name="incident_newest"),
            models.Index(fields=["school", "status", "-reported_at"], name="incident_status"),
            models.Index(fields=["school", "occurred_at"], name="incident_occurred"),
            models.Index(fields=["handler", "status"], name="incident_handler"),
            models.Index(fields=["status", "open_before"], name="incident_unopened"),
            models.Index(
                fields=["joined_to"], condition=models.Q(joined_to__isnull=False), name="incident_joined"
            ),  # nearly none is, and a plain index does not tell that
        ]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="incident_number"),
            models.CheckConstraint(
                name="incident_passed_on",
                condition=models.Q(outcome=Outcome.PASSED_ON) ^ models.Q(passed_on_to=""),
            ),
            models.CheckConstraint(
                name="incident_closed",
                condition=models.Q(status=Status.CLOSED, closed_at__isnull=False)
                | (~models.Q(status=Status.CLOSED) & models.Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="incident_not_joined_to_itself",
                condition=models.Q(joined_to__isnull=True) | ~models.Q(joined_to=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("incidents:case", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status != Status.CLOSED

    def shows_reporter_to(self, staff) -> bool:
        """Whether `staff` may know who reported: always, unless the name was confided to somebody else."""
        return self.confided_to_id is None or staff.pk in (self.confided_to_id, self.reporter_id)


class OfIncidentQuerySet(models.QuerySet):
    """Rows of a case, for who may open its page."""

    def visible_to(self, staff) -> "OfIncidentQuerySet":
        return self.filter(incident__in=Incident.objects.visible_to(staff).values("pk"))

    def changeable_by(self, staff) -> "OfIncidentQuerySet":
        """Rows of who handles the case; those of a joined report too, for its people stay its own."""
        return self.filter(incident__in=Incident.objects.handled_by(staff).values("pk"))

    def findable_by(self, staff) -> "OfIncidentQuerySet":
        return self.filter(incident__in=Incident.objects.findable_by(staff).values("pk"))


class OfIncident(SchoolRow):
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class SeenForm(OfIncident):
    """A form of aggression that was seen; rows, so that they are counted in the database."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="forms")
    form = models.CharField(_("form"), max_length=10, choices=AggressionForm)

    objects = scoped_manager(OfIncidentQuerySet)

    class Meta:
        verbose_name = _("form of aggression")
        verbose_name_plural = _("forms of aggression")
        constraints = [models.UniqueConstraint(fields=["incident", "form"], name="seen_form_once")]

    def __str__(self) -> str:
        return self.get_form_display()


class SeenBehaviour(OfIncident):
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="behaviours")
    behaviour = models.ForeignKey(Behaviour, models.PROTECT, related_name="+")

    objects = scoped_manager(OfIncidentQuerySet)

    class Meta:
        verbose_name = _("behaviour that was seen")
        verbose_name_plural = _("behaviours that were seen")
        constraints = [models.UniqueConstraint(fields=["incident", "behaviour"], name="seen_behaviour_once")]
