"""What every address must answer to everyone: routes by hand, persons from the plain model (`world.py`)."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from contacts.models import Agreement, Contact, ContactNorm, ContactPupil, PlanChange, PlanRun, TalkSupport
from incidents.models import (
    Account,
    Behaviour,
    CaseShare,
    ChildTalk,
    EmergencyNumber,
    Hint,
    Incident,
    Measure,
    NameQuestion,
    Party,
    Place,
    SecondLook,
    Severity,
    Telling,
)
from incidents.models.incident import OfIncident
from partnership.school.models import (
    Absence,
    Assignment,
    DayOff,
    Group,
    GuardianPair,
    Guardianship,
    Pupil,
    Restriction,
    SchoolRow,
    StaffMember,
)
from partnership.vision.models import Rule
from tests.access.world import Person, World
from tests.cast import Persona

MISSING_SECOND_STEP = "P16"
# Open while the second step is missing, beside what is public in the login.
SETTING_UP = {
    *("account_reauthenticate", "account_unlock", "account_unlock_passkey", "session_extend", "mfa_index"),
    *("mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_reauthenticate"),
    "mfa_reauthenticate_webauthn",
}
LOGIN = {
    *("account_login", "account_logout", "account_inactive", "account_reset_password", "account_reset_password_done"),
    *("account_reset_password_from_key", "account_reset_password_from_key_done", "mfa_authenticate"),
    *("mfa_login_webauthn", "provider_login", "provider_callback"),
}
PUBLIC = {*LOGIN, "healthz", "readyz", "school:invitation", "demo_mail", "duties:feed"}
SELF = {
    *("today", "school:switch", "draft_save", "draft_drop", "profile", "account_change_password"),
    *("account_reauthenticate", "session_extend", "account_unlock", "account_unlock_passkey", "usersessions_list"),
    *("mfa_index", "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_activate_totp", "mfa_deactivate_totp"),
    *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
}
# Pages of one case: behind no rule at the door, since who was not given the case finds no such page.
CASE_PAGES = {"case", "looked", "child_talk", "second_look"}
CASE_FORMS = {
    *("hand_over", "severity", "move", "details", "close", "close_light", "reopen", "tell_reporter", "join", "share"),
    *("keep_from", "add", "ask_second_look", "name", "name_question", "tell", "tell_wait", "child_talk_give"),
    "second_look_answer",
}
CASE_BUTTONS = {"take", "part", "child_talk_end", "account_share", "account_talked", "share_end"}
OF_CASES = {f"incidents:{name}" for name in CASE_PAGES | CASE_FORMS | CASE_BUTTONS}
# Which methods a page has; what is not named here has GET and POST.
ONLY_GET = {
    *("today", "pupil_list", "pupil_detail", "audit_list", "contacts:group_list", "contacts:group", "contacts:detail"),
    *(
        "guardian_incomplete",
        "contacts:history",
        "contacts:agreement",
        "school:staff_list",
        "healthz",
        "readyz",
        "demo_mail",
        "mfa_index",
    ),
    *("account_inactive", "account_reset_password_done", "account_reset_password_from_key_done", "mfa_list_webauthn"),
    *("contacts:year", "contacts:plan_class", "contacts:plan_export", "contacts:day_sheet", "contacts:planned"),
    *("contacts:support", "contacts:norm_list", "contacts:oversight", "school:calendar", "duties:feed"),
    *("mfa_view_recovery_codes", "provider_callback", "school:staff_detail", "school:restriction"),
    *("incidents:people", "incidents:mine", "incidents:receipt", "incidents:follow", "incidents:triage"),
    "incidents:overview",
    *("vision:rules", "vision:rule", "incidents:measures", "incidents:measure", "incidents:measure_letter"),
    *("incidents:definitions", "incidents:warning_preview", *(f"incidents:{name}" for name in CASE_PAGES)),
    "contacts:left_over",
}
ONLY_POST = {
    *(f"incidents:{name}" for name in CASE_BUTTONS),
    *("school:switch", "school:staff_invite", "draft_save", "draft_drop", "contacts:withdraw", "contacts:restore"),
    *("contacts:copied", "contacts:agreement_done", "contacts:agreement_drop", "contacts:agreement_reopen"),
    *("contacts:plan_undo", "contacts:planned_held", "contacts:planned_tried", "contacts:planned_reopen"),
    *("contacts:norm_end", "contacts:change_undo", "school:day_off_remove", "school:calendar_fill"),
    *("school:assignment_end", "contacts:absence_end", "provider_login", "vision:rule_publish", "vision:rule_end"),
    *(f"incidents:{word}_switch" for word in ("severity", "behaviour", "place", "hint", "number")),
    *("school:guardian_apart", "school:guardian_part"),
    *("contacts:planned_give", "contacts:agreement_give"),
}


@dataclass(frozen=True)
class Kind:
    """Rows of one model: which the world has, which a person finds, and what they are to them."""

    model: type[SchoolRow]
    rows: Callable[[World], list]
    finds: Callable[[Person, SchoolRow], bool]
    relation: Callable[[Person, SchoolRow], str]


def _of_pupils(person: Person, pupils: list[Pupil]) -> str:
    leads = {row.team_id for row in person.roles} - {None}
    if any(person.teaches(pupil, keeping=True) for pupil in pupils):
        return "kept"
    if any(person.teaches(pupil) for pupil in pupils):
        return "taught"
    if any(leads & {group.team_id for group in person.world.groups_of(pupil)} for pupil in pupils):
        return "team"
    return "sibling" if any(person.teaches_family(pupil) for pupil in pupils) else "school"


def _of_contact(person: Person, contact: Contact) -> str:
    pupils = [person.world.pupil[key] for key in person.world.pupils_of[contact.pk]]
    return "written" if contact.author_id == person.staff.pk else _of_pupils(person, pupils)


def _of_part(person: Person, part: ContactPupil) -> str:
    """The part of one child: the class teacher of a brother has nothing to do with it."""
    if person.world.contact[part.contact_id].author_id == person.staff.pk:
        return "written"
    return _of_pupils(person, [person.world.pupil[part.pupil_id]])


def _of_absence(person: Person, absence: Absence) -> str:
    return "written" if absence.staff_id == person.staff.pk else "school"


def _of_group(person: Person, group: Group) -> str:
    kinds = {row.kind for row in person.assignments if row.group_id == group.pk}
    if kinds:
        return "kept" if "class_teacher" in kinds else "taught"
    return "team" if group.team_id in {row.team_id for row in person.roles} - {None} else "school"


def _of_planned(person: Person, contact: Contact) -> str:
    pupils = [person.world.pupil[key] for key in person.world.pupils_of[contact.pk]]
    return "written" if contact.owner_id == person.staff.pk else _of_pupils(person, pupils)


def _of_support(person: Person, support: TalkSupport) -> str:
    contact = person.world.contact[support.contact_id]
    return "written" if support.asked_id == person.staff.pk else _of_planned(person, contact)


def _of_norm(person: Person, norm: ContactNorm) -> str:
    leads = {row.team_id for row in person.roles} - {None}
    return "team" if leads & {norm.team_id, norm.group and norm.group.team_id} else "school"


def _of_incident(person: Person, incident: Incident) -> str:
    if incident.handler_id == person.staff.pk:
        return "handled"
    if person.was_affected(incident):
        return "lived"
    return "written" if person.lived_incident(incident) else "school"


def _of_measure_row(person: Person, measure: Measure) -> str:
    """Who reported a case is nothing to its measures."""
    relation = _of_incident(person, measure.incident)
    return "school" if relation == "written" else relation


def _to_case(person: Person, incident: Incident) -> str:
    """The nearest way in to a case with a page of its own: one handles it, it was shared, one lived through it."""
    if incident.handler_id == person.staff.pk:
        return "handled"
    if person.has_share(incident):
        return "shared"
    return "written" if person.lived_incident(incident) else "school"


def _to_row(person: Person, row: OfIncident) -> str:
    """As `_to_case`; before all, the row itself asks something of this person, or asks about them."""
    columns = ("speaker_id", "asked_by_id", "asked_of_id", "colleague_id")
    if person.staff.pk in {getattr(row, column, None) for column in columns}:
        return "named"
    return _to_case(person, person.world.incident[row.incident_id])


def _this_year(world: World) -> list[Contact]:
    """Contacts of this year that took place."""
    contacts = (contact for contact in world.contacts if contact.happened_at)
    return [contact for contact in contacts if contact.year.start <= world.day <= contact.year.end]


def _same_school(person: Person, row: SchoolRow) -> bool:
    return row.school_id == person.staff.school_id


PUPIL = Kind(Pupil, lambda world: world.pupils, Person.finds, lambda person, row: _of_pupils(person, [row]))
CONTACT = Kind(Contact, _this_year, Person.finds_contact, _of_contact)
AGREEMENT = Kind(
    Agreement,
    lambda world: world.agreements,
    lambda person, row: person.finds_contact(person.world.contact[row.contact_id]),
    lambda person, row: _of_contact(person, person.world.contact[row.contact_id]),
)
GROUP = Kind(Group, lambda world: world.groups, _same_school, _of_group)
STAFF = Kind(StaffMember, lambda world: world.staff, _same_school, lambda person, row: "school")
PLANNED = Kind(
    Contact, lambda world: [row for row in world.contacts if row.precision], Person.finds_contact, _of_planned
)
RUN = Kind(PlanRun, lambda world: world.runs, Person.finds_run, lambda person, row: _of_group(person, row.group))
SUPPORT = Kind(
    TalkSupport,
    lambda world: world.supports,
    lambda person, row: person.finds_contact(person.world.contact[row.contact_id]),
    _of_support,
)
NORM = Kind(ContactNorm, lambda world: world.norms, _same_school, _of_norm)
PART = Kind(
    ContactPupil,
    lambda world: [part for part in world.parts if world.contact[part.contact_id] in _this_year(world)],
    lambda person, row: person.finds_contact(person.world.contact[row.contact_id]),
    _of_part,
)
ASSIGNMENT = Kind(Assignment, lambda world: world.work, _same_school, lambda person, row: "school")
ABSENCE = Kind(Absence, lambda world: world.absences, _same_school, _of_absence)
DAY_OFF = Kind(DayOff, lambda world: world.days_off, _same_school, lambda person, row: "school")
TIE = Kind(
    Guardianship,
    lambda world: world.guardianships,
    Person.finds_tie,
    lambda person, row: _of_pupils(person, [person.world.pupil[row.pupil_id]]),
)
RESTRICTION = Kind(
    Restriction,
    lambda world: world.restrictions,
    lambda person, row: person.finds(person.world.pupil[row.guardianship.pupil_id]),
    lambda person, row: _of_pupils(person, [person.world.pupil[row.guardianship.pupil_id]]),
)
PAIR = Kind(
    GuardianPair,
    lambda world: world.pairs,
    Person.finds_pair,
    lambda person, row: _of_pupils(person, person.world.pupils_of_pair(row)),
)
CHANGE = Kind(
    PlanChange,
    lambda world: world.changes,
    _same_school,
    lambda person, row: "written" if row.made_by_id == person.staff.pk else "school",
)
INCIDENT = Kind(
    Incident,
    lambda world: world.incidents,
    Person.knows_incident,
    _of_incident,
)
MEASURE = Kind(
    Measure,
    lambda world: world.measures,
    lambda person, row: person.knows_incident(row.incident),
    _of_measure_row,
)
CASE = Kind(Incident, lambda world: world.incidents, Person.knows_incident, _to_case)


def _of_rows(model: type[OfIncident], rows: Callable[[World], list]) -> Kind:
    return Kind(model, rows, lambda person, row: person.knows_incident(person.world.incident[row.incident_id]), _to_row)


PARTY = _of_rows(Party, lambda world: world.parties)
TELLING = _of_rows(Telling, lambda world: world.tellings)
TALK = _of_rows(ChildTalk, lambda world: world.child_talks)
ACCOUNT = _of_rows(Account, lambda world: world.accounts)
SHARE = _of_rows(CaseShare, lambda world: world.shares)
LOOK = _of_rows(SecondLook, lambda world: world.looks)
QUESTION = _of_rows(NameQuestion, lambda world: world.questions)
RULE = Kind(Rule, lambda world: world.rules, _same_school, lambda person, row: "school")
WORDS = {
    name: Kind(model, lambda world, model=model: world.words[model], _same_school, lambda person, row: "school")
    for name, model in {
        "severity": Severity, "behaviour": Behaviour, "place": Place, "hint": Hint, "number": EmergencyNumber,
    }.items()
}  # fmt: skip
KINDS = [
    *(PUPIL, CONTACT, AGREEMENT, GROUP, STAFF, PLANNED, RUN, SUPPORT, NORM, DAY_OFF),
    *(PART, ASSIGNMENT, ABSENCE, TIE, RESTRICTION, CHANGE, PAIR, INCIDENT, MEASURE, RULE, *WORDS.values()),
]

# Address: data class and operation that one must have at all, then the row it names and when that one opens.
Opens = Callable[[Person, SchoolRow], bool]
RULES: dict[str, tuple[str, str]] = {
    "pupil_list": ("directory", "read"),
    "audit_list": ("audit", "read"),
    "guardian_incomplete": ("guardian_details", "read"),
    "contacts:group_list": ("group", "read"),
    "school:staff_list": ("account", "read"),
    "school:staff_new": ("account", "create"),
    "contacts:planned_days": ("contact_plan", "change"),
    "contacts:absence_new": ("absence", "create"),
    "contacts:norm_list": ("norm", "read"),
    "contacts:norm_new": ("norm", "create"),
    "contacts:oversight": ("coverage", "aggregate"),
    "contacts:left_over": ("duty", "existence"),
    "mail_trouble": ("mail", "change"),
    "school:settings": ("school", "change"),
    "school:calendar": ("calendar", "read"),
    "school:calendar_fill": ("calendar", "change"),
    "school:day_off_new": ("calendar", "change"),
    "duties:feed_page": ("feed", "change"),
    **dict.fromkeys(["incidents:new", "incidents:people", "incidents:mine"], ("incident", "create")),
    **dict.fromkeys(["incidents:triage", "incidents:overview"], ("incident", "change")),
    "vision:rules": ("vision", "read"),
    "vision:rule_new": ("vision", "create"),
    **dict.fromkeys(
        ["incidents:definitions", "incidents:settings", "incidents:warning_text", "incidents:warning_preview"],
        ("incident_terms", "change"),
    ),
    **{f"incidents:{word}_new": ("incident_terms", "create") for word in WORDS},
}


def _of_class(operation: str) -> tuple[str, str, Kind, Opens]:
    """A page about the plan of one class."""
    return "contact_plan", operation, GROUP, lambda who, row: who.may_group(operation, row, data_class="contact_plan")


def _of_plan(operation: str) -> tuple[str, str, Kind, Opens]:
    """A page or button of one planned contact."""
    return "contact_plan", operation, PLANNED, lambda who, row: who.may_plan(operation, row)


def _of_run(operation: str) -> tuple[str, str, Kind, Opens]:
    return (
        "contact_plan", operation, RUN,
        lambda who, row: who.may_group(operation, row.group, data_class="contact_plan"),
    )  # fmt: skip


def _of_tie(data_class: str, operation: str) -> tuple[str, str, Kind, Opens]:
    """A page about one tie of guardian and pupil."""
    return data_class, operation, TIE, lambda who, row: who.may_tie(data_class, operation, row)


def _of_case(operation: str) -> tuple[str, str, Kind, Opens]:
    """A page about the measures of one case."""
    return "measure", operation, INCIDENT, lambda who, row: who.may_measure(operation, row)


def _of_measure(operation: str) -> tuple[str, str, Kind, Opens]:
    return "measure", operation, MEASURE, lambda who, row: who.may_measure(operation, row.incident)


def _of_words(name: str) -> dict[str, tuple[str, str, Kind, Opens]]:
    """Pages and buttons of one word of the school."""
    return {
        f"incidents:{name}_{act}": ("incident_terms", "change", WORDS[name], lambda who, row: True)
        for act in ("edit", "switch")
    }


ROWS: dict[str, tuple[str, str, Kind, Opens]] = {
    "pupil_detail": ("directory", "read", PUPIL, lambda who, row: bool(who.reach("directory", "read", row))),
    "contacts:new": ("contact", "create", PUPIL, lambda who, row: bool(who.reach("contact", "create", row))),
    "contacts:group": ("group", "read", GROUP, lambda who, row: who.may_group("read", row)),
    "contacts:detail": ("contact", "read", CONTACT, lambda who, row: who.may_contact("read", row)),
    "contacts:history": ("contact", "read", CONTACT, lambda who, row: who.may_contact("read", row)),
    "contacts:copied": ("contact", "export", PART, lambda who, row: who.may_take_along(row)),
    "contacts:absence_end": ("absence", "change", ABSENCE, lambda who, row: who.may_absence("change", row)),
    "school:staff_detail": ("assignment", "read", STAFF, lambda who, row: True),
    "school:staff_days": ("assignment", "change", STAFF, lambda who, row: True),
    "school:assignment_new": ("assignment", "create", STAFF, lambda who, row: True),
    **dict.fromkeys(
        ["school:assignment_edit", "school:assignment_end"],
        ("assignment", "change", ASSIGNMENT, lambda who, row: row.staff_id != who.staff.pk),
    ),
    "contacts:edit": ("contact", "change", CONTACT, lambda who, row: who.may_contact("change", row)),
    "contacts:withdraw": ("contact", "change", CONTACT, lambda who, row: who.may_contact("change", row)),
    "contacts:restore": ("contact", "change", CONTACT, lambda who, row: who.may_contact("change", row)),
    "contacts:agreement": ("agreement", "read", AGREEMENT, lambda who, row: who.may_agreement("read", row)),
    "contacts:agreement_done": ("agreement", "change", AGREEMENT, lambda who, row: who.may_agreement("change", row)),
    "contacts:agreement_drop": ("agreement", "change", AGREEMENT, lambda who, row: who.may_agreement("change", row)),
    "contacts:agreement_reopen": ("agreement", "change", AGREEMENT, lambda who, row: who.may_agreement("change", row)),
    "contacts:agreement_give": ("duty", "change", AGREEMENT, Person.may_give),
    "school:staff_invite": ("account", "change", STAFF, lambda who, row: who.may_staff(row)),
    "school:day_off_remove": ("calendar", "change", DAY_OFF, lambda who, row: True),
    **dict.fromkeys(["school:guardian_edit", "school:tie_edit"], _of_tie("guardian_details", "change")),
    "school:tie_end": _of_tie("directory", "change"),
    "school:guardian_new": ("directory", "change", PUPIL, lambda who, row: bool(who.reach("directory", "change", row))),
    **dict.fromkeys(
        ["school:guardian_pair", "school:guardian_apart", "school:guardian_part"],
        ("directory", "change", PAIR, Person.may_pair),
    ),
    **dict.fromkeys(
        ["school:staff_last_day", "school:staff_close"],
        ("account", "change", STAFF, lambda who, row: who.may_staff(row)),
    ),
    "school:restriction_new": _of_tie("protective_flag", "create"),
    "school:restriction": ("protective_flag", "read", RESTRICTION, lambda who, row: who.may_restriction("read", row)),
    "school:restriction_edit": (
        "protective_flag", "change", RESTRICTION, lambda who, row: who.may_restriction("change", row)
    ),
    "contacts:year": _of_class("read"),
    **dict.fromkeys(["contacts:plan_export", "contacts:day_sheet"], _of_class("export")),
    **dict.fromkeys(
        ["contacts:plan_class", "contacts:plan_preview", "contacts:plan_paste", "contacts:meeting"], _of_class("create")
    ),
    "contacts:run_sheet": _of_run("change"),
    "contacts:plan_undo": _of_run("create"),
    "contacts:plan_new": (
        "contact_plan", "create", PUPIL, lambda who, row: bool(who.reach("contact_plan", "create", row))
    ),
    "contacts:planned": _of_plan("read"),
    **dict.fromkeys(
        ["contacts:planned_held", "contacts:planned_tried", "contacts:planned_move", "contacts:planned_cancel",
         "contacts:planned_reopen", "contacts:planned_give"], _of_plan("change")
    ),
    "contacts:change_undo": ("contact_plan", "change", CHANGE, lambda who, row: row.made_by_id == who.staff.pk),
    "contacts:support_new": ("contact_tense", "create", PLANNED, lambda who, row: row.owner_id == who.staff.pk),
    "contacts:support": ("contact_tense", "read", SUPPORT, Person.is_in_talk),
    **dict.fromkeys(
        ["contacts:norm_edit", "contacts:norm_end"],
        ("norm", "change", NORM, lambda who, row: who.may_norm("change", row)),
    ),
    **dict.fromkeys(
        [f"incidents:{name}" for name in ("receipt", "follow", "addendum", "account", "objection")],
        ("incident", "create", INCIDENT, lambda who, row: who.lived_incident(row)),
    ),
    "incidents:measures": _of_case("read"),
    "incidents:measure_new": _of_case("create"),
    **dict.fromkeys(["incidents:measure", "incidents:measure_letter"], _of_measure("read")),
    **dict.fromkeys(["incidents:measure_edit", "incidents:measure_drop"], _of_measure("create")),
    **dict.fromkeys(["incidents:measure_decide", "incidents:measure_done"], _of_measure("change")),
    "vision:rule": ("vision", "read", RULE, lambda who, row: True),
    **dict.fromkeys(
        ["vision:wording_new", "vision:rule_publish", "vision:rule_end"],
        ("vision", "change", RULE, lambda who, row: True),
    ),
    **{name: rule for word in WORDS for name, rule in _of_words(word).items()},
}  # fmt: skip


def _handled(person: Person, row: OfIncident) -> bool:
    return person.handles(person.world.incident[row.incident_id])


def _read_or(column: str, *others: str) -> Opens:
    """A page of a row for who may open its case, and for who stands in one of these columns of the row."""

    def opens(person: Person, row: OfIncident) -> bool:
        asked = person.staff.pk in {getattr(row, name) for name in (column, *others)}
        return asked or person.opens_incident(person.world.incident[row.incident_id])

    return opens


def _leads(person: Person, incident: Incident) -> bool:
    return incident.joined_to_id is None and person.handles(incident)


# Pages of a case: who has it, and nobody is refused at the door. All others find no such page.
GIVEN: dict[str, tuple[Kind, Opens]] = {
    "case": (CASE, Person.opens_incident),
    "looked": (CASE, Person.sees_who_looked),
    **dict.fromkeys(
        ["take", "hand_over", "severity", "move", "details", "close", "close_light", "reopen", "tell_reporter", "join",
         "share", "keep_from", "add"], (CASE, _leads)
    ),
    "part": (CASE, Person.handles),
    "ask_second_look": (CASE, lambda who, row: who.follows_incident(row) and who.has_a_say(row)),
    "name": (PARTY, _handled),
    "name_question": (QUESTION, lambda who, row: _handled(who, row) and row.colleague_id != who.staff.pk),
    **dict.fromkeys(["tell", "tell_wait"], (TELLING, _handled)),
    "child_talk": (TALK, _read_or("speaker_id")),
    "child_talk_give": (TALK, _handled),
    "child_talk_end": (TALK, lambda who, row: _handled(who, row) or row.speaker_id == who.staff.pk),
    **dict.fromkeys(["account_share", "account_talked"], (ACCOUNT, _handled)),
    "share_end": (SHARE, _handled),
    "second_look": (LOOK, _read_or("asked_by_id", "asked_of_id")),
    "second_look_answer": (LOOK, lambda who, row: row.asked_of_id == who.staff.pk),
}  # fmt: skip
ROWS |= {f"incidents:{name}": ("", "", *opened) for name, opened in GIVEN.items()}
# Of these, others find nothing, not even that it is there.
OF_INCIDENTS = {name for name, (data_class, *_) in ROWS.items() if data_class in ("incident", "measure", "")}
KNOWN_TO_FEW = {
    *("contacts:support", "contacts:change_undo", "school:restriction", "school:restriction_edit"),
    *OF_INCIDENTS,
}
ALL = {*PUBLIC, *SELF, *RULES, *ROWS}


def methods_of(name: str) -> set[str]:
    return {"GET"} if name in ONLY_GET else {"POST"} if name in ONLY_POST else {"GET", "POST"}


def related_rows(kind: Kind, persona: Persona, world: World) -> dict[str, uuid.UUID]:
    """Return the key of one row for each relation that the rows of this kind can have to the persona."""
    found = {"absent": uuid.uuid4()}
    home = persona.school or next(iter(world.pupils)).school
    for row in sorted(kind.rows(world), key=lambda row: str(row.pk)):
        if row.school_id != home.pk:
            found.setdefault("other school", row.pk)
        elif persona.staff is None:
            found.setdefault("school", row.pk)
        else:
            person = world.person(persona.staff)
            found.setdefault(kind.relation(person, row) if kind.finds(person, row) else "tied", row.pk)
    return found


@dataclass(frozen=True)
class Cell:
    route: str
    method: str
    relation: str
    key: uuid.UUID | None
    expected: str


def cells(persona: Persona, world: World) -> Iterator[Cell]:
    """Give everything to be tried as `persona`, with what must come out."""
    related = {id(kind): related_rows(kind, persona, world) for _, _, kind, _ in ROWS.values()}
    for name in sorted(ALL):
        rows = related[id(ROWS[name][2])] if name in ROWS else {"": None}
        for method in ("GET", "POST"):
            for relation, key in rows.items():
                if method not in methods_of(name) and relation not in ("", "absent"):
                    continue  # the method is refused before any row is read
                yield Cell(name, method, relation, key, expected(name, method, persona, world, key))


def expected(name: str, method: str, persona: Persona, world: World, key: uuid.UUID | None) -> str:
    """Return ok, login, 2nd, 403, 404 or 405."""
    if refused := _at_the_door(name, persona, world):
        return refused
    if method not in methods_of(name):
        return "405"
    return _row_answer(name, world.person(persona.staff), key) if name in ROWS else "ok"


def _at_the_door(name: str, persona: Persona, world: World) -> str:
    if persona.user is None or not persona.user.is_active:
        return "" if name in PUBLIC else "login"
    if persona.code == MISSING_SECOND_STEP:
        return "" if name in SETTING_UP | LOGIN else "2nd"
    rule = RULES.get(name) or ROWS.get(name)
    if rule and rule[0] and not world.person(persona.staff).scopes(rule[0], rule[1]):
        return "403"
    return ""


def _row_answer(name: str, person: Person, key: uuid.UUID) -> str:
    _, _, kind, opens = ROWS[name]
    row = next((row for row in kind.rows(person.world) if row.pk == key), None)
    if row is None or not kind.finds(person, row):
        return "404"
    if opens(person, row):
        return "ok"
    return "404" if name in KNOWN_TO_FEW else "403"
