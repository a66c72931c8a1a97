"""Pages for when it goes wrong: plain, without a database, and the same for everybody."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

TEMPLATES = Path(__file__).parents[2] / "templates"
PAGES = ["400", "403", "403_csrf", "404", "413", "429", "500", "503"]
NUMBERED = ["429", "500", "503"]


@pytest.fixture(autouse=True)
def _files_as_they_lie(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_error_page_needs_no_request_and_no_database(name, language):
    with translation.override(language):
        html = get_template(f"{name}.html").render()
    assert f'<html lang="{language}"' in html
    assert html.count("<h1>") == 1
    assert "<script" not in html
    assert " style=" not in html


@pytest.mark.parametrize("name", NUMBERED)
def test_number_of_the_request_stands_where_help_can_use_it(name):
    assert "ab12cd34ef56" in get_template(f"{name}.html").render({"request_number": "ab12cd34ef56"})


@pytest.mark.parametrize("name", ["400", "403", "404", "413"])
def test_other_pages_carry_no_number(name):
    assert "ab12cd34ef56" not in get_template(f"{name}.html").render({"request_number": "ab12cd34ef56"})


def test_not_found_is_the_same_for_every_address():
    def page_for(path):
        return get_template("404.html").render({"request": RequestFactory().get(path), "request_path": path})

    assert page_for("/pupils/5f8c/") == page_for("/pupils/absent/") == page_for("/contacts/?next=/pupils/")


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_no_script_or_style_in_a_template(template):
    text = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", text))
