"""Finds English on a Dutch page: texts of the catalogue that read differently in Dutch."""

import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import Page

CATALOG = Path(__file__).parent.parent.parent / "locale" / "nl" / "LC_MESSAGES" / "django.po"
SHORT = 12  # shorter texts can be a part of Dutch words
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
WORDS = """() => {
    const copy = document.body.cloneNode(true);
    copy.querySelectorAll("script, style, textarea").forEach((part) => part.remove());
    const named = [...copy.querySelectorAll("[aria-label], [title], [alt]")];
    const labels = named.flatMap((part) => ["aria-label", "title", "alt"].map((name) => part.getAttribute(name)));
    return [document.title, copy.textContent, ...labels].join(" ").replace(/\\s+/g, " ");
}"""


def english_on(page: Page) -> list[str]:
    """Return the English texts on a page, also in what is folded away and in names for screen readers."""
    words = page.evaluate(WORDS)
    fixed, patterns = _english()
    return [text for text in fixed if text in words] + [match[0] for one in patterns if (match := one.search(words))]


@cache
def _english() -> tuple[list[str], list[re.Pattern]]:
    """Return the English texts to look for: as they are, and as patterns where something is filled in."""
    with CATALOG.open("rb") as file:
        messages = [(message.id, message.string) for message in read_po(file) if message.id]
    pairs = [pair for message in messages for pair in _forms(*message)]
    texts = {" ".join(english.split()) for english, dutch in pairs if english != dutch}
    long = [text for text in texts if len(PLACEHOLDER.sub("", text)) > SHORT]
    fixed = [text for text in long if not PLACEHOLDER.search(text)]
    return fixed, [_pattern(text) for text in long if PLACEHOLDER.search(text)]


def _forms(english, dutch) -> list[tuple[str, str]]:
    return list(zip(english, dutch, strict=False)) if isinstance(english, tuple) else [(english, dutch)]


def _pattern(text: str) -> re.Pattern:
    return re.compile(".{1,80}?".join(re.escape(part.replace("%%", "%")) for part in PLACEHOLDER.split(text)))
