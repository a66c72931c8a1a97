"""The demo's login page tells who one can be."""

from django.conf import settings
from django.http import HttpRequest

from partnership.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD


def accounts(request: HttpRequest) -> dict:
    """Return the demo accounts and their password on the login page of a demo; nothing anywhere else."""
    match = request.resolver_match
    if not settings.DEMO or match is None or match.url_name != "account_login":
        return {}
    return {"demo_accounts": DEMO_ACCOUNTS, "demo_password": DEMO_PASSWORD}
