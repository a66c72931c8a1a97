"""A school in which every text about incidents is a mark of its own, and who may read which mark, said plainly.

Nothing of `visible_to` is asked: what may be read follows from the plain model (`world.py`).
"""

import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from incidents.enums import AggressionForm, Side
from incidents.models import Account, Incident, IncidentSettings, Telling
from incidents.services import children, handling, second, sharing, telling
from incidents.services.definitions import provide
from incidents.services.following import add_to_report, object_to_report, write_account
from incidents.services.joining import join_report
from incidents.services.measures import decide_measure
from incidents.services.report import report_incident
from partnership.accounts.models import User
from partnership.records.services import save_draft
from partnership.school.enums import Role
from tests.access.cases import make_share
from tests.access.world import Person
from tests.cast import DAY, Cast, assign, make_staff, today
from tests.incidents.conftest import party, report_of
from tests.incidents.making_case import severities
from tests.incidents.making_measures import WORDED, make_measure, make_rule

SURNAME = "Pietersma"  # of everyone whose name was typed
MARK = re.compile(r"qz\d{4}q")
numbers = itertools.count(1)
MayRead = Callable[[Person, Incident, str], bool]


def _opens(person: Person, case: Incident, name: str) -> bool:
    """Whether the case opens, or the one it was joined to: its people and steps are those of that case."""
    lead = person.world.incident[case.joined_to_id or case.pk]
    return person.opens_incident(case) or person.opens_incident(lead)


def _knows_of(person: Person, case: Incident, name: str) -> bool:
    """Who opens or follows it, or a report that is one with it; who asked for a second look, and who was asked."""
    group = person.world.joined(case)
    looks = [row for row in person.world.looks if row.incident_id == case.pk and person.knows_incident(case)]
    asked = any(person.staff.pk in (row.asked_by_id, row.asked_of_id) for row in looks)
    return asked or any(person.opens_incident(each) or person.follows_incident(each) for each in group)


def _account_of(person: Person, case: Incident, name: str) -> Account:
    return next(row for row in person.world.accounts if row.incident_id == case.pk and _is(row.author_id, person, name))


def _is(key, person: Person, name: str) -> bool:
    return next(row.pk for row in person.world.staff if row.first_name == name.title()) == key


def _reads_facts(person: Person, case: Incident, name: str) -> bool:
    return person.reads_account(_account_of(person, case, name))


def _reads_experience(person: Person, case: Incident, name: str) -> bool:
    """As the facts; who only has the case by a share reads no more than the facts."""
    by_share_alone = not person.handles(case, operation="read") and not person.follows_incident(case)
    return _reads_facts(person, case, name) and (_is(person.staff.pk, person, name) or not by_share_alone)


def _own_or_opens(person: Person, case: Incident, name: str) -> bool:
    return person.opens_incident(case) or _is(person.staff.pk, person, name)


def _own(person: Person, case: Incident, name: str) -> bool:
    return _is(person.staff.pk, person, name)


def _reads_why_lower(person: Person, case: Incident, name: str) -> bool:
    group = person.world.joined(case)
    return _opens(person, case, name) or any(person.follows_incident(each) and person.has_a_say(each) for each in group)


def _looks(person: Person, case: Incident, name: str) -> bool:
    looks = [row for row in person.world.looks if row.incident_id == case.pk]
    asked = any(person.staff.pk in (row.asked_by_id, row.asked_of_id) for row in looks)
    return person.opens_incident(case) or (asked and person.knows_incident(case))


def _reads_measures(person: Person, case: Incident, name: str) -> bool:
    return person.may_measure("read", case)


def _nobody(person: Person, case: Incident, name: str) -> bool:
    return False


RULES: dict[str, MayRead] = {
    "key": _knows_of, "number": _knows_of, "label": _opens, "facts": _reads_facts, "experience": _reads_experience,
    "interpretation": _reads_experience, "person": _opens, "description": _opens, "way to reach": _nobody,
    "addition": _own_or_opens, "reason": _opens, "why lower": _reads_why_lower, "why shared": _opens,
    "why it waits": _opens, "second look": _looks, "measure": _reads_measures, "draft": _own,
}  # fmt: skip
FOUND_BY = {"number", "label"}  # of the words that are asked for
NEVER_PLAIN = set(RULES) - {"key", "number", "label", "person", "way to reach"}  # encrypted in the database


