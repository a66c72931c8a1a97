"""Makes the rows of one school from plans of its staff, groups and families."""

import datetime
import random
from dataclasses import dataclass, field

from django.utils.text import slugify

from partnership.accounts.models import User
from partnership.demo.families import SHAPES, ChildPlan, FamilyPlan, Tie
from partnership.demo.moments import DAY, DemoCalendar
from partnership.demo.rows import Rows
from partnership.demo.words.names import BEST_TIMES, STREETS, name_parts
from partnership.school.enums import AssignmentKind, Channel, GroupKind, Information, Role, Sector
from partnership.school.models import (
    Assignment,
    Enrolment,
    Group,
    Guardian,
    GuardianDetails,
    Guardianship,
    Household,
    Pupil,
    Reachability,
    RoleAssignment,
    School,
    SchoolYear,
    StaffMember,
    Team,
)

TOWN = "Lindewaard"
CHANNELS = (Channel.APP, Channel.APP, Channel.PHONE, Channel.EMAIL, Channel.AT_DOOR, "")
YEARS_AT_WORK = 4
PRIMARY_YEARS = 8


@dataclass(frozen=True)
class Colleague:
    """Someone at work in the demo. `login` is an e-mail address."""

    login: str
    name: str
    job_title: str
    role: str = ""
    days: str = "12345"
    order: int = 1
    team: str = ""
    is_employee: bool = True


@dataclass(frozen=True)
class GroupPlan:
    key: str
    name: str
    size: int
    year_groups: tuple[int, ...]  # counted from groep 1: the first year of secondary school is 9
    keepers: tuple[tuple[str, str], ...]  # login before the @, and days
    kind: str = GroupKind.CLASS
    team: str = ""


@dataclass(eq=False)
class Child:
    pupil: Pupil
    family: "Family"
    enrolments: list[Enrolment] = field(default_factory=list)

    def group_on(self, day: datetime.date) -> Group | None:
        """The group whose teacher keeps the contact, on `day`."""
        rows = [row for row in self.enrolments if row.from_date <= day and (row.until is None or row.until >= day)]
        return next((row.group for row in rows if row.group.kind != GroupKind.TEACHING), None)


@dataclass(eq=False)
class Family:
    plan: FamilyPlan
    ties: tuple[Tie, ...]
    guardians: list[Guardian]
    children: list[Child] = field(default_factory=list)

    def to_contact(self) -> list[Guardian]:
        """The guardians a teacher gets in touch with."""
        pairs = zip(self.guardians, self.ties, strict=True)
        return [guardian for guardian, tie in pairs if tie.reachable and tie.information == Information.FULL]


