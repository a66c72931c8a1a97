"""The primary school of the demo: eight groups, sixteen people at work, about two hundred pupils."""

from partnership.accounts.models import User
from partnership.demo.accounts import BOARD_DOMAIN, PRIMARY_DOMAIN, PRIMARY_SCHOOL
from partnership.demo.builder import Colleague, GroupPlan, SchoolBuilder
from partnership.demo.families import FamilyPlan, draw_families, family
from partnership.demo.moments import DAY, DemoCalendar
from partnership.demo.rows import Rows
from partnership.school.enums import AssignmentKind, GroupKind, Role, Sector, TieToFamily
from partnership.school.models import Absence, DeclaredTie

SEED = 5
BRIN = "01DL"


def at_school(login: str, name: str, job_title: str, role: str = "", **more) -> Colleague:
    return Colleague(f"{login}@{PRIMARY_DOMAIN}", name, job_title, role, **more)


FROM_THE_BOARD = (
    Colleague(f"karel@{BOARD_DOMAIN}", "Karel Dijkman", "functionaris gegevensbescherming", Role.PRIVACY_OFFICER,
              is_employee=False),
    Colleague(f"sonja@{BOARD_DOMAIN}", "Sonja Meerman", "bestuurder", Role.BOARD_OFFICER, is_employee=False),
    Colleague(f"tim@{BOARD_DOMAIN}", "Tim Verhoef", "functioneel beheerder", Role.ADMIN, is_employee=False),
)  # fmt: skip
STAFF = (
    at_school("fatima", "Fatima Benali", "directeur", Role.SCHOOL_LEADER),
    at_school("ruben", "Ruben Hendriks", "leerkracht en adjunct-directeur", Role.SCHOOL_LEADER, order=2),
    at_school("marieke", "Marieke van Dam", "intern begeleider", Role.CARE_COORDINATOR),
    at_school("ingrid", "Ingrid Postma", "leerkracht en veiligheidscoördinator", Role.SAFETY_COORDINATOR),
    at_school("yvonne", "Yvonne de Graaf", "nazorgcoördinator", Role.COUNSELLOR, days="123"),
    at_school("sanne", "Sanne Visser", "leerkracht", days="123"),
    at_school("joris", "Joris Kuipers", "leerkracht", days="345"),
    at_school("emine", "Emine Yıldız", "leerkracht"),
    at_school("daan", "Daan Wolters", "leerkracht"),
    at_school("lotte", "Lotte Brouwer", "leerkracht"),
    at_school("chantal", "Chantal Rozenblad", "leerkracht"),
    at_school("anneke", "Anneke Terpstra", "leerkracht"),
    at_school("bram", "Bram Jacobs", "vakleerkracht bewegingsonderwijs"),
    at_school("noor", "Noor Haddad", "invaller"),
    at_school("hans", "Hans Mulder", "conciërge"),
    at_school("wilma", "Wilma Scholten", "administratie", days="1245"),
    *FROM_THE_BOARD,
)
GROUPS = (
    GroupPlan("1-2", "Groep 1/2", 24, (1, 2), (("anneke", "12345"),), kind=GroupKind.COMBINED),
    GroupPlan("3", "Groep 3", 25, (3,), (("chantal", "12345"),)),
    GroupPlan("4", "Groep 4", 25, (4,), (("lotte", "12345"),)),
    GroupPlan("5A", "Groep 5A", 24, (5,), (("emine", "12345"),)),
    GroupPlan("5B", "Groep 5B", 26, (5,), (("sanne", "123"), ("joris", "345"))),
    GroupPlan("6", "Groep 6", 26, (6,), (("daan", "12345"),)),
    GroupPlan("7", "Groep 7", 25, (7,), (("ingrid", "12345"),)),
    GroupPlan("8", "Groep 8", 25, (8,), (("ruben", "12345"),)),
)
COLLEAGUE_AND_PARENT = "Daan Wolters"
CLASS_5B = (
    family("Amira El Idrissi", "5B", "Fatiha Aznag", "Said El Idrissi", language="ar", interpreter=True),
    family("Finn Bakker", "5B", "Peter Bakker", "Ilona Bakker"),
    family("Sem de Vries", "5B", "Mark de Vries", "Linda Smit", shape="apart", siblings=[("Fleur de Vries", "3")]),
    family("Mats Wolters", "5B", "Judith Prins", COLLEAGUE_AND_PARENT, colleagues={COLLEAGUE_AND_PARENT: "daan"}),
    family("Yusuf Arslan", "5B", "Elif Arslan", "Hakan Arslan", language="tr", siblings=[("Zeynep Arslan", "8")]),
    family("Maja Kowalczyk", "5B", "Agnieszka Kowalczyk", "Piotr Kowalczyk", language="pl", interpreter=True),
    family("Danylo Shevchuk", "5B", "Olena Shevchuk", shape="alone", language="uk", interpreter=True),
    family("Selam Tesfay", "5B", "Letebrhan Haile", "Tesfay Kahsay", language="ti", interpreter=True),
    family("Lieke van der Meer", "5B", "Carlijn van Os", "Joost van der Meer", siblings=[("Tijn van der Meer", "3")]),
    family("Noah Haddou", "5B", "Samira Bouali", "Omar Haddou", language="rif", siblings=[("Lina Haddou", "7")]),
    family("Julia Maas", "5B", "Tineke Hoekstra", "Gert Hoekstra", "Marianne Spaan", shape="foster"),
    family("Jayden Landveld", "5B", "Cheryl Landveld", "Hilda Landveld", shape="grandparent"),
    family("Sofie Dijkstra", "5B", "Anouk Dijkstra", "Robin Kramer", shape="secret"),
    family("Ravi Ramdas", "5B", "Anita Ramdas", "Sunil Ramdas"),
    family("Fenna Hofstra", "5B", "Marijke Hofstra", "Sietske Algra"),
    family("Yazan Al Masri", "5B", "Rima Al Masri", "Bassel Al Masri", language="ar", interpreter=True,
           siblings=[("Layla Al Masri", "1-2")]),
    family("Lars Jansen", "5B", "Dennis Jansen", "Priscilla van Galen", shape="apart_unknown"),
    family("Emma Verbeek", "5B", "Mireille Otten", "Jasper Verbeek", shape="apart_no_custody"),
    family("Oliver Bennett", "5B", "Claire Bennett", "James Bennett", language="en"),
    family("Isa Vermeulen", "5B", "Nathalie Vermeulen", "Koen Vermeulen", siblings=[("Bo Vermeulen", "5A")]),
    family("Thijs Molenaar", "5B", "Bregje Molenaar", "Ruud Molenaar", siblings=[("Guus Molenaar", "8")]),
    family("Ayaan Warsame", "5B", "Hodan Warsame", "Abdi Warsame", shape="out_of_reach", language="so"),
    family("Nina Dimitrova", "5B", "Ivana Dimitrova", "Georgi Dimitrov", language="bg", interpreter=True),
    family("Luuk Groen", "5B", "Sylvia Paulusma", "Ferry de Roos", "Edwin Groen", shape="new_partner"),
    family("Melissa Francisca", "5B", "Ruthline Francisca", shape="alone", language="pap"),
    family("Tess Boersma", "5B", "Marjolein Boersma", "Jurgen Boersma"),
)  # fmt: skip
ELSEWHERE = (
    family("Daniël Wessels", "6", "Greet Wessels", "Henk Wessels", "Marianne Spaan", shape="foster"),
    family("Kyra Bosman", "4", "Anja Bosman", "Theo Bosman", "Ilja Verkerk", shape="supervised"),
    family("Milou Verhagen", "7", "Sandra Verhagen", "Ton Verhagen"),
    family("Abel Martens", "3", "Helma Martens", "Wim Martens", shape="apart"),
)
MOVED, NEW, LEFT = "Ravi Ramdas", "Tess Boersma", "Daniël Wessels"
MOVED_DAYS_AGO, NEW_DAYS_AGO, LEFT_DAYS_AGO = 60, 34, 45
ABSENT = "lotte"
ABSENT_SINCE, ABSENT_UNTIL = 8, 13  # days back, and days ahead


