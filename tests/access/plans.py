"""What is planned around the cast, for the tests of who sees which plan: contacts, plans of a class, agreements, days.

Each class has a plan of all its children, and a plan of one child alone where that child is a colleague's.
"""

from dataclasses import dataclass, field

from contacts.enums import Kind, Precision, Purpose, Status
from contacts.models import Contact, ContactGuardian, ContactNorm, ContactPupil, PlanChange, PlanRun, TalkSupport
from contacts.services.changes import as_before, note_change
from contacts.services.support import ask_support
from partnership.school.enums import Channel, DayOffKind
from partnership.school.models import (
    Absence,
    DayOff,
    Group,
    GuardianPair,
    Guardianship,
    Pupil,
    Restriction,
    School,
    StaffMember,
)
from partnership.school.services import restrictions
from tests.cast import DAY, Cast, make_guardian, tie, today, year_of

OWNERS = {
    "amira": "sanne", "finn": "bram", "mats": "sanne", "bilal": "emine", "kyra": "noor", "lot": "emine", "zoe": "els",
}  # fmt: skip
ASKED = {"amira": "bram", "finn": "sanne", "mats": "bram", "kyra": "emine", "lot": "noor"}
RUNS = {"five": "sanne", "six": "emine", "seven": "els", "mats alone": "sanne", "lot alone": "emine"}
# What is asked when a class is planned, as it stands in the address of the preview.
WISH = {
    "purpose": "progress", "from_date": str(today() + DAY), "until": str(today() + 42 * DAY), "precision": "week",
    "per_week": "5", "weekdays": ["1", "2", "3", "4", "5"], "start": "15:00", "end": "17:00", "minutes": "15",
}  # fmt: skip
IN_RUN = {
    "amira": "five", "finn": "five", "mats": "mats alone", "bilal": "six", "kyra": "six", "lot": "lot alone",
    "zoe": "seven",
}  # fmt: skip


# Guardians who may be one person, per team and school; of the last ones a colleague or the leader is one.
PAIRS = {
    "five": ("said", "peter"), "six": ("anja", "anja's twin"), "daan": ("daan", "peter"), "ruben": ("ruben", "anja"),
    "zoe's": ("zoe's", "zoe's twin"),
}  # fmt: skip
RESTRICTED = ("said", "judith", "anja", "ruben", "zoe's")


@dataclass
class Plans:
    """By name of the child, of the run, and of the school or class."""

    contacts: dict[str, Contact] = field(default_factory=dict)
    runs: dict[str, PlanRun] = field(default_factory=dict)
    supports: dict[str, TalkSupport] = field(default_factory=dict)
    changes: dict[str, PlanChange] = field(default_factory=dict)
    norms: dict[str, ContactNorm] = field(default_factory=dict)
    days: dict[str, DayOff] = field(default_factory=dict)
    restrictions: dict[str, Restriction] = field(default_factory=dict)
    pairs: dict[str, GuardianPair] = field(default_factory=dict)


def make_plans(cast: Cast) -> Plans:
    plans = Plans()
    for name, maker in RUNS.items():
        group = {"mats alone": "five", "lot alone": "six"}.get(name, name)
        plans.runs[name] = make_run(cast.groups[group], cast.staff[maker])
    for child, owner in OWNERS.items():
        run = plans.runs[IN_RUN[child]]
        plans.contacts[child] = make_planned(cast.staff[owner], cast.pupils[child], run=run)
    for child, asked in ASKED.items():
        contact = plans.contacts[child]
        plans.supports[child] = ask_support(contact, actor=contact.owner, asked=cast.staff[asked], how="join")
    for child, owner in OWNERS.items():
        before = as_before([plans.contacts[child]])
        plans.changes[child] = note_change("move", before, [plans.contacts[child]], actor=cast.staff[owner])
    plans.norms["linde"] = make_norm(cast.linde)
    plans.norms["berk"] = make_norm(cast.berk)
    plans.norms["team"] = make_norm(cast.linde, team=cast.groups["five"].team)
    plans.norms["six"] = make_norm(cast.linde, group=cast.groups["six"])
    for name in ("sanne", "els"):
        Absence.objects.create(
            school=cast.staff[name].school, staff=cast.staff[name], from_date=today() - 9 * DAY, until=today() - 8 * DAY
        )
    for name, school in (("linde", cast.linde), ("berk", cast.berk)):
        plans.days[name] = DayOff.objects.create(
            school=school, kind=DayOffKind.values[0], name="Study day", from_date=today() + DAY, until=today() + DAY
        )
    for name in RESTRICTED:
        [tie] = cast.guardians[name].guardianships.all()
        plans.restrictions[name] = make_restriction(tie, cast.staff["wim" if name == "zoe's" else "gijs"])
    plans.pairs = {name: make_pair(cast, *people) for name, people in PAIRS.items()}
    return plans


def make_pair(cast: Cast, one: str, other: str) -> GuardianPair:
    """Propose two guardians of the cast; a twin is a second record at the same child."""
    for name in (one, other):
        if name not in cast.guardians:
            [first] = cast.guardians[one].guardianships.all()
            cast.guardians[name] = make_guardian(first.school, "Ouder")
            tie(cast.guardians[name], first.pupil)
    people = [cast.guardians[name] for name in (one, other)]
    return GuardianPair.objects.create(school=people[0].school, one=people[0], other=people[1])


def make_restriction(tie: Guardianship, maker: StaffMember, **columns) -> Restriction:
    """Return a restriction on the guardian of `tie`, since a week and for a month, as a service makes it."""
    values = {"kind": "never_alone", "basis": "document", "document": "A ruling.", "seen_on": today() - 7 * DAY,
              "from_date": today() - 7 * DAY, "until": today() + 30 * DAY, "review_on": None, "why": "The reason.",
              } | columns  # fmt: skip
    line = values.pop("line", "Call the leader first.")
    return restrictions.make_restriction(tie, actor=maker, values=values, line=line)


def make_run(group: Group, maker: StaffMember) -> PlanRun:
    return PlanRun.objects.create(
        school=group.school, group=group, created_by=maker, purpose=Purpose.PROGRESS, precision=Precision.DAY,
        from_date=today(), until=today() + 7 * DAY,
    )  # fmt: skip


def make_planned(owner: StaffMember, *pupils: Pupil, guardians: list | None = None, **columns) -> Contact:
    """Return a talk by telephone that `owner` will have in three days, with the first guardian of the first pupil."""
    on = today() + 3 * DAY
    columns = {"kind": Kind.PLANNED, "status": Status.PLANNED, "purpose": Purpose.PROGRESS, "channel": Channel.PHONE,
               "precision": Precision.DAY, "planned_on": on, "author": owner, "year": year_of(owner.school, on),
               } | columns  # fmt: skip
    contact = Contact.objects.create(school=owner.school, owner=owner, **columns)
    for pupil in pupils:
        ContactPupil.objects.create(school=owner.school, contact=contact, pupil=pupil)
    if guardians is None:
        guardians = [row.guardian for row in pupils[0].guardianships.order_by("pk")[:1]]
    for guardian in guardians:
        ContactGuardian.objects.create(school=owner.school, contact=contact, guardian=guardian)
    return contact


def make_norm(school: School, **part) -> ContactNorm:
    return ContactNorm.objects.create(school=school, year=year_of(school), count=3, agreed_on=today(), **part)
