"""The contacts of both demo schools, from the first days of the school year until now."""

from collections.abc import Iterator, Sequence

from contacts.enums import About, Initiative, Kind, Mood, Result
from partnership.demo.builder import Child, SchoolBuilder
from partnership.demo.log import Entry, LogBook, only_spoken_with
from partnership.demo.primary import LEFT, NEW
from partnership.demo.secondary import ADULT_WITH_CONSENT, ADULT_WITHOUT_CONSENT, TEACHING_GROUPS, pupils_of
from partnership.demo.words import primary as primary_words
from partnership.demo.words import secondary as secondary_words
from partnership.demo.words.notes import Note, shuffled
from partnership.school.enums import Channel

NICE, ORDINARY, CONCERN = About.NICE, About.ORDINARY, About.CONCERN
TALKS = (Channel.AT_DOOR, Channel.AT_DOOR, Channel.PHONE, Channel.AT_SCHOOL)
TALKS_OF_MENTORS = (Channel.PHONE, Channel.PHONE, Channel.AT_SCHOOL, Channel.VIDEO)

# Groep 5B: when and how somebody of the family was last spoken to, and what about.
LAST_SPOKEN = {
    "Finn Bakker": (42, Channel.AT_DOOR, ORDINARY),
    "Sem de Vries": (12, Channel.PHONE, NICE),
    "Mats Wolters": (1, Channel.AT_DOOR, NICE),
    "Yusuf Arslan": (5, Channel.AT_DOOR, NICE),
    "Maja Kowalczyk": (9, Channel.AT_SCHOOL, CONCERN),
    "Selam Tesfay": (16, Channel.AT_SCHOOL, ORDINARY),
    "Lieke van der Meer": (30, Channel.AT_DOOR, ORDINARY),
    "Noah Haddou": (8, Channel.AT_SCHOOL, ORDINARY),
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
TRIED = (
    ("Amira El Idrissi", 21, Channel.PHONE, Result.NO_ANSWER, 0),
    ("Amira El Idrissi", 7, Channel.PHONE, Result.MESSAGE_LEFT, 1),
    ("Adam Al Masri", 26, Channel.PHONE, Result.NO_ANSWER, 2),
    ("Adam Al Masri", 10, Channel.AT_SCHOOL, Result.DID_NOT_COME, 3),
    ("Danylo Shevchuk", 14, Channel.PHONE, Result.NO_ANSWER, 2),
    ("Ayaan Warsame", 28, Channel.PHONE, Result.MESSAGE_LEFT, 1),
)
WRITTEN = (
    ("Melissa Francisca", 18, Channel.EMAIL, Result.SENT, 1),
    ("Lars Jansen", 11, Channel.APP, Result.SENT, 2),
    ("Adam Al Masri", 4, Channel.LETTER, Result.SENT, 1),
    ("Thijs Molenaar", 9, Channel.APP, Result.SENT, 0),
    ("Nina Dimitrova", 17, Channel.EMAIL, Result.CAME_BACK, 3),
    ("Oliver Bennett", 8, Channel.EMAIL, Result.ANSWERED, 5),
)
STARTED = (  # weeks before their last talk there was a talk at the start of the year
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
HELPED_A_NEW_BOY = Note("{name} heeft vandaag uit zichzelf een nieuwe jongen in de klas geholpen bij rekenen.")
ABOUT_THE_CAMP = Note(
    "Even gesproken op het plein over de eerste weken. {name} zit goed in de groep en speelt veel buiten."
)


def write_primary(builder: SchoolBuilder) -> None:
    """Add the contacts of the primary school: groep 5B in full, the other groups in part."""
    log = LogBook(builder, seed=51)
    _write_5b(log)
    _write_siblings(log)
    _write_colleagues(log)
    _write_other_groups(log)
    _write_last_year(log, [("5B", 9), ("6", 5), ("8", 4)], primary_words.LAST_YEAR)


def write_secondary(builder: SchoolBuilder) -> None:
    """Add the contacts of the secondary school: by mentors, subject teachers and the team."""
    log = LogBook(builder, seed=52)
    _write_mentors(log)
    _write_adults(log)
    _write_subjects(log)
    _write_last_year(log, [("H5a", 5)], secondary_words.LAST_YEAR)


def _write_5b(log: LogBook) -> None:
    children, calendar = log.builder.children, log.calendar
    notes = {
        NICE: shuffled(primary_words.NICE, log.chance),
        ORDINARY: shuffled(primary_words.WITH_AGREEMENT + primary_words.ORDINARY, log.chance),
        CONCERN: shuffled(primary_words.CONCERNS, log.chance),
    }
    start_talks = shuffled(primary_words.START_TALKS, log.chance)
    for number, name in enumerate(STARTED):
        day = calendar.school_day(max(calendar.days_since_first_lesson() - 9 - number, LAST_SPOKEN[name][0]))
        log.add(Entry(children[name], day, Channel.AT_SCHOOL, next(start_talks), kind=Kind.PLANNED, mood=Mood.WELL))
    for name, (days_ago, channel, about) in LAST_SPOKEN.items():
        child = children[name]
        special = {"Sem de Vries": HELPED_A_NEW_BOY, "Finn Bakker": ABOUT_THE_CAMP}
        note = special.get(name) or next(notes[about])
        guardians = tuple(child.family.to_contact()[:1])
        mood = Mood.HARD if name == "Luuk Groen" else log.draw_mood(channel)
        log.add(Entry(child, calendar.school_day(days_ago), channel, note, about, guardians=guardians, mood=mood))
    _write_earlier(log, notes)
    for name, days_ago, channel, result, number in TRIED:
        note = primary_words.TRIED[number]
        log.add(Entry(children[name], calendar.school_day(days_ago), channel, note, result=result))
    for name, days_ago, channel, result, number in WRITTEN:
        note = primary_words.WRITTEN[number]
        log.add(Entry(children[name], calendar.school_day(days_ago), channel, note, result=result))


def _write_earlier(log: LogBook, notes: dict[str, Iterator[Note]]) -> None:
    """Some of groep 5B were spoken to more than once; the two parents of Sem each."""
    children, calendar = log.builder.children, log.calendar
    for number, name in enumerate(("Yusuf Arslan", "Mats Wolters", "Noah Haddou", "Isa Vermeulen", "Fenna Hofstra")):
        about = (NICE, ORDINARY)[number % 2]
        channel = log.chance.choice(TALKS)
        day = calendar.school_day(23 + 6 * number)
        initiative = log.draw_initiative()
        log.add(Entry(children[name], day, channel, next(notes[about]), about, initiative=initiative))
    sem = children["Sem de Vries"]
    linda = (sem.family.guardians[1],)
    log.add(Entry(sem, calendar.school_day(25), Channel.PHONE, next(notes[ORDINARY]), guardians=linda))
    log.add(Entry(sem, calendar.school_day(33), Channel.APP, next(notes[NICE]), NICE, Result.SENT, guardians=linda))


def _write_siblings(log: LogBook) -> None:
    """Contacts about two children: what holds for both, and a text per child."""
    children, calendar = log.builder.children, log.calendar
    for first, second, days_ago, common, about_first, about_second in (
        (
            "Noah Haddou",
            "Lina Haddou",
            8,
            "Gesproken over de schoolreis van beide kinderen en wie hen die dag ophaalt.",
            "Noah kijkt uit naar het bezoek aan de dierentuin.",
            "Lina helpt in groep 7 met de presentatie vooraf.",
        ),
        (
            "Zeynep Arslan",
            "Yusuf Arslan",
            19,
            "Gesproken over de week van de musical: op welke dagen beide kinderen langer blijven.",
            "Zeynep heeft een grote rol en oefent thuis.",
            "Yusuf zingt mee in het koor van groep 5.",
        ),
    ):
        child, other = children[first], children[second]
        texts = {child: about_first, other: about_second}
        day = calendar.school_day(days_ago)
        log.add(Entry(child, day, Channel.AT_SCHOOL, Note(common), kind=Kind.PLANNED, texts=texts, mood=Mood.WELL))


def _write_colleagues(log: LogBook) -> None:
    """What the gym teacher, the care coordinator and the leader wrote."""
    children, calendar = log.builder.children, log.calendar
    gym = shuffled(primary_words.GYM, log.chance)
    for number, name in enumerate(("Yusuf Arslan", "Tess Boersma", "Guus Molenaar", "Lina Haddou", "Tijn van der Meer")):
        day = calendar.school_day(4 + 6 * number)
        result = Result.SENT if name == "Tess Boersma" else Result.SPOKEN
        channel = Channel.APP if name == "Tess Boersma" else Channel.AT_DOOR
        log.add(Entry(children[name], day, channel, next(gym), NICE, result, author="bram"))
    reading = Note(
        "Gesprek met de leerkracht erbij over het lezen van {name}. We kiezen samen boeken uit.",
        staff="Na zes weken samen kijken hoe het lezen gaat",
    )
    maja = children["Maja Kowalczyk"]
    log.add(
        Entry(maja, calendar.school_day(13), Channel.AT_SCHOOL, reading, CONCERN, author="marieke", colleague="sanne")
    )
    welcome = Note("Kennis gemaakt en de school laten zien. {name} begint volgende week.")
    kyra = children["Kyra Bosman"]
    log.add(Entry(kyra, calendar.school_day(40), Channel.AT_SCHOOL, welcome, author="fatima", mood=Mood.WELL))


def _write_other_groups(log: LogBook) -> None:
    """About half of the families in every other class, once or twice."""
    for key in log.builder.plans:
        if key == "5B":
            continue
        nice = primary_words.NICE_YOUNG if key == "1-2" else primary_words.NICE
        class_of = [child for child in pupils_of(log.builder, key) if child.pupil.name not in (LEFT, NEW)]
        _write_part(
            log, only_spoken_with(class_of), talks=TALKS, nice=nice, ordinary=primary_words.ORDINARY,
            concerns=primary_words.CONCERNS + primary_words.WITH_AGREEMENT, tried=primary_words.TRIED[:3],
        )  # fmt: skip


def _write_mentors(log: LogBook) -> None:
    for key in ("1A", "1B", "H5a"):
        class_of = [child for child in pupils_of(log.builder, key) if child.pupil.name not in ADULTS]
        _write_part(
            log, only_spoken_with(class_of), talks=TALKS_OF_MENTORS,
            nice=secondary_words.NICE, ordinary=secondary_words.TRIAD_TALKS + secondary_words.ORDINARY,
            concerns=secondary_words.CONCERNS, tried=secondary_words.TRIED,
        )  # fmt: skip


ADULTS = (ADULT_WITH_CONSENT, ADULT_WITHOUT_CONSENT)


def _write_part(
    log: LogBook,
    children: Sequence[Child],
    *,
    talks: Sequence[str],
    nice: Sequence[Note],
    ordinary: Sequence[Note],
    concerns: Sequence[Note],
    tried: Sequence[Note],
) -> None:
    """Add contacts for about half of `children`: something nice, an ordinary talk, a concern, a try that failed."""
    notes = {NICE: shuffled(nice, log.chance), ORDINARY: shuffled(ordinary, log.chance)}
    notes[CONCERN] = shuffled(concerns, log.chance)
    chosen = log.chance.sample(list(children), len(children) * 3 // 5)
    for number, child in enumerate(chosen):
        about = (NICE, ORDINARY, NICE, ORDINARY, CONCERN)[number % 5]
        day = log.calendar.school_day(log.chance.randint(1, 70))
        if number % 8 == 7:
            log.add(Entry(child, day, Channel.PHONE, tried[number % len(tried)], result=Result.NO_ANSWER))
            continue
        channel = log.chance.choice(talks)
        log.add(
            Entry(
                child, day, channel, next(notes[about]), about, mood=log.draw_mood(channel),
                initiative=log.draw_initiative(), took_part=channel == Channel.AT_SCHOOL,
            )
        )  # fmt: skip


def _write_adults(log: LogBook) -> None:
    """From 18 contact is with the pupil; with the guardians only if the pupil consents."""
    children, calendar = log.builder.children, log.calendar
    for number, name in enumerate(ADULTS):
        log.add(
            Entry(
                children[name], calendar.school_day(5 + 3 * number), Channel.AT_SCHOOL, secondary_words.ADULT[number],
                guardians=(), took_part=True, initiative=Initiative.PUPIL,
            )
        )  # fmt: skip
    consent = Note("{name} zat erbij en vond het goed dat we de planning samen met ouders bespraken.")
    with_parents = children[ADULT_WITH_CONSENT]
    log.add(Entry(with_parents, calendar.school_day(2), Channel.AT_SCHOOL, consent, took_part=True, mood=Mood.WELL))


def _write_subjects(log: LogBook) -> None:
    builder, calendar = log.builder, log.calendar
    notes = shuffled(secondary_words.SUBJECT, log.chance)
    concerns = shuffled(secondary_words.SUBJECT_CONCERNS, log.chance)
    written = shuffled(secondary_words.WRITTEN, log.chance)
    teachers = [("selma", "1A", 3), ("esther", "1B", 2), ("tobias", "1A", 3), ("marc", "1B", 2)]
    teachers += [(login, "H5a", 3) for _, _, login, _, _ in TEACHING_GROUPS]
    for login, key, number in teachers:
        minors = [child for child in pupils_of(builder, key) if child.pupil.name not in ADULTS]
        taught = [child for child in only_spoken_with(minors) if _is_taught(child, login, log)]
        for turn, child in enumerate(log.chance.sample(taught, min(number, len(taught)))):
            day = calendar.school_day(log.chance.randint(1, 50))
            about, pool = [(NICE, notes), (CONCERN, concerns), (ORDINARY, written)][turn % 3]
            channel = Channel.EMAIL if pool is written else Channel.PHONE
            log.add(Entry(child, day, channel, next(pool), about, author=login))


def _is_taught(child: Child, login: str, log: LogBook) -> bool:
    groups = {row.group for row in child.enrolments}
    return any(row.group in groups for row in log.teaching_of(login))


def _write_last_year(log: LogBook, groups: Sequence[tuple[str, int]], notes: Sequence[Note]) -> None:
    """A few contacts of the school year before, by who taught then."""
    texts = shuffled(notes, log.chance)
    for key, number in groups:
        stayed = [child for child in pupils_of(log.builder, key) if len(child.enrolments) > 1]
        before = [child for child in only_spoken_with(stayed) if child.group_on(log.calendar.last_end)]
        for turn, child in enumerate(before[:number]):
            day = log.calendar.day_of_last_year(2 + 3 * turn)
            channel = (Channel.AT_SCHOOL, Channel.PHONE)[turn % 2]
            about = (ORDINARY, NICE)[turn % 2]
            log.add(Entry(child, day, channel, next(texts), about, mood=log.draw_mood(channel)))