def build_primary(rows: Rows, calendar: DemoCalendar, users: dict[str, User]) -> SchoolBuilder:
    """Add the rows of the primary school, except its contacts. `users` are the logins by e-mail address."""
    builder = SchoolBuilder(rows, calendar, name=PRIMARY_SCHOOL, sector=Sector.PRIMARY, brin=BRIN, seed=SEED)
    for colleague in STAFF:
        builder.colleague(colleague, users[colleague.login])
    for plan in GROUPS:
        builder.assign("bram", builder.group(plan), AssignmentKind.SUBJECT_TEACHER, subject="bewegingsonderwijs")
    _replace_absent_teacher(builder)
    for plan in [*CLASS_5B, *ELSEWHERE, *_drawn(builder)]:
        builder.family(plan)
    _add_last_year(builder)
    _add_changes(builder)
    _declare_ties(builder)
    return builder


def _drawn(builder: SchoolBuilder) -> list[FamilyPlan]:
    planned = [child.group for plan in (*CLASS_5B, *ELSEWHERE) for child in plan.children]
    places = {plan.key: plan.size - planned.count(plan.key) for plan in GROUPS}
    places["6"] += 1  # one pupil of this group leaves
    return list(draw_families(places, {plan.key: plan.year_groups for plan in GROUPS}, builder.chance))


