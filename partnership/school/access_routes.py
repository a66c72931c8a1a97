"""Every address of the site, and what each of the cast meets there: worked out from the policy, not from the data."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver

from partnership.accounts.rules import OPEN_WITHOUT_SECOND_FACTOR
from partnership.school.enums import Role
from partnership.school.rules.policy import IMPLIED, POLICY
from partnership.school.rules.rights import OF_WHOLE_SCHOOL
from partnership.web.access import Allowed, Public, Rule, SignedIn, rule_of

METHODS = ("GET", "POST")
# What a row can be to a person, the nearest first. Scope words of the policy hold for some of them.
RELATIONS = {
    "tied": "about a family the person has a tie with",
    "handled": "a case that was given to the person to handle",
    "lived": "a case that happened to the person, who handles nothing of it",
    "written": "written by the person, or to be kept by them",
    "kept": "about a pupil whose contact the person keeps",
    "taught": "about a pupil the person teaches now",
    "team": "of the team the person leads",
    "sibling": "about a brother or sister of a pupil the person teaches now",
    "school": "of the same school, and nothing more",
    "other school": "of another school",
    "absent": "a key that does not exist",
}
HIDDEN = frozenset(["tied", "other school", "absent"])
# What others find nothing of, not even that it is there.
KNOWN_TO_FEW = frozenset(
    [
        *("contact_tense.read", "protective_flag.read", "protective_flag.change"),
        *("incident.create", "incident.read", "incident.change"),
        *("measure.read", "measure.create", "measure.change"),
        *("escalation_map.read", "escalation_map.change"),
    ]
)
# Pages for who handles a case: who lived through it reads what was decided with their own report.
OF_HANDLERS = frozenset(["measure.read"])
# Addresses of rows that only who made them finds, whatever else the right reaches.
OWN_ONLY = frozenset(["contacts:change_undo"])
HOLDS = {
    "own": frozenset(["lived", "written"]),
    "keeping": frozenset(["kept"]),
    "teaching": frozenset(["kept", "taught"]),
    "family": frozenset(["kept", "taught", "sibling"]),
    "school": frozenset(RELATIONS) - HIDDEN - {"lived"},
    "handling": frozenset(["handled"]),
}


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    rule: Rule | None
    methods: tuple[str, ...]
    kwargs: tuple[str, ...]

    @property
    def has_row(self) -> bool:
        """Whether the address names a row of a school."""
        return "pk" in self.kwargs and isinstance(self.rule, Allowed)

    @property
    def is_given(self) -> bool:
        """Whether the address names a row that opens for whom it was given to, and is not there for anybody else."""
        return "pk" in self.kwargs and isinstance(self.rule, SignedIn) and bool(self.rule.data_class)


@dataclass(frozen=True)
class Persona:
    """One of the cast. `who` are words of the policy; `limited` is a role for one team."""

    code: str
    title: str
    who: frozenset[str] = frozenset()
    relations: frozenset[str] = frozenset()
    signed_in: bool = True
    second_step: bool = True
    limited: bool = field(default=False)


def _at_work(code: str, title: str, *who: str, relations: str = "", **more) -> Persona:
    """Someone at work; `relations` are what rows can be to them beside rows of their own school."""
    names = frozenset(["school", *filter(None, relations.split(", "))])
    return Persona(code, title, frozenset(["employee", *who]), names, **more)


def _from_outside(code: str, title: str, role: str, *relations: str) -> Persona:
    return Persona(code, title, frozenset([role]), frozenset(["school", *relations]))


TEACHER = ("teacher", "keeper")
PERSONAS = (
    Persona("P0", "nobody, without login", signed_in=False),
    _at_work("P1", "author, who taught there before", relations="lived, written"),
    _at_work("P2", "class teacher or mentor", *TEACHER, relations="lived, written, kept, sibling"),
    _at_work("P3", "colleague, teaches a subject", "teacher", relations="lived, written, taught, sibling"),
    _at_work("P3e", "colleague without class", relations="lived"),
    _at_work("P4", "class teacher who is a parent in the class", *TEACHER, relations="kept, sibling, tied"),
    _at_work("P5", "class teacher of another school", *TEACHER, relations="lived, written, kept"),
    _at_work("P6", "school leader", Role.SCHOOL_LEADER, relations="handled"),
    _at_work("P6t", "leader of one team", Role.SCHOOL_LEADER, relations="team, handled", limited=True),
    _at_work("P6c", "care coordinator", Role.CARE_COORDINATOR),
    _at_work("P6s", "safety coordinator", Role.SAFETY_COORDINATOR),
    _at_work("P7", "school leader who is a parent", Role.SCHOOL_LEADER, relations="lived, tied"),
    _at_work("P8", "school leader of another school", Role.SCHOOL_LEADER),
    _at_work("P9", "counsellor", Role.COUNSELLOR),
    _at_work("P10", "another counsellor", Role.COUNSELLOR),
    _from_outside("P11", "board officer", Role.BOARD_OFFICER, "handled"),
    _from_outside("P12", "administrator", Role.ADMIN),
    _from_outside("P13", "privacy officer", Role.PRIVACY_OFFICER),
    Persona("P14", "left yesterday, session still open", relations=frozenset(["school"])),
    Persona("P14d", "login closed, session still open", signed_in=False),
    _at_work("P15", "subject teacher here, leader at another school", "teacher", relations="taught, sibling"),
    _at_work("P16", "school leader without the second step that is asked", Role.SCHOOL_LEADER, second_step=False),
)


def all_routes(resolver: URLResolver | None = None) -> list[Route]:
    """Return every route of the site, also those of included addresses, by name."""
    return sorted(_walk(resolver or get_resolver(), "", "", ()), key=lambda route: (route.name, route.pattern))


def _walk(resolver: URLResolver, prefix: str, namespace: str, kwargs: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern).removeprefix("^").removesuffix("$")
        names = (*kwargs, *_captured(entry))
        if isinstance(entry, URLPattern):
            yield _route(entry, pattern, namespace, names)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, pattern, inner, names)


def _captured(entry: URLPattern | URLResolver) -> list[str]:
    return [*entry.pattern.converters, *(set(entry.pattern.regex.groupindex) - set(entry.pattern.converters))]


def _route(entry: URLPattern, pattern: str, namespace: str, kwargs: tuple[str, ...]) -> Route:
    name = f"{namespace}{entry.name}" if entry.name else ""
    view_class = getattr(entry.callback, "view_class", None)
    accepted = getattr(view_class, "http_method_names", METHODS)
    methods = (each for each in METHODS if view_class is None or hasattr(view_class, each.lower()))
    return Route(
        name=name,
        pattern=pattern,
        rule=rule_of(entry.callback, name),
        methods=tuple(each for each in methods if each in accepted or each.lower() in accepted),
        kwargs=kwargs,
    )


def outcome(route: Route, method: str, persona: Persona, relation: str = "") -> str:
    """Return what `persona` meets at `route` with a row that is `relation` to them.

    The words are "ok", "login" (asked to log in), "2nd" (asked to set up the second step), "403", "404" and "405"; and
    "row" where a row opens for whom it was given to and is not there for all others, whatever their roles.
    """
    if not persona.second_step and route.name not in OPEN_WITHOUT_SECOND_FACTOR:
        return "2nd"
    if not persona.signed_in and not isinstance(route.rule, Public):
        return "login"
    if isinstance(route.rule, Allowed) and not _scopes(route.rule, persona):
        return "403"
    if method not in route.methods:
        return "405"
    if route.is_given:
        return "row"
    return _row_outcome(route, persona, relation) if route.has_row else "ok"


def _scopes(rule: Allowed, persona: Persona) -> set[tuple[str, str]]:
    """Return whose word gives which scope: pairs of a word of `who` and a scope word."""
    found = ((who, POLICY.scopes(rule.data_class, rule.operation, who)) for who in persona.who)
    of_part = persona.who - set(IMPLIED) if persona.limited and rule.data_class in OF_WHOLE_SCHOOL else ()
    return {(who, scope) for who, scopes in found for scope in scopes if scope != "school" or who not in of_part}


def _row_outcome(route: Route, persona: Persona, relation: str) -> str:
    rule = route.rule
    if relation in HIDDEN:
        return "404"
    if route.name in OWN_ONLY:
        return "ok" if relation == "written" else "404"
    words = _scopes(rule, persona)
    if rule.permission in OF_HANDLERS:
        words = {(who, scope) for who, scope in words if scope != "own"}
    holds = any(_holds(who, scope, persona, relation) for who, scope in words)
    refused = "404" if rule.permission in KNOWN_TO_FEW else "403"
    return "ok" if holds else refused


def _holds(who: str, scope: str, persona: Persona, relation: str) -> bool:
    if scope == "school" and persona.limited and who not in IMPLIED:
        return relation in ("team", "handled")
    return relation in HOLDS.get(scope, ())
