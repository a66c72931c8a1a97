"""T3: every field and parameter that can carry an id, tried with ids of others: refused alike, nothing changed."""

import re
import uuid
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.forms import Form
from django.urls import reverse

from contacts.models import Agreement, Contact, ContactAttendee, ContactGuardian, ContactPupil
from partnership.audit.models import AuditEvent
from partnership.records.models import Revision, Submission
from partnership.school.models import Invitation
from partnership.school.services.accounts import invite
from tests.access.cases import make_cases
from tests.access.filling import filled_in
from tests.access.plans import WISH, make_plans
from tests.cast import make_pupil, make_staff, tie
from tests.incidents.making_case import lowered_case, rows_of

pytestmark = pytest.mark.usefixtures("quick_pages")

ROOT = Path(__file__).parents[2]
KEY = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
PEOPLE_OF_CONTACTS = [ContactAttendee, ContactGuardian, ContactPupil]
CHANGED_BY_FORMS = [Contact, *PEOPLE_OF_CONTACTS, Agreement, Revision, Submission, AuditEvent]
ONCE = {"submission_key", "draft_token"}
# What the tests below try, by form; a new field that can carry an id must come here, with a test.
TRIED = {
    "ContactForm": {"with_whom", "colleague", "agreement_owner_<n>", "child_<pk>", "text_<pk>", "submission_key",
                    "draft_token"},
    "StaffForm": {"submission_key", "draft_token"},
    "AcceptInvitationForm": set(),
    "AssignmentForm": {"group", *ONCE},
    "DaysOfWeekForm": ONCE,
    # Tried in test_swapped_plans.
    "PlanForm": {"with_whom", "owner", *ONCE},
    "CancelForm": ONCE,
    "SupportForm": {"who", *ONCE},
    "WishForm": {"chosen"},
    "PreviewForm": {"take_<pk>", "on_<pk>", *ONCE},
    "PasteForm": ONCE,
    "SheetForm": {"outcome_<pk>", "agreed_<pk>", "version_<pk>", *ONCE},
    "MeetingForm": {"came", *ONCE},
    "DaysForm": {"colleague_key", *ONCE},
    "AbsenceForm": {"who", *ONCE},
    "NormForm": {"scope", *ONCE},
    "SettingsForm": ONCE,
    "DayOffForm": ONCE,
    # Tried in test_swapped_guardians.
    "GuardianForm": ONCE,
    "TieForm": {"told_by", "withheld_by", *ONCE},
    "TieEndForm": ONCE,
    "GuardianNewForm": {"known", *ONCE},
    "RestrictionForm": ONCE,
    # Tried in tests/incidents/test_report_form.
    "ReportForm": {"place", "behaviours", "on_behalf_of", "confided_to", "kept_from_<n>", *ONCE},
    **dict.fromkeys(["AccountForm", "AddendumForm", "ObjectionForm"], ONCE),
    # Tried in test_swapped_cases.
    "HandOverForm": {"to", *ONCE},
    "CaseSeverityForm": {"severity", *ONCE},
    "JoinReportForm": {"into", *ONCE},
    "ShareForm": {"staff_member", *ONCE},
    "KeepFromForm": {"staff_member", *ONCE},
    "AddForm": {"party", *ONCE},
    "NameForm": {"guardian", *ONCE},
    "GiveTalkForm": {"speaker", *ONCE},
    "AskSecondLookForm": {"asked_of", *ONCE},
    **dict.fromkeys(["StatusForm", "DetailsForm", "CloseCaseForm", "LightForm", "ReopenForm", "TellReporterForm",
                     "TellForm", "WaitForm", "NameQuestionForm", "AnswerSecondLookForm"], ONCE),
    # Tried in test_swapped_measures.
    "MeasureForm": {"party", "rule", *ONCE},
    **dict.fromkeys(["DecideForm", "FinishForm", "DropForm", "RuleForm", "WordingForm", "IncidentSettingsForm",
                     "WarningTextForm", "SeverityForm", "BehaviourForm", "PlaceForm", "HintForm", "NumberForm"], ONCE),
    "JoinForm": {"kept", *ONCE},
    "LastDayForm": ONCE,
    "CloseForm": ONCE,
}  # fmt: skip
# Parameters that views read past any form, and what they can carry.
PARAMETERS = {
    "q": "words", "page": "number", "about": "one of two words", "today": "yes or no", "own_device": "yes or no",
    "next": "a path of our own", "who": "id", "school": "id", "draft_token": "token", "pupil": "id",
    "since": "date", "week": "date", "show": "one of a few words", "version": "number", "sheet": "yes or no",
    "result": "one of a few words", "kind": "one of a few words", "state": "one of a few words",
    "act": "one of a few words", "end": "yes or no", "to": "id", "purpose": "one of a few words", "saved": "yes or no",
    "side": "one of three words", "party": "id",
}  # fmt: skip


