"""Fill the database of a benchmark with so many incidents over 40 schools, and print as JSON what there is to measure.

Run as a program with that number, with the settings of the floor; run again with a larger number it adds what lacks.
One school is measured. From the first run on it has a full page of open cases, and two that were handled: one as they
usually are, one with every kind of row there is.
"""

import datetime
import json
import random
import sys
from collections.abc import Iterator

import django

django.setup()

from django.conf import settings  # noqa: E402 - after the setup of Django
from django.db import connection, models, transaction  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from incidents.enums import AggressionForm, Kind, MeasureKind, Outcome, Side, Status, Step, Talk  # noqa: E402
from incidents.models import (  # noqa: E402
    Account,
    Behaviour,
    CaseStep,
    ChildTalk,
    Incident,
    NameQuestion,
    Party,
    Place,
    SeenBehaviour,
    SeenForm,
    Severity,
    Telling,
)
from incidents.services import handling, joining, measures, second, sharing, telling  # noqa: E402
from incidents.services.definitions import provide  # noqa: E402
from incidents.services.report import NewParty, ReportEntry, report_incident  # noqa: E402
from partnership.school.enums import Role  # noqa: E402
from partnership.school.models import Guardian, Pupil, School, SchoolYear, StaffMember  # noqa: E402
from tests.cast import assign, log_in, make_group, make_pupil, make_school, make_staff  # noqa: E402

DAY = datetime.timedelta(days=1)
SCHOOLS = 40
MEASURED, LEADER, OTHER, TEACHER = "De Gemeten School", "Directeur", "Adjunct", "Juf"
FULL_PAGE = 60
COLLEAGUES, CHILDREN = (30, 3), (50, 5)  # in the measured school, and in each other one
LATELY = 12  # days in which what was reported is still open
STILL_OPEN = 0.03  # of what is older
SPREAD = 460  # days
BATCH = 2000
SIGNS = "ACDEFHJKLMNPQRTUVWXY34679"
USUAL, FULL = "usual", "everything"


