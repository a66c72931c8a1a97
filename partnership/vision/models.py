"""The rules of conduct of a school: a rule keeps its number and identity, its wording is dated (decision 19)."""

import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnership.school.models import SchoolQuerySet, SchoolRow, StaffMember, scoped_manager


class RuleQuerySet(SchoolQuerySet):
    data_class = "vision"

    def in_force(self, day: datetime.date | None = None) -> "RuleQuerySet":
        """Rules with a published wording that holds on `day` (today), by number."""
        day = day or timezone.localdate()
        published = Wording.objects.published(day).values("rule")
        ended = models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=day)
        return self.filter(ended, pk__in=published).order_by("number")

    def changeable_by(self, staff) -> "RuleQuerySet":
        scopes = staff.rights.scopes(self.data_class, "change")
        return self.filter(school=staff.school_id) if "school" in scopes else self.none()

    def findable_by(self, staff) -> "RuleQuerySet":
        return self.filter(school=staff.school_id)


class Rule(SchoolRow):
    """One rule of conduct. Measures point at it, so that they still name it when its words have changed."""

    number = models.PositiveSmallIntegerField(_("number"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped_manager(RuleQuerySet)

    class Meta:
        verbose_name = _("rule of conduct")
        verbose_name_plural = _("rules of conduct")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="rule_number")]

    def __str__(self) -> str:
        return str(self.number)


class WordingQuerySet(SchoolQuerySet):
    data_class = "vision"

    def published(self, day: datetime.date | None = None) -> "WordingQuerySet":
        """Wordings that were published and hold from `day` (today) or before."""
        return self.filter(published_on__isnull=False, from_date__lte=day or timezone.localdate())


class Wording(SchoolRow):
    """What a rule says from a date on, in one language. A published wording is never changed; a new one follows it."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="wordings")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    text = models.TextField(_("What does the rule say?"), max_length=500)
    from_date = models.DateField(_("holds from"), default=timezone.localdate)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    published_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")

    objects = scoped_manager(WordingQuerySet)

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        ordering = ["-from_date"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "language", "from_date"], name="rule_wording_once"),
        ]

    def __str__(self) -> str:
        return self.text
