"""Pupils, the people who care for them, and where they live (decision 5: no family table)."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.school.enums import Channel, Custody, Information, Source, TieKind
from partnership.school.models.base import DatedMixin, DatedRow, SchoolRow, VisibleQuerySet, scoped_manager
from partnership.school.models.organisation import Group, Location
from partnership.school.rules.family import ties_of_family


class PersonName(models.Model):
    first_name = models.CharField(_("first name"), max_length=200, blank=True)
    prefix = models.CharField(_("name prefix"), max_length=30, blank=True)
    last_name = models.CharField(_("last name"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as people say it; a placeholder after erasure."""
        parts = [self.first_name, self.prefix, self.last_name]
        return " ".join(part for part in parts if part) or str(_("name removed"))


class PupilQuerySet(VisibleQuerySet):
    data_class = "directory"
    pupil_path = "pk"

    def findable_by(self, staff) -> "PupilQuerySet":
        """Pupils of the school of `staff` without those of a family they have a tie with."""
        return self.filter(staff.rights.untied_pupils(), school=staff.school_id)

    def enrolled(self, day: datetime.date | None = None) -> "PupilQuerySet":
        """Pupils who have not left by `day` (today by default)."""
        day = day or timezone.localdate()
        return self.filter(models.Q(left_on__isnull=True) | models.Q(left_on__gt=day))

    def in_group(self, group: Group, day: datetime.date | None = None) -> "PupilQuerySet":
        """Pupils enrolled in `group` on `day` (today by default)."""
        enrolments = Enrolment.objects.on(day or timezone.localdate()).filter(group=group)
        return self.filter(pk__in=enrolments.values("pupil"))

    def of_class(self, group: Group) -> "PupilQuerySet":
        """Pupils in `group` today; of a class of another school year everyone who was, or is to be, in it."""
        if group.year.is_current:
            return self.in_group(group).enrolled()
        return self.filter(pk__in=Enrolment.objects.filter(group=group).values("pupil"))


