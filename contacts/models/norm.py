"""How often and in which way a school agreed to be in contact (on the pages: contactafspraken)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import About, AgreedBy, ForWhom, Per, Purpose, Way
from partnership.school.models import (
    Group,
    Location,
    Pupil,
    SchoolQuerySet,
    SchoolRow,
    SchoolYear,
    Team,
    scoped_manager,
)


class NormQuerySet(SchoolQuerySet):
    data_class = "norm"

    def visible_to(self, staff) -> "NormQuerySet":
        """Agreements of the school; one about a single child only for whom may see the plan of that child."""
        pupils = Pupil.objects.filter(staff.rights.pupils("contact_plan", "read")).values("pk")
        return super().visible_to(staff).filter(models.Q(pupil=None) | models.Q(pupil__in=pupils))

    def changeable_by(self, staff) -> "NormQuerySet":
        """Agreements `staff` may change; a role for one location or team speaks for that part only."""
        part = staff.rights.groups("norm", "change")
        groups = models.Q(group__in=Group.objects.filter(part).values("pk"))
        pupils = models.Q(pupil__in=Pupil.objects.filter(staff.rights.pupils("norm", "change")).values("pk"))
        return self.visible_to(staff).filter(part | groups | pupils)

    def current(self) -> "NormQuerySet":
        """Agreements that were not replaced or ended."""
        return self.filter(ended_on__isnull=True)


class ContactNorm(SchoolRow):
    """One agreement: so many contacts, of this kind, in this stretch of time. Changed by a new row (`replaces`).

    Without location, team, year group, group or pupil it holds for the whole school. Terms run from the pupil's
    first day in the group.
    """

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="norms", verbose_name=_("school year"))
    location = models.ForeignKey(Location, models.PROTECT, null=True, blank=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+")
    year_group = models.CharField(_("year group"), max_length=10, blank=True)
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="norms")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, blank=True, related_name="norms")
    purpose = models.CharField(_("what for"), max_length=12, choices=Purpose, blank=True)
    about = models.CharField(_("what it is about"), max_length=10, choices=About, blank=True)
    way = models.CharField(_("which ways count"), max_length=10, choices=Way, default=Way.ANY)
    for_whom = models.CharField(_("who is reached"), max_length=15, choices=ForWhom, default=ForWhom.ONE_GUARDIAN)
    sent_counts = models.BooleanField(_("a message that was sent counts too"), default=False)
    count = models.PositiveSmallIntegerField(_("how often"), default=1)
    per = models.CharField(_("in which time"), max_length=10, choices=Per, default=Per.YEAR)
    first_weeks = models.PositiveSmallIntegerField(_("in the first weeks"), null=True, blank=True)
    before = models.DateField(_("before"), null=True, blank=True)
    agreed_by = models.CharField(_("agreed by"), max_length=10, choices=AgreedBy, default=AgreedBy.TEAM)
    agreed_on = models.DateField(_("agreed on"))
    why = models.CharField(_("why"), max_length=300, blank=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)

    objects = scoped_manager(NormQuerySet)

    class Meta:
        verbose_name = _("agreement about contact")
        verbose_name_plural = _("agreements about contact")
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(name="norm_count", condition=models.Q(count__gte=1)),
            models.CheckConstraint(
                name="norm_window",
                condition=~models.Q(per=Per.WINDOW)
                | models.Q(first_weeks__isnull=False)
                | models.Q(before__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["school", "year", "ended_on"])]
