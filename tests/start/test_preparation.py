"""The steps before each start: done once, and again only when their sources changed."""

import gettext
import hashlib
import os
from pathlib import Path

import bootstrap_wrapper
import pytest
from django.core.management import call_command

from partnership.web import checks, preparation
from partnership.web.translations import compile_translations, missing_translations

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Good morning"
msgstr "Goedemorgen"
"""


@pytest.fixture
def catalog(tmp_path):
    """A small Dutch translation."""
    path = tmp_path / "nl" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO)
    return path


def test_translations_are_compiled_when_their_source_is_newer(catalog, tmp_path):
    (target,) = compile_translations(tmp_path)
    assert gettext.translation("django", tmp_path, ["nl"]).gettext("Good morning") == "Goedemorgen"
    assert compile_translations(tmp_path) == []
    later = target.stat().st_mtime + 10
    os.utime(catalog, (later, later))
    assert compile_translations(tmp_path) == [target]


def test_texts_without_a_sure_translation_are_named(catalog):
    assert missing_translations(catalog) == []
    catalog.write_text(PO + '\nmsgid "Bye"\nmsgstr ""\n\n#, fuzzy\nmsgid "Hello"\nmsgstr "Hallo"\n')
    assert [line.rsplit(": ", 1)[1] for line in missing_translations(catalog)] == ["'Bye'", "'Hello'"]


def test_files_are_collected_once_and_again_after_a_change(tmp_path, settings):
    source = tmp_path / "source"
    source.mkdir()
    (source / "site.css").write_text("a { color: red; }")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    mark = tmp_path / "mark"
    assert preparation.collect_files(mark) is True
    assert preparation.collect_files(mark) is False
    (source / "site.css").write_text("a { color: darkred; }")
    assert preparation.collect_files(mark) is True
    assert preparation.collect_files(mark) is False


def test_of_bootstrap_only_the_two_files_that_pages_use_are_collected(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=preparation.UNUSED_FILES)
    names = {path.name for path in (tmp_path / "static" / "vendor" / "bootstrap").rglob("*.*") if path.is_file()}
    assert {name for name in names if name.endswith((".css", ".js"))} == {
        "bootstrap.min.css",
        "bootstrap.bundle.min.js",
    }


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("css/bootstrap.min.css", "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede"),
        ("js/bootstrap.bundle.min.js", "e4fd49181388c48ec5040bd3fe66f57c29c8e67fcd8502b3354b96ec7ab47cc7"),
    ],
)
def test_bootstrap_is_the_published_one(name, digest):
    content = Path(bootstrap_wrapper.get_bootstrap_dir(), name).read_bytes()
    assert hashlib.sha256(content).hexdigest() == digest


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
    ],
)
def test_sqlite_that_can_damage_a_database_is_known(version, safe):
    assert checks.is_safe(version) is safe
