import json
import os
import stat
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from partnership.records import ciphers, keys
from partnership.records.keys import KeyRingError, UnknownKey
from tests.at_once import at_once


@pytest.fixture
def no_ring(key_ring):
    key_ring.unlink()
    return key_ring


def run_keys(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "partnership.records.keys", *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "there.are.none", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_demo_makes_its_ring_at_first_use(no_ring):
    ring = keys.ring()

    assert no_ring.exists()
    assert stat.S_IMODE(no_ring.stat().st_mode) == 0o600
    assert [len(key) for key in ring.keys.values()] == [32]
    assert keys.ring() is ring


def test_ring_is_made_in_a_new_folder(settings, tmp_path):
    settings.KEY_RING = tmp_path / "new" / "keys.json"

    assert keys.ring() == keys.read(settings.KEY_RING)


def test_ten_at_once_make_one_ring(no_ring):
    rings = at_once(10, lambda number: keys.ring())

    assert {ring.current for ring in rings} == {keys.read(no_ring).current}
    assert list(no_ring.parent.iterdir()) == [no_ring]


def test_production_refuses_a_missing_ring(no_ring, settings):
    settings.PRODUCTION = True
    with pytest.raises(KeyRingError, match=r"python -m partnership\.records\.keys"):
        keys.ring()

    assert not no_ring.exists()
    assert "records.E003" in [error.id for error in run_checks(tags=["security"])]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "no json",
        '{"current": "a", "keys": {}}',
        '{"current": "a", "keys": {"a": "c2hvcnQ="}}',
        '{"current": "a", "keys": {"a": "not base64"}}',
        '{"current": "a", "keys": ["a"]}',
    ],
)
def test_broken_ring_is_refused_without_showing_it(key_ring, content):
    key_ring.write_text(content)
    with pytest.raises(KeyRingError) as refusal:
        keys.ring()

    assert "c2hvcnQ" not in str(refusal.value)


def test_unknown_key_is_named(key_ring):
    stored = ciphers.encrypt("tekst", place="a.B.c:1")
    key_id = keys.ring().current
    key_ring.unlink()
    keys.make(key_ring)
    ring = json.loads(key_ring.read_text())
    other = ring["keys"].pop(ring["current"])
    key_ring.write_text(json.dumps({"current": "other", "keys": {"other": other}}))

    with pytest.raises(UnknownKey, match=key_id):
        ciphers.decrypt(stored, place="a.B.c:1")


def test_added_key_is_current_and_old_ones_stay(key_ring):
    old = keys.ring()
    stored = ciphers.encrypt("tekst", place="a.B.c:1")
    call_command("add_key")
    new = keys.ring()

    assert new.current != old.current
    assert new.keys[old.current] == old.keys[old.current]
    assert stat.S_IMODE(key_ring.stat().st_mode) == 0o600
    assert ciphers.decrypt(stored, place="a.B.c:1") == "tekst"
    assert ciphers.key_id_of(ciphers.encrypt("tekst", place="a.B.c:1")) == new.current


def test_ten_keys_added_at_once_are_all_kept(key_ring):
    added = at_once(10, lambda number: keys.add_key(key_ring))

    assert set(added) < set(keys.ring().keys)
    assert len(keys.ring().keys) == 11


def test_add_key_refuses_without_a_ring_in_production(no_ring, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="does not exist"):
        call_command("add_key")


def test_module_makes_a_ring_without_settings(no_ring):
    done = run_keys(str(no_ring), MODE="production")

    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(no_ring.stat().st_mode) == 0o600
    assert keys.ring().current in keys.ring().keys


def test_module_leaves_an_existing_ring_alone(key_ring):
    before = key_ring.read_text()
    done = run_keys(str(key_ring))

    assert done.returncode == 1
    assert key_ring.read_text() == before


def test_module_says_how_it_is_used():
    done = run_keys()

    assert done.returncode == 2
    assert "PATH" in done.stderr