class SchoolBuilder:
    def __init__(self, rows: Rows, calendar: DemoCalendar, *, name: str, sector: str, brin: str, seed: int):
        self.rows, self.calendar = rows, calendar
        self.chance = random.Random(seed)  # noqa: S311 - invented people, the same at each load
        self.school = rows.add(School(name=name, sector=sector, brin=brin, is_demo=True))
        self.year = self._year(calendar.start, calendar.end)
        self.last_year = self._year(calendar.last_start, calendar.last_end)
        self.staff: dict[str, StaffMember] = {}
        self.teams: dict[str, Team] = {}
        self.groups: dict[str, Group] = {}
        self.plans: dict[str, GroupPlan] = {}
        self.families: list[Family] = []
        self.children: dict[str, Child] = {}  # by full name

    @property
    def hired(self) -> datetime.date:
        return datetime.date(self.calendar.start.year - YEARS_AT_WORK, 8, 1)

    def year_label(self, year_group: int) -> str:
        """Return what people call a year group that is counted from groep 1."""
        return str(year_group - PRIMARY_YEARS if self.school.sector == Sector.SECONDARY else year_group)

    def _year(self, start: datetime.date, end: datetime.date) -> SchoolYear:
        return self.rows.add(SchoolYear(school=self.school, name=f"{start.year}-{end.year}", start=start, end=end))

    def team(self, name: str) -> Team:
        self.teams[name] = self.rows.add(Team(school=self.school, name=name))
        return self.teams[name]

    def _telephone(self, plan: Colleague) -> str:
        """Who has a role can be called; families have numbers of another row."""
        return f"+316891{len(self.rows.of(StaffMember)) + 1:05}" if plan.role else ""

    def colleague(self, plan: Colleague, user: User) -> StaffMember:
        """Add someone at work, with the role of the plan."""
        member = StaffMember(
            school=self.school, user=user, email=plan.login, job_title=plan.job_title, from_date=self.hired,
            is_employee=plan.is_employee, working_days=plan.days, telephone=self._telephone(plan),
            **name_parts(plan.name),
        )  # fmt: skip
        if plan.is_employee:
            member.key = f"M{len(self.staff) + 1:03}"
        self.staff[plan.login.partition("@")[0]] = self.rows.add(member)
        if plan.role:
            self.role(member, plan.role, order=plan.order, team=self.teams.get(plan.team))
        return member

    def role(self, member: StaffMember, role: Role, *, order: int = 1, team: Team | None = None) -> None:
        self.rows.add(
            RoleAssignment(school=self.school, staff=member, role=role, order=order, team=team, from_date=self.hired)
        )

    def group(self, plan: GroupPlan) -> Group:
        """Add a group of this year, with who keeps the contact."""
        group = Group(
            school=self.school, year=self.year, key=plan.key, name=plan.name, kind=plan.kind,
            year_group="/".join(map(self.year_label, plan.year_groups)), team=self.teams.get(plan.team),
        )  # fmt: skip
        self.groups[plan.key], self.plans[plan.key] = self.rows.add(group), plan
        for login, days in plan.keepers:
            self.assign(login, group, AssignmentKind.CLASS_TEACHER, days=days)
        return group

    def group_of_last_year(self, key: str, name: str, keeper: str, *, kind: str = GroupKind.CLASS) -> Group:
        group = self.rows.add(Group(school=self.school, year=self.last_year, key=key, name=name, kind=kind))
        self.assign(keeper, group, AssignmentKind.CLASS_TEACHER)
        return group

    def assign(self, login: str, group: Group, kind: str, **columns) -> Assignment:
        """Let someone work with a group, through its school year unless `columns` say otherwise."""
        is_old = group.year is self.last_year
        columns = {"from_date": group.year.start, "until": group.year.end if is_old else None} | columns
        return self.rows.add(Assignment(school=self.school, staff=self.staff[login], group=group, kind=kind, **columns))

    def family(self, plan: FamilyPlan) -> Family:
        """Add a family: addresses, guardians with their details, children with their ties and groups."""
        ties = SHAPES[plan.shape]
        homes: dict[int, Household] = {}
        for tie in ties:
            if tie.home is not None and tie.home not in homes:
                homes[tie.home] = self._household(is_secret=plan.shape == "secret" and tie.home == 0)
        adults = zip(plan.adults, ties, strict=True)
        guardians = [self._guardian(name, tie, homes.get(tie.home), plan) for name, tie in adults]
        family = Family(plan, ties, guardians)
        day_in_year = self.chance.randint(50, 310)
        for child in plan.children:
            self._child(child, family, day_in_year=day_in_year)
        self.families.append(family)
        return family

    def enrol(self, child: Child, group: Group, *, since: datetime.date | None = None) -> Enrolment:
        """Put a child in a group from the first day of its school year, or `since` a later day."""
        until = group.year.end if group.year is self.last_year else None
        row = Enrolment(
            school=self.school, pupil=child.pupil, group=group, from_date=since or group.year.start, until=until
        )
        child.enrolments.append(self.rows.add(row))
        return row

    def move(self, child: Child, old: Enrolment, group: Group, day: datetime.date) -> None:
        """Let a child leave the group of `old` for another on `day`, a later day than `old` began."""
        old.until = day - DAY
        self.enrol(child, group, since=day)

    def pupils_in(self, key: str) -> list[Child]:
        """Return the pupils who are in the class or mentor group today."""
        group = self.groups[key]
        return [child for child in self.children.values() if child.group_on(self.calendar.today) is group]

    def _household(self, *, is_secret: bool) -> Household:
        number = len(self.rows.of(Household)) + 1
        chance = self.chance
        postcode = f"9990 {chance.choice('ABCDEGHJ')}{chance.choice('ABCDEGHJKLMNP')}"
        street = f"{chance.choice(STREETS)} {chance.randint(1, 140)}"
        return self.rows.add(
            Household(
                school=self.school,
                key=f"A{number:04}",
                street=street,
                postcode=postcode,
                town=TOWN,
                is_secret=is_secret,
            )
        )

    def _guardian(self, name: str, tie: Tie, home: Household | None, plan: FamilyPlan) -> Guardian:
        number = len(self.rows.of(Guardian)) + 1
        guardian = Guardian(school=self.school, key=f"O{number:04}", institution=tie.institution, **name_parts(name))
        colleague = plan.colleagues.get(name)
        guardian.staff = self.staff[colleague] if colleague else None
        self._details(self.rows.add(guardian), number, tie, home)
        if not tie.institution and tie.reachable:
            self._reachability(guardian, plan)
        return guardian

    def _details(self, guardian: Guardian, number: int, tie: Tie, home: Household | None) -> None:
        details = GuardianDetails(school=self.school, guardian=guardian, household=home)
        if tie.reachable:
            has_mail = tie.institution or self.chance.random() < 0.88
            details.email = f"{slugify(guardian.name, '').replace('-', '.')}@thuis.example" if has_mail else ""
            details.telephone = f"+316890{number:05}"
            details.is_secret = bool(home and home.is_secret)
        self.rows.add(details)

    def _reachability(self, guardian: Guardian, plan: FamilyPlan) -> None:
        best_times, channel = self.chance.choice(BEST_TIMES), self.chance.choice(CHANNELS)
        if plan.language == "nl" and not best_times and not channel:
            return  # nothing was told
        self.rows.add(
            Reachability(
                school=self.school, guardian=guardian, language=plan.language, needs_interpreter=plan.interpreter,
                preferred_channel=Channel.PHONE if plan.interpreter else channel, best_times=best_times,
            )
        )  # fmt: skip

    def _child(self, plan: ChildPlan, family: Family, *, day_in_year: int) -> None:
        year_group = self.chance.choice(self.plans[plan.group].year_groups)
        fits = self._birth_date(year_group, day_in_year)
        pupil = Pupil(
            school=self.school, key=f"L{len(self.rows.of(Pupil)) + 1:04}", initials=f"{plan.name[0]}.",
            year_group=self.year_label(year_group), **name_parts(plan.name),
            birth_date=self.calendar.turned(*plan.turned) if plan.turned else fits,
        )  # fmt: skip
        child = Child(self.rows.add(pupil), family)
        for guardian, tie in zip(family.guardians, family.ties, strict=True):
            self._guardianship(pupil, guardian, tie, plan)
        self.enrol(child, self.groups[plan.group])
        family.children.append(child)
        self.children[plan.name] = child

    def _birth_date(self, year_group: int, day_in_year: int) -> datetime.date:
        """Brothers and sisters have their birthdays whole years apart, give or take; those of one year are twins."""
        return self.calendar.born(year_group, day_in_year + 17 * (year_group % 3))

    def _guardianship(self, pupil: Pupil, guardian: Guardian, tie: Tie, plan: ChildPlan) -> None:
        known = self.calendar.last_start
        consents_since = self.calendar.today - plan.turned[1] * DAY if plan.consents else None
        self.rows.add(
            Guardianship(
                school=self.school, pupil=pupil, guardian=guardian, kind=tie.kind, custody=tie.custody,
                custody_source=tie.source, custody_on=known, information=tie.information,
                information_source=tie.source, information_on=known, lives_with=tie.lives_with,
                pupil_consents_since=consents_since,
            )
        )  # fmt: skip