def can_carry_an_id(form: Form, name: str) -> bool:
    field = form.fields[name]
    keys = [str(value) for value, _ in getattr(field, "choices", ())]
    tokens = name in ("submission_key", "draft_token")
    return tokens or bool(KEY.search(name)) or any(KEY.search(key) for key in keys)


def id_fields(form: Form) -> set[str]:
    names = (name for name in form.fields if can_carry_an_id(form, name))
    return {re.sub(r"_\d+$", "_<n>", KEY.sub("<pk>", name)) for name in names}


def pages_of_plans(cast) -> list[tuple[str, str]]:
    plans, five = make_plans(cast), cast.groups["five"].pk
    of_amira, preview = plans.contacts["amira"].pk, f"?{urlencode(WISH | {'families': 'all'}, doseq=True)}"
    return [
        ("P2", reverse("contacts:plan_new", args=[cast.pupils["amira"].pk])),
        *(("P2", reverse(f"contacts:{name}", args=[of_amira])) for name in ("planned_move", "planned_cancel")),
        ("P2", reverse("contacts:support_new", args=[of_amira])),
        *(("P2", reverse(f"contacts:{name}", args=[five])) for name in ("plan_class", "plan_paste", "meeting")),
        ("P2", reverse("contacts:plan_preview", args=[five]) + preview),
        ("P2", reverse("contacts:run_sheet", args=[plans.runs["five"].pk])),
        *(("P2", reverse(f"contacts:{name}")) for name in ("planned_days", "absence_new")),
        ("P6", reverse("contacts:norm_new")),
        ("P6", reverse("contacts:norm_edit", args=[plans.norms["team"].pk])),
        *(("P6", reverse(f"school:{name}")) for name in ("settings", "day_off_new")),
        *pages_of_guardians(cast, plans),
    ]


def pages_of_guardians(cast, plans) -> list[tuple[str, str]]:
    tie = plans.restrictions["said"].guardianship.pk
    names = ("guardian_edit", "tie_edit", "tie_end", "restriction_new")
    return [
        *(("P6", reverse(f"school:{name}", args=[tie])) for name in names),
        ("P6", reverse("school:guardian_new", args=[cast.pupils["bilal"].pk])),
        ("P6", reverse("school:restriction_edit", args=[plans.restrictions["said"].pk])),
        ("P6", reverse("school:guardian_pair", args=[plans.pairs["five"].pk])),
    ]


def pages_of_cases(cast) -> list[tuple[str, str]]:
    made = make_cases(cast)
    peter, anja = made.incidents["peter"].pk, made.incidents["anja"].pk
    return [
        ("P2", reverse("incidents:new")),
        ("P3", reverse("incidents:account", args=[peter])),
        ("P2", reverse("incidents:addendum", args=[peter])),
        ("P2", reverse("incidents:objection", args=[anja])),
        ("P6", reverse("incidents:measure_new", args=[peter])),
        *(("P6", url) for url in pages_of_measures(made)),
        *pages_of_handling(cast),
    ]


def pages_of_handling(cast) -> list[tuple[str, str]]:
    rows = rows_of(cast, lowered_case(cast))
    acts = {
        "case": ("hand_over", "severity", "move", "details", "close", "close_light", "reopen", "tell_reporter", "join",
                 "share", "keep_from", "add"),
        "party": ("name",), "question": ("name_question",), "telling": ("tell", "tell_wait"),
        "talk": ("child_talk_give",),
    }  # fmt: skip
    return [
        *(("P6", reverse(f"incidents:{act}", args=[rows[row]])) for row, names in acts.items() for act in names),
        ("P2", reverse("incidents:ask_second_look", args=[rows["case"]])),
        ("P9", reverse("incidents:second_look_answer", args=[rows["look"]])),
    ]


