"""Log a contact, read it, change it, take it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import resolve, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from contacts.enums import About
from contacts.forms.contact import ContactForm
from contacts.models import Agreement, Contact, ContactPupil
from contacts.services.circle import centre_of, circle_of
from contacts.services.log import change_contact, log_contact, note_copied, restore_contact, withdraw_contact
from contacts.services.texts import take_along
from contacts.services.versions import older_versions
from partnership.audit import services as audit
from partnership.records.services import drop_draft, save_draft
from partnership.records.versions import VersionConflict
from partnership.school.models import Guardianship, Instruction, Pupil
from partnership.school.services.people import group_to_open
from partnership.school.services.readers import readers_of_contacts
from partnership.web.access import Allowed
from partnership.web.templatetags.people import undo_tag
from partnership.web.views import ServiceActionView, ServiceFormView, VisibleObjectMixin


class ContactFormView(ServiceFormView):
    form_class = ContactForm
    template_name = "contacts/contact_form.html"
    contact: Contact | None = None

    @cached_property
    def pupil(self) -> Pupil:
        raise NotImplementedError

    def get_form_kwargs(self) -> dict:
        circle = circle_of(self.pupil, staff=self.staff, contact=self.contact)
        return {**super().get_form_kwargs(), "circle": circle, "contact": self.contact}

    def get_context_data(self, **kwargs) -> dict:
        readers = readers_of_contacts(self.pupil, staff=self.staff)
        context = {"pupil": self.pupil, "readers": readers, "contact": self.contact}
        context |= super().get_context_data(**kwargs)
        children = [self.pupil, *context["form"].circle.siblings]
        return context | {"instructions": Instruction.objects.shown_to(self.staff).about(children)}


class ContactCreateView(ContactFormView):
    access = Allowed("contact", "create")

    @cached_property
    def pupil(self) -> Pupil:
        findable = Pupil.objects.findable_by(self.staff).filter(pk=self.kwargs["pk"])
        pupil = findable.allowed(self.staff, "contact", "create").first()
        if pupil is None and findable.exists():
            raise PermissionDenied
        if pupil is None:
            raise Http404
        return pupil

    @property
    def about(self) -> str:
        return About.NICE if self.request.GET.get("about") == About.NICE else About.ORDINARY

    def object_key(self) -> str:
        return f"{self.pupil.pk}/{self.about}"

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "about": self.about}

    def perform(self, form: ContactForm) -> str:
        contact = log_contact(form.entry(), actor=self.staff)
        undo = undo_tag(reverse("contacts:withdraw", args=[contact.pk]))
        messages.success(self.request, _("The contact has been saved."), extra_tags=undo)
        return contact.get_absolute_url()

    def show_changed(self, form: ContactForm, answer: str) -> HttpResponse:
        """Sent again with other text: that becomes the draft of a change to the contact that was saved."""
        changeable = Contact.objects.changeable_by(self.staff)
        contact = changeable.filter(pk=resolve(answer).kwargs["pk"]).first()
        if contact is None:
            return super().show_changed(form, answer)
        typed = form.as_change_of(contact, around=centre_of(contact))
        drop_draft(self.request.user, form=form.form_name, object_key=self.object_key())
        save_draft(self.request.user, form=form.form_name, object_key=str(contact.pk), payload=typed)
        return HttpResponseRedirect(reverse("contacts:edit", args=[contact.pk]) + "?saved=1")

    def get_context_data(self, **kwargs) -> dict:
        return {"nice": self.about == About.NICE, **super().get_context_data(**kwargs)}


class ContactUpdateView(VisibleObjectMixin, ContactFormView):
    """Change what one wrote oneself."""

    access = Allowed("contact", "change")
    model = Contact
    permitted = "changeable_by"
    success_message = gettext_lazy("The contact has been changed. The old version is kept.")

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        self.contact = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get(self, request, *args, **kwargs) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        audit.record("contact.read", actor=request.user, school_id=self.staff.school_id, obj=self.contact)
        return response

    @cached_property
    def pupil(self) -> Pupil:
        return centre_of(self.contact)

    def object_key(self) -> str:
        return str(self.contact.pk)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "version": self.contact.version}

    def perform(self, form: ContactForm) -> str:
        version = form.cleaned_data["version"] or 0
        return change_contact(self.contact, actor=self.staff, version=version, entry=form.entry()).get_absolute_url()

    def show_changed(self, form: ContactForm, answer: str) -> HttpResponse:
        """Sent again with other text: what was saved stands beside it."""
        form.renew_key()
        form.leave_out(self.contact.agreements.all())
        return self.show_conflict(form, VersionConflict(Contact.objects.get(pk=self.contact.pk)))

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        agreements = Agreement.objects.visible_to(self.staff).filter(contact=self.contact)
        context["agreements"] = list(agreements.select_related("owner", "guardian", "pupil"))
        if self.has_draft and "saved" in self.request.GET:
            context |= {"conflict": self.contact, "sent_again": True}
        if conflict := context.get("conflict"):
            parts = ContactPupil.objects.visible_to(self.staff).filter(contact=conflict).select_related("pupil")
            context["conflict_parts"] = [part for part in parts if part.text]
        return context


class ContactDetailView(VisibleObjectMixin, DetailView):
    """One contact whole, and after saving the texts to take along."""

    access = Allowed("contact", "read")
    model = Contact
    template_name = "contacts/contact_detail.html"
    context_object_name = "contact"

    def get_queryset(self):
        return Contact.objects.select_related("author", "year")

    def get(self, request, *args, **kwargs) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        audit.record("contact.read", actor=request.user, school_id=self.staff.school_id, obj=self.object)
        return response

    def get_context_data(self, **kwargs) -> dict:
        contact, staff = self.object, self.staff
        parts = list(ContactPupil.objects.visible_to(staff).filter(contact=contact).select_related("pupil", "group"))
        agreements = list(
            Agreement.objects.visible_to(staff)
            .filter(contact=contact)
            .select_related("owner", "guardian", "pupil", "done_by")
        )
        guardians = [row.guardian for row in contact.guardians.select_related("guardian")]
        return super().get_context_data(**kwargs) | {
            "parts": parts,
            "guardians": guardians,
            "other_guardians": self._not_spoken_to(parts, guardians),
            "attendees": list(contact.attendees.select_related("staff")),
            "agreements": agreements,
            "may_change": Contact.objects.changeable_by(staff).filter(pk=contact.pk).exists(),
            "class_page": group_to_open([part.pupil_id for part in parts], staff=staff),
            "take_along": take_along(contact, staff=staff, agreements=agreements),
        }

    def _not_spoken_to(self, parts: list[ContactPupil], guardians: list) -> list:
        """Guardians with whom this was not discussed, so that nobody is forgotten."""
        ties = Guardianship.objects.current().filter(pupil__in=[part.pupil_id for part in parts])
        others = ties.exclude(guardian__in=guardians).exclude(guardian__in=self.staff.rights.tied_guardians)
        return list({tie.guardian_id: tie.guardian for tie in others.select_related("guardian")}.values())


class ContactHistoryView(VisibleObjectMixin, DetailView):
    """The older versions of a contact, for who may read it."""

    access = Allowed("contact", "read")
    model = Contact
    template_name = "contacts/contact_history.html"
    context_object_name = "contact"

    def get(self, request, *args, **kwargs) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        audit.record("contact.read_history", actor=request.user, school_id=self.staff.school_id, obj=self.object)
        return response

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"versions": older_versions(self.object, staff=self.staff)}


class ContactWithdrawView(ServiceActionView):
    access = Allowed("contact", "change")
    model = Contact
    permitted = "changeable_by"

    def perform(self, row: Contact) -> str:
        contact = withdraw_contact(row, actor=self.staff)
        undo = undo_tag(reverse("contacts:restore", args=[contact.pk]))
        messages.success(self.request, _("The contact has been taken back and counts nowhere."), extra_tags=undo)
        return reverse("pupil_detail", args=[contact.pupils.first().pupil_id])


class ContactRestoreView(ServiceActionView):
    access = Allowed("contact", "change")
    model = Contact
    permitted = "changeable_by"
    success_message = gettext_lazy("The contact has been put back.")

    def perform(self, row: Contact) -> str:
        return restore_contact(row, actor=self.staff).get_absolute_url()


class ContactCopiedView(ServiceActionView):
    """The copy of one child was taken along to the pupil system; the date is noted with that child."""

    access = Allowed("contact", "export")
    model = ContactPupil
    permitted = "exportable_by"
    answers_scripts = True

    def get_queryset(self):
        return ContactPupil.objects.select_related("contact")

    def perform(self, row: ContactPupil) -> str:
        note_copied(row, actor=self.staff)
        return row.contact.get_absolute_url()
