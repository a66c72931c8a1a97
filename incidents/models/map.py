"""Who does what: situations, a route of steps for each, and who fills which function now.

What is to be done stands in versions: written as a draft, approved, published, and kept by the incidents that were
reported under it. Who does it stands beside them and is always of now.
"""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from incidents.enums import AggressionForm, MapState, OutsideBody, PostKind, Rank, Term
from partnership.records.fields import EncryptedTextField
from partnership.school.enums import Role
from partnership.school.models import SchoolQuerySet, SchoolRow, StaffMember, scoped_manager

# Functions whose people are those of a role; the others name a person of their own.
ROLES = {
    PostKind.LEADER: Role.SCHOOL_LEADER,
    PostKind.SAFETY: Role.SAFETY_COORDINATOR,
    PostKind.COUNSELLOR: Role.COUNSELLOR,
    PostKind.CARE: Role.CARE_COORDINATOR,
    PostKind.BOARD: Role.BOARD_OFFICER,
}
# Nobody is appointed to be who lived through it.
UNFILLED = frozenset([PostKind.LIVED_THROUGH])


class MapQuerySet(SchoolQuerySet):
    data_class = "escalation_map"

    def changeable_by(self, staff) -> "MapQuerySet":
        scopes = staff.rights.scopes(self.data_class, "change")
        return self.filter(school=staff.school_id) if "school" in scopes else self.none()

    findable_by = changeable_by


class MapPost(SchoolRow):
    """A function on the map: who fills it and who stands in, also from another school or the board."""

    kind = models.CharField(_("what it is"), max_length=20, choices=PostKind)
    name = models.CharField(_("name"), max_length=100)
    holder = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who it is")
    )
    holder_name = models.CharField(_("or somebody without a login here"), max_length=100, blank=True)
    holder_telephone = models.CharField(_("telephone"), max_length=20, blank=True)
    deputy = models.ForeignKey(
        StaffMember, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who stands in")
    )
    deputy_name = models.CharField(_("or somebody of another school or the board"), max_length=100, blank=True)
    deputy_telephone = models.CharField(_("telephone"), max_length=20, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped_manager(MapQuerySet)

    class Meta:
        verbose_name = _("function on the map")
        verbose_name_plural = _("functions on the map")
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="map_post_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_unfilled(self) -> bool:
        """Whether nobody is appointed to it."""
        return self.kind in UNFILLED

    @property
    def role(self) -> Role | None:
        """The role whose people fill it; None: it names its own."""
        return ROLES.get(self.kind)


class MapVersionQuerySet(MapQuerySet):
    def visible_to(self, staff) -> "MapVersionQuerySet":
        """What was published; a draft only for who may change the map."""
        return super().visible_to(staff).exclude(state=MapState.DRAFT) | self.drafts_of(staff)

    findable_by = visible_to

    def drafts_of(self, staff) -> "MapVersionQuerySet":
        """The draft, for who may change it; what was published is never changed."""
        return self.changeable_by(staff).filter(state=MapState.DRAFT)

    def in_use(self, school) -> "MapVersion | None":
        return self.filter(school=school, state=MapState.PUBLISHED).first()


class MapVersion(SchoolRow):
    number = models.PositiveIntegerField(_("number"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=MapState, default=MapState.DRAFT, editable=False)
    made_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=200, blank=True)
    published_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped_manager(MapVersionQuerySet)

    class Meta:
        verbose_name = _("version of who does what")
        verbose_name_plural = _("versions of who does what")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="map_number"),
            models.UniqueConstraint(fields=["school"], condition=models.Q(state=MapState.DRAFT), name="map_one_draft"),
            models.UniqueConstraint(
                fields=["school"], condition=models.Q(state=MapState.PUBLISHED), name="map_one_in_use"
            ),
            models.CheckConstraint(
                name="map_published",
                condition=models.Q(state=MapState.DRAFT)
                | models.Q(published_at__isnull=False, approved_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class OfMapQuerySet(MapQuerySet):
    version_path = "map_version"

    def visible_to(self, staff) -> "OfMapQuerySet":
        versions = MapVersion.objects.visible_to(staff).values("pk")
        return self.filter(**{f"{self.version_path}__in": versions})

    def changeable_by(self, staff) -> "OfMapQuerySet":
        """Rows of the draft; what was published is never changed."""
        return super().changeable_by(staff).filter(**{f"{self.version_path}__state": MapState.DRAFT})

    findable_by = visible_to


class Route(SchoolRow):
    """The steps for the situations it is for. `identity` lasts from version to version."""

    map_version = models.ForeignKey(MapVersion, models.CASCADE, related_name="routes")
    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    then = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("if this does not help, go on with"),
    )  # fmt: skip

    objects = scoped_manager(OfMapQuerySet)

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["map_version", "identity"], name="route_once")]

    def __str__(self) -> str:
        return self.name


