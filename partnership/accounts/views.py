"""The pages of the login that allauth does not bring, or not in our way."""

from allauth.account import views as account_views
from allauth.mfa.webauthn import views as webauthn_views
from allauth.usersessions import views as usersessions_views
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import UpdateView, View

from partnership.accounts import second_factor, services, sessions
from partnership.accounts.forms import ProfileForm
from partnership.accounts.models import User


class LoginView(account_views.LoginView):
    def get_initial(self) -> dict:
        return super().get_initial() | {"own_device": self.request.COOKIES.get(sessions.DEVICE_COOKIE) == "1"}

    def form_valid(self, form) -> HttpResponse:
        own = form.cleaned_data["own_device"]
        sessions.choose_device(self.request, own=own)
        response = super().form_valid(form)
        sessions.keep_as_chosen(self.request)
        sessions.remember_device(response, own=own)
        return response


class PasskeyLoginView(webauthn_views.LoginWebAuthnView):
    def form_valid(self, form) -> HttpResponse:
        own = bool(self.request.POST.get("own_device"))
        sessions.choose_device(self.request, own=own)
        response = super().form_valid(form)
        sessions.remember_device(response, own=own)
        return response


class LockedMixin:
    """A page that opens a locked session, and that leads back at once if there is nothing to unlock."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(self.passthrough_next_url(reverse("account_login")))
        if not sessions.is_locked(request):
            return HttpResponseRedirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)

    def _check_reauthentication_method_available(self, request: HttpRequest) -> None:
        """Both ways are open to everyone; who has no passkey cannot show one."""


class UnlockView(LockedMixin, account_views.ReauthenticateView):
    template_name = "account/unlock.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"has_passkey": second_factor.has_passkey(self.request.user)}


class UnlockPasskeyView(LockedMixin, webauthn_views.ReauthenticateWebAuthnView):
    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return JsonResponse(self.get_context_data()["js_data"])

    def form_invalid(self, form) -> HttpResponse:
        messages.error(self.request, _("The passkey did not work. Try again, or use your password."))
        return HttpResponseRedirect(self.passthrough_next_url(reverse("account_unlock")))


class SessionExtendView(LoginRequiredMixin, View):
    """When the session locks or ends, for the script that warns; a POST says that somebody is there."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse({"ends": int(sessions.ends_at(request).timestamp())})

    def post(self, request: HttpRequest) -> HttpResponse:
        if not sessions.is_locked(request):
            sessions.touch(request)
        return self.get(request)


class SessionListView(usersessions_views.ListUserSessionsView):
    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        for session in context["sessions"]:
            session.device = sessions.device_name(session.user_agent)
        return context

    def form_valid(self, form) -> HttpResponse:
        services.end_sessions(self.request.user, actor=self.request.user)
        logout(self.request)
        messages.success(self.request, _("You are logged out on every device."))
        return HttpResponseRedirect(reverse("account_login"))


class ProfileView(LoginRequiredMixin, UpdateView):
    form_class = ProfileForm
    template_name = "account/profile.html"
    success_url = reverse_lazy("profile")

    def get_object(self, queryset=None) -> User:
        return User.objects.get(pk=self.request.user.pk)

    def form_valid(self, form) -> HttpResponse:
        user = services.change_profile(self.object, actor=self.request.user, **form.cleaned_data)
        with translation.override(user.language or translation.get_language_from_request(self.request)):
            messages.success(self.request, _("Your settings are saved."))
        return HttpResponseRedirect(self.get_success_url())
