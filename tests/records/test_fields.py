import copy
import random
import uuid

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.test.utils import isolate_apps

from partnership.records import keys, services
from partnership.records.ciphers import InvalidCiphertext
from partnership.records.fields import EncryptedTextField, PlainTextRefused
from partnership.records.models import Draft
from tests.records.notes import Note


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["title", "text"]


def stored(note: Note, column: str = "text") -> str:
    """What stands in the database, asked without Django's help."""
    with connection.cursor() as cursor:
        key = note.pk.hex if connection.vendor == "sqlite" else note.pk
        cursor.execute(f"SELECT {column} FROM records_tests_note WHERE id = %s", [key])  # noqa: S608
        return cursor.fetchone()[0]


def test_text_is_encrypted_in_the_database_and_plain_in_python(notes):
    note = notes.create(text="Zoë zei: 'prima' 🙂\nregel 2")

    assert stored(note).startswith(f"enc1:{keys.ring().current}:")
    assert "prima" not in stored(note)
    assert note.text == "Zoë zei: 'prima' 🙂\nregel 2"
    assert notes.get(pk=note.pk).text == "Zoë zei: 'prima' 🙂\nregel 2"


def test_same_text_twice_is_stored_differently(notes):
    assert stored(notes.create(text="gelijk")) != stored(notes.create(text="gelijk"))


def test_json_is_encrypted_and_comes_back_as_it_was(notes):
    data = {"text": "geheim", "list": [1, None, {"deep": True}]}
    note = notes.create(data=data)

    assert "geheim" not in stored(note, "data")
    assert notes.get(pk=note.pk).data == data


def test_changed_json_is_saved(notes):
    note = notes.create(data={"count": 1})
    note = notes.get(pk=note.pk)
    note.data["count"] = 2
    note.save()

    assert notes.get(pk=note.pk).data == {"count": 2}


def test_empty_stays_empty(notes):
    note = notes.create(text="")

    assert stored(note) == ""
    assert notes.get(pk=note.pk).text == ""


def test_bulk_create_encrypts(notes):
    made = notes.bulk_create([Note(text=f"tekst {number}") for number in range(5)])

    assert all(stored(note).startswith("enc1:") for note in made)
    assert {note.text for note in notes.all()} == {f"tekst {number}" for number in range(5)}


def test_saving_an_unopened_row_keeps_the_ciphertext(notes):
    note = notes.create(text="blijft")
    before = stored(note)
    again = notes.get(pk=note.pk)
    again.title = "nieuw"
    again.save()

    assert stored(note) == before
    assert notes.get(pk=note.pk).text == "blijft"


def test_saving_an_unopened_row_loses_nothing_even_without_its_key(notes, key_ring):
    note = notes.create(text="blijft")
    ring = key_ring.read_text()
    key_ring.unlink()
    again = notes.get(pk=note.pk)
    again.save()
    key_ring.write_text(ring)

    assert notes.get(pk=note.pk).text == "blijft"


def test_saving_an_opened_row_keeps_the_text(notes):
    note = notes.get(pk=notes.create(text="blijft").pk)
    assert note.text == "blijft"
    note.save()

    assert notes.get(pk=note.pk).text == "blijft"


def test_update_fields_saves_the_text(notes):
    note = notes.create(title="oud", text="oud")
    note.title, note.text = "nieuw", "nieuw"
    note.save(update_fields=["text"])

    assert notes.values_list("title", flat=True).get(pk=note.pk) == "oud"
    assert notes.get(pk=note.pk).text == "nieuw"


def test_refresh_from_db_opens_the_text(notes):
    note = notes.create(text="eerst")
    other = notes.get(pk=note.pk)
    other.text = "later"
    other.save()
    note.refresh_from_db()

    assert note.text == "later"


@pytest.mark.parametrize("narrow", [lambda rows: rows.defer("text"), lambda rows: rows.only("title")])
def test_deferred_text_is_fetched_when_asked_for(notes, django_assert_num_queries, narrow):
    pk = notes.create(title="t", text="later").pk
    note = narrow(notes).get(pk=pk)
    with django_assert_num_queries(1):
        assert note.text == "later"


def test_deferred_text_survives_a_save(notes):
    note = notes.defer("text").get(pk=notes.create(text="blijft").pk)
    note.title = "nieuw"
    note.save()

    assert notes.get(pk=note.pk).text == "blijft"


def test_copies_of_an_instance_open_the_text(teacher):
    made = services.save_draft(teacher, form="log", object_key="", payload={"a": "b"})

    assert copy.copy(Draft.objects.get(pk=made.pk)).payload == {"a": "b"}
    assert copy.deepcopy(Draft.objects.get(pk=made.pk)).payload == {"a": "b"}


@pytest.mark.parametrize("opened", [True, False])
def test_a_row_saved_under_a_new_key_is_encrypted_for_that_key(notes, opened):
    first = notes.create(text="kopie")
    second = notes.get(pk=first.pk)
    if opened:
        assert second.text == "kopie"
    second.pk = uuid.uuid4()
    second._state.adding = True
    second.save()

    assert notes.get(pk=second.pk).text == "kopie"
    assert notes.get(pk=first.pk).text == "kopie"


def test_key_may_be_given_as_text(notes):
    pk = uuid.uuid4()
    Note(pk=str(pk).upper(), text="sleutel").save(force_insert=True)

    assert notes.get(pk=pk).text == "sleutel"


