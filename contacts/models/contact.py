"""One contact, from plan to outcome, in one row; people, attempts and texts per child are rows beside it."""

import datetime
from uuid import UUID

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import FAILED, About, AttendeeKind, Initiative, Kind, Mood, Precision, Purpose, Result, Status
from contacts.rules import contact_condition
from partnership.records.fields import EncryptedTextField
from partnership.school.enums import Channel
from partnership.school.models import Group, Guardian, Pupil, SchoolRow, SchoolYear, StaffMember, scoped_manager

TIMED_FIRST = models.F("planned_at").asc(nulls_last=True)


def _about(pupils: frozenset[UUID] | None) -> models.Q:
    """Return the condition for contacts about these pupils; None stands for every pupil of the school."""
    if pupils is None:
        return ~models.Q(pk__in=[])
    return models.Q(pk__in=ContactPupil.objects.filter(pupil__in=pupils).values("contact"))


class ContactQuerySet(models.QuerySet):
    def allowed_to(self, staff, operation: str) -> "ContactQuerySet":
        """Contacts on which the policy lets `staff` do `operation` today, never about a tied family."""
        return self.findable_by(staff).filter(self._condition(staff, operation))

    @staticmethod
    def _condition(staff, operation: str) -> models.Q:
        rights, today = staff.rights, timezone.localdate()
        about = _about(rights.pupil_keys("contact", operation))
        about_school = _about(rights.pupil_keys("contact", operation, only=frozenset(["school"])))
        this_year = models.Q(year__start__lte=today, year__end__gte=today)
        return contact_condition(rights, operation, about, about_school, this_year)

    def visible_to(self, staff) -> "ContactQuerySet":
        """Contacts `staff` may read whole."""
        return self.allowed_to(staff, "read")

    def exportable_by(self, staff) -> "ContactQuerySet":
        """Contacts `staff` may take along: of what they may read, what the policy lets them export."""
        return self.visible_to(staff).filter(self._condition(staff, "export"))

    def changeable_by(self, staff) -> "ContactQuerySet":
        """Contacts whose text `staff` may change or take back; what is only planned is `handled_by`."""
        return self.allowed_to(staff, "change").filter(happened_at__isnull=False)

    def handled_by(self, staff) -> "ContactQuerySet":
        """Planned contacts `staff` may move, mark or cancel: their own, and those of children they keep or lead."""
        return self._planned_for(staff, "change")

    def owned_by(self, staff) -> "ContactQuerySet":
        """Planned contacts `staff` is to hold."""
        return self.findable_by(staff).filter(owner=staff).exclude(precision="")

    def planned_for(self, staff) -> "ContactQuerySet":
        """Planned contacts `staff` is to do."""
        if "own" not in staff.rights.scopes("contact_plan", "change"):
            return self.handled_by(staff).filter(owner=staff)
        return self.findable_by(staff).filter(owner=staff).exclude(precision="")

    def planned_readable_by(self, staff) -> "ContactQuerySet":
        """What is still planned of the contacts `staff` reads: nothing for who sees no plan at all."""
        may_see = staff.rights.may("contact_plan", "read")
        return self.visible_to(staff).filter(status=Status.PLANNED) if may_see else self.none()

    def planned_visible_to(self, staff) -> "ContactQuerySet":
        """Planned contacts whose page `staff` may open."""
        return self._planned_for(staff, "read") | self._planned_for(staff, "change")

    def _planned_for(self, staff, operation: str) -> "ContactQuerySet":
        about = _about(staff.rights.pupil_keys("contact_plan", operation))
        own = "own" in staff.rights.scopes("contact_plan", operation)
        mine = models.Q(owner=staff) if own else models.Q(pk__in=[])
        return self.findable_by(staff).filter(mine | about).exclude(precision="")

    def known_to(self, staff) -> "ContactQuerySet":
        """Contacts of which `staff` may know date, channel and marks; a superset of `visible_to`."""
        known = self._condition(staff, "existence") | self._condition(staff, "read")
        return self.findable_by(staff).filter(known)

    def findable_by(self, staff) -> "ContactQuerySet":
        """Contacts of the school of `staff` without those about a family they have a tie with (decision 22)."""
        found = self.filter(school=staff.school_id)
        rights = staff.rights
        if rights.tied_pupils:
            tied = ContactPupil.objects.filter(pupil__in=rights.tied_pupils)
            found = found.exclude(pk__in=tied.values("contact"))
        if rights.tied_guardians:
            tied = ContactGuardian.objects.filter(guardian__in=rights.tied_guardians)
            found = found.exclude(pk__in=tied.values("contact"))
        return found

    def held(self) -> "ContactQuerySet":
        return self.filter(status=Status.HELD)

    def newest_first(self) -> "ContactQuerySet":
        """What did not take place yet comes last, on every database."""
        return self.order_by(models.F("happened_at").desc(nulls_last=True), "-created_at", "pk")

    def by_clock(self) -> "ContactQuerySet":
        """Planned contacts by day and time; what has no time comes after what has, on every database."""
        return self.order_by("planned_on", TIMED_FIRST, "pk")


