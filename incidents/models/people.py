"""Who lived through it, who was involved, who saw it; and from whom a case is kept (decisions 21 and 22)."""

from django.db import models
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import Kind, Side, Talk, YesNo
from incidents.models.incident import Incident, OfIncident, OfIncidentQuerySet
from partnership.records.fields import EncryptedTextField
from partnership.school.models import Guardian, Pupil, StaffMember, scoped_manager


class Party(OfIncident):
    """Somebody known (staff, guardian or pupil), or a typed name, or a description of behaviour and clothes."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="parties")
    side = models.CharField(_("what they have to do with it"), max_length=10, choices=Side)
    kind = models.CharField(_("who they are"), max_length=15, choices=Kind)
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    guardian = models.ForeignKey(Guardian, models.PROTECT, null=True, blank=True, related_name="+")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=20, blank=True)
    works_here = models.CharField(
        _("Does this parent work at our board?"), max_length=10, choices=YesNo, default=YesNo.UNKNOWN
    )
    description = EncryptedTextField(
        _("description"), blank=True, help_text=_("behaviour and clothes only, for somebody unknown")
    )
    named_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = scoped_manager(OfIncidentQuerySet)

    class Meta:
        verbose_name = _("person in a case")
        verbose_name_plural = _("people in a case")
        indexes = [
            models.Index(fields=["school", "staff", "side"], name="party_staff"),
            models.Index(
                fields=["school", "guardian"], condition=models.Q(guardian__isnull=False), name="party_guardian"
            ),
            models.Index(fields=["school", "pupil"], condition=models.Q(pupil__isnull=False), name="party_pupil"),
            models.Index("school", Upper("email"), name="party_email"),
            models.Index(fields=["school", "telephone"], name="party_telephone"),
            models.Index(fields=["school", "name"], name="party_name"),
        ]
        constraints = [
            models.CheckConstraint(
                name="party_one_person",
                condition=(
                    models.Q(staff__isnull=True, guardian__isnull=True)
                    | models.Q(staff__isnull=True, pupil__isnull=True)
                    | models.Q(guardian__isnull=True, pupil__isnull=True)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.called

    @property
    def person(self) -> StaffMember | Guardian | Pupil | None:
        """The row of who this is, when known to the school."""
        return self.staff or self.guardian or self.pupil

    @property
    def called(self) -> str:
        """What to call this person on a page."""
        return str(self.person or self.name or self.get_kind_display())


class KeptFrom(OfIncident):
    """A colleague who may not know of this case: named by the reporter, or found by who handles it."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="kept_from")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = scoped_manager(OfIncidentQuerySet)

    class Meta:
        verbose_name = _("case kept from a colleague")
        verbose_name_plural = _("cases kept from a colleague")
        constraints = [models.UniqueConstraint(fields=["incident", "staff"], name="kept_from_once")]


class NameQuestion(OfIncident):
    """Somebody involved has the name of a colleague: is it the same person? (users.md 35)

    An equal name alone blocks nobody. Who handles the case without a conflict answers; until then all stays as it is.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="name_questions")
    party = models.ForeignKey(Party, models.CASCADE, related_name="name_questions")
    colleague = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    answer = models.BooleanField(_("Is this our colleague?"), null=True)
    answered_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = scoped_manager(OfIncidentQuerySet)

    class Meta:
        verbose_name = _("question about a name")
        verbose_name_plural = _("questions about a name")
        constraints = [models.UniqueConstraint(fields=["party", "colleague"], name="name_question_once")]


class CaseShareQuerySet(OfIncidentQuerySet):
    def current(self) -> "CaseShareQuerySet":
        return self.filter(until__gte=timezone.localdate(), ended_at=None)


class CaseShare(OfIncident):
    """The case may be read by one colleague, for a reason, until a day."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="shares")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name=_("with whom"))
    reason = EncryptedTextField(_("Why must this colleague know?"))
    until = models.DateField(_("until and including"))
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = scoped_manager(CaseShareQuerySet)

    class Meta:
        verbose_name = _("shared case")
        verbose_name_plural = _("shared cases")
        indexes = [models.Index(fields=["staff", "until"], name="share_staff")]


class ChildTalkQuerySet(OfIncidentQuerySet):
    def visible_to(self, staff) -> "ChildTalkQuerySet":
        """Talks of cases `staff` may open, and the ones they are asked to hold."""
        opened = Incident.objects.visible_to(staff).values("pk")
        known = Incident.objects.knowable_by(staff).values("pk")
        return self.filter(models.Q(incident__in=opened) | models.Q(speaker=staff, incident__in=known))

    def ended_by(self, staff) -> "ChildTalkQuerySet":
        """Talks `staff` may mark as done: to hold them, or handling the case."""
        known = Incident.objects.knowable_by(staff).values("pk")
        handled = Incident.objects.handled_by(staff).values("pk")
        return self.filter(models.Q(incident__in=handled) | models.Q(speaker=staff, incident__in=known))


class ChildTalk(OfIncident):
    """Who speaks with a child that stands between, and when; nothing the child says is kept (users.md 23)."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="child_talks")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="+")
    speaker = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("before"))
    state = models.CharField(_("state"), max_length=10, choices=Talk, default=Talk.OPEN)
    done_on = models.DateField(null=True, blank=True)

    objects = scoped_manager(ChildTalkQuerySet)

    class Meta:
        verbose_name = _("talk with a child")
        verbose_name_plural = _("talks with children")
        constraints = [models.UniqueConstraint(fields=["incident", "pupil"], name="child_talk_once")]
