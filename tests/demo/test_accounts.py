"""The demo accounts: shown, and good to log in with."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from partnership.accounts.models import User
from partnership.demo.accounts import BOARD_DOMAIN, DEMO_ACCOUNTS, DEMO_PASSWORD, PRIMARY_DOMAIN, SECONDARY_DOMAIN

pytestmark = pytest.mark.usefixtures("demo")


def test_accounts_are_shown_as_aligned_text():
    out = StringIO()
    call_command("demo", accounts=True, stdout=out)
    *lines, password = out.getvalue().splitlines()
    assert len(lines) == len(DEMO_ACCOUNTS)
    for account, line in zip(DEMO_ACCOUNTS, lines, strict=True):
        assert line.startswith(account.email)
        assert line.index(account.name) == lines[0].index(DEMO_ACCOUNTS[0].name)
        assert line.endswith(str(account.school))
    assert DEMO_PASSWORD in password


@pytest.mark.parametrize("email", [f"sanne@{PRIMARY_DOMAIN}", f"selma@{SECONDARY_DOMAIN}", f"tim@{BOARD_DOMAIN}"])
def test_people_of_the_demo_can_log_in(client, email):
    response = client.post(reverse("account_login"), {"login": email, "password": DEMO_PASSWORD})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)