class Contact(SchoolRow):
    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="+", editable=False)
    author = models.ForeignKey(StaffMember, models.PROTECT, related_name="contacts", editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.SPONTANEOUS)
    status = models.CharField(_("state"), max_length=10, choices=Status, default=Status.HELD)
    about = models.CharField(_("What was it about?"), max_length=10, choices=About, default=About.ORDINARY)
    mood = models.CharField(_("How did the talk go?"), max_length=10, choices=Mood, blank=True)
    channel = models.CharField(_("How"), max_length=12, choices=Channel)
    result = models.CharField(_("Did it work?"), max_length=15, choices=Result, blank=True)
    initiative = models.CharField(
        _("Who took the first step?"), max_length=10, choices=Initiative, default=Initiative.SCHOOL
    )
    happened_at = models.DateTimeField(_("When"), null=True, blank=True)
    owner = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="planned_contacts", editable=False
    )
    purpose = models.CharField(_("What for?"), max_length=12, choices=Purpose, blank=True)
    precision = models.CharField(_("How exactly?"), max_length=5, choices=Precision, blank=True)
    planned_on = models.DateField(_("planned on"), null=True, blank=True, help_text=_("the Monday when only a week"))
    planned_at = models.DateTimeField(_("planned at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length in minutes"), null=True, blank=True)
    run = models.ForeignKey(
        "contacts.PlanRun", models.PROTECT, null=True, blank=True, related_name="contacts", editable=False
    )
    moved_by_hand = models.BooleanField(default=False, editable=False)
    reason = EncryptedTextField(_("Why was it cancelled?"), blank=True)
    summary = EncryptedTextField(_("What was discussed?"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    copied_at = models.DateTimeField(_("copied for the pupil system on"), null=True, blank=True, editable=False)

    objects = scoped_manager(ContactQuerySet)

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        indexes = [
            models.Index(fields=["school", "-happened_at"]),
            models.Index(fields=["author", "-happened_at"]),
            models.Index(fields=["school", "year", "status"]),
            models.Index(fields=["owner", "status", "planned_on"]),
        ]
        constraints = [
            models.CheckConstraint(name="contact_version", condition=models.Q(version__gte=1)),
            models.CheckConstraint(
                name="contact_happened_when_held",
                condition=models.Q(happened_at__isnull=False, result__gt="")
                | models.Q(status__in=[Status.PLANNED, Status.CANCELLED]),
            ),
            models.CheckConstraint(
                name="contact_planned_has_day_and_owner",
                condition=models.Q(planned_on__isnull=False, precision__gt="", owner__isnull=False)
                | ~models.Q(status=Status.PLANNED),
            ),
            models.CheckConstraint(
                name="contact_time_when_at_a_time",
                condition=~models.Q(precision=Precision.TIME) | models.Q(planned_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.day}"

    def get_absolute_url(self) -> str:
        return reverse("contacts:detail", args=[self.pk])

    @property
    def day(self) -> datetime.date:
        """The local date it took place, else the date it is planned on."""
        return timezone.localdate(self.happened_at) if self.happened_at else self.planned_on

    @property
    def is_planned(self) -> bool:
        return self.status == Status.PLANNED

    @property
    def failed(self) -> bool:
        return self.result in FAILED


class ContactRowQuerySet(models.QuerySet):
    def visible_to(self, staff) -> "ContactRowQuerySet":
        return self.filter(contact__in=Contact.objects.visible_to(staff).values("pk"))

    def findable_by(self, staff) -> "ContactRowQuerySet":
        return self.filter(contact__in=Contact.objects.findable_by(staff).values("pk"))


class ContactPupilQuerySet(ContactRowQuerySet):
    def visible_to(self, staff) -> "ContactPupilQuerySet":
        """The part per child: of one's own contacts all, else of the pupils one reads contacts of (users.md 13)."""
        pupils = Pupil.objects.filter(staff.rights.pupils("contact", "read")).values("pk")
        mine = models.Q(contact__author=staff)
        return super().visible_to(staff).filter(mine | models.Q(pupil__in=pupils))

    def exportable_by(self, staff) -> "ContactPupilQuerySet":
        """The part per child that `staff` may take along to the pupil system."""
        pupils = Pupil.objects.filter(staff.rights.pupils("contact", "export")).values("pk")
        contacts = Contact.objects.exportable_by(staff).values("pk")
        mine = models.Q(contact__author=staff)
        return self.visible_to(staff).filter(mine | models.Q(pupil__in=pupils), contact__in=contacts)


class ContactPupil(SchoolRow):
    """A pupil the contact was about, with the class of that day and a text of its own (users.md 13)."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="pupils")
    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="contacts")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="+")
    took_part = models.BooleanField(_("was there too"), default=False)
    text = EncryptedTextField(_("about this child only"), blank=True)
    copied_at = models.DateTimeField(_("copied for the pupil system on"), null=True, blank=True, editable=False)

    objects = scoped_manager(ContactPupilQuerySet)

    class Meta:
        verbose_name = _("pupil of a contact")
        verbose_name_plural = _("pupils of a contact")
        constraints = [models.UniqueConstraint(fields=["contact", "pupil"], name="contact_pupil_once")]

    @property
    def taken_along_at(self) -> datetime.datetime | None:
        """When it was last copied; before there was a copy per child, all children were copied at once."""
        return self.copied_at or self.contact.copied_at


class ContactGuardian(SchoolRow):
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="guardians")
    guardian = models.ForeignKey(Guardian, models.PROTECT, related_name="contacts")

    objects = scoped_manager(ContactRowQuerySet)

    class Meta:
        verbose_name = _("guardian of a contact")
        verbose_name_plural = _("guardians of a contact")
        constraints = [models.UniqueConstraint(fields=["contact", "guardian"], name="contact_guardian_once")]


class ContactAttendee(SchoolRow):
    """Who else was there: a colleague, an interpreter, someone else."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="attendees")
    kind = models.CharField(_("kind"), max_length=12, choices=AttendeeKind)
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")
    description = models.CharField(_("who"), max_length=200, blank=True)

    objects = scoped_manager(ContactRowQuerySet)

    class Meta:
        verbose_name = _("attendee")
        verbose_name_plural = _("attendees")


class Attempt(SchoolRow):
    """One try to reach a guardian that failed: a fact about the school's effort."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="attempts")
    at = models.DateTimeField(_("when"))
    channel = models.CharField(_("how"), max_length=12, choices=Channel)
    result = models.CharField(_("result"), max_length=15, choices=Result)
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")

    objects = scoped_manager(ContactRowQuerySet)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["school", "at"])]
