"""The contacts of the primary school: groep 5B in full, the other groups in part."""

from collections.abc import Iterator

from contacts.enums import About, Kind, Mood, Result
from partnership.demo.builder import SchoolBuilder
from partnership.demo.class_log import Words, write_class, write_last_year
from partnership.demo.log import Entry, LogBook
from partnership.demo.words import primary as words
from partnership.demo.words.notes import Note, shuffled
from partnership.school.enums import Channel

SEED = 51
NICE, ORDINARY, CONCERN = About.NICE, About.ORDINARY, About.CONCERN
TALKS = (Channel.AT_DOOR, Channel.AT_DOOR, Channel.PHONE, Channel.AT_SCHOOL)

# Groep 5B: how many days ago and how somebody of the family was last spoken to, and what about.
LAST_SPOKEN = {
    "Finn Bakker": (42, Channel.AT_DOOR, ORDINARY),
    "Sem de Vries": (12, Channel.PHONE, NICE),
    "Mats Wolters": (1, Channel.AT_DOOR, NICE),
    "Yusuf Arslan": (5, Channel.AT_DOOR, NICE),
    "Maja Kowalczyk": (9, Channel.AT_SCHOOL, CONCERN),
    "Selam Tesfay": (16, Channel.AT_SCHOOL, ORDINARY),
    "Lieke van der Meer": (30, Channel.AT_DOOR, ORDINARY),
    "Noah Haddou": (21, Channel.AT_SCHOOL, ORDINARY),
    "Julia Maas": (13, Channel.PHONE, NICE),
    "Sofie Dijkstra": (20, Channel.PHONE, CONCERN),
    "Ravi Ramdas": (27, Channel.AT_DOOR, NICE),
    "Fenna Hofstra": (2, Channel.AT_DOOR, ORDINARY),
    "Emma Verbeek": (22, Channel.PHONE, ORDINARY),
    "Oliver Bennett": (15, Channel.AT_SCHOOL, NICE),
    "Isa Vermeulen": (6, Channel.PHONE, CONCERN),
    "Thijs Molenaar": (36, Channel.AT_DOOR, ORDINARY),
    "Nina Dimitrova": (44, Channel.AT_SCHOOL, ORDINARY),
    "Luuk Groen": (3, Channel.PHONE, CONCERN),
}
SPECIAL = {
    "Sem de Vries": Note("{name} heeft vandaag uit zichzelf een nieuwe jongen in de klas geholpen bij rekenen."),
    "Finn Bakker": Note(
        "Even gesproken op het plein over de eerste weken. {name} zit goed in de groep en speelt veel buiten."
    ),
}
OF_SANNE = {  # so that she has something to do: due yesterday, tomorrow, and next week
    "Oliver Bennett": Note(
        "{name} schreef een verhaal van twee bladzijden en las het voor aan de klas.",
        staff="Het verhaal kopiëren en meegeven",
    ),
    "Julia Maas": Note(
        "{name} verzorgde deze week de schooltuin en legde de kleuters uit wat er groeit.",
        staff="De foto van de schooltuin opsturen",
    ),
    "Isa Vermeulen": Note(
        "Verteld dat {name} moeilijk begint aan eigen werk. Met een stappenkaart op tafel gaat het beter.",
        staff="Een stappenkaart maken, ook voor thuis",
        pupil="De stappenkaart elke dag klaarleggen",
    ),
}
HARD_TALK = "Luuk Groen"
WITH_START_TALK = (
    "Sem de Vries",
    "Mats Wolters",
    "Yusuf Arslan",
    "Noah Haddou",
    "Fenna Hofstra",
    "Isa Vermeulen",
    "Julia Maas",
    "Luuk Groen",
    "Oliver Bennett",
    "Emma Verbeek",
)
EARLIER = ("Yusuf Arslan", "Mats Wolters", "Noah Haddou", "Isa Vermeulen", "Fenna Hofstra")
TRIED = (  # the last column is the text's place in `words.TRIED`
    ("Amira El Idrissi", 21, Channel.PHONE, Result.NO_ANSWER, 0),
    ("Amira El Idrissi", 7, Channel.PHONE, Result.MESSAGE_LEFT, 1),
    ("Yazan Al Masri", 26, Channel.PHONE, Result.NO_ANSWER, 2),
    ("Yazan Al Masri", 10, Channel.AT_SCHOOL, Result.DID_NOT_COME, 3),
    ("Danylo Shevchuk", 14, Channel.PHONE, Result.NO_ANSWER, 2),
    ("Ayaan Warsame", 28, Channel.PHONE, Result.MESSAGE_LEFT, 1),
)
WRITTEN = (  # the last column is the text's place in `words.WRITTEN`
    ("Melissa Francisca", 18, Channel.EMAIL, Result.SENT, 1),
    ("Lars Jansen", 11, Channel.APP, Result.SENT, 2),
    ("Yazan Al Masri", 4, Channel.LETTER, Result.SENT, 1),
    ("Thijs Molenaar", 9, Channel.APP, Result.SENT, 0),
    ("Nina Dimitrova", 17, Channel.EMAIL, Result.CAME_BACK, 3),
    ("Oliver Bennett", 8, Channel.EMAIL, Result.ANSWERED, 5),
)
BOTH_CHILDREN = (  # two children of one family, days ago, the common part, and a text for each
    (
        "Noah Haddou",
        "Lina Haddou",
        8,
        "Gesproken over de schoolreis van beide kinderen en wie hen die dag ophaalt.",
        "Noah kijkt uit naar het bezoek aan de dierentuin.",
        "Lina bereidt in groep 7 de presentatie voor.",
    ),
    (
        "Zeynep Arslan",
        "Yusuf Arslan",
        19,
        "Gesproken over de week van de musical: op welke dagen beide kinderen langer blijven.",
        "Zeynep heeft een grote rol en oefent thuis.",
        "Yusuf zingt mee in het koor van groep 5.",
    ),
)


