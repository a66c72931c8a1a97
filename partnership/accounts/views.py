"""The pages of the login that allauth does not bring, or not in our way."""

from allauth.account import views as account_views
from allauth.account.utils import get_next_redirect_url
from allauth.core import ratelimit
from allauth.mfa.webauthn import views as webauthn_views
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.usersessions import views as usersessions_views
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.generic import UpdateView, View
from requests import RequestException

from partnership.accounts import oidc, second_factor, services, sessions, social
from partnership.accounts.forms import ProfileForm
from partnership.accounts.models import User
from partnership.providers import Provider


class LoginView(account_views.LoginView):
    def get_initial(self) -> dict:
        return super().get_initial() | {"own_device": self.request.COOKIES.get(sessions.DEVICE_COOKIE) == "1"}

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"providers": settings.OIDC_PROVIDERS.values()}

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


class ProviderMixin:
    """A step of logging in by a provider; one that the settings do not name is not found."""

    def dispatch(self, request: HttpRequest, *args, provider: str, **kwargs) -> HttpResponseBase:
        if provider not in settings.OIDC_PROVIDERS:
            raise Http404
        known = settings.OIDC_PROVIDERS[provider]
        try:
            too_often = ratelimit.consume_or_429(request, action="login")
            return too_often or super().dispatch(request, known)
        except (OAuth2Error, RequestException) as error:
            return social.failed(request, known.label, error)


class ProviderLoginView(ProviderMixin, View):
    """Send the person to the provider: to log in, to unlock, or to show who accepts an invitation."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, provider: Provider) -> HttpResponse:
        purpose = request.POST.get("purpose", oidc.LOGIN)
        if purpose not in oidc.PURPOSES or (purpose == oidc.UNLOCK and not self.may_unlock(provider)):
            raise Http404
        own = bool(request.POST.get("own_device"))
        if purpose == oidc.LOGIN:
            sessions.choose_device(request, own=own)
        to = get_next_redirect_url(request)
        return oidc.begin(request, provider, purpose=purpose, own_device=own, next_url=to)

    def may_unlock(self, provider: Provider) -> bool:
        return provider.asks_again and self.request.user.is_authenticated


class ProviderCallbackView(ProviderMixin, View):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, provider: Provider) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = oidc.come_back(request, provider)
        if request.user.is_authenticated and not was_signed_in:
            sessions.remember_device(response, own=request.session.get(sessions.OWN_DEVICE, False))
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
        providers = [provider for provider in settings.OIDC_PROVIDERS.values() if provider.asks_again]
        has_passkey = second_factor.has_passkey(self.request.user)
        return super().get_context_data(**kwargs) | {"has_passkey": has_passkey, "providers": providers}


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


class PasswordChangeView(account_views.PasswordChangeView):
    """Who logs in by a provider only has no password to change: a first one comes by mail."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return HttpResponseRedirect(reverse("account_reset_password"))
        return super().dispatch(request, *args, **kwargs)


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
