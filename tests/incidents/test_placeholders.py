"""The school's own text of a letter: what may stand between brackets, and what becomes of it."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from incidents.services.defaults_hints import warning_default
from incidents.services.placeholders import PLACEHOLDERS, REQUIRED, check_text, fill_in

ALL = {name: name.upper() for name in PLACEHOLDERS}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def text_with(more: str) -> str:
    return " ".join(f"[{name}]" for name in REQUIRED) + more


def test_our_own_text_is_accepted_and_uses_what_it_must():
    check_text(warning_default())


@pytest.mark.parametrize("unknown", ["[adres]", "[naam van het kind]", "[ telefoon ]"])
def test_an_unknown_word_is_refused_by_name_with_what_can_stand_there(unknown):
    with pytest.raises(ValidationError, match="Nothing can be filled in") as refused:
        check_text(text_with(unknown))
    message = refused.value.message
    assert f"[{unknown.strip('[ ]')}]" in message
    assert "[gedrag]" in message


@pytest.mark.parametrize("name", REQUIRED)
def test_a_letter_cannot_do_without(name):
    with pytest.raises(ValidationError, match="cannot do without"):
        check_text(text_with("").replace(f"[{name}]", ""))


@pytest.mark.parametrize("harmless", ["[", "]", "[]", "[over\nde regel]", "{{ naam }}", "{% now %}", "#read(x)"])
def test_what_is_no_word_between_brackets_is_only_text(harmless):
    check_text(text_with(harmless))
    assert "".join(fill_in(harmless, ALL)[0].lines) == harmless.replace("\n", "")


def test_what_is_filled_in_is_not_read_again():
    parts = fill_in("[gedrag]", ALL | {"gedrag": "[naam] {naam} [klachtroute]"})
    assert parts[0].lines == ["[naam] {naam} [klachtroute]"]


def test_a_paragraph_of_which_there_is_nothing_is_left_out():
    parts = fill_in("Een\n\nRegel: [regel]\n\nTwee", ALL | {"regel": ""})
    assert [part.lines for part in parts] == [["Een"], ["Twee"]]


def test_words_come_in_any_case_and_lines_stay():
    parts = fill_in("Geachte [Naam],\r\n\r\n[gedrag]\n\n[ondertekenaar]\n[school]", ALL | {"gedrag": "een\n\ntwee"})
    assert [(part.kind, part.lines) for part in parts] == [
        ("text", ["Geachte NAAM,"]), ("quote", ["een", "", "twee"]), ("signature", ["ONDERTEKENAAR", "SCHOOL"]),
    ]  # fmt: skip


def test_signs_that_cannot_be_printed_go_and_long_words_can_break():
    (part,) = fill_in("[gedrag]", ALL | {"gedrag": "a\x00b\x1b\x9f" + "x" * 100})
    assert part.lines[0].replace("\u200b", "") == "ab" + "x" * 100
    assert max(len(piece) for piece in part.lines[0].split("\u200b")) == 30
