"""manage.py demo."""

import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from partnership.accounts.models import User
from partnership.demo.accounts import DEMO_PASSWORD
from partnership.school.models import School


def run(*arguments: str) -> str:
    out = StringIO()
    with translation.override("en"):
        call_command("demo", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_demo_fills_an_empty_site_in_under_eight_seconds():
    began = time.process_time()
    assert "loaded" in run()
    assert time.process_time() - began < 8
    assert School.objects.count() == 2


@pytest.mark.django_db
def test_demo_leaves_a_site_with_a_school_alone():
    School.objects.create(name="Onze school")
    assert "Nothing was changed" in run()
    assert School.objects.count() == 1
    assert not User.objects.exists()


@pytest.mark.django_db
def test_accounts_are_not_shown_without_the_demo():
    School.objects.create(name="Onze school")
    assert DEMO_PASSWORD not in run("--accounts")


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [[], ["--accounts"]])
def test_production_refuses(settings, arguments):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="not for production"):
        run(*arguments)
    assert not School.objects.exists()
