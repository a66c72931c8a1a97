"""What a school words itself about incidents: severity, behaviours, places, hints, numbers to call, its terms."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from incidents.enums import AggressionForm, Rank
from partnership.school.models import SchoolQuerySet, SchoolRow, scoped_manager


class DefinitionQuerySet(SchoolQuerySet):
    data_class = "incident_terms"

    def in_use(self) -> "DefinitionQuerySet":
        return self.filter(is_active=True)

    def findable_by(self, staff) -> "DefinitionQuerySet":
        return self.filter(school=staff.school_id)

    def changeable_by(self, staff) -> "DefinitionQuerySet":
        scopes = staff.rights.scopes(self.data_class, "change")
        return self.filter(school=staff.school_id) if "school" in scopes else self.none()


class Definition(SchoolRow):
    """A word of the school's own. What is not used any more is switched off, never deleted: old cases name it."""

    name = models.CharField(_("name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Severity(Definition):
    """How serious, with what a case of that severity must have before it is closed (users.md 7)."""

    rank = models.CharField(_("level"), max_length=1, choices=Rank)
    criteria = models.TextField(_("When is it this serious?"), max_length=1000, blank=True)
    opened_within_hours = models.PositiveSmallIntegerField(
        _("hours within which somebody must open it"), default=4, help_text=_("then the deputy gets it")
    )
    needs_measure = models.BooleanField(_("asks for a measure"), default=False)
    needs_recovery = models.BooleanField(_("asks for recovery"), default=False)
    needs_evaluation = models.BooleanField(_("asks for an evaluation of its own"), default=False)

    objects = scoped_manager(DefinitionQuerySet)

    class Meta(Definition.Meta):
        verbose_name = _("severity")
        verbose_name_plural = _("severities")
        ordering = ["rank", "order"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="severity_name")]

    @property
    def is_light(self) -> bool:
        """Whether a case of this severity closes on one page."""
        return not (self.needs_measure or self.needs_recovery or self.needs_evaluation)


class Behaviour(Definition):
    form = models.CharField(_("form"), max_length=10, choices=AggressionForm)

    objects = scoped_manager(DefinitionQuerySet)

    class Meta(Definition.Meta):
        verbose_name = _("behaviour")
        verbose_name_plural = _("behaviours")
        constraints = [models.UniqueConstraint(fields=["school", "form", "name"], name="behaviour_name")]


class Place(Definition):
    objects = scoped_manager(DefinitionQuerySet)

    class Meta(Definition.Meta):
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="place_name")]


class Hint(Definition):
    """A line for who handles a case, shown when its trigger holds; each can be switched off and names its source."""

    class When(models.TextChoices):
        ALWAYS = "always", _("in every case")
        THREAT = "threat", _("when somebody was threatened")
        INJURY = "injury", _("when somebody was hurt")
        PHYSICAL = "physical", _("at physical aggression")
        DIGITAL = "digital", _("at digital aggression")
        GRAVE = "grave", _("at the highest severity")

    when = models.CharField(_("when"), max_length=10, choices=When)
    text = models.TextField(_("hint"), max_length=500)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = scoped_manager(DefinitionQuerySet)

    class Meta(Definition.Meta):
        verbose_name = _("hint")
        verbose_name_plural = _("hints")
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="hint_name")]


class EmergencyNumber(Definition):
    """Whom to call now, beside 112; for everyone who is logged in."""

    telephone = models.CharField(_("telephone"), max_length=20)

    objects = scoped_manager(DefinitionQuerySet)

    class Meta(Definition.Meta):
        verbose_name = _("number to call")
        verbose_name_plural = _("numbers to call")


class IncidentSettings(SchoolRow):
    """The school's own choices and texts about incidents: one row a school."""

    complaint_route = models.TextField(_("Where can parents go with a complaint?"), max_length=1000, blank=True)
    child_safety = models.TextField(
        _("To whom does one go with worries about a child's safety at home?"), max_length=500, blank=True
    )
    allows_confidential = models.BooleanField(_("the reporter's name can be kept confidential"), default=True)
    allows_on_behalf = models.BooleanField(_("one can report on behalf of a colleague"), default=True)
    tell_within_days = models.PositiveSmallIntegerField(
        _("school days within which the person concerned is told of the record"), default=10
    )
    child_within_days = models.PositiveSmallIntegerField(
        _("school days within which someone speaks with the child"), default=2
    )
    again_within_years = models.PositiveSmallIntegerField(_("years in which an earlier incident counts"), default=2)
    talk_label = models.CharField(_("name of the talk about the rules of conduct"), max_length=60, blank=True)
    warning_text = models.TextField(_("text of the written warning"), max_length=5000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped_manager(DefinitionQuerySet)

    class Meta:
        verbose_name = _("settings for incidents")
        verbose_name_plural = _("settings for incidents")
        constraints = [models.UniqueConstraint(fields=["school"], name="incident_settings_once")]
