"""The contacts of the secondary school: by mentors, subject teachers and with pupils who are 18."""

from collections.abc import Sequence
from itertools import cycle

from contacts.enums import About, Initiative, Mood
from partnership.demo.builder import Child, SchoolBuilder
from partnership.demo.class_log import Words, write_class, write_last_year
from partnership.demo.log import Entry, LogBook, only_spoken_with
from partnership.demo.secondary import ADULT_WITH_CONSENT, ADULT_WITHOUT_CONSENT
from partnership.demo.words import secondary as words
from partnership.demo.words.notes import Note, shuffled
from partnership.school.enums import Channel

SEED = 52
NICE, ORDINARY, CONCERN = About.NICE, About.ORDINARY, About.CONCERN
TALKS = (Channel.PHONE, Channel.PHONE, Channel.AT_SCHOOL, Channel.VIDEO)
ADULTS = (ADULT_WITH_CONSENT, ADULT_WITHOUT_CONSENT)
SUBJECT_CONTACTS = (  # who, pupils of which mentor group, how many
    ("selma", "1A", 3),
    ("esther", "1B", 2),
    ("tobias", "1A", 3),
    ("marc", "1B", 2),
    ("marc", "H5a", 1),
    ("geert", "H5a", 4),
    ("priya", "H5a", 3),
    ("priya", "1A", 2),
)


def write_secondary_log(builder: SchoolBuilder) -> None:
    """Add the contacts of the secondary school."""
    log = LogBook(builder, seed=SEED)
    for key, ordinary in (("1A", words.ORDINARY_LOWER), ("1B", words.ORDINARY_LOWER), ("H5a", words.ORDINARY_UPPER)):
        write_class(log, _minors(builder, key), words=_words(ordinary), talks=TALKS)
    _write_adults(log)
    _write_subjects(log)
    write_last_year(log, "H5a", 5, words.LAST_YEAR)


def _words(ordinary: Sequence[Note]) -> Words:
    return Words(
        start_talks=words.TRIAD_TALKS,
        nice=words.NICE,
        ordinary=ordinary,
        concerns=words.CONCERNS,
        tried=words.TRIED,
    )


def _minors(builder: SchoolBuilder, key: str) -> list[Child]:
    return [child for child in builder.pupils_in(key) if child.pupil.name not in ADULTS]


def _write_adults(log: LogBook) -> None:
    """From 18 contact is with the pupil; with the guardians only if the pupil consents."""
    children, calendar = log.builder.children, log.calendar
    for number, name in enumerate(ADULTS):
        day = calendar.school_day(5 + 3 * number)
        log.add(
            Entry(
                children[name], day, Channel.AT_SCHOOL, words.ADULT[number], guardians=(), took_part=True,
                initiative=Initiative.PUPIL,
            )
        )  # fmt: skip
    consent = Note(
        "{name} zat erbij en vond het goed dat we de planning samen met de ouders bespraken.",
        staff="De planning op papier meegeven",
        pupil="De planning elke maandag bijwerken",
        with_pupil=True,
    )
    with_parents = children[ADULT_WITH_CONSENT]
    log.add(Entry(with_parents, calendar.school_day(2), Channel.AT_SCHOOL, consent, mood=Mood.WELL))


def _write_subjects(log: LogBook) -> None:
    turns = [
        (NICE, Channel.PHONE, shuffled(words.SUBJECT_NICE, log.chance)),
        (CONCERN, Channel.PHONE, shuffled(words.SUBJECT_CONCERNS, log.chance)),
        (ORDINARY, Channel.PHONE, shuffled(words.SUBJECT_ORDINARY, log.chance)),
        (ORDINARY, Channel.EMAIL, shuffled(words.WRITTEN, log.chance)),
    ]
    next_turn = cycle(turns)
    for login, key, number in SUBJECT_CONTACTS:
        taught = [child for child in only_spoken_with(_minors(log.builder, key)) if log.taught_by(login, child)]
        for child in log.chance.sample(taught, min(number, len(taught))):
            about, channel, texts = next(next_turn)
            day = log.calendar.school_day(log.chance.randint(1, 50))
            log.add(Entry(child, day, channel, next(texts), about, author=login))
