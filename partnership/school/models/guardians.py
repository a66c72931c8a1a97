"""The people who care for pupils, how to reach them, and their ties with pupils (decision 5: no family table)."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.records.fields import EncryptedTextField
from partnership.school.enums import Channel, Custody, Information, Source, TieKind
from partnership.school.models.base import Correctable, SchoolRow, VisibleQuerySet, scoped_manager
from partnership.school.models.family import PersonName, Pupil
from partnership.school.rules.family import ties_of_family, ties_that_hold


class OfGuardianQuerySet(VisibleQuerySet):
    """Rows about a guardian: seen by who may see them of a pupil with whom the tie holds today."""

    guardian_path = "guardian"

    def allowed(self, staff, data_class: str, operation: str) -> "OfGuardianQuerySet":
        pupils = Pupil.objects.filter(staff.rights.pupils(data_class, operation)).values("pk")
        ties = Guardianship.objects.filter(ties_that_hold(timezone.localdate()), pupil__in=pupils)
        reached = self.model.objects.filter(**{f"{self.guardian_path}__in": ties.values("guardian")})
        return self.filter(pk__in=reached.values("pk"))


class HouseholdQuerySet(OfGuardianQuerySet):
    data_class = "guardian_details"
    guardian_path = "guardians__guardian"


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


class Guardian(SchoolRow, PersonName, Correctable):
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
    joined_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="joined_from",
        verbose_name=_("joined into"),
        help_text=_("the record of the same person that goes on"),
    )
    version = models.PositiveIntegerField(
        default=1, editable=False, help_text=_("of the name and of how to reach this person")
    )

    objects = scoped_manager(GuardianQuerySet)

    class Meta:
        verbose_name = _("guardian")
        verbose_name_plural = _("guardians")
        ordering = ["last_name", "first_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "key"], condition=~models.Q(key=""), name="guardian_key")
        ]


class GuardianDetailsQuerySet(OfGuardianQuerySet):
    data_class = "guardian_details"


class GuardianDetails(SchoolRow, Correctable):
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


class ReachabilityQuerySet(OfGuardianQuerySet):
    data_class = "reachability"


class Reachability(SchoolRow, Correctable):
    """How to reach a guardian well, as told by that guardian."""

    guardian = models.OneToOneField(Guardian, models.CASCADE, related_name="reachability")
    preferred_channel = models.CharField(_("preferred channel"), max_length=12, choices=Channel, blank=True)
    language = models.CharField(_("home language"), max_length=35, blank=True, help_text=_("code such as nl, ti or ar"))
    needs_interpreter = models.BooleanField(_("interpreter needed"), default=False)
    best_days = models.CharField(_("days that suit"), max_length=5, blank=True, help_text=_("1 is Monday"))
    best_times = models.CharField(_("times that suit"), max_length=200, blank=True)

    objects = scoped_manager(ReachabilityQuerySet)

    class Meta:
        verbose_name = _("reachability")
        verbose_name_plural = _("reachability")


class GuardianshipQuerySet(VisibleQuerySet):
    data_class = "guardian_details"

    def today(self) -> "GuardianshipQuerySet":
        """Ties that hold today."""
        return self.filter(ties_that_hold(timezone.localdate()))

    def findable_by(self, staff) -> "GuardianshipQuerySet":
        """Ties of today whose existence `staff` may know, as everyone at work knows the names of guardians."""
        return self.today().allowed(staff, "directory", "read").exclude(guardian__in=staff.rights.tied_guardians)

    def detailed_by(self, staff) -> "GuardianshipQuerySet":
        """Ties of today whose facts, and how to reach the guardian, `staff` may change."""
        return self.findable_by(staff).allowed(staff, "guardian_details", "change")

    def mended_by(self, staff) -> "GuardianshipQuerySet":
        """Ties of today that `staff` may end, since the pupil system has them wrong."""
        return self.findable_by(staff).allowed(staff, "directory", "change")

    def restricted_by(self, staff) -> "GuardianshipQuerySet":
        """Ties of today for which `staff` may make a restriction."""
        return self.findable_by(staff).allowed(staff, "protective_flag", "create")

    def current(self, day: datetime.date | None = None) -> "GuardianshipQuerySet":
        """Ties that have not ended by `day` (today by default)."""
        return self.filter(models.Q(until__isnull=True) | models.Q(until__gte=day or timezone.localdate()))

    def of_family(self) -> "GuardianshipQuerySet":
        """Ties that have not ended and make brothers and sisters of pupils: not those of professionals."""
        return self.filter(ties_of_family(timezone.localdate()))


class Guardianship(SchoolRow, Correctable):
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
    withheld_by = models.ForeignKey(
        "school.Restriction",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ground of withholding information"),
    )
    told_by = models.ForeignKey(Guardian, models.PROTECT, null=True, blank=True, related_name="+")
    told_on = models.DateField(_("told on"), null=True, blank=True)
    told = EncryptedTextField(_("what another parent told, which restricts nothing"), blank=True)
    lives_with = models.BooleanField(_("the pupil lives here"), null=True, blank=True)
    pupil_consents_since = models.DateField(
        _("contact with the pupil's consent since"), null=True, blank=True, help_text=_("from the age of 18")
    )
    from_date = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped_manager(GuardianshipQuerySet)

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "guardian"], condition=models.Q(until__isnull=True), name="guardianship_one_open"
            )
        ]
