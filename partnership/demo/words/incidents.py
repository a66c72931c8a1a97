"""What a story of an incident holds. Keys of people are logins before the @ or whole names."""

from dataclasses import dataclass, field

from incidents.enums import Kind, MeasureKind, MeasureState, Status


@dataclass(frozen=True)
class Worded:
    """A measure for the first who was involved; `rule` is its number, `author` who worded it when not who decides."""

    behaviour: str
    rule: int
    weighs_colleague: str
    weighs_parent: str
    weighs_child: str
    fits: str
    expected: str
    kind: MeasureKind = MeasureKind.BOUNDARY_TALK
    earlier_warning: str = "Niet eerder: dit is de eerste keer."
    state: MeasureState = MeasureState.DONE
    author: str = ""


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
    label: str = ""
    accounts: tuple[tuple[str, str], ...] = ()  # who else wrote what
    shared: tuple[tuple[str, str], ...] = ()  # with whom, and why
    reaction: str = ""  # of who was involved
    measures: tuple[Worded, ...] = ()
    outcome: str = ""
    passed_on: str = ""
    came: str = ""  # what came out, in one line
    asks: tuple[str, str] = ()  # whom the reporter asks to look again, and why
    is_told: bool = False  # without a reaction
    joins: bool = False  # with the story told before
