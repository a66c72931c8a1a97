"""The picture of a route: a lane for each function, the steps in order under their terms. Measures only, no markup.

The template draws it as SVG. It says what the list beside it says, so who cannot see it misses nothing.
"""

import textwrap
from dataclasses import dataclass, field

from django.utils.text import capfirst

from incidents.enums import Term
from incidents.services.map_reading import ReadStep

WIDTH = 1070  # of the page
LANE, GAP, PAD = 170, 10, 10
LINE, HEAD = 19, 56
CHARACTER = 7.5  # pixels, wide
WIDEST, NARROWEST = 230, 150
_ORDER = {Term.AT_ONCE: 0, Term.SAME_DAY: 1, Term.HOURS: 2, Term.SCHOOL_DAYS: 3}


@dataclass
class Box:
    x: int
    y: int
    height: int
    width: int
    lines: list[tuple[int, str]]  # the baseline and the words of each line


@dataclass
class Lane:
    y: int
    height: int
    lines: list[tuple[int, str]]
    people: list[tuple[int, str]]


@dataclass
class Picture:
    width: int
    height: int
    column: int  # how wide one is
    columns: list[tuple[int, list[tuple[int, str]]]] = field(default_factory=list)
    lanes: list[Lane] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)


def picture(steps: list[ReadStep]) -> Picture:
    """Return where everything of a route stands, in pixels; steps are numbered as in the list."""
    terms = _terms(steps)
    lanes: dict = {}
    for number, read in enumerate(steps, start=1):
        lanes.setdefault(read.step.post_id, []).append((number, read))
    column = max(NARROWEST, min(WIDEST, (WIDTH - LANE) // max(len(terms), 1)))
    drawn = Picture(width=LANE + column * len(terms), height=HEAD, column=column)
    heads = [_wrapped(words, column - GAP) for words in terms.values()]
    drawn.columns = [(LANE + column * place, _lines(words, LINE)) for place, words in enumerate(heads)]
    places = {key: LANE + column * place for place, key in enumerate(terms)}
    for rows in lanes.values():
        _draw_lane(drawn, rows, places)
    return drawn


def _terms(steps: list[ReadStep]) -> dict[tuple, str]:
    """Return the terms of a route from short to long, with their words: the columns."""
    found = {(_ORDER[read.step.term], read.step.number or 0): read.step.within for read in steps}
    return dict(sorted(found.items()))


def _draw_lane(drawn: Picture, rows: list[tuple[int, ReadStep]], places: dict[tuple, int]) -> None:
    top = drawn.height
    bottoms = dict.fromkeys(places, top + GAP)
    for number, read in rows:
        key = (_ORDER[read.step.term], read.step.number or 0)
        width = drawn.column - GAP
        words = _wrapped(f"{number} {read.step.what}", width - 2 * PAD)
        height = 2 * PAD + LINE * len(words)
        first = bottoms[key] + PAD + LINE - 5
        lines = _lines(words, first)
        drawn.boxes.append(Box(places[key], bottoms[key], height, width, lines))
        bottoms[key] += height + GAP
    name, people = _labels(rows[0][1], top)
    bottom = max([*bottoms.values(), (people or name)[-1][0] + GAP])
    drawn.lanes.append(Lane(top, bottom - top, name, people))
    drawn.height = bottom


def _labels(read: ReadStep, top: int) -> tuple[list, list]:
    first = top + GAP + PAD + LINE - 5
    words = _wrapped(capfirst(read.step.post.name), LANE - GAP)
    name = _lines(words, first)
    below = first + LINE * len(words)
    found = [line for filler in read.people[:2] for line in _wrapped(filler.name, LANE - GAP)]
    return name, _lines(found, below)


def _lines(words: list[str], first: int) -> list[tuple[int, str]]:
    """Return lines of text with their baselines, from the one of the first on."""
    return [(first + LINE * place, line) for place, line in enumerate(words)]


def _wrapped(text: str, width: int) -> list[str]:
    """Return `text` in lines that fit in `width` pixels."""
    return textwrap.wrap(text, int(width / CHARACTER), break_long_words=False, break_on_hyphens=False)
