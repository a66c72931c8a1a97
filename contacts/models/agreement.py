"""What was agreed in a contact: who does what, before when."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.enums import Status
from contacts.models.contact import Contact, ContactPupil
from partnership.records.fields import EncryptedTextField
from partnership.school.models import Guardian, Pupil, SchoolRow, StaffMember, scoped_manager


class AgreementQuerySet(models.QuerySet):
    def visible_to(self, staff) -> "AgreementQuerySet":
        """Agreements of readable contacts, and those `staff` has to keep; never about a tied family."""
        contacts = models.Q(contact__in=Contact.objects.visible_to(staff).values("pk"))
        if "own" in staff.rights.scopes("agreement", "read"):
            found = models.Q(contact__in=Contact.objects.findable_by(staff).values("pk"))
            contacts |= models.Q(owner=staff) & found
        return self.filter(contacts)

    def changeable_by(self, staff) -> "AgreementQuerySet":
        """Agreements `staff` has to keep or wrote down, and those about pupils whose contact they keep."""
        return self._allowed(staff, "agreement")

    def givable_by(self, staff) -> "AgreementQuerySet":
        """Agreements `staff` may give to a colleague: their own, and as a leader whoever has to keep them."""
        return self._allowed(staff, "duty")

    def _allowed(self, staff, data_class: str) -> "AgreementQuerySet":
        """What `staff` may change of this class of data: for agreements they keep or wrote down, or about a pupil."""
        mine = models.Q(owner=staff) | models.Q(contact__author=staff)
        pupils = Pupil.objects.filter(staff.rights.pupils(data_class, "change")).values("pk")
        about = ContactPupil.objects.filter(pupil__in=pupils).values("contact")
        own = mine if "own" in staff.rights.scopes(data_class, "change") else models.Q(pk__in=[])
        return self.visible_to(staff).filter(own | models.Q(contact__in=about))

    def findable_by(self, staff) -> "AgreementQuerySet":
        return self.filter(contact__in=Contact.objects.findable_by(staff).values("pk"))

    def open(self) -> "AgreementQuerySet":
        """Neither done nor dropped, and not of a contact that was taken back."""
        return self.filter(done_at__isnull=True, dropped_at__isnull=True).exclude(contact__status=Status.CANCELLED)


class Agreement(SchoolRow):
    """The owner is a member of staff, a guardian or the pupil; staff get a duty for it."""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="agreements")
    text = EncryptedTextField(_("What do we agree?"))
    owner = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="agreements")
    guardian = models.ForeignKey(Guardian, models.PROTECT, null=True, blank=True, related_name="agreements")
    pupil = models.ForeignKey(Pupil, models.PROTECT, null=True, blank=True, related_name="agreements")
    due_on = models.DateField(_("before"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    dropped_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = scoped_manager(AgreementQuerySet)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = [models.F("due_on").asc(nulls_last=True), "created_at"]
        constraints = [
            models.CheckConstraint(
                name="agreement_one_owner",
                condition=(
                    models.Q(owner__isnull=False, guardian__isnull=True, pupil__isnull=True)
                    | models.Q(owner__isnull=True, guardian__isnull=False, pupil__isnull=True)
                    | models.Q(owner__isnull=True, guardian__isnull=True, pupil__isnull=False)
                ),
            )
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("contacts:agreement", args=[self.pk])

    @property
    def keeper(self) -> StaffMember | Guardian | Pupil:
        """Who keeps the agreement."""
        return self.owner or self.guardian or self.pupil

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.dropped_at is None