def main(number: int) -> None:
    with scopes_disabled():
        with transaction.atomic():
            schools = list(School.objects.order_by("pk")) or many_schools()
            for school in schools:
                fill_until(school, max(number // SCHOOLS, FULL_PAGE if school.name == MEASURED else 0))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the database does by itself, or an hourly task for it
        print(json.dumps(what_to_measure()))


def many_schools() -> list[School]:
    schools = [make_school(MEASURED if number == 0 else f"School {number}") for number in range(SCHOOLS)]
    for number, school in enumerate(schools):
        provide(school)
        group = make_group(school)
        make_staff(school, LEADER, role=Role.SCHOOL_LEADER)
        make_staff(school, OTHER, role=Role.SCHOOL_LEADER)
        for each in range(COLLEAGUES[number > 0]):
            assign(make_staff(school, f"{TEACHER} {each:02}"), group)
        for each in range(CHILDREN[number > 0]):
            make_pupil(group, f"Kind {each:02}")
    handle_cases(schools[0])
    return schools


# Two cases by the services


def handle_cases(school: School) -> None:
    people = StaffMember.objects.filter(school=school).select_related("user", "school")
    leader, other, teacher, colleague, *_ = (
        people.get(first_name=name) for name in (LEADER, OTHER, f"{TEACHER} 00", f"{TEACHER} 01")
    )
    for label in (USUAL, FULL):
        case = handled_case(school, leader, teacher, colleague, label)
        if label == FULL:
            add_the_rest(case, leader, other, teacher, colleague)


def handled_case(school, leader, teacher, colleague, label: str) -> Incident:
    """A parent who came back: told of it, talks, a colleague who reads along, a measure, an earlier case."""
    guardian, child = Guardian.objects.filter(school=school).order_by("key")[0], Pupil.objects.filter(school=school)[0]
    people = (
        NewParty(Side.AFFECTED, Kind.STAFF, staff=teacher), NewParty(Side.WITNESS, Kind.STAFF, staff=colleague),
        NewParty(Side.INVOLVED, Kind.GUARDIAN, guardian=guardian),
    )  # fmt: skip
    entry = ReportEntry(
        timezone.now() - DAY, Place.objects.filter(school=school)[0], ("verbal",), "Wat er werd gezegd.", people,
        experience="Hoe dat was.", related_pupils=(child,), behaviours=(Behaviour.objects.filter(school=school)[0],),
    )  # fmt: skip
    case = report_incident(entry, actor=teacher)
    case = handling.take_case(case, actor=leader, version=case.version)
    serious = Severity.objects.get(school=school, needs_measure=True, needs_evaluation=False)
    case = handling.set_severity(case, actor=leader, version=case.version, severity=serious, reason="Het hield aan.")
    case = handling.set_details(case, actor=leader, version=case.version, label=label)
    sharing.share_case(case, actor=leader, staff=colleague, reason="Leest mee.", until=timezone.localdate() + 30 * DAY)
    telling.add_to_case(case, actor=leader, kind="more", text="Er is gebeld.")
    party = case.parties.get(side=Side.INVOLVED)
    values = {"kind": MeasureKind.BOUNDARY_TALK, "party": party, "behaviour": "Wat er werd gezegd.", "rule": None}
    measures.draft_measure(case, actor=leader, values=values)
    return case


def add_the_rest(case: Incident, leader, other, teacher, colleague) -> None:
    """Beside the usual: kept from somebody, a question about a name, somebody who looks again, a joined report."""
    light = Severity.objects.filter(school=case.school, needs_measure=False).first()
    case = handling.set_severity(case, actor=leader, version=case.version, severity=light, reason="Het viel mee.")
    case = sharing.keep_from(
        case, actor=leader, version=case.version, staff=StaffMember.objects.filter(school=case.school).last()
    )
    second.ask_second_look(case, actor=teacher, asked_of=other, reason="Ik zie het anders.")
    party = case.parties.get(side=Side.INVOLVED)
    NameQuestion.objects.create(school=case.school, incident=case, party=party, colleague=colleague)
    twin = report_incident(
        ReportEntry(
            case.occurred_at, case.place, ("physical",), "Ik zag het ook.",
            (NewParty(Side.AFFECTED, Kind.STAFF, staff=colleague),),
        ),
        actor=colleague,
    )  # fmt: skip
    joining.join_report(twin, actor=leader, version=twin.version, into=case)


# Many cases by rows


def fill_until(school: School, number: int) -> None:
    """Add incidents to a school, spread over its years, until it has so many."""
    there = Incident.objects.filter(school=school)
    lacking = number - there.count()
    numbers = set(there.values_list("number", flat=True))
    maker = Maker(school, numbers)
    within = SPREAD if number > FULL_PAGE else LATELY
    for made in range(0, lacking, BATCH):
        maker.write([maker.incident(within=within) for _each in range(min(BATCH, lacking - made))])


class Maker:
    """Makes incidents of a school as rows, the way the services leave them: of one school, alike by chance."""

    def __init__(self, school: School, numbers: set[str]):
        self.school, self.numbers = school, numbers
        self.chance = random.Random(str(school.brin))  # noqa: S311 - the same data each time
        self.years = list(SchoolYear.objects.filter(school=school).order_by("-start"))
        people = list(StaffMember.objects.filter(school=school).order_by("first_name"))
        self.leader = next(person for person in people if person.first_name == LEADER)
        self.teachers = [person for person in people if person.first_name.startswith(TEACHER)]
        self.guardians = list(Guardian.objects.filter(school=school))
        self.children = list(Pupil.objects.filter(school=school))
        self.places, self.severities, self.behaviours = (
            list(model.objects.filter(school=school)) for model in (Place, Severity, Behaviour)
        )

    def incident(self, *, within: int) -> Incident:
        chance = self.chance
        at = timezone.now() - datetime.timedelta(seconds=chance.randrange(within * 24 * 3600))
        age = (timezone.now() - at) / DAY
        is_open = age < LATELY or chance.random() < STILL_OPEN
        is_handled = not is_open or age > 2
        return Incident(
            school=self.school, number=self._number(at), year=self._year(at), reporter=chance.choice(self.teachers),
            reported_at=at, occurred_at=at - datetime.timedelta(hours=2), place=chance.choice(self.places),
            was_threatened=chance.random() < 0.2, severity=chance.choice(self.severities) if is_handled else None,
            status=Status.HANDLING if is_open and is_handled else Status.REPORTED if is_open else Status.CLOSED,
            outcome="" if is_open else chance.choice([Outcome.ESTABLISHED, Outcome.NOT_ESTABLISHED]),
            closed_at=None if is_open else at + 10 * DAY, handler=self.leader, open_before=at + DAY / 6,
            opened_at=at + DAY / 12 if is_handled else None,
        )  # fmt: skip

    def _number(self, at: datetime.datetime) -> str:
        while True:
            number = f"{at:%y}{at.year % 100 + 1}-{''.join(self.chance.choices(SIGNS, k=4))}"
            if number not in self.numbers:
                self.numbers.add(number)
                return number

    def _year(self, at: datetime.datetime) -> SchoolYear:
        return next((year for year in self.years if year.start <= timezone.localdate(at)), self.years[-1])

    def write(self, incidents: list[Incident]) -> None:
        rows: dict[type[models.Model], list] = {Incident: incidents}
        for incident in incidents:
            for row in self._rows(incident):
                rows.setdefault(type(row), []).append(row)
        for model, some in rows.items():
            model.objects.bulk_create(some)

    def _rows(self, incident: Incident) -> Iterator[models.Model]:
        """The forms, the people, the account, the steps, and what is to be done of one incident."""
        chance, here = self.chance, {"school": self.school, "incident": incident}
        for form in chance.sample(AggressionForm.values, k=chance.choice([1, 1, 1, 2])):
            yield SeenForm(form=form, **here)
        yield SeenBehaviour(behaviour=chance.choice(self.behaviours), **here)
        yield Party(side=Side.AFFECTED, kind=Kind.STAFF, staff=incident.reporter, **here)
        guardian = Party(side=Side.INVOLVED, kind=Kind.GUARDIAN, guardian=chance.choice(self.guardians), **here)
        yield guardian
        yield Account(author=incident.reporter, facts="Wat er werd gezegd en gedaan.", **here)
        yield CaseStep(step=Step.REPORTED, by=incident.reporter, at=incident.reported_at, **here)
        is_open, due_on = incident.status != Status.CLOSED, timezone.localdate(incident.reported_at) + 14 * DAY
        yield Telling(party=guardian, due_on=due_on, told_on=None if is_open else due_on, **here)
        if chance.random() < 0.3:
            state = Talk.OPEN if is_open else Talk.DONE
            yield ChildTalk(pupil=chance.choice(self.children), due_on=due_on, state=state, **here)


def what_to_measure() -> dict:
    """The cookies and the paths of each measurement."""
    school = School.objects.get(name=MEASURED)
    leader, teacher = (StaffMember.objects.get(school=school, first_name=name) for name in (LEADER, f"{TEACHER} 00"))
    cases = {label: Incident.objects.get(school=school, label=label) for label in (USUAL, FULL)}
    return {
        "session": settings.SESSION_COOKIE_NAME,
        "leader": _cookie(leader),
        "teacher": _cookie(teacher),
        "list": reverse("incidents:triage"),
        "case": cases[USUAL].get_absolute_url(),
        "full_case": cases[FULL].get_absolute_url(),
        "report": reverse("incidents:new"),
        "overview": reverse("incidents:overview"),
        "place": str(Place.objects.filter(school=school).first().pk),
        "witness": StaffMember.objects.get(school=school, first_name=f"{TEACHER} 01").name,
        "guardian": _guardian(school),
    }


def _guardian(school: School) -> dict[str, str]:
    child = Pupil.objects.filter(school=school).first()
    tie = child.guardianships.select_related("guardian").first()
    return {"name": tie.guardian.name, "key": f"guardian/{tie.guardian_id}/{child.pk}"}


def _cookie(member: StaffMember) -> str:
    return log_in(member.user, school=member.school).cookies[settings.SESSION_COOKIE_NAME].value


if __name__ == "__main__":
    main(int(sys.argv[1]))