def test_form_shows_and_saves_the_text(notes):
    note = notes.create(title="t", text="oud")
    shown = NoteForm(instance=notes.get(pk=note.pk))
    assert shown["text"].value() == "oud"

    form = NoteForm({"title": "t", "text": "enc1:x:AAAA typed by a person"}, instance=notes.get(pk=note.pk))
    assert form.is_valid()
    form.save()

    assert notes.get(pk=note.pk).text == "enc1:x:AAAA typed by a person"


def test_text_that_looks_like_ciphertext_is_encrypted_like_any_other(notes):
    other = stored(notes.create(text="geheim"))
    note = notes.create(text=other)

    assert stored(note) != other
    assert notes.get(pk=note.pk).text == other


def test_constraint_on_emptiness_is_checked(notes):
    Note(title="more", more="iets").full_clean()
    with pytest.raises(ValidationError):
        Note(title="more", more="").full_clean()


def test_emptiness_can_be_filtered(notes):
    full, empty = notes.create(text="vol"), notes.create(text="")

    assert list(notes.filter(text="")) == [empty]
    assert list(notes.exclude(text="")) == [full]
    assert notes.filter(text__isnull=True).count() == 0


@pytest.mark.parametrize(
    "condition",
    [
        {"text": "vol"},
        {"text": F("title")},
        {"text__in": ["vol"]},
        {"text__icontains": "vol"},
        {"text__gt": "a"},
        {"data": {"a": 1}},
        {"data__a": 1},
    ],
)
def test_text_cannot_be_searched(notes, condition):
    with pytest.raises(FieldError):
        notes.filter(**condition).exists()


@pytest.mark.parametrize("value", ["plain", F("title"), Value("plain")])
def test_update_refuses_plain_text(notes, value):
    note = notes.create(title="plain", text="geheim")
    with pytest.raises(PlainTextRefused), transaction.atomic():
        notes.filter(pk=note.pk).update(text=value)

    assert notes.get(pk=note.pk).text == "geheim"


def test_bulk_update_is_refused(notes):
    note = notes.create(text="geheim")
    note.text = "nieuw"
    with pytest.raises(PlainTextRefused):
        notes.bulk_update([note], ["text"])


def test_saving_an_expression_is_refused(notes):
    note = notes.create(title="plain", text="geheim")
    note.text = F("title")
    with pytest.raises(PlainTextRefused):
        note.save()


def test_update_can_erase(notes):
    note = notes.create(text="geheim", data={"a": 1})
    notes.filter(pk=note.pk).update(text="", data="")
    note.refresh_from_db()

    assert (note.text, note.data) == ("", {})


def test_values_give_the_ciphertext(notes):
    notes.create(text="geheim")

    assert notes.values_list("text", flat=True).get().startswith("enc1:")
    assert notes.values("text").get()["text"].startswith("enc1:")


def test_dump_holds_ciphertext_and_can_be_loaded(teacher):
    draft = services.save_draft(teacher, form="log", object_key="", payload={"a": "geheim"})
    dump = serializers.serialize("json", Draft.objects.all())
    assert "geheim" not in dump

    Draft.objects.all().delete()
    for loaded in serializers.deserialize("json", dump):
        loaded.save()

    assert Draft.objects.get(pk=draft.pk).payload == {"a": "geheim"}


def test_hundred_swapped_ciphertexts_are_refused(notes):
    dice = random.Random(16)  # noqa: S311
    made = notes.bulk_create([Note(text=f"tekst {number}", more=f"meer {number}") for number in range(101)])
    before = {note.pk: stored(note) for note in made}
    refused = 0
    for victim in made[:100]:
        source = dice.choice([pk for pk in before if pk != victim.pk])
        notes.filter(pk=victim.pk).update(text=before[source])
        with pytest.raises(InvalidCiphertext):
            _ = notes.get(pk=victim.pk).text
        refused += 1

    assert refused == 100


def test_ciphertext_of_another_column_is_refused(notes):
    note = notes.create(text="tekst", more="meer")
    notes.filter(pk=note.pk).update(text=stored(note, "more"))
    with pytest.raises(InvalidCiphertext, match=f"records.Note.text:{note.pk}"):
        _ = notes.get(pk=note.pk).text


@pytest.mark.parametrize("spoil", [lambda text: text[:-8] + "AAAAAA==", lambda text: "plain", lambda text: text[:40]])
def test_changed_ciphertext_is_refused(notes, spoil):
    note = notes.create(text="een tekst van enige lengte")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_tests_note SET text = %s", [spoil(stored(note))])
    with pytest.raises(InvalidCiphertext) as refusal:
        _ = notes.get(pk=note.pk).text
    assert "lengte" not in str(refusal.value)


def test_unopened_rows_cost_no_key(notes, key_ring):
    notes.create(title="lijst", text="geheim")
    key_ring.unlink()

    assert [note.title for note in notes.all()] == ["lijst"]


@isolate_apps("partnership.records")
def test_key_that_is_not_known_before_the_insert_is_reported():
    class Numbered(models.Model):
        text = EncryptedTextField()

        class Meta:
            app_label = "records"

        def __str__(self):
            return "numbered"

    assert [error.id for error in Numbered.check()] == ["records.E002"]
    with pytest.raises(ValueError, match="before the row has its key"):
        Numbered._meta.get_field("text").encrypt("tekst", None)


@isolate_apps("partnership.records")
def test_index_on_encrypted_text_is_reported():
    class Indexed(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid.uuid4)
        text = EncryptedTextField(db_index=True)

        class Meta:
            app_label = "records"

        def __str__(self):
            return "indexed"

    assert [error.id for error in Indexed._meta.get_field("text").check()] == ["records.E001"]
