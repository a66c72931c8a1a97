"""What people wrote: accounts, each somebody's own, and what was added beside them. Nothing sent is rewritten."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import Addition, Side
from incidents.models.incident import Incident, OfIncident, OfIncidentQuerySet
from incidents.models.people import Party
from incidents.rules import case_rights
from partnership.records.fields import EncryptedTextField
from partnership.school.models import StaffMember, scoped_manager


class AccountQuerySet(OfIncidentQuerySet):
    def visible_to(self, staff) -> "AccountQuerySet":
        """One's own; every account of cases one handles or that were shared with one; shared ones of one's own case.

        Who reported, lived through or saw it reads of others only what was shared: an account is one's own. One's own
        words stay readable for oneself when the case is not (any more): they tell nothing new.
        """
        rights = case_rights(staff)
        known = Incident.objects.knowable_by(staff)
        opened = known.filter(rights.handled("read") | (rights.shared() & ~rights.own())).values("pk")
        own = known.filter(rights.own()).values("pk")
        mine = models.Q(author=staff)
        return self.filter(
            mine | models.Q(incident__in=opened) | models.Q(incident__in=own, shared_at__isnull=False),
            school=staff.school_id,
        )


class Account(OfIncident):
    """What one person saw and heard, lived through, and makes of it: three fields, never mixed (domain.md 6.2)."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="accounts")
    author = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    side = models.CharField(
        _("as whom"), max_length=10, choices=Side, blank=True, help_text=_("empty: as who reported it")
    )
    facts = EncryptedTextField(_("What was literally said or done?"))
    experience = EncryptedTextField(_("What did it do to you?"), blank=True)
    interpretation = EncryptedTextField(_("What do you make of it?"), blank=True)
    objects_to_report = models.BooleanField(_("objects to the report that was made on their behalf"), default=False)
    talk_before = models.DateField(
        _("who handles it talks with them about the objection before"), null=True, blank=True, editable=False,
        help_text=_("empty: there was no objection, or they talked"),
    )  # fmt: skip
    written_at = models.DateTimeField(default=timezone.now, editable=False)
    shared_at = models.DateTimeField(null=True, blank=True, editable=False)
    shared_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+")

    objects = scoped_manager(AccountQuerySet)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["written_at"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "author"], name="account_once"),
        ]

    @property
    def is_report(self) -> bool:
        return self.side == ""


class AddendumQuerySet(OfIncidentQuerySet):
    def visible_to(self, staff) -> "AddendumQuerySet":
        """One's own, and those of cases one may open."""
        opened = Incident.objects.visible_to(staff).values("pk")
        return self.filter(models.Q(author=staff) | models.Q(incident__in=opened), school=staff.school_id)


class Addendum(OfIncident):
    """A correction, an addition, or the reaction of the parent, beside the report."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="addenda")
    author = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    kind = models.CharField(_("what it is"), max_length=10, choices=Addition, default=Addition.MORE)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="reactions", verbose_name=_("of whom")
    )
    text = EncryptedTextField(_("text"))
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = scoped_manager(AddendumQuerySet)

    class Meta:
        verbose_name = _("addendum")
        verbose_name_plural = _("addenda")
        ordering = ["written_at"]