def pages_of_measures(made) -> list[str]:
    measure, words = [made.measures["peter"].pk], made.words
    return [
        *(reverse(f"incidents:measure_{act}", args=measure) for act in ("edit", "decide", "done", "drop")),
        reverse("vision:rule_new"),
        reverse("vision:wording_new", args=[made.rules["linde"].pk]),
        *(reverse(f"incidents:{name}") for name in ("settings", "warning_text")),
        *(reverse(f"incidents:{name}_new") for name in words),
        *(reverse(f"incidents:{name}_edit", args=[row.pk]) for name, row in words.items()),
    ]


def opened_forms(cast) -> dict[str, Form]:
    """Return every form of the site as it is shown to someone who may use it."""
    invite(make_staff(cast.linde, "New", login=False, email="new@school.example"), actor=None)
    Invitation.objects.update(token_hash="2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae")
    pages = [
        ("P2", reverse("contacts:new", args=[cast.pupils["amira"].pk])),
        ("P2", reverse("contacts:edit", args=[cast.contacts["amira"].pk])),
        ("P12", reverse("school:staff_new")),
        ("P12", reverse("school:assignment_new", args=[cast.staff["hans"].pk])),
        ("P12", reverse("school:staff_days", args=[cast.staff["hans"].pk])),
        *(
            ("P12", reverse(f"school:{name}", args=[cast.staff["hans"].pk]))
            for name in ("staff_last_day", "staff_close")
        ),
        ("P0", reverse("school:invitation", args=["foo"])),
        *pages_of_plans(cast),
        *pages_of_cases(cast),
    ]
    forms = [cast.client(code).get(url).context_data["form"] for code, url in pages]
    return {f"{type(form).__name__} {number}": form for number, form in enumerate(forms)}


def test_every_field_that_can_carry_an_id_is_tried(cast):
    found: dict[str, set[str]] = {}
    for name, form in opened_forms(cast).items():
        found.setdefault(name.split()[0], set()).update(id_fields(form))
    assert found == TRIED


def test_every_form_of_our_own_is_opened(cast):
    """Forms of the login carry no ids: they are about the person themselves."""
    places = ("contacts/forms", "incidents/forms", "partnership/[!a]*/forms")
    sources = [file for place in places for end in (".py", "/*.py") for file in ROOT.glob(place + end)]
    classes = {name for source in sources for name in re.findall(r"^class (\w+)\(", source.read_text(), re.M)}
    assert classes - {"BaseForm", "WhenForm", "TextsForm", "DefinitionForm", "CaseForm"} == set(TRIED)


def test_every_parameter_that_views_read_is_known():
    read = re.compile(r"request\.(?:GET|POST)(?:\.get(?:list)?\(|\[)\"(\w+)\"|\"(\w+)\" in [\w.]*request\.(?:GET|POST)")
    found = set()
    for source in [file for app in ("contacts", "incidents", "partnership") for file in ROOT.glob(f"{app}/**/*.py")]:
        found |= {one or other for one, other in read.findall(source.read_text())}
    assert found == set(PARAMETERS)


# The form for a contact


def counts() -> list[int]:
    return [model.objects.count() for model in CHANGED_BY_FORMS]


def errors_of(response) -> dict[str, str]:
    """Return the errors of a refused form, with the id that was sent blotted out."""
    form = response.context_data["form"]
    return {name: KEY.sub("<pk>", " ".join(errors)) for name, errors in form.errors.items()}


@pytest.fixture
def strangers(cast) -> dict[str, dict[str, uuid.UUID]]:
    """Keys that P4, class teacher of five and father of Mats, may not use in a form about Amira."""
    return {
        "guardian": {
            "other school": cast.guardians["zoe's"].pk, "tied": cast.guardians["daan"].pk, "absent": uuid.uuid4(),
            "other family": cast.guardians["anja"].pk, "of the tied child": cast.guardians["judith"].pk,
        },
        "colleague": {"other school": cast.staff["els"].pk, "left": cast.staff["gone"].pk, "absent": uuid.uuid4(),
                      "from outside": cast.staff["tim"].pk},
        "pupil": {"other school": cast.pupils["zoe"].pk, "tied": cast.pupils["mats"].pk, "absent": uuid.uuid4(),
                  "other family": cast.pupils["kyra"].pk},
    }  # fmt: skip


def changes_with(field: str, key: uuid.UUID) -> dict:
    changes = {field: [str(key)] if field == "with_whom" else str(key)}
    return changes | ({"agreement_0": "Call again."} if field == "agreement_owner_0" else {})


