"""The cast: two schools of one board, families, and everyone whom the access tests play.

The builders make one row with everything it cannot do without; tests of all apps may use them. Dates are relative
to today, in a school year that began a hundred days ago.
"""

import datetime
import itertools
from dataclasses import dataclass, field

from django.test import Client
from django.utils import timezone

from contacts.enums import Result
from contacts.models import Agreement, Contact, ContactGuardian, ContactPupil
from partnership.accounts.models import User
from partnership.school.enums import AssignmentKind, Channel, GroupKind, Role, Sector
from partnership.school.models import (
    Assignment,
    Enrolment,
    Group,
    Guardian,
    GuardianDetails,
    Guardianship,
    Pupil,
    Reachability,
    RoleAssignment,
    School,
    SchoolYear,
    StaffMember,
    Team,
)

BACKEND = "partnership.accounts.backends.LoginBackend"
DAY = datetime.timedelta(days=1)
numbers = itertools.count(1)
schools = itertools.count(1)


def today() -> datetime.date:
    return timezone.localdate()


def make_school(name: str = "De Linde", **columns) -> School:
    """Return a new school with last school year, and this one, which began a hundred days ago."""
    number = next(schools)
    columns = {
        "sector": Sector.PRIMARY,
        "brin": f"{number % 100:02}TS",
        "location_code": f"{number // 100:02}",
    } | columns
    school = School.objects.create(name=name, **columns)
    start = today() - 100 * DAY
    _year(school, start - 365 * DAY, start - DAY)
    _year(school, start, start + 300 * DAY)
    return school


def _year(school: School, start: datetime.date, end: datetime.date) -> None:
    SchoolYear.objects.create(school=school, name=f"{start.year}-{start.year + 1}", start=start, end=end)


def year_of(school: School, day: datetime.date | None = None) -> SchoolYear:
    day = day or today()
    return SchoolYear.objects.get(school=school, start__lte=day, end__gte=day)


def make_group(school: School, name: str = "Groep 5", *, kind: str = GroupKind.CLASS, **columns) -> Group:
    columns.setdefault("year", year_of(school))
    return Group.objects.create(school=school, key=f"{name}-{next(numbers)}", name=name, kind=kind, **columns)


def make_user(name: str = "", **columns) -> User:
    """Return a login with a password that nobody knows: tests come in by `log_in`."""
    columns.setdefault("email", f"person{next(numbers)}@school.example")
    return User.objects.create(name=name, password="unknown$", **columns)


def make_staff(school: School, name: str = "Sanne", *, role: str = "", login: bool = True, **columns) -> StaffMember:
    """Return someone at work, with a login and `role`, for years already. `columns` may bring the `user`."""
    if login and "user" not in columns:
        columns["user"] = make_user(name)
    columns = {"from_date": today() - 1000 * DAY, "first_name": name, "last_name": "van School"} | columns
    member = StaffMember.objects.create(school=school, **columns)
    if role:
        give_role(member, role)
    return member


def give_role(member: StaffMember, role: str, **columns) -> RoleAssignment:
    columns.setdefault("from_date", today() - 50 * DAY)
    return RoleAssignment.objects.create(school=member.school, staff=member, role=role, **columns)


def assign(member: StaffMember, to: Group | Pupil, kind: str = AssignmentKind.CLASS_TEACHER, **columns) -> Assignment:
    """Let someone work with a group or one pupil, since half the school year ago and until further notice."""
    columns.setdefault("from_date", today() - 50 * DAY)
    columns["group" if isinstance(to, Group) else "pupil"] = to
    return Assignment.objects.create(school=member.school, staff=member, kind=kind, **columns)


def make_guardian(school: School, name: str = "Fatiha", **details) -> Guardian:
    """Return a guardian with details (`email`, `telephone`) and how to reach them. `staff` ties a colleague."""
    number = next(numbers)
    guardian = Guardian.objects.create(
        school=school, key=f"G{number}", first_name=name, last_name="van Thuis", staff=details.pop("staff", None)
    )
    details = {"email": f"parent{number}@home.example", "telephone": f"+3168{number:07}"} | details
    GuardianDetails.objects.create(school=school, guardian=guardian, **details)
    Reachability.objects.create(school=school, guardian=guardian, preferred_channel=Channel.PHONE)
    return guardian


def make_pupil(group: Group, name: str = "Amira", *, guardians: list[Guardian] | None = None, **columns) -> Pupil:
    """Return a child in `group` since the first day of its year, with one guardian unless others are given."""
    school = group.school
    columns = {"key": f"P{next(numbers)}", "first_name": name, "last_name": "van Huis"} | columns
    pupil = Pupil.objects.create(school=school, **columns)
    enrol(pupil, group)
    for guardian in [make_guardian(school, f"Ouder van {name}")] if guardians is None else guardians:
        tie(guardian, pupil)
    return pupil


