"""Words on pages: what the school still has to do, never what a family is (users.md 25); one word, one meaning (40)."""

import re
from pathlib import Path

import pytest

CATALOGUE = Path(__file__).parents[2] / "locale" / "nl" / "LC_MESSAGES" / "django.po"


def dutch() -> list[str]:
    """Every text of the translation, folded lines put together."""
    text = re.sub(r'"\n"', "", CATALOGUE.read_text(encoding="utf-8"))
    return re.findall(r'^msgstr(?:\[\d\])? "(.+)"$', text, re.MULTILINE)


JUDGING = ["moeilijk bereikbaar", "onbereikbaar", "loopt achter", "achterstand", "alleen negatief", "lastig"]


@pytest.mark.parametrize("word", JUDGING)
def test_no_word_judges_a_family(word):
    assert [text for text in dutch() if word in text.lower()] == []


def test_how_often_is_never_called_a_norm():
    """'Contactafspraken' is how often; the other norm is the rules of conduct."""
    texts = dutch()
    assert "Contactafspraken" in texts
    assert [text for text in texts if re.search(r"\b(contact)?norm(en)?\b", text.lower())] == []
