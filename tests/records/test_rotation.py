import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from partnership.records import ciphers, keys, rotation, services
from partnership.records.models import Draft
from tests.records.notes import Note


def key_ids(notes, column="text") -> set[str]:
    return {ciphers.key_id_of(stored) for stored in notes.values_list(column, flat=True) if stored}


def drop_old_keys(key_ring) -> None:
    ring = json.loads(key_ring.read_text())
    current = ring["current"]
    key_ring.write_text(json.dumps({"current": current, "keys": {current: ring["keys"][current]}}))


def test_three_keys_later_everything_is_readable_with_the_last_alone(notes, key_ring):
    texts = {}
    for round_ in range(3):
        if round_:
            keys.add_key(key_ring)
        for number in range(250):
            note = notes.create(text=f"tekst {round_}.{number}", data={"n": number})
            texts[note.pk] = (note.text, note.data)
    notes.create(text="")
    assert len(key_ids(notes)) == 3

    text, more, data = rotation.reencrypt(selection=[Note])
    assert (text.renewed, text.current, text.unreadable) == (500, 250, [])
    assert (more.renewed, more.current, more.unreadable) == (0, 0, [])
    assert (data.renewed, data.current, data.unreadable) == (500, 251, [])

    drop_old_keys(key_ring)
    assert {note.pk: (note.text, note.data) for note in notes.exclude(text="")} == texts


def test_reencrypt_twice_changes_nothing(notes, key_ring):
    notes.create(text="tekst")
    keys.add_key(key_ring)
    rotation.reencrypt(selection=[Note])
    before = set(notes.values_list("text", flat=True))
    text = rotation.reencrypt(selection=[Note])[0]

    assert (text.renewed, text.current) == (0, 1)
    assert set(notes.values_list("text", flat=True)) == before


def test_unreadable_rows_are_named_and_left_alone(notes, key_ring):
    good, swapped = notes.create(text="goed"), notes.create(text="verwisseld")
    stored = notes.values_list("text", flat=True).get(pk=good.pk)
    notes.filter(pk=swapped.pk).update(text=stored)
    keys.add_key(key_ring)
    text = rotation.reencrypt(selection=[Note])[0]

    assert (text.renewed, text.unreadable) == (1, [swapped.pk])
    assert notes.values_list("text", flat=True).get(pk=swapped.pk) == stored


def test_command_covers_the_models_of_all_apps(teacher, key_ring):
    services.save_draft(teacher, form="log", object_key="1", payload={"a": 1})
    new = keys.add_key(key_ring)
    out = StringIO()
    with translation.override("en"):
        call_command("reencrypt", stdout=out)

    assert "records.Draft.payload: 1 encrypted again" in out.getvalue()
    assert ciphers.key_id_of(Draft.objects.values_list("payload", flat=True).get()) == new


def test_command_fails_when_something_is_unreadable(teacher, key_ring):
    services.save_draft(teacher, form="log", object_key="1", payload={"a": 1})
    keys.add_key(key_ring)
    drop_old_keys(key_ring)
    with translation.override("en"), pytest.raises(CommandError, match="1 values could not be read"):
        call_command("reencrypt", stdout=StringIO())