def enrol(pupil: Pupil, group: Group, **columns) -> Enrolment:
    columns.setdefault("from_date", group.year.start)
    return Enrolment.objects.create(school=group.school, pupil=pupil, group=group, **columns)


def tie(guardian: Guardian, pupil: Pupil, **columns) -> Guardianship:
    return Guardianship.objects.create(school=pupil.school, guardian=guardian, pupil=pupil, **columns)


def make_contact(author: StaffMember, *pupils: Pupil, guardians: list[Guardian] | None = None, **columns) -> Contact:
    """Return a talk by telephone of yesterday about `pupils`, with the first guardian of the first one."""
    columns = {"happened_at": timezone.now() - DAY, "channel": Channel.PHONE, "result": Result.SPOKEN} | columns
    columns.setdefault("year", year_of(author.school, timezone.localdate(columns["happened_at"])))
    columns.setdefault("summary", "What was said.")
    contact = Contact.objects.create(school=author.school, author=author, **columns)
    for pupil in pupils:
        ContactPupil.objects.create(
            school=author.school, contact=contact, pupil=pupil, text=f"About {pupil.first_name}."
        )
    if guardians is None:
        guardians = [row.guardian for row in pupils[0].guardianships.order_by("pk")[:1]]
    for guardian in guardians:
        ContactGuardian.objects.create(school=author.school, contact=contact, guardian=guardian)
    return contact


def make_agreement(contact: Contact, *, owner: StaffMember | None = None, **columns) -> Agreement:
    """Return something agreed in `contact`, to be kept by its author unless someone else is named."""
    columns = {"text": "Call again.", "due_on": today() + 7 * DAY} | columns
    if not {"guardian", "pupil"} & set(columns):
        columns["owner"] = owner or contact.author
    return Agreement.objects.create(school=contact.school, contact=contact, **columns)


