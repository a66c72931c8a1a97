"""Rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from partnership.school.access_routes import all_routes
from partnership.school.models import SchoolRow
from partnership.views.audit_words import ACTIONS

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 300
LONGEST_TEMPLATE = 120
MODELS = [model for model in apps.get_models() if issubclass(model, SchoolRow)]
TEMPLATES = sorted(ROOT.glob("templates/**/*.html"))
NOT_IN_TEMPLATES = {
    "script of its own": r"<script(?![^>]*(\bsrc=|application/json))",
    "style of its own": r"<style|\sstyle=",
    "handler in an attribute": r"\son[a-z]+=",
    "address that is a script": r"javascript:",
    "text past the escaping": r"\|\s*safe\b|autoescape\s+off|safeseq",
}


def sources() -> list[Path]:
    """Return the files of the apps, without what Django writes."""
    files = [*ROOT.glob("partnership/*/**/*.py"), *ROOT.glob("contacts/**/*.py"), *ROOT.glob("incidents/**/*.py")]
    return sorted(file for file in files if "migrations" not in file.parts)


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in sources():
        yield file.relative_to(ROOT), ast.parse(file.read_text())


def found_in_sources(pattern: str) -> list[str]:
    return [str(file.relative_to(ROOT)) for file in sources() if re.search(pattern, file.read_text(), re.MULTILINE)]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_rows_of_a_school_are_found_in_its_scope_only(model):
    with scope(), pytest.raises(ScopeError):
        model.objects.count()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_rows_of_a_school_know_who_may_see_them(model):
    assert callable(getattr(model.objects.all(), "visible_to", None))
    assert not model._meta.get_field("school").null


def test_rows_that_name_a_school_are_rows_of_a_school():
    """Only what stands below the school layer may name one by its key alone."""
    packages = ("partnership", "contacts", "incidents")
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in packages]
    strays = [model._meta.label for model in ours if model not in MODELS and model._meta.label != "school.School"]
    below = ("accounts.", "audit.", "records.", "notifications.")
    assert [label for label in strays if not label.startswith(below)] == []


def test_views_are_classes_named_by_noun_and_role():
    def walk(patterns) -> Iterator:
        for entry in patterns:
            yield from walk(entry.url_patterns) if hasattr(entry, "url_patterns") else [entry.callback]

    classes = [getattr(callback, "view_class", None) for callback in walk(get_resolver().url_patterns)]
    assert len(classes) == len(all_routes())
    assert None not in classes
    assert [view.__name__ for view in classes if not view.__name__.endswith("View")] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_has_nothing_that_may_run_and_stays_short(template):
    text = template.read_text()
    assert [what for what, pattern in NOT_IN_TEMPLATES.items() if re.search(pattern, text, re.IGNORECASE)] == []
    assert len(text.splitlines()) <= LONGEST_TEMPLATE


def test_code_marks_no_text_as_safe():
    """The cells of a year are joined by hand: 1,300 of them in a template are several times slower."""
    assert found_in_sources(r"\bmark_safe\b|\bSafeString\(") == ["contacts/services/yeargrid.py"]


def test_files_stay_short():
    long = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in sources()}
    assert {name: lines for name, lines in long.items() if lines > LONGEST_FILE} == {}


def test_nothing_happens_behind_the_back_of_a_service():
    assert found_in_sources(r"\b(post_save|pre_delete|post_delete|m2m_changed)\b") == []
    saves = [
        f"{file}: {each.name}"
        for file, tree in trees()
        for each in ast.walk(tree)
        if isinstance(each, ast.ClassDef)
        and any(isinstance(b, ast.FunctionDef) and b.name == "save" for b in each.body)
    ]
    assert saves == []


def test_who_acts_is_always_named():
    """`actor` is a keyword of every service that takes one."""
    loose = [
        f"{file}: {each.name}"
        for file, tree in trees()
        if "services" in str(file)
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and "actor" in [argument.arg for argument in each.args.args]
    ]
    assert loose == []


def audit_actions() -> set[str]:
    """Return every action that code writes into the log: given to `audit.record`, or handed on as `action`."""
    found = set()
    for _file, tree in trees():
        for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
            names = [keyword.value for keyword in call.keywords if keyword.arg == "action"]
            if ast.unparse(call.func) == "audit.record":
                names += call.args[:1]
            found |= {node.value for node in names if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {name for name in found if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", name)}


def test_every_action_in_the_log_has_words():
    actions = audit_actions()
    assert {"contact.log", "contact.withdraw", "agreement.done"} <= actions
    assert actions - set(ACTIONS) == set()


def test_every_task_is_woken():
    """Nobody calls a task by hand: each one stands in the schedule of beat."""
    tasks = {
        f"{'.'.join(file.with_suffix('').parts)}.{each.name}"
        for file, tree in trees()
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and "shared_task" in [ast.unparse(each) for each in each.decorator_list]
    }
    assert "contacts.tasks.tidy_all_plans" in tasks
    assert tasks - {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} == set()


def test_nothing_is_left_for_later():
    assert found_in_sources(r"\b(TODO|FIXME|XXX|HACK)\b") == []


def test_tests_replace_nothing_of_ours():
    here = Path(__file__)
    files = [file for file in ROOT.glob("tests/**/*.py") if file != here]
    assert [file.name for file in files if re.search(r"\bmocker?\b|unittest\.mock|MagicMock", file.read_text())] == []
