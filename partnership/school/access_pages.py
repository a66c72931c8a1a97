"""The two pages of `docs/` about access, written from the policy: who may do what, and what it comes to per address."""

from collections import defaultdict
from collections.abc import Iterable

from partnership.school.access_routes import HIDDEN, PERSONAS, RELATIONS, Persona, Route, all_routes, outcome
from partnership.school.enums import Role
from partnership.school.rules.policy import DATA_CLASSES, IMPLIED, POLICY, DataClass, Row
from partnership.web.access import Allowed

MADE = "Made by `manage.py access_matrix`; do not change by hand."
OUTCOMES = ["403", "404", "login", "2nd", "row", "ok"]
MANY = 12
WHO_IN_ORDER = [*IMPLIED, *Role.values]
LEVELS = {
    "V0": "board-internal or published",
    "V1": "school-internal, practical",
    "V2": "team around the pupil",
    "V3": "confidential, a named circle per case",
    "V4": "the author alone",
}
SCOPES = {
    "own": "what one wrote, owns, or is affected by oneself",
    "keeping": "of pupils whose contact one keeps (class teacher or mentor)",
    "teaching": "of pupils one teaches now",
    "family": "of brothers and sisters of pupils one teaches now",
    "school": "of the school; a role for one location or team speaks for that part only",
    "board": "of all schools of the board",
    "handling": "of a case that was given to one to handle",
    "case": "of a case one is assigned to or that was shared by name",
    "request": "inside an open request of the person concerned, or a breach",
    "escalated": "of a case that was brought to the board",
}
POLICY_INTRO = """\
# Who may see and do what

{made}

The source is `partnership/school/policy.csv` and `partnership/school/data_classes.csv`. What is not named here
is refused. This page is also the raw text for the register of processing and the DPIA; the ground is a proposal, the
school chooses.

## Order of decision

The first "no" wins: no live login or no work here today, second step missing, a part that the school does not use,
another school, a tie with the family, then this policy, then the row itself. Parts that are off, other schools, tied
families and keys that do not exist answer with the same page: not found. A colleague who may know of a row but not
open it is refused.

`employee` is everyone at work, `keeper` a class teacher or mentor, `teacher` anyone assigned to the pupil now. All
follow from dated rows, read at every request. Whoever is a guardian of a pupil, shares an e-mail address or telephone
with one, or declared a tie, finds nothing of that family, whatever the role.
"""
MATRIX_INTRO = """\
# What everyone meets at every address

{made}

Each line says for one address, method and kind of row what each of the cast meets: `ok`, `403` (refused), `404` (does
not exist), `login` (asked to log in) or `2nd` (asked to set up the second step). `row` stands at the pages of a case:
they open for whom the case, or this part of it, was given to, and do not exist for all others
([decision 6](decisions/0006-what-one-lived-through.md)). A method that does not stand here is answered with 405, or
with 403 for who may not come in at all. The tests ask the site itself for every cell.
"""


def policy_page() -> str:
    """Return the text of docs/access-policy.md."""
    parts = [POLICY_INTRO.format(made=MADE)]
    parts.append("## Words\n")
    parts.append(_table(["level", "data"], LEVELS.items()))
    parts.append(_table(["scope", "which rows"], ((f"`{word}`", text) for word, text in SCOPES.items())))
    parts.append(
        "*step-up* marks what will ask to prove again who one is. `case`, `request` and `escalated` grant nothing "
        "until the application has such a ground.\n"
    )
    rows = defaultdict(list)
    for row in POLICY.rows:
        rows[row.data_class].append(row)
    for name, data_class in DATA_CLASSES.items():
        parts.append(_class_section(data_class, rows[name]))
    return "\n".join(parts)


def _class_section(data_class: DataClass, rows: list[Row]) -> str:
    ordered = sorted(rows, key=lambda row: WHO_IN_ORDER.index(row.who))
    lines = (
        [row.who, row.operation, f"`{row.scope}`" + (" *step-up*" if row.step_up else ""), row.why] for row in ordered
    )
    facts = [
        f"## {data_class.data_class} ({data_class.level})\n",
        f"- Purpose: {data_class.purpose}",
        f"- Ground: {data_class.ground}",
        f"- Kinds of data: {data_class.kinds}",
        f"- Kept: {data_class.retention}",
        f"- Part: {data_class.part}; a school that does not use it finds nothing of it\n" if data_class.part else "",
    ]
    return "\n".join([*facts, _table(["who", "may", "of which rows", "why"], lines)])


def matrix_page() -> str:
    """Return the text of docs/access-matrix.md."""
    routes = all_routes()
    parts = [MATRIX_INTRO.format(made=MADE), "## The cast\n"]
    parts.append(_table(["", "who"], ([persona.code, persona.title] for persona in PERSONAS)))
    parts.append(_table(["kind of row", "meaning"], RELATIONS.items()))
    parts.append("## Addresses that name no row of a school\n")
    plain = [route for route in routes if not route.has_row]
    parts.append(_table(["address", "rule", "", "outcome"], (line for route in plain for line in _plain_lines(route))))
    for route in routes:
        if route.has_row:
            parts.append(_row_section(route))
    return "\n".join(parts)


def _plain_lines(route: Route) -> Iterable[list[str]]:
    for method in route.methods:
        yield [f"`/{route.pattern}`", _rule_in_words(route), method, _grouped(route, method, PERSONAS, "")]


def _row_section(route: Route) -> str:
    lines = []
    for method in route.methods:
        for relation in RELATIONS:
            people = [persona for persona in PERSONAS if meets(persona, relation)]
            lines.append([method, relation, _grouped(route, method, people, relation)])
    return f"## `/{route.pattern}`: {_rule_in_words(route)}\n\n" + _table(["", "row", "outcome"], lines)


def meets(persona: Persona, relation: str) -> bool:
    """Whether a row can be `relation` to `persona`; who is not at work here meets rows of schools all the same."""
    return relation in persona.relations or relation in HIDDEN - {"tied"} or (not persona.who and relation == "school")


def _rule_in_words(route: Route) -> str:
    rule = route.rule
    if isinstance(rule, Allowed):
        return rule.permission
    return "none" if rule is None else f"{type(rule).__name__}: {rule.why}"


def _grouped(route: Route, method: str, people: Iterable[Persona], relation: str) -> str:
    """Return "ok: P1, P2; 403: P3": who meets what; the largest of many is "everyone else"."""
    groups: dict[str, list[str]] = defaultdict(list)
    for persona in people:
        groups[outcome(route, method, persona, relation)].append(persona.code)
    largest = max(groups, key=lambda word: len(groups[word]), default="")
    if len(groups.get(largest, ())) > MANY:
        groups[largest] = ["everyone else" if len(groups) > 1 else "everyone"]
    return "; ".join(f"{word}: {', '.join(groups[word])}" for word in OUTCOMES if word in groups)


def _table(head: list[str], lines: Iterable[Iterable[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"
