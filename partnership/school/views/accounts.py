"""Staff and their logins, for the administrator; and accepting an invitation."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, ListView

from partnership.accounts import sessions
from partnership.school.forms.accounts import AcceptInvitationForm, StaffForm
from partnership.school.models import Assignment, RoleAssignment, StaffMember
from partnership.school.services.accounts import (
    accept_invitation,
    accept_invitation_by_provider,
    add_staff,
    find_invitation,
    invite,
)
from partnership.web.access import Allowed, Public
from partnership.web.views import ServiceActionView, ServiceFormView, StaffViewMixin

MOST_GONE = 50


class StaffListView(StaffViewMixin, ListView):
    access = Allowed("account", "read")
    template_name = "school/staff_list.html"
    context_object_name = "people"
    paginate_by = 50

    def get_queryset(self):
        people = StaffMember.objects.visible_to(self.staff).today().select_related("user")
        classes = Assignment.objects.today().filter(group__isnull=False).select_related("group")
        work = Prefetch("assignments", classes.order_by("kind", "group__name"))
        roles = Prefetch("roles", RoleAssignment.objects.today())
        return people.prefetch_related(roles, work, "invitations").order_by("last_name", "first_name", "pk")

    def get_context_data(self, **kwargs) -> dict:
        rights, today = self.staff.rights, timezone.localdate()
        may_close = rights.may("account", "change")
        left = StaffMember.objects.visible_to(self.staff).filter(until__lt=today).order_by("-until", "last_name")
        return super().get_context_data(**kwargs) | {
            "gone": list(left[:MOST_GONE]) if may_close else [],
            "may_change": rights.may("account", "change"),
            "may_assign": rights.may("assignment", "read"),
            "may_mend_mail": rights.may("mail", "change"),
        }


class StaffCreateView(ServiceFormView):
    access = Allowed("account", "create")
    form_class = StaffForm
    template_name = "school/staff_form.html"
    success_message = _("The invitation has been sent. Its link works once, for seven days.")

    def object_key(self) -> str:
        return "new"

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "school": self.request.school}

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
    """The link of an invitation: choose a password, once. An old or unknown link says so, without a name.

    With the account of the school no password is needed: the person comes back here from the provider, known.
    """

    access = Public("guarded by the single-use secret in the link")
    form_class = AcceptInvitationForm
    template_name = "school/invitation.html"
    success_url = reverse_lazy("account_login")

    @cached_property
    def invitation(self):
        return find_invitation(self.kwargs["token"])

    @cached_property
    def proof(self) -> dict | None:
        """Who a provider has just said this is, if it is one that still counts."""
        kept = sessions.proof(self.request)
        return kept if kept and kept["provider"] in settings.OIDC_PROVIDERS else None

    def get_form_kwargs(self) -> dict:
        ours = {"request": self.request, "invitation": self.invitation, "by_provider": self.proof is not None}
        return super().get_form_kwargs() | ours

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        if self.invitation is None:
            return render(request, "school/invitation_gone.html", status=410)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs) -> dict:
        proof = self.proof and {"label": settings.OIDC_PROVIDERS[self.proof["provider"]].label}
        ours = {"invitation": self.invitation, "proof": proof, "providers": settings.OIDC_PROVIDERS.values()}
        return super().get_context_data(**kwargs) | ours

    def form_valid(self, form: AcceptInvitationForm) -> HttpResponse:
        if not self.accept(form):
            return self.form_invalid(form)
        messages.success(self.request, _("Your login is ready. Log in with your e-mail address."))
        return HttpResponseRedirect(self.get_success_url())

    def accept(self, form: AcceptInvitationForm) -> bool:
        name = form.cleaned_data["name"]
        if self.proof is None:
            return form.attempt(accept_invitation, self.invitation, name=name, password=form.cleaned_data["password"])
        sessions.forget_proof(self.request)
        shown = {what: self.proof[what] for what in ("provider", "subject", "addresses")}
        return form.attempt(accept_invitation_by_provider, self.invitation, name=name, **shown)
