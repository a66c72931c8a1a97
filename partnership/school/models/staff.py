"""People at work: staff, roles, assignments to groups and pupils, absence, ties to families (decision 4)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partnership.school.enums import AssignmentKind, Role, TieToFamily
from partnership.school.models.base import DatedMixin, DatedRow, SchoolQuerySet, SchoolRow, scoped_manager
from partnership.school.models.family import PersonName, Pupil
from partnership.school.models.guardians import Guardian
from partnership.school.models.organisation import Group, Location, Team
from partnership.school.rules.rights import Rights


class StaffQuerySet(DatedMixin, SchoolQuerySet):
    data_class = "staff"

    def with_login(self) -> "StaffQuerySet":
        return self.filter(user__is_active=True)


class StaffMember(DatedRow, PersonName):
    """Someone who works at the school, with or without a login; caretaker and office too."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="staff_members"
    )
    key = models.CharField(_("key in the pupil system"), max_length=256, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    telephone = models.CharField(_("telephone"), max_length=20, blank=True)
    job_title = models.CharField(_("function"), max_length=100, blank=True)
    is_employee = models.BooleanField(
        _("works at the school"), default=True, help_text=_("not so for an administrator or officer from outside")
    )
    working_days = models.CharField(_("working days"), max_length=5, default="12345", help_text=_("1 is Monday"))

    objects = scoped_manager(StaffQuerySet)

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ["last_name", "first_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "user"], name="staff_user"),
            models.UniqueConstraint(fields=["school", "key"], condition=~models.Q(key=""), name="staff_key"),
            models.UniqueConstraint("school", Lower("email"), condition=~models.Q(email=""), name="staff_email"),
            DatedRow.until_after_from("staff_dates"),
        ]

    @cached_property
    def rights(self) -> Rights:
        """What this person may do today; a fresh row per request keeps it fresh."""
        return Rights(self, timezone.localdate())


class StaffRowQuerySet(DatedMixin, SchoolQuerySet):
    data_class = "staff"


class RoleAssignment(DatedRow):
    """A role, for the whole school or for one location or team."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="roles")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    location = models.ForeignKey(Location, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    order = models.PositiveSmallIntegerField(_("order"), default=1, help_text=_("1 holds the role, 2 is the deputy"))

    objects = scoped_manager(StaffRowQuerySet)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["role", "order"]
        constraints = [DatedRow.until_after_from("role_dates")]


class AssignmentQuerySet(StaffRowQuerySet):
    def findable_by(self, staff) -> "AssignmentQuerySet":
        """Who works with which group is no secret at work; who works with a pupil of a tied family is."""
        return self.filter(staff.rights.untied_pupils("pupil__"), school=staff.school_id)

    def changeable_by(self, staff) -> "AssignmentQuerySet":
        """Assignments `staff` may change or end; nobody those of their own."""
        may = "school" in staff.rights.scopes("assignment", "change")
        return self.findable_by(staff).exclude(staff=staff) if may else self.none()

    def keeping(self) -> "AssignmentQuerySet":
        """Assignments that keep the contact with parents: class teachers and mentors only (users.md 1)."""
        return self.filter(kind=AssignmentKind.CLASS_TEACHER)


class Assignment(DatedRow):
    """Someone works with a group or with one pupil."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="assignments")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="assignments")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, blank=True, related_name="assignments")
    kind = models.CharField(_("kind"), max_length=20, choices=AssignmentKind, default=AssignmentKind.CLASS_TEACHER)
    subject = models.CharField(_("subject"), max_length=100, blank=True)
    days = models.CharField(_("days"), max_length=5, default="12345", help_text=_("1 is Monday"))
    by_hand = models.BooleanField(
        _("made or changed by hand"), default=False, editable=False, help_text=_("no file ends it")
    )

    objects = scoped_manager(AssignmentQuerySet)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                name="assignment_group_or_pupil",
                condition=models.Q(group__isnull=True) ^ models.Q(pupil__isnull=True),
            ),
            DatedRow.until_after_from("assignment_dates"),
        ]
        indexes = [models.Index(fields=["staff", "kind"])]


class AbsenceQuerySet(StaffRowQuerySet):
    def findable_by(self, staff) -> "AbsenceQuerySet":
        return self.filter(school=staff.school_id)

    def changeable_by(self, staff) -> "AbsenceQuerySet":
        """The own absence, and those of colleagues for who leads or administers the whole school."""
        rights = staff.rights
        if rights.for_whole_school("absence", "change"):
            return self.findable_by(staff)
        return self.filter(staff=staff) if "own" in rights.scopes("absence", "change") else self.none()


class Absence(DatedRow):
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="absences")

    objects = scoped_manager(AbsenceQuerySet)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [DatedRow.until_after_from("absence_dates")]


class AccountQuerySet(SchoolQuerySet):
    data_class = "account"


class DeclaredTie(SchoolRow):
    """A member of staff says: I have a tie with this family. It hides that family from them."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="ties")
    guardian = models.ForeignKey(Guardian, models.PROTECT, null=True, blank=True, related_name="ties")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, blank=True, related_name="ties")
    kind = models.CharField(_("tie"), max_length=12, choices=TieToFamily, default=TieToFamily.OTHER)
    declared_on = models.DateField(default=timezone.localdate)
    ended_on = models.DateField(null=True, blank=True)

    objects = scoped_manager(AccountQuerySet)

    class Meta:
        verbose_name = _("declared tie")
        verbose_name_plural = _("declared ties")
        constraints = [
            models.CheckConstraint(
                name="tie_guardian_or_pupil", condition=models.Q(guardian__isnull=True) ^ models.Q(pupil__isnull=True)
            )
        ]


class Invitation(SchoolRow):
    """A way in, once: only the hash of the link's token is kept."""

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = scoped_manager(AccountQuerySet)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