def write_primary_log(builder: SchoolBuilder) -> None:
    """Add the contacts of the primary school."""
    log = LogBook(builder, seed=SEED)
    _write_5b(log)
    _write_both_children(log)
    _write_gym(log)
    _write_care_and_leader(log)
    for key in builder.plans:
        if key != "5B":
            write_class(log, builder.pupils_in(key), words=_words_for(key), talks=TALKS)
    for key, number in (("5B", 9), ("6", 5), ("8", 4)):
        write_last_year(log, key, number, words.LAST_YEAR)


def _words_for(key: str) -> Words:
    return Words(
        start_talks=words.START_TALKS_YOUNG if key == "1-2" else words.START_TALKS,
        nice=words.NICE_YOUNG if key == "1-2" else words.NICE,
        ordinary=words.ORDINARY_YOUNG if key == "1-2" else words.ORDINARY,
        concerns=words.CONCERNS_YOUNG if key == "1-2" else words.CONCERNS + words.WITH_AGREEMENT,
        tried=(words.TRIED[0], words.TRIED[2]),
    )


def _write_5b(log: LogBook) -> None:
    notes = {
        NICE: shuffled(words.NICE, log.chance),
        ORDINARY: shuffled(words.WITH_AGREEMENT + words.ORDINARY, log.chance),
        CONCERN: shuffled(words.CONCERNS, log.chance),
    }
    _write_start_talks(log)
    _write_earlier(log, notes)
    _write_last_spoken(log, notes)
    for name, days_ago, channel, result, number in TRIED:
        _write(log, name, days_ago, channel, words.TRIED[number], result=result)
    for name, days_ago, channel, result, number in WRITTEN:
        _write(log, name, days_ago, channel, words.WRITTEN[number], result=result)


def _write(log: LogBook, name: str, days_ago: int, channel: str, note: Note, about: str = ORDINARY, **more) -> None:
    log.add(Entry(log.builder.children[name], log.calendar.school_day(days_ago), channel, note, about, **more))


def _write_start_talks(log: LogBook) -> None:
    texts = shuffled(words.START_TALKS, log.chance)
    for number, name in enumerate(WITH_START_TALK):
        days_ago = max(log.calendar.days_since_first_lesson() - 9 - number, LAST_SPOKEN[name][0])
        _write(log, name, days_ago, Channel.AT_SCHOOL, next(texts), kind=Kind.PLANNED, mood=Mood.WELL)


def _write_earlier(log: LogBook, notes: dict[str, Iterator[Note]]) -> None:
    """Some families were spoken to more than once; the two parents of Sem each."""
    for number, name in enumerate(EARLIER):
        about = (NICE, ORDINARY)[number % 2]
        initiative = log.draw_initiative()
        _write(log, name, 23 + 6 * number, log.chance.choice(TALKS), next(notes[about]), about, initiative=initiative)
    mother = (log.builder.children["Sem de Vries"].family.guardians[1],)
    _write(log, "Sem de Vries", 25, Channel.PHONE, next(notes[ORDINARY]), guardians=mother)
    _write(log, "Sem de Vries", 33, Channel.APP, next(notes[NICE]), NICE, result=Result.SENT, guardians=mother)


def _write_last_spoken(log: LogBook, notes: dict[str, Iterator[Note]]) -> None:
    for name, (days_ago, channel, about) in LAST_SPOKEN.items():
        note = SPECIAL.get(name) or OF_SANNE.get(name) or next(notes[about])
        author = "sanne" if name in OF_SANNE else ""
        mood = Mood.HARD if name == HARD_TALK else log.draw_mood(channel)
        guardians = tuple(log.builder.children[name].family.to_contact()[:1])
        _write(log, name, days_ago, channel, note, about, author=author, guardians=guardians, mood=mood)


def _write_both_children(log: LogBook) -> None:
    children = log.builder.children
    for first, second, days_ago, common, about_first, about_second in BOTH_CHILDREN:
        texts = {children[first]: about_first, children[second]: about_second}
        _write(log, first, days_ago, Channel.AT_SCHOOL, Note(common), kind=Kind.PLANNED, texts=texts, mood=Mood.WELL)


def _write_gym(log: LogBook) -> None:
    texts = shuffled(words.GYM, log.chance)
    names = ("Yusuf Arslan", "Guus Molenaar", "Lina Haddou", "Tijn van der Meer")
    for number, name in enumerate(names):
        _write(log, name, 4 + 6 * number, Channel.AT_DOOR, next(texts), NICE, author="bram")
    sent = Note("Bericht gestuurd: {name} deed meteen mee met de nieuwe groep bij trefbal.")
    _write(log, "Tess Boersma", 10, Channel.APP, sent, NICE, author="bram")


def _write_care_and_leader(log: LogBook) -> None:
    reading = Note(
        "Gesprek met de leerkracht erbij over het lezen van {name}. We kiezen samen boeken uit.",
        staff="Na twee weken samen kijken hoe het lezen gaat",
    )
    _write(log, "Maja Kowalczyk", 13, Channel.AT_SCHOOL, reading, CONCERN, author="marieke", colleague="sanne")
    tour = Note("De school laten zien en uitgelegd hoe het overblijven gaat.")
    _write(log, "Kyra Bosman", 40, Channel.AT_SCHOOL, tour, author="fatima", mood=Mood.WELL)
