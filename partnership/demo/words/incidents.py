"""Incidents of the demo, in Dutch as its people write. Keys of people are logins before the @ or whole names."""

from dataclasses import dataclass, field

from incidents.enums import AggressionForm, Kind, Outcome, Status


@dataclass(frozen=True)
class Story:
    """One incident: who reports what, and how far it has come. `days` back from today; 0 is an hour ago."""

    days: int
    hour: str
    reporter: str
    place: str
    forms: tuple[str, ...]
    facts: str
    status: Status = Status.REPORTED
    involved: tuple[tuple[Kind, str], ...] = ()  # a known guardian, a typed name, or a description of somebody unknown
    child: str = ""
    affected: tuple[str, ...] = ()  # beside the reporter, or instead when `is_witness`
    witnesses: tuple[str, ...] = ()
    is_witness: bool = False
    experience: str = ""
    behaviours: tuple[str, ...] = ()
    answers: dict = field(default_factory=dict)
    severity: str = ""
    why: str = ""
    outcome: str = ""
    label: str = ""


VERBAL, NON_VERBAL, PHYSICAL, DIGITAL = AggressionForm
PRIMARY = (
    Story(
        24, "15:20", "wilma", "telefoon", (VERBAL,),
        "Meneer belde over de rekening van het schoolreisje. Hij schreeuwde: 'Jullie zijn allemaal oplichters' en "
        "'Mens, snap je dan helemaal niks'. Ik zei dat ik zou ophangen als hij bleef schreeuwen. Daarna hing hij op.",
        status=Status.CLOSED, involved=((Kind.GUARDIAN, "Dennis Jansen"),), behaviours=("schreeuwen", "beledigen"),
        experience="Ik was er even stil van. Na een kop thee ging het weer.", severity="1",
        why="Eén keer, zonder dreiging. Het stopte zelf.", outcome=Outcome.ESTABLISHED, label="rekening schoolreisje",
    ),
    Story(
        2, "21:40", "sanne", "e-mail", (DIGITAL, VERBAL),
        "Ik kreeg 's avonds een mail. Er staat: 'Als jij mijn zoon nog één keer na laat blijven, dan weet ik waar jouw "
        "auto staat.' De mail is ook aan Joris gestuurd.",
        status=Status.HANDLING, involved=((Kind.GUARDIAN, "Mark de Vries"),), child="Sem de Vries",
        witnesses=("joris",), behaviours=("dreigende berichten",), answers={"was_threatened": True, "is_afraid": True},
        experience="Ik heb slecht geslapen en heb mijn auto om de hoek gezet.", severity="2",
        why="Een bedreiging, gericht op één collega.", label="mail over nablijven",
    ),
    Story(
        16, "08:25", "hans", "ingang", (PHYSICAL, VERBAL),
        "Ik vroeg meneer om buiten het hek te wachten. Hij zei: 'Aan de kant jij' en duwde me met twee handen tegen "
        "het hek. Daarna liep hij door naar het lokaal.",
        status=Status.AFTERCARE, involved=((Kind.OTHER, "Ferry de Roos"),), child="Luuk Groen", witnesses=("wilma",),
        behaviours=("duwen",), answers={"was_hurt": True, "police_called": False, "has_injury": False},
        experience="Mijn schouder deed een dag zeer. Ik sta liever niet alleen bij het hek.", severity="3",
        why="Lichamelijk geweld tegen een collega, met kinderen erbij.", outcome=Outcome.ESTABLISHED,
        label="duw bij het hek",
    ),
    Story(
        5, "14:40", "chantal", "plein", (VERBAL, NON_VERBAL),
        "Een moeder en Fatima spraken elkaar op het plein. De moeder kwam heel dicht bij haar staan en zei hard: "
        "'Jij hoort geen directeur te zijn.' Fatima deed een stap terug en de moeder deed een stap naar voren.",
        status=Status.HANDLING, involved=((Kind.GUARDIAN, "Agnieszka Kowalczyk"),), affected=("fatima",),
        is_witness=True, behaviours=("te dichtbij komen", "beledigen"), severity="1",
        why="Eén keer, het stopte toen er anderen bij kwamen.", label="gesprek op het plein",
    ),
    Story(
        0, "", "anneke", "ingang", (VERBAL,),
        "Een oudere vrouw haalde een kleuter op. Ik zei dat ik haar niet kende en de moeder wilde bellen. Ze riep: "
        "'Stelletje idioten, ik ben zijn oma' en trok het kind aan zijn jas mee.",
        involved=((Kind.UNKNOWN, "Oudere vrouw, groene regenjas, rode fiets met kinderzitje. Zei dat ze de oma is."),),
        behaviours=("schelden",), experience="Ik schrok vooral voor het kind.",
    ),
)  # fmt: skip
SECONDARY = (
    Story(
        20, "11:15", "ilse", "telefoon", (VERBAL,),
        "Mevrouw belde over een gemiste les. Ze riep een paar keer 'Wat een waardeloze school' en hing op.",
        status=Status.CLOSED, involved=((Kind.GUARDIAN, "Ans Wiersma"),), behaviours=("schreeuwen",), severity="1",
        why="Eén keer, zonder dreiging.", outcome=Outcome.PARTLY, label="telefoon over gemiste les",
    ),
    Story(
        3, "19:05", "selma", "ouderapp", (DIGITAL,),
        "In drie kwartier kreeg ik elf berichten. In het laatste staat: 'Ik zet jouw naam en adres op internet, dan "
        "weet iedereen hoe jij met kinderen omgaat.'",
        status=Status.HANDLING, involved=((Kind.GUARDIAN, "Redouan Ouchan"),), child="Nisrine Ouchan",
        behaviours=("dreigende berichten",), answers={"was_threatened": True}, severity="2",
        why="Een stroom berichten met een dreiging.", label="berichten in de app",
    ),
    Story(
        12, "16:10", "marc", "gang", (PHYSICAL,),
        "Een vader liep na het gesprek de gang op, schopte een prullenbak om en duwde mij opzij bij de deur.",
        status=Status.AFTERCARE, involved=((Kind.OTHER, "Ricardo Linger"),), child="Aaliyah Mohan",
        behaviours=("duwen",), answers={"was_hurt": True}, severity="2", why="Geduwd, met leerlingen in de buurt.",
        outcome=Outcome.ESTABLISHED, label="duw in de gang",
    ),
)  # fmt: skip
