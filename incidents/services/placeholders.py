"""The school's own text of a letter: a fixed list of words between brackets is filled in, and nothing is executed."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The letter is Dutch, so are the words that stand for what is filled in.
PLACEHOLDERS = {
    "naam": gettext_lazy("name of whom the letter is for"),
    "school": gettext_lazy("name of the school"),
    "datum brief": gettext_lazy("the day on which it was decided"),
    "datum gebeurtenis": gettext_lazy("the day on which it happened"),
    "gedrag": gettext_lazy("which behaviour it is about"),
    "regel": gettext_lazy("number and words of the rule that was broken"),
    "verwachting": gettext_lazy("what you expect from now on"),
    "klachtroute": gettext_lazy("where parents can go with a complaint"),
    "ondertekenaar": gettext_lazy("name and function of who decided"),
}
REQUIRED = ("naam", "gedrag", "regel", "klachtroute", "ondertekenaar")
SET_APART = frozenset(["gedrag", "regel", "verwachting", "klachtroute"])
BRACKETS = re.compile(r"\[([^\[\]\n]{1,40})\]")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
LONG_WORD = re.compile(r"(\S{30})(?=\S)")


@dataclass(frozen=True)
class Part:
    """A paragraph: plain text, something set apart, or a signature with room above it."""

    kind: str
    lines: list[str]


def check_text(text: str) -> None:
    """Raise `ValidationError` for a word between brackets that is not on the list, or for one that must be there."""
    used = [found.strip().lower() for found in BRACKETS.findall(text)]
    allowed = ", ".join(f"[{name}]" for name in PLACEHOLDERS)
    if unknown := [name for name in dict.fromkeys(used) if name not in PLACEHOLDERS]:
        names = ", ".join(f"[{name}]" for name in unknown)
        raise ValidationError(
            _("Nothing can be filled in for %(names)s. These words can stand between brackets: %(allowed)s.")
            % {"names": names, "allowed": allowed}
        )
    if missing := [name for name in REQUIRED if name not in used]:
        names = ", ".join(f"[{name}]" for name in missing)
        raise ValidationError(_("The letter cannot do without %(names)s.") % {"names": names})


def fill_in(text: str, values: dict[str, str]) -> list[Part]:
    """Return the paragraphs of `text` with `values` filled in, once: what is filled in is never read again.

    A paragraph that asks for something of which there is nothing is left out.
    """
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", _plain(text)))
    return [_part(paragraph, values) for paragraph in paragraphs if paragraph and _has_all(paragraph, values)]


def _has_all(paragraph: str, values: dict[str, str]) -> bool:
    return all(values.get(name.strip().lower()) for name in BRACKETS.findall(paragraph))


def _part(paragraph: str, values: dict[str, str]) -> Part:
    names = [name.strip().lower() for name in BRACKETS.findall(paragraph)]
    alone = bool(names) and BRACKETS.fullmatch(paragraph) is not None
    filled = BRACKETS.sub(lambda match: _plain(values[match[1].strip().lower()]), paragraph)
    lines = [breakable(line.strip()) for line in filled.split("\n")]
    if names[:1] == ["ondertekenaar"] and paragraph.startswith("["):
        return Part("signature", lines)
    return Part("quote" if alone and names[0] in SET_APART else "text", lines)


def breakable(line: str) -> str:
    """Return `line` with places where a word that is longer than any word may be broken."""
    return LONG_WORD.sub("\\1\u200b", line)


def _plain(text: str) -> str:
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