CHOICES = [
    ("with_whom", "guardian"), ("with_whom", "colleague"), ("with_whom", "pupil"),
    ("colleague", "colleague"), ("colleague", "guardian"),
    ("agreement_owner_0", "guardian"), ("agreement_owner_0", "colleague"), ("agreement_owner_0", "pupil"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "kind"), CHOICES)
def test_new_contact_refuses_people_of_others_alike(cast, strangers, field, kind):
    client, url = cast.client("P4"), reverse("contacts:new", args=[cast.pupils["amira"].pk])
    form = client.get(url).context_data["form"]
    before, errors = counts(), []
    for key in strangers[kind].values():
        response = client.post(url, filled_in(form, **changes_with(field, key)))
        assert response.status_code == 422
        errors.append(errors_of(response))
    assert counts() == before
    assert errors == [errors[0]] * len(errors)
    assert set(errors[0]) == {field}


@pytest.mark.parametrize(("field", "kind"), CHOICES)
def test_changing_a_contact_refuses_people_of_others_alike(cast, strangers, field, kind):
    contact = cast.contacts["amira"]
    Contact.objects.filter(pk=contact.pk).update(author=cast.staff["daan"])
    client, url = cast.client("P4"), reverse("contacts:edit", args=[contact.pk])
    form = client.get(url).context_data["form"]
    before, errors = counts(), []
    for key in strangers[kind].values():
        response = client.post(url, filled_in(form, **changes_with(field, key)))
        assert response.status_code == 422
        errors.append(errors_of(response))
    assert counts() == before
    assert errors == [errors[0]] * len(errors)


@pytest.mark.parametrize("who", ["other school", "tied", "absent", "other family"])
def test_children_of_others_never_come_into_a_contact(cast, strangers, who):
    key, url = strangers["pupil"][who], reverse("contacts:new", args=[cast.pupils["amira"].pk])
    client = cast.client("P4")
    form = client.get(url).context_data["form"]
    sent = filled_in(form, **{f"child_{key}": "on", f"text_{key}": "not theirs", "summary": "just Amira"})
    response = client.post(url, sent)
    contact = Contact.objects.get(author=cast.staff["daan"])
    assert response.headers["Location"] == contact.get_absolute_url()
    assert [row.pupil for row in contact.pupils.all()] == [cast.pupils["amira"]]
    assert [row.text for row in contact.pupils.all()] == [""]


def test_agreement_without_an_owner_is_no_error_page(cast):
    client, url = cast.client("P2"), reverse("contacts:new", args=[cast.pupils["amira"].pk])
    form = client.get(url).context_data["form"]
    response = client.post(url, filled_in(form, agreement_0="Call again.", agreement_owner_0=""))
    assert response.status_code in (302, 422)


@pytest.mark.parametrize("group", ["seven", "absent"])
def test_class_of_another_school_is_given_to_nobody(cast, group):
    client, url = cast.client("P12"), reverse("school:assignment_new", args=[cast.staff["hans"].pk])
    form = client.get(url).context_data["form"]
    key = cast.groups[group].pk if group in cast.groups else uuid.uuid4()
    response = client.post(url, filled_in(form, group=str(key)))
    assert (response.status_code, set(errors_of(response))) == (422, {"group"})
    assert not cast.staff["hans"].assignments.exists()


def test_people_of_a_tied_family_are_not_offered(cast):
    """A sister whose brother is tied is of the same family."""
    brother = make_pupil(cast.groups["five"], "Brother", guardians=[cast.guardians["judith"]])
    url = reverse("contacts:new", args=[brother.pk])
    assert cast.client("P2").get(url).status_code == 200
    assert cast.client("P4").get(url).status_code == 404


def test_children_of_one_institution_are_no_brothers_and_sisters(cast):
    bridge = cast.guardians["anja"]
    bridge.institution = "The Bridge"
    bridge.save(update_fields=["institution"])
    tie(bridge, cast.pupils["finn"], kind="court_guardian")
    client = cast.client("P2")
    form = client.get(reverse("contacts:new", args=[cast.pupils["finn"].pk])).context_data["form"]
    page = client.get(reverse("pupil_detail", args=[cast.pupils["finn"].pk])).context_data
    assert f"child_{cast.pupils['kyra'].pk}" not in form.fields
    assert page["siblings"] == []
