"""Somebody is asked along to a talk that is dreaded: about the talk, seen by the two of them, gone after it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models.contact import Contact
from partnership.school.models import SchoolRow, StaffMember, scoped_manager


class TalkSupportQuerySet(models.QuerySet):
    def visible_to(self, staff) -> "TalkSupportQuerySet":
        """Marks `staff` made, and those in which they are asked."""
        if "own" not in staff.rights.scopes("contact_tense", "read"):
            return self.none()
        found = Contact.objects.findable_by(staff).values("pk")
        return self.filter(models.Q(contact__owner=staff) | models.Q(asked=staff), contact__in=found)

    def findable_by(self, staff) -> "TalkSupportQuerySet":
        """Others find nothing of it, not even that it is there."""
        return self.visible_to(staff)


class TalkSupport(SchoolRow):
    """The mark "I find this talk hard" of the owner of a planned contact, with the colleague who is asked."""

    class How(models.TextChoices):
        JOIN = "join", _("be there")
        CALL = "call", _("call along")
        TALK = "talk", _("talk it over first")

    contact = models.OneToOneField(Contact, models.CASCADE, related_name="support")
    asked = models.ForeignKey(StaffMember, models.PROTECT, related_name="+", verbose_name=_("who is asked"))
    how = models.CharField(_("for what"), max_length=5, choices=How, default=How.JOIN)
    created_at = models.DateTimeField(default=timezone.now)

    objects = scoped_manager(TalkSupportQuerySet)

    class Meta:
        verbose_name = _("support for a talk")
        verbose_name_plural = _("support for talks")