def _replace_absent_teacher(builder: SchoolBuilder) -> None:
    calendar = builder.calendar
    dates = {"from_date": calendar.school_day(ABSENT_SINCE), "until": calendar.today + ABSENT_UNTIL * DAY}
    builder.rows.add(Absence(school=builder.school, staff=builder.staff[ABSENT], **dates))
    builder.assign("noor", builder.groups["4"], AssignmentKind.SUBSTITUTE, **dates)


def _add_last_year(builder: SchoolBuilder) -> None:
    """Last year's groups of three of the classes; the other pupils begin with this year's file."""
    before = {
        "5B": builder.group_of_last_year("4B", "Groep 4B", "lotte"),
        "6": builder.group_of_last_year("5A", "Groep 5A", "emine"),
        "8": builder.group_of_last_year("7", "Groep 7", "ingrid"),
    }
    groups = {builder.groups[key]: old for key, old in before.items()}
    for child in builder.children.values():
        old = groups.get(child.enrolments[0].group)
        if old and child.pupil.name != NEW:
            builder.enrol(child, old)


def _add_changes(builder: SchoolBuilder) -> None:
    """A pupil who came from the class next door, one who is new, and one who left."""
    calendar = builder.calendar
    moved, new, left = (builder.children[name] for name in (MOVED, NEW, LEFT))
    came_from = moved.enrolments[0]
    if came_from.from_date < (day := calendar.school_day(MOVED_DAYS_AGO)):
        came_from.group = builder.groups["5A"]
        builder.move(moved, came_from, builder.groups["5B"], day)
    new.enrolments[0].from_date = calendar.school_day(NEW_DAYS_AGO)
    left.pupil.left_on = calendar.school_day(LEFT_DAYS_AGO)
    left.enrolments[0].until = max(left.pupil.left_on - DAY, left.enrolments[0].from_date)


def _declare_ties(builder: SchoolBuilder) -> None:
    for login, child, kind in (
        ("marieke", "Milou Verhagen", TieToFamily.FRIEND),
        ("hans", "Abel Martens", TieToFamily.EX_PARTNER),
    ):
        guardian = builder.children[child].family.guardians[0]
        builder.rows.add(
            DeclaredTie(
                school=builder.school, staff=builder.staff[login], guardian=guardian, kind=kind,
                declared_on=builder.calendar.start,
            )
        )  # fmt: skip
