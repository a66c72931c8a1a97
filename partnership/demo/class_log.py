"""Contacts of a class in part, and of the school year before: what both schools have."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

from contacts.enums import About, Kind, Mood, Result
from partnership.demo.builder import Child
from partnership.demo.log import Entry, LogBook, only_spoken_with
from partnership.demo.words.notes import Note, shuffled
from partnership.school.enums import Channel

NICE, ORDINARY, CONCERN = About.NICE, About.ORDINARY, About.CONCERN
LONGEST_AGO = 70  # days


@dataclass(frozen=True)
class Words:
    start_talks: Sequence[Note]
    nice: Sequence[Note]
    ordinary: Sequence[Note]
    concerns: Sequence[Note]
    tried: Sequence[Note]


def write_class(log: LogBook, children: Sequence[Child], *, words: Words, talks: Sequence[str]) -> None:
    """Add contacts with about two thirds of the families of a class, each once or twice, some only tried."""
    able = only_spoken_with(children)
    chosen = log.chance.sample(able, len(able) * 3 // 5)
    _write_talks(log, chosen, words, talks)
    _write_start_talks(log, log.chance.sample(able, 5), words)


def _write_talks(log: LogBook, children: Sequence[Child], words: Words, talks: Sequence[str]) -> None:
    notes = {
        NICE: shuffled(words.nice, log.chance),
        ORDINARY: shuffled(words.ordinary, log.chance),
        CONCERN: shuffled(words.concerns, log.chance),
    }
    for number, child in enumerate(children):
        day = log.calendar.school_day(log.chance.randint(1, LONGEST_AGO))
        if number % 8 == 7:
            note = words.tried[number % len(words.tried)]
            log.add(Entry(child, day, Channel.PHONE, note, result=Result.NO_ANSWER))
            continue
        about = (NICE, ORDINARY, NICE, ORDINARY, CONCERN)[number % 5]
        channel = log.chance.choice(talks)
        mood, initiative = log.draw_mood(channel), log.draw_initiative()
        log.add(Entry(child, day, channel, next(notes[about]), about, mood=mood, initiative=initiative))


def _write_start_talks(log: LogBook, children: Sequence[Child], words: Words) -> None:
    texts = shuffled(words.start_talks, log.chance)
    for number, child in enumerate(children):
        day = log.calendar.school_day(max(log.calendar.days_since_first_lesson() - 10 - number, 1))
        log.add(Entry(child, day, Channel.AT_SCHOOL, next(texts), kind=Kind.PLANNED, mood=Mood.WELL))


def write_last_year(log: LogBook, key: str, number: int, notes: Sequence[Note]) -> None:
    """Add contacts about `number` pupils of the group `key`, by who taught them in the school year before."""
    texts = cycle(notes)
    children = [child for child in log.builder.pupils_in(key) if child.group_on(log.calendar.last_end)]
    for turn, child in enumerate(only_spoken_with(children)[:number]):
        day = log.calendar.day_of_last_year(1 + 2 * turn)
        channel, about = [(Channel.AT_SCHOOL, ORDINARY), (Channel.PHONE, NICE)][turn % 2]
        log.add(Entry(child, day, channel, next(texts), about, mood=log.draw_mood(channel)))
