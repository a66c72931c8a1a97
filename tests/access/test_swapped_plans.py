"""T3 for what is planned: forms refuse people and parts of others alike, and change nothing."""

import uuid

import pytest
from django.urls import reverse

from contacts.models import Contact, ContactNorm, PlanRun, TalkSupport
from partnership.school.models import Absence
from tests.access.filling import filled_in
from tests.access.plans import WISH, make_planned, make_plans

pytestmark = pytest.mark.usefixtures("quick_pages")
CHANGED = [Contact, PlanRun, TalkSupport, ContactNorm, Absence]


@pytest.fixture
def plans(cast):
    return make_plans(cast)


@pytest.fixture
def strangers(cast, plans) -> dict[str, list]:
    """Keys that P4, class teacher of five and father of Mats, may not use in a form about Amira or the class."""
    return {
        "guardian": [cast.guardians[name].pk for name in ("zoe's", "daan", "anja", "judith")],
        "colleague": [cast.staff[name].pk for name in ("els", "gone", "tim")],
        "pupil": [cast.pupils[name].pk for name in ("zoe", "mats", "kyra")],
        "other than oneself": [cast.staff["sanne"].pk, cast.staff["els"].pk],
    }


def refuses(client, url: str, field: str, keys: list, *, many: bool = False, **changes) -> None:
    form = client.get(url).context_data["form"]
    before = [model.objects.count() for model in CHANGED]
    errors = []
    for key in [*keys, uuid.uuid4()]:
        response = client.post(url, filled_in(form, **{field: [str(key)] if many else str(key)}, **changes))
        assert response.status_code == 422
        errors.append(
            {name: " ".join(each).replace(str(key), "") for name, each in response.context_data["form"].errors.items()}
        )
    assert errors == [errors[0]] * len(errors)
    assert field in errors[0]
    assert [model.objects.count() for model in CHANGED] == before


@pytest.mark.parametrize(("field", "kind", "many"), [("with_whom", "guardian", True), ("owner", "colleague", False)])
def test_plan_refuses_people_of_others(cast, strangers, field, kind, many):
    url = reverse("contacts:plan_new", args=[cast.pupils["amira"].pk])
    refuses(cast.client("P4"), url, field, strangers[kind], many=many)


def test_a_changed_contact_goes_to_nobody_of_others(cast, plans, strangers):
    url = reverse("contacts:planned_move", args=[plans.contacts["amira"].pk])
    refuses(cast.client("P2"), url, "owner", strangers["colleague"])


def test_meeting_refuses_children_of_others(cast, strangers):
    url = reverse("contacts:meeting", args=[cast.groups["five"].pk])
    refuses(cast.client("P4"), url, "came", strangers["pupil"], many=True)


def test_day_is_given_to_colleagues_only(cast, strangers):
    refuses(
        cast.client("P4"), reverse("contacts:planned_days"), "colleague_key", strangers["colleague"], act="hand_over"
    )


def test_only_a_leader_reports_someone_else_absent(cast, strangers):
    refuses(cast.client("P4"), reverse("contacts:absence_new"), "who", strangers["other than oneself"])
    refuses(cast.client("P6"), reverse("contacts:absence_new"), "who", [cast.staff["els"].pk])


def test_only_colleagues_are_asked_along(cast, strangers):
    contact = make_planned(cast.staff["daan"], cast.pupils["amira"])
    refuses(cast.client("P4"), reverse("contacts:support_new", args=[contact.pk]), "who", strangers["colleague"])


def test_agreements_are_made_for_the_own_part_of_the_school_only(cast, plans):
    elsewhere = [f"group-{cast.groups['seven'].pk}"]
    refuses(cast.client("P6"), reverse("contacts:norm_new"), "scope", elsewhere)
    others = ["school", f"group-{cast.groups['six'].pk}", f"team-{cast.groups['six'].team_id}"]
    refuses(cast.client("P6t"), reverse("contacts:norm_new"), "scope", [*elsewhere, *others])


@pytest.mark.parametrize("child", ["lot", "mats", "zoe", "amira"])
def test_agreement_about_a_child_is_made_by_who_reads_of_it(cast, plans, child):
    """Lot is the child of this leader, Zoe goes to another school."""
    url = reverse("contacts:norm_new") + f"?pupil={cast.pupils[child].pk}"
    assert cast.client("P7").get(url).status_code == (404 if child in ("lot", "zoe") else 200)


def test_class_is_planned_with_its_own_children_only(cast, strangers):
    url = reverse("contacts:plan_preview", args=[cast.groups["five"].pk])
    for key in [*strangers["pupil"], uuid.uuid4()]:
        assert cast.client("P4").get(url, WISH | {"families": "some", "chosen": [str(key)]}).status_code == 422
    page = cast.client("P4").get(url, WISH | {"families": "all"})
    sent = filled_in(page.context_data["form"], **{f"take_{key}": "on" for key in strangers["pupil"]})
    before = set(Contact.objects.values_list("pk", flat=True))
    response = cast.client("P4").post(page.wsgi_request.get_full_path(), sent)
    assert response.status_code == 302
    made = Contact.objects.exclude(pk__in=before)
    assert {row.pupil.first_name for contact in made for row in contact.pupils.all()} == {"Amira", "Finn"}


def test_sheet_marks_what_stands_in_it_only(cast, plans):
    url = reverse("contacts:run_sheet", args=[plans.runs["five"].pk])
    sent = filled_in(cast.client("P2").get(url).context_data["form"])
    others = [plans.contacts[name] for name in ("mats", "kyra", "zoe")]
    for contact in others:
        sent |= {f"outcome_{contact.pk}": "held", f"version_{contact.pk}": "1"}
    cast.client("P2").post(url, sent)
    assert {Contact.objects.get(pk=contact.pk).status for contact in others} == {"planned"}