@dataclass(frozen=True)
class Mark:
    kind: str
    case: str
    name: str = ""


class Marks:
    """Marks by their word; `cases` by name."""

    def __init__(self):
        self.of: dict[str, Mark] = {}
        self.cases: dict[str, Incident] = {}

    def put(self, kind: str, case: str, name: str = "") -> str:
        """Return a new word for a text of this kind; `name` is who wrote it."""
        word = f"qz{next(numbers):04}q"
        self.of[word] = Mark(kind, case, name)
        return word

    def story(self, case: str, name: str) -> dict[str, str]:
        return {kind: self.put(kind, case, name) for kind in ("facts", "experience", "interpretation")}

    def name_case(self, case: str, incident: Incident) -> Incident:
        """Keep a case by name; its number and its key are marks too."""
        Incident.objects.filter(pk=incident.pk).update(number=self.put("number", case))
        incident.refresh_from_db()
        self.of[str(incident.pk)] = Mark("key", case)
        self.cases[case] = incident
        return incident

    def theirs(self, person: Person) -> set[str]:
        """Return the marks this person may read somewhere."""
        world = person.world
        cases = {name: world.incident[case.pk] for name, case in self.cases.items()}
        return {word for word, mark in self.of.items() if RULES[mark.kind](person, cases.get(mark.case), mark.name)}

    def found_in(self, text: str) -> set[str]:
        keys = {str(case.pk) for case in self.cases.values()}
        return set(MARK.findall(text)) | {key for key in keys if key in text}


def make_marked(cast: Cast) -> Marks:
    """Fill the school of the cast with marked cases.

    "main": Sanne reports what she and the leader Ruben lived through and Bram saw; the colleague Daan is the parent,
    and it is kept from the leader Gijs. Fatima handles it, Merel speaks with a child, Hans may read it until tomorrow,
    Marieke could until yesterday, Yvonne no more, Cor looked again. Piet and Emine, class teacher of a child in it,
    have nothing to do with it. "twin" is the report of Noor of the same, joined to it.
    "told": Hans reports for Emine, who objects; Bram reports "hushed" and confides his name to Fatima, Ingrid handles
    it; "board" happened to Tess and was given to the board.
    """
    staff, marks = cast.staff, Marks()
    for order, name in enumerate(("fatima", "ruben", "gijs"), start=1):  # who gets a case does not hang on keys
        staff[name].roles.filter(role=Role.SCHOOL_LEADER).update(order=order)
    staff["piet"] = make_staff(cast.linde, "Piet")
    assign(staff["piet"], cast.groups["five"], "subject_teacher")
    provide(cast.linde)
    IncidentSettings.objects.update(complaint_route="First to the leader.")
    _make_main(cast, marks)
    _make_twin(cast, marks)
    _make_others(cast, marks)
    payload = {"facts": [marks.put("draft", "", "sanne")]}
    save_draft(staff["sanne"].user, form="incident", object_key=f"new/{cast.linde.pk}", payload=payload)
    return marks


