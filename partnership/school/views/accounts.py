"""Staff and their logins, for the administrator; and accepting an invitation."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, ListView

from partnership.school.forms.accounts import AcceptInvitationForm, StaffForm
from partnership.school.models import StaffMember
from partnership.school.services.accounts import accept_invitation, add_staff, find_invitation, invite
from partnership.web.access import Allowed, Public
from partnership.web.views import ServiceActionView, ServiceFormView, StaffViewMixin


class StaffListView(StaffViewMixin, ListView):
    access = Allowed("account", "read")
    template_name = "school/staff_list.html"
    context_object_name = "people"
    paginate_by = 50

    def get_queryset(self):
        people = StaffMember.objects.visible_to(self.staff).today().select_related("user")
        return people.prefetch_related("roles", "invitations").order_by("last_name", "first_name", "pk")

    def get_context_data(self, **kwargs) -> dict:
        may_change = self.staff.rights.may("account", "change")
        may_mend_mail = self.staff.rights.may("mail", "change")
        return super().get_context_data(**kwargs) | {"may_change": may_change, "may_mend_mail": may_mend_mail}


class StaffCreateView(ServiceFormView):
    access = Allowed("account", "create")
    form_class = StaffForm
    template_name = "school/staff_form.html"
    success_message = _("The invitation has been sent. Its link works once, for seven days.")

    def object_key(self) -> str:
        return "new"

    def perform(self, form: StaffForm) -> str:
        given = {name: form.cleaned_data[name] for name in ("email", "first_name", "last_name", "role")}
        staff = add_staff(actor=self.request.user, school=self.request.school, **given)
        if staff.user_id is None:
            invite(staff, actor=self.request.user)
        return reverse("school:staff_list")


class StaffInviteView(ServiceActionView):
    access = Allowed("account", "change")
    model = StaffMember
    success_message = _("The invitation has been sent. Its link works once, for seven days.")

    def findable(self, queryset):
        return queryset.filter(school=self.staff.school_id)

    def perform(self, row: StaffMember) -> str:
        invite(row, actor=self.request.user)
        return self.back(row)

    def back(self, row: StaffMember) -> str:
        return reverse("school:staff_list")


class InvitationAcceptView(FormView):
    """The link of an invitation: choose a password, once. An old or unknown link says so, without a name."""

    access = Public("guarded by the single-use secret in the link")
    form_class = AcceptInvitationForm
    template_name = "school/invitation.html"
    success_url = reverse_lazy("account_login")

    @cached_property
    def invitation(self):
        return find_invitation(self.kwargs["token"])

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "invitation": self.invitation}

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        if self.invitation is None:
            return render(request, "school/invitation_gone.html", status=410)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"invitation": self.invitation}

    def form_valid(self, form: AcceptInvitationForm) -> HttpResponse:
        given = {name: form.cleaned_data[name] for name in ("name", "password")}
        if not form.attempt(accept_invitation, self.invitation, **given):
            return self.form_invalid(form)
        messages.success(self.request, _("Your login is ready. Log in with your e-mail address."))
        return HttpResponseRedirect(self.get_success_url())
