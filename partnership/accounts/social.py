"""Where allauth asks what to do with somebody whom a provider has named: invitation only, and no hints."""

import logging

from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from partnership.accounts import claims as proof
from partnership.accounts import oidc, services, sessions
from partnership.accounts.adapter import mail_later
from partnership.accounts.models import User
from partnership.accounts.texts import LINKED
from partnership.providers import Provider

logger = logging.getLogger(__name__)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody makes a login for himself: schools invite."""
        return False

    def list_apps(self, request: HttpRequest, provider=None, client_id=None) -> list:
        """Return the providers of the settings, never rows of the database."""
        apps = [oidc.app_of(each) for each in settings.OIDC_PROVIDERS.values()]
        apps = [app for app in apps if provider in (None, app.provider, app.provider_id)]
        return [app for app in apps if client_id in (None, app.client_id)]

    def get_provider(self, request: HttpRequest, provider, client_id=None) -> oidc.OpenIDProvider:
        return oidc.OpenIDProvider(request, app=self.get_app(request, provider, client_id))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Go on with the login of an invited person; everything else ends here with a page."""
        provider = settings.OIDC_PROVIDERS[sociallogin.account.provider]
        state = sociallogin.state["data"]
        if not proof.is_from_the_school(provider, sociallogin.claims):
            refuse(request, provider, reason="stranger")
        if state["purpose"] == oidc.INVITATION:
            sessions.keep_proof(
                request, provider=provider.name, subject=sociallogin.account.uid,
                addresses=proof.proven_addresses(provider, sociallogin.claims),
            )  # fmt: skip
            return
        if state["purpose"] == oidc.UNLOCK:
            raise ImmediateHttpResponse(_unlock(request, provider, sociallogin))
        user = sociallogin.user or _person_of(request, provider, sociallogin)
        if not user.is_active:
            refuse(request, provider, reason="inactive", user=user)
        if sociallogin.account.pk is None:
            _link(request, provider, sociallogin, user)
        request.second_factor_shown = proof.has_second_factor(provider, sociallogin.claims)

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None) -> None:
        if error == AuthError.CANCELLED:
            messages.info(request, _("You stopped logging in with %(provider)s.") % {"provider": provider.name})
            raise ImmediateHttpResponse(HttpResponseRedirect(_way_in(request)))
        raise ImmediateHttpResponse(failed(request, provider.name, exception))


def failed(request: HttpRequest, label: str, error: Exception | None) -> HttpResponse:
    """Return the page that says that logging in by a provider did not work; why stands in the log of the machine."""
    logger.warning("%s: logging in with %s failed: %s", request.number, label, oidc.what_went_wrong(error))
    is_away = isinstance(error, RequestException)
    context = {"provider": label, "is_away": is_away, "way_in": _way_in(request)}
    return render(request, "account/provider_failed.html", context, status=503 if is_away else 400)


def refuse(request: HttpRequest, provider: Provider, *, reason: str, user: User | None = None) -> None:
    """Show the one page for everybody who may not come in. It is the same whether or not there is a login."""
    services.note_refusal(user, provider=provider.name, reason=reason)
    raise ImmediateHttpResponse(
        render(request, "account/provider_refused.html", {"provider": provider.label}, status=403)
    )


def _person_of(request: HttpRequest, provider: Provider, sociallogin: SocialLogin) -> User:
    """Return whose login has the address that the provider proves, for somebody who comes for the first time."""
    addresses = proof.proven_addresses(provider, sociallogin.claims)
    people = services.logins_with(addresses)
    if len(people) != 1:
        refuse(request, provider, reason="unknown" if addresses else "unproven")
    return people[0]


def _link(request: HttpRequest, provider: Provider, sociallogin: SocialLogin, user: User) -> None:
    try:
        sociallogin.account = services.link_provider(user, provider=provider.name, subject=sociallogin.account.uid)
    except ValidationError:
        refuse(request, provider, reason="other_subject", user=user)
    sociallogin.user = user
    mail_later(LINKED, user)


def _unlock(request: HttpRequest, provider: Provider, sociallogin: SocialLogin) -> HttpResponse:
    """Open the locked session, if it is the same person and the provider has really asked again."""
    again = proof.was_asked_again(sociallogin.claims, since=sociallogin.state["data"]["at"])
    if not again or sociallogin.user is None or sociallogin.user != request.user:
        messages.error(request, _("That did not unlock it. Try again, or use your password or a passkey."))
        return HttpResponseRedirect(_way_in(request))
    record_authentication(request, request.user, "socialaccount", provider=provider.name, reauthenticated=True)
    return HttpResponseRedirect(sociallogin.get_redirect_url(request) or reverse(settings.LOGIN_REDIRECT_URL))


def _way_in(request: HttpRequest) -> str:
    return reverse("account_unlock" if request.user.is_authenticated else "account_login")