def _make_main(cast: Cast, marks: Marks) -> None:
    staff, put = cast.staff, lambda kind, name="": marks.put(kind, "main", name)
    fatima = staff["fatima"]
    entry = report_of(
        staff["sanne"], party(Side.AFFECTED, staff["sanne"]), party(Side.AFFECTED, staff["ruben"]),
        party(Side.WITNESS, staff["bram"]), party(Side.INVOLVED, cast.guardians["daan"]),
        party(Side.INVOLVED, f"{put('person')} {SURNAME}", email=f"{put('way to reach')}@home.example"),
        party(Side.INVOLVED, "", description=put("description")),
        related_pupils=(cast.pupils["bilal"],), kept_from=(staff["gijs"],), forms=(AggressionForm.PHYSICAL,),
        **marks.story("main", "sanne"),
    )  # fmt: skip
    case = marks.name_case("main", report_incident(entry, actor=staff["sanne"]))
    write_account(case, actor=staff["bram"], **marks.story("main", "bram"))
    write_account(case, actor=staff["ruben"], **marks.story("main", "ruben"))
    add_to_report(case, actor=staff["sanne"], kind="more", text=put("addition", "sanne"))
    case = handling.take_case(case, actor=fatima, version=case.version)
    for level, kind in (("grave", "reason"), ("light", "why lower")):
        severity = severities(cast.linde)[level]
        case = handling.set_severity(
            case, actor=fatima, version=case.version, severity=severity, reason=put(kind, "fatima")
        )
    case = handling.move_case(case, actor=fatima, version=case.version, to="measure", reason=put("reason"))
    case = handling.set_details(case, actor=fatima, version=case.version, label=put("label"))
    sharing.share_account(Account.objects.get(incident=case, author=staff["ruben"]), actor=fatima)
    involved = case.parties.filter(guardian=cast.guardians["daan"]).get()
    telling.add_to_case(case, actor=fatima, kind="reaction", text=put("addition", "fatima"), party=involved)
    waits = Telling.objects.get(party=involved)
    telling.wait_telling(waits, actor=fatima, until=today() + 9 * DAY, reason=put("why it waits"))
    sharing.share_case(case, actor=fatima, staff=staff["hans"], reason=put("why shared"), until=today() + DAY)
    make_share(case, staff["marieke"], by=fatima, until=today() - DAY)
    make_share(case, staff["yvonne"], by=fatima, until=today() + DAY, ended_at=timezone.now())
    children.give_talk(case.child_talks.get(), actor=fatima, speaker=staff["merel"], due_on=today())
    look = second.ask_second_look(case, actor=staff["sanne"], asked_of=staff["cor"], reason=put("second look"))
    second.answer_second_look(look, actor=staff["cor"], answer=put("second look"))
    texts = {name: put("measure") for name in WORDED}
    measure = make_measure(case, fatima, rule=make_rule(fatima), party=involved, **texts)
    decide_measure(measure, actor=fatima, version=measure.version, due_on=today() + DAY)
    marks.cases["main"] = Incident.objects.get(pk=case.pk)


def _make_twin(cast: Cast, marks: Marks) -> None:
    noor, fatima = cast.staff["noor"], cast.staff["fatima"]
    named = party(Side.INVOLVED, f"{marks.put('person', 'twin')} {SURNAME}")
    entry = report_of(noor, party(Side.WITNESS, noor), party(Side.AFFECTED, "Visitor"), named,
                      **marks.story("twin", "noor"))  # fmt: skip
    twin = marks.name_case("twin", report_incident(entry, actor=noor))
    twin = handling.take_case(twin, actor=fatima, version=twin.version)
    join_report(twin, actor=fatima, version=twin.version, into=marks.cases["main"])
    add_to_report(twin, actor=noor, kind="correction", text=marks.put("addition", "twin", "noor"))


def _make_others(cast: Cast, marks: Marks) -> None:
    staff = cast.staff
    entry = report_of(
        staff["hans"], party(Side.AFFECTED, staff["emine"]), on_behalf_of=staff["emine"], **marks.story("told", "hans")
    )
    told = marks.name_case("told", report_incident(entry, actor=staff["hans"]))
    object_to_report(told, actor=staff["emine"], reason=marks.put("facts", "told", "emine"))
    entry = report_of(
        staff["bram"], party(Side.AFFECTED, "Visitor"), confided_to=staff["fatima"], **marks.story("hushed", "bram")
    )
    hushed = marks.name_case("hushed", report_incident(entry, actor=staff["bram"]))
    hushed = handling.hand_over(
        hushed, actor=staff["fatima"], version=hushed.version, to=staff["ingrid"], reason=marks.put("reason", "hushed")
    )
    make_share(hushed, staff["hans"], by=staff["ingrid"], until=today())
    entry = report_of(staff["tess"], **marks.story("board", "tess"))
    board = marks.name_case("board", report_incident(entry, actor=staff["tess"]))
    handling.hand_over(
        board, actor=staff["fatima"], version=board.version, to=staff["sonja"], reason=marks.put("reason", "board")
    )
    User.objects.update(language="en")
