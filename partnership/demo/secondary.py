"""The secondary school of the demo: two year groups, three mentors, shared subject teachers, two team leaders."""

from partnership.accounts.models import User
from partnership.demo.accounts import PRIMARY_DOMAIN, SECONDARY_DOMAIN, SECONDARY_SCHOOL
from partnership.demo.builder import Colleague, GroupPlan, SchoolBuilder
from partnership.demo.families import ChildPlan, FamilyPlan, draw_families, family
from partnership.demo.moments import DemoCalendar
from partnership.demo.primary import FROM_THE_BOARD
from partnership.demo.rows import Rows
from partnership.school.enums import AssignmentKind, GroupKind, Role, Sector

SEED = 16
BRIN = "02WC"
LOWER, UPPER = "Onderbouw", "Bovenbouw"


def at_school(login: str, name: str, job_title: str, role: str = "", **more) -> Colleague:
    return Colleague(f"{login}@{SECONDARY_DOMAIN}", name, job_title, role, **more)


STAFF = (
    at_school("josephine", "Josephine Hartog", "rector", Role.SCHOOL_LEADER),
    at_school("margriet", "Margriet Bosman", "teamleider onderbouw", Role.SCHOOL_LEADER, team=LOWER),
    at_school("rachid", "Rachid Amrani", "teamleider bovenbouw", Role.SCHOOL_LEADER, team=UPPER),
    Colleague(
        f"yvonne@{PRIMARY_DOMAIN}", "Yvonne de Graaf", "ondersteuningscoördinator", Role.CARE_COORDINATOR, days="45"
    ),
    at_school("esther", "Esther Blom", "mentor, docent Nederlands en nazorg", Role.COUNSELLOR),
    at_school("tobias", "Tobias Krol", "mentor en docent wiskunde"),
    at_school("selma", "Selma Kaya", "mentor en docent Engels"),
    at_school("geert", "Geert Olthof", "docent bèta en veiligheidscoördinator", Role.SAFETY_COORDINATOR, days="1235"),
    at_school("priya", "Priya Ramdin", "docent economie"),
    at_school("marc", "Marc Leenders", "docent lichamelijke opvoeding"),
    at_school("ilse", "Ilse Dekker", "receptie"),
    *FROM_THE_BOARD,
)
FIRST, FIFTH = (9,), (13,)
GROUPS = (
    GroupPlan("1A", "1A", 24, FIRST, (("esther", "12345"),), kind=GroupKind.MENTOR, team=LOWER),
    GroupPlan("1B", "1B", 23, FIRST, (("tobias", "12345"),), kind=GroupKind.MENTOR, team=LOWER),
    GroupPlan("H5a", "H5a", 22, FIFTH, (("selma", "12345"),), kind=GroupKind.MENTOR, team=UPPER),
)
SUBJECTS = (
    ("esther", "Nederlands", ("1B", "H5a")),
    ("tobias", "wiskunde", ("1A",)),
    ("selma", "Engels", ("1A", "1B")),
    ("priya", "economie", ("1A",)),
    ("marc", "lichamelijke opvoeding", ("1A", "1B", "H5a")),
)
TEACHING_GROUPS = (  # every nth pupil of H5a
    ("H5wisa", "H5 wiskunde A", "geert", "wiskunde A", 2),
    ("H5eco", "H5 economie", "priya", "economie", 3),
    ("H5nat", "H5 natuurkunde", "geert", "natuurkunde", 4),
)
ADULT_WITH_CONSENT, ADULT_WITHOUT_CONSENT = "Niels Hogenboom", "Aaliyah Mohan"
PLANNED = (
    FamilyPlan(
        ("Gerda Hogenboom", "Wim Hogenboom"), (ChildPlan(ADULT_WITH_CONSENT, "H5a", turned=(18, 40), consents=True),)
    ),
    FamilyPlan(
        ("Shanti Mohan", "Ricardo Linger"), (ChildPlan(ADULT_WITHOUT_CONSENT, "H5a", turned=(18, 12)),), shape="apart"
    ),
    FamilyPlan(("Ans Wiersma", "Jaap Wiersma"), (ChildPlan("Jorn Wiersma", "H5a", turned=(16, 30)),)),
    FamilyPlan(("Zehra Tunç",), (ChildPlan("Elvan Tunç", "H5a", turned=(18, -20)),), shape="alone", language="tr"),
    family("Hamza Ouchan", "1A", "Siham Ouchan", "Redouan Ouchan", language="rif",
           siblings=[("Nisrine Ouchan", "H5a")]),
    family("Viktoria Romaniuk", "1B", "Olha Romaniuk", shape="alone", language="uk", interpreter=True),
)  # fmt: skip


def build_secondary(rows: Rows, calendar: DemoCalendar, users: dict[str, User]) -> SchoolBuilder:
    """Add the rows of the secondary school, except its contacts. `users` are the logins by e-mail address."""
    builder = SchoolBuilder(rows, calendar, name=SECONDARY_SCHOOL, sector=Sector.SECONDARY, brin=BRIN, seed=SEED)
    builder.team(LOWER)
    builder.team(UPPER)
    for colleague in STAFF:
        builder.colleague(colleague, users[colleague.login])
    for plan in GROUPS:
        builder.group(plan)
    for plan in [*PLANNED, *_drawn(builder)]:
        builder.family(plan)
    _add_subjects(builder)
    _add_last_year(builder)
    return builder


def _drawn(builder: SchoolBuilder) -> list[FamilyPlan]:
    planned = [child.group for plan in PLANNED for child in plan.children]
    places = {plan.key: plan.size - planned.count(plan.key) for plan in GROUPS}
    return list(draw_families(places, {plan.key: plan.year_groups for plan in GROUPS}, builder.chance))


def _add_subjects(builder: SchoolBuilder) -> None:
    for login, subject, keys in SUBJECTS:
        for key in keys:
            builder.assign(login, builder.groups[key], AssignmentKind.SUBJECT_TEACHER, subject=subject)
    for key, name, login, subject, step in TEACHING_GROUPS:
        plan = GroupPlan(key, name, 0, FIFTH, (), kind=GroupKind.TEACHING, team=UPPER)
        group = builder.group(plan)
        builder.assign(login, group, AssignmentKind.SUBJECT_TEACHER, subject=subject)
        for child in builder.pupils_in("H5a")[::step]:
            builder.enrol(child, group)


def _add_last_year(builder: SchoolBuilder) -> None:
    old = builder.group_of_last_year("H4a", "H4a", "selma", kind=GroupKind.MENTOR)
    for child in builder.pupils_in("H5a"):
        builder.enrol(child, old)