def log_in(user: User, *, school: School | None = None) -> Client:
    """Return a browser in which `user` is logged in, at work in `school` where there are several."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    if school is not None:
        session = client.session
        session["school"] = str(school.pk)
        session.save()
    return client


@dataclass
class Persona:
    """One of the cast. `staff` is the person at work in `school`; P0 is nobody."""

    code: str
    title: str
    staff: StaffMember | None = None
    user: User | None = None
    school: School | None = None

    def client(self) -> Client:
        return log_in(self.user, school=self.school) if self.user else Client()


@dataclass
class Cast:
    """Two schools and the people in and around them, by name; `personas` by code (access.md 2)."""

    linde: School
    berk: School
    groups: dict[str, Group] = field(default_factory=dict)
    staff: dict[str, StaffMember] = field(default_factory=dict)
    guardians: dict[str, Guardian] = field(default_factory=dict)
    pupils: dict[str, Pupil] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    agreements: dict[str, Agreement] = field(default_factory=dict)
    personas: dict[str, Persona] = field(default_factory=dict)

    def client(self, code: str) -> Client:
        """Return a browser of the persona with this code."""
        return self.personas[code].client()


def make_cast() -> Cast:
    cast = Cast(make_school("De Linde"), make_school("De Berk"))
    _make_groups(cast)
    _make_staff(cast)
    _make_families(cast)
    _make_assignments(cast)
    _make_contacts(cast)
    _make_personas(cast)
    return cast


def _make_groups(cast: Cast) -> None:
    """Five is led by the team leader, six is not; seven is at the other school."""
    lower, upper = (Team.objects.create(school=cast.linde, name=name) for name in ("Onderbouw", "Bovenbouw"))
    cast.groups["five"] = make_group(cast.linde, "Groep 5", team=lower)
    cast.groups["six"] = make_group(cast.linde, "Groep 6", team=upper)
    cast.groups["seven"] = make_group(cast.berk, "Groep 7")


AT_LINDE = {
    "noor": "", "sanne": "", "bram": "", "hans": "", "daan": "", "emine": "", "merel": "", "gone": "", "shut": "",
    "fatima": Role.SCHOOL_LEADER, "tess": "", "ruben": Role.SCHOOL_LEADER, "marieke": Role.CARE_COORDINATOR,
    "ingrid": Role.SAFETY_COORDINATOR, "yvonne": Role.COUNSELLOR, "cor": Role.COUNSELLOR, "gijs": Role.SCHOOL_LEADER,
}  # fmt: skip
FROM_OUTSIDE = {"sonja": Role.BOARD_OFFICER, "tim": Role.ADMIN, "karel": Role.PRIVACY_OFFICER}


def _make_staff(cast: Cast) -> None:
    for name, role in AT_LINDE.items():
        cast.staff[name] = make_staff(cast.linde, name.title(), role=role)
    for name, role in FROM_OUTSIDE.items():
        cast.staff[name] = make_staff(cast.linde, name.title(), role=role, is_employee=False)
    cast.staff["els"] = make_staff(cast.berk, "Els")
    cast.staff["wim"] = make_staff(cast.berk, "Wim", role=Role.SCHOOL_LEADER)
    merel = cast.staff["merel"]
    cast.staff["merel at berk"] = make_staff(cast.berk, "Merel", role=Role.SCHOOL_LEADER, user=merel.user)
    give_role(cast.staff["tess"], Role.SCHOOL_LEADER, team=cast.groups["five"].team)


def _make_families(cast: Cast) -> None:
    """Amira and Bilal are sister and brother; Mats is a colleague's child, Lot the leader's (known by the mail)."""
    for name in ("fatiha", "said", "peter", "judith", "anja"):
        cast.guardians[name] = make_guardian(cast.linde, name.title())
    cast.guardians["daan"] = make_guardian(cast.linde, "Daan", staff=cast.staff["daan"])
    cast.guardians["ruben"] = make_guardian(cast.linde, "Ruben", email=cast.staff["ruben"].user.email.title())
    cast.guardians["zoe's"] = make_guardian(cast.berk, "Ouder")
    homes = {
        "amira": ("five", "fatiha", "said"), "bilal": ("six", "fatiha"), "finn": ("five", "peter"),
        "mats": ("five", "judith", "daan"), "kyra": ("six", "anja"), "lot": ("six", "ruben"), "zoe": ("seven", "zoe's"),
    }  # fmt: skip
    for name, (group, *guardians) in homes.items():
        people = [cast.guardians[each] for each in guardians]
        cast.pupils[name] = make_pupil(cast.groups[group], name.title(), guardians=people)


def _make_assignments(cast: Cast) -> None:
    staff, groups, yesterday = cast.staff, cast.groups, today() - DAY
    assign(staff["sanne"], groups["five"])
    assign(staff["daan"], groups["five"])
    assign(staff["bram"], groups["five"], AssignmentKind.SUBJECT_TEACHER)
    assign(staff["emine"], groups["six"])
    assign(staff["merel"], groups["six"], AssignmentKind.SUBJECT_TEACHER)
    assign(staff["noor"], groups["six"], AssignmentKind.SUBSTITUTE, until=today() - 20 * DAY)
    assign(staff["els"], groups["seven"])
    for name in ("gone", "shut"):
        assign(staff[name], groups["five"])
    StaffMember.objects.filter(pk=staff["gone"].pk).update(until=yesterday)
    User.objects.filter(pk=staff["shut"].user_id).update(is_active=False)
    for name in ("gone", "shut"):
        staff[name].refresh_from_db()


def _make_contacts(cast: Cast) -> None:
    """By name of the child; each with something agreed, kept by the author."""
    authors = {"amira": "sanne", "finn": "bram", "mats": "sanne", "bilal": "emine", "kyra": "noor", "lot": "emine",
               "zoe": "els"}  # fmt: skip
    for child, author in authors.items():
        cast.contacts[child] = make_contact(cast.staff[author], cast.pupils[child])
        cast.agreements[child] = make_agreement(cast.contacts[child])
    earlier = year_of(cast.linde).start - 30 * DAY
    moment = datetime.datetime.combine(earlier, datetime.time(12), tzinfo=datetime.UTC)
    cast.contacts["amira last year"] = make_contact(cast.staff["emine"], cast.pupils["amira"], happened_at=moment)


PERSONAS = {
    "P0": ("nobody, without login", ""),
    "P1": ("author, who taught there before", "noor"),
    "P2": ("class teacher or mentor", "sanne"),
    "P3": ("colleague, teaches a subject", "bram"),
    "P3e": ("colleague without class", "hans"),
    "P4": ("class teacher who is a parent in the class", "daan"),
    "P5": ("class teacher of another school", "els"),
    "P6": ("school leader", "fatima"),
    "P6t": ("leader of one team", "tess"),
    "P6c": ("care coordinator", "marieke"),
    "P6s": ("safety coordinator", "ingrid"),
    "P7": ("school leader who is a parent", "ruben"),
    "P8": ("school leader of another school", "wim"),
    "P9": ("counsellor", "yvonne"),
    "P10": ("another counsellor", "cor"),
    "P11": ("board officer", "sonja"),
    "P12": ("administrator", "tim"),
    "P13": ("privacy officer", "karel"),
    "P14": ("left yesterday, session still open", "gone"),
    "P14d": ("login closed, session still open", "shut"),
    "P15": ("subject teacher here, leader at another school", "merel"),
    "P16": ("school leader without the second step that is asked", "gijs"),
}


def _make_personas(cast: Cast) -> None:
    for code, (title, name) in PERSONAS.items():
        member = cast.staff.get(name)
        if member is None:
            cast.personas[code] = Persona(code, title)
        else:
            cast.personas[code] = Persona(code, title, staff=member, user=member.user, school=member.school)