class Situation(SchoolRow):
    """Form, severity, and whether it is the first time: one route a situation in each version."""

    map_version = models.ForeignKey(MapVersion, models.CASCADE, related_name="situations")
    route = models.ForeignKey(Route, models.CASCADE, related_name="situations")
    form = models.CharField(_("form"), max_length=10, choices=AggressionForm)
    rank = models.CharField(_("level"), max_length=1, choices=Rank)
    again = models.BooleanField(_("it happened before"), default=False)

    objects = scoped_manager(OfMapQuerySet)

    class Meta:
        verbose_name = _("situation")
        verbose_name_plural = _("situations")
        constraints = [
            models.UniqueConstraint(fields=["map_version", "form", "rank", "again"], name="situation_one_route")
        ]

    def __str__(self) -> str:
        when = _("again") if self.again else _("first time")
        return f"{self.get_form_display()}, {self.get_rank_display()}, {when}"


class RouteStepQuerySet(OfMapQuerySet):
    version_path = "route__map_version"


class RouteStep(SchoolRow):
    """One thing somebody does, in one sentence. `identity` lasts from version to version."""

    route = models.ForeignKey(Route, models.CASCADE, related_name="steps")
    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    what = models.CharField(_("what is done"), max_length=200)
    say = models.CharField(_("what to say"), max_length=300, blank=True)
    post = models.ForeignKey(MapPost, models.PROTECT, related_name="+", verbose_name=_("who does it"))
    term = models.CharField(_("within"), max_length=15, choices=Term)
    number = models.PositiveSmallIntegerField(_("how many"), null=True, blank=True)
    informs = models.ManyToManyField(MapPost, related_name="+", blank=True, verbose_name=_("who is told"))
    document = models.CharField(_("document"), max_length=200, blank=True)
    outside = models.CharField(_("outside the school"), max_length=20, choices=OutsideBody, blank=True)

    objects = scoped_manager(RouteStepQuerySet)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["route", "identity"], name="route_step_once"),
            models.CheckConstraint(
                name="route_step_number",
                condition=models.Q(term__in=[Term.HOURS, Term.SCHOOL_DAYS], number__gte=1)
                | models.Q(term__in=[Term.AT_ONCE, Term.SAME_DAY], number__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def within(self) -> str:
        """The term in words."""
        return term_in_words(self.term, self.number)


def term_in_words(term: str, number: int | None) -> str:
    """Return a term as a page says it, such as "within 72 hours"; an open term (empty) gives an empty text."""
    if term == Term.HOURS:
        return ngettext("within %(number)d hour", "within %(number)d hours", number) % {"number": number}
    if term == Term.SCHOOL_DAYS:
        words = ngettext("within %(number)d school day", "within %(number)d school days", number)
        return words % {"number": number}
    return Term(term).label if term else ""


class PrivateNumberQuerySet(SchoolQuerySet):
    data_class = "private_number"


class PrivateNumber(SchoolRow):
    """A number out of hours that somebody gives, and takes back whenever they want. Never on a poster."""

    staff = models.OneToOneField(StaffMember, models.CASCADE, related_name="private_number")
    telephone = EncryptedTextField(_("private telephone"))
    given_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = scoped_manager(PrivateNumberQuerySet)

    class Meta:
        verbose_name = _("private telephone number")
        verbose_name_plural = _("private telephone numbers")
