"""I find this talk hard: ask a colleague along; what the colleague sees of it."""

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView

from contacts.forms.support import SupportForm
from contacts.models import Contact, TalkSupport
from contacts.services.support import ask_support
from partnership.school.models import StaffMember
from partnership.web.access import Allowed
from partnership.web.views import ServiceFormView, VisibleObjectMixin


class SupportCreateView(VisibleObjectMixin, ServiceFormView):
    access = Allowed("contact_tense", "create")
    model = Contact
    permitted = "owned_by"
    form_class = SupportForm
    template_name = "contacts/support_form.html"
    success_message = gettext_lazy("Asked. Only the two of you see it, and it is gone after the talk.")

    @cached_property
    def contact(self) -> Contact:
        return self.get_object()

    def object_key(self) -> str:
        return f"{self.contact.pk}/support"

    def get_form_kwargs(self) -> dict:
        colleagues = StaffMember.objects.visible_to(self.staff).today().with_login().filter(is_employee=True)
        return {**super().get_form_kwargs(), "colleagues": list(colleagues.exclude(pk=self.staff.pk))}

    def get_context_data(self, **kwargs) -> dict:
        return {"contact": self.contact, **super().get_context_data(**kwargs)}

    def perform(self, form: SupportForm) -> str:
        ask_support(self.contact, actor=self.staff, asked=form.asked(), how=form.cleaned_data["how"])
        return reverse("contacts:planned", args=[self.contact.pk])


class SupportDetailView(VisibleObjectMixin, DetailView):
    """For the colleague who is asked: who asks, when the talk is, and for what."""

    access = Allowed("contact_tense", "read")
    model = TalkSupport
    template_name = "contacts/support_detail.html"
    context_object_name = "support"

    def get_queryset(self):
        return TalkSupport.objects.select_related("contact__owner", "asked")