class Pupil(SchoolRow, PersonName):
    key = models.CharField(_("key in the pupil system"), max_length=256)
    initials = models.CharField(_("initials"), max_length=20, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    year_group = models.CharField(_("year group"), max_length=10, blank=True)
    location = models.ForeignKey(Location, models.PROTECT, null=True, blank=True, related_name="pupils")
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = scoped_manager(PupilQuerySet)

    class Meta:
        verbose_name = _("pupil")
        verbose_name_plural = _("pupils")
        ordering = ["first_name", "last_name", "id"]
        constraints = [models.UniqueConstraint(fields=["school", "key"], name="pupil_key")]
        indexes = [models.Index(fields=["school", "first_name", "last_name"])]

    def age_on(self, day: datetime.date) -> int | None:
        """Return the age in whole years on `day`, or None when the date of birth is unknown."""
        if self.birth_date is None:
            return None
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (not had_birthday)


class EnrolmentQuerySet(DatedMixin, VisibleQuerySet):
    data_class = "directory"


class Enrolment(DatedRow):
    """A pupil in a group, from a day until a day."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="enrolments")
    group = models.ForeignKey(Group, models.PROTECT, related_name="enrolments")

    objects = scoped_manager(EnrolmentQuerySet)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["pupil", "group", "from_date"], name="enrolment_once"),
            models.UniqueConstraint(
                fields=["pupil", "group"], condition=models.Q(until__isnull=True), name="enrolment_one_open"
            ),
            DatedRow.until_after_from("enrolment_dates"),
        ]


class HouseholdQuerySet(VisibleQuerySet):
    data_class = "guardian_details"
    pupil_path = "guardians__guardian__guardianships__pupil"


class Household(SchoolRow):
    """An address where guardians and pupils live."""

    key = models.CharField(_("key in the pupil system"), max_length=50, blank=True)
    street = models.CharField(_("street and number"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    is_secret = models.BooleanField(_("secret address"), default=False)

    objects = scoped_manager(HouseholdQuerySet)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.UniqueConstraint(fields=["school", "key"], condition=~models.Q(key=""), name="household_key")
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in [self.street, self.postcode, self.town] if part)


class GuardianQuerySet(VisibleQuerySet):
    data_class = "directory"
    pupil_path = "guardianships__pupil"

    def untied(self, staff) -> "GuardianQuerySet":
        """Guardians `staff` has no tie with."""
        return self.exclude(pk__in=staff.rights.tied_guardians)


class Guardian(SchoolRow, PersonName):
    """A person who cares for a pupil. Only the name stands here; details have readers of their own (decision 12)."""

    key = models.CharField(_("key in the pupil system"), max_length=100, blank=True)
    institution = models.CharField(_("institution"), max_length=200, blank=True)
    staff = models.ForeignKey(
        "school.StaffMember",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="as_guardian",
        verbose_name=_("also works at the board as"),
    )

    objects = scoped_manager(GuardianQuerySet)

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")
        ordering = ["last_name", "first_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "key"], condition=~models.Q(key=""), name="guardian_key")
        ]


class GuardianDetailsQuerySet(VisibleQuerySet):
    data_class = "guardian_details"
    pupil_path = "guardian__guardianships__pupil"


class GuardianDetails(SchoolRow):
    """Address, telephone, mail: for who teaches the pupil now, leader and care coordinator."""

    guardian = models.OneToOneField(Guardian, models.CASCADE, related_name="details")
    email = models.EmailField(_("e-mail address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=20, blank=True, help_text=_("in international form"))
    is_secret = models.BooleanField(_("secret number"), default=False)
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="guardians")

    objects = scoped_manager(GuardianDetailsQuerySet)

    class Meta:
        verbose_name = _("guardian's details")
        verbose_name_plural = _("guardians' details")
        indexes = [models.Index(fields=["school", "email"]), models.Index(fields=["school", "telephone"])]


class ReachabilityQuerySet(VisibleQuerySet):
    data_class = "reachability"
    pupil_path = "guardian__guardianships__pupil"


class Reachability(SchoolRow):
    """How to reach a guardian well, as told by that guardian."""

    guardian = models.OneToOneField(Guardian, models.CASCADE, related_name="reachability")
    preferred_channel = models.CharField(_("preferred channel"), max_length=12, choices=Channel, blank=True)
    language = models.CharField(_("home language"), max_length=35, blank=True, help_text=_("code such as nl, ti or ar"))
    needs_interpreter = models.BooleanField(_("interpreter needed"), default=False)
    best_times = models.CharField(_("times that suit"), max_length=200, blank=True)

    objects = scoped_manager(ReachabilityQuerySet)

    class Meta:
        verbose_name = _("reachability")
        verbose_name_plural = _("reachability")


class GuardianshipQuerySet(VisibleQuerySet):
    data_class = "guardian_details"

    def current(self) -> "GuardianshipQuerySet":
        """Ties that have not ended."""
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gte=timezone.localdate()))

    def of_family(self) -> "GuardianshipQuerySet":
        """Ties that have not ended and make brothers and sisters of pupils: not those of professionals."""
        return self.filter(ties_of_family(timezone.localdate()))


class Guardianship(SchoolRow):
    """The tie between guardian and pupil, with where each fact comes from (users.md 3)."""

    pupil = models.ForeignKey(Pupil, models.PROTECT, related_name="guardianships")
    guardian = models.ForeignKey(Guardian, models.PROTECT, related_name="guardianships")
    kind = models.CharField(_("tie"), max_length=20, choices=TieKind, default=TieKind.PARENT)
    custody = models.CharField(_("custody"), max_length=10, choices=Custody, default=Custody.UNKNOWN)
    custody_source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.FILE)
    custody_on = models.DateField(_("known since"), null=True, blank=True)
    information = models.CharField(_("information"), max_length=12, choices=Information, default=Information.FULL)
    information_source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.FILE)
    information_on = models.DateField(_("known since"), null=True, blank=True)
    lives_with = models.BooleanField(_("the pupil lives here"), null=True, blank=True)
    pupil_consents_since = models.DateField(
        _("contact with the pupil's consent since"), null=True, blank=True, help_text=_("from the age of 18")
    )
    from_date = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = scoped_manager(GuardianshipQuerySet)

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "guardian"], condition=models.Q(until__isnull=True), name="guardianship_one_open"
            )
        ]
