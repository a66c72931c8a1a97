"""T3 for cases: keys of people, cases and words of others in the forms of who handles a case, refused alike."""

import re
import uuid

import pytest
from django.urls import reverse

from incidents.models import (
    CaseAction,
    CaseShare,
    CaseStep,
    ChildTalk,
    Incident,
    KeptFrom,
    NameQuestion,
    Party,
    SecondLook,
)
from partnership.records.models import Revision
from tests.access.filling import filled_in
from tests.cast import make_guardian, today
from tests.incidents.making_case import lowered_case, make_case, rows_of, severities

pytestmark = pytest.mark.usefixtures("quick_pages")
CHANGED = [CaseAction, CaseShare, CaseStep, ChildTalk, Incident, KeptFrom, NameQuestion, Party, SecondLook, Revision]
KEY = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")


@pytest.fixture
def rows(cast) -> dict[str, uuid.UUID]:
    return rows_of(cast, lowered_case(cast))


@pytest.fixture
def strangers(cast, rows) -> dict[str, list[uuid.UUID]]:
    """Keys that the leader Fatima may not use in a form about this case."""
    staff = cast.staff
    elsewhere = make_case(staff["els"], guardian=cast.guardians["zoe's"])
    of_ruben = make_case(staff["noor"], guardian=cast.guardians["ruben"])
    return {
        "colleague": [staff["els"].pk, staff["gone"].pk, cast.guardians["anja"].pk],
        "handler": [staff["els"].pk, staff["hans"].pk, staff["ruben"].pk, staff["daan"].pk],
        "severity": [severities(cast.berk)["light"].pk, rows["case"]],
        "case": [elsewhere.pk, rows["case"]],
        "party": [elsewhere.parties.last().pk, of_ruben.parties.last().pk],
        "guardian": [make_guardian(cast.berk, "Far").pk, cast.guardians["anja"].pk],
    }  # fmt: skip


TRIED = [
    ("P6", "hand_over", "case", "to", "handler", {"reason": "x"}),
    ("P6", "severity", "case", "severity", "severity", {"reason": "x"}),
    ("P6", "join", "case", "into", "case", {}),
    ("P6", "share", "case", "staff_member", "colleague", {"reason": "x"}),
    ("P6", "keep_from", "case", "staff_member", "colleague", {}),
    ("P6", "add", "case", "party", "party", {"kind": "reaction", "text": "x"}),
    ("P6", "name", "party", "guardian", "guardian", {"reason": "x"}),
    ("P6", "action_new", "case", "owner", "colleague", {"what": "Bel de wijkagent.", "due_on": today}),
    ("P6", "action_give", "action", "to", "colleague", {}),
    ("P6", "child_talk_give", "talk", "speaker", "colleague", {"due_on": today}),
]


@pytest.mark.parametrize(("code", "page", "row", "field", "kind", "more"), TRIED, ids=lambda each: str(each)[:20])
def test_keys_of_others_are_refused_alike(cast, rows, strangers, code, page, row, field, kind, more):
    """An absent key is among them: what may not be chosen answers as what is not there."""
    client, url = cast.client(code), reverse(f"incidents:{page}", args=[rows[row]])
    form = client.get(url).context_data["form"]
    before = [model.objects.count() for model in CHANGED]
    answers = {name: value() if callable(value) else value for name, value in more.items()}
    errors = []
    for key in [*strangers[kind], uuid.uuid4()]:
        response = client.post(url, filled_in(form, **answers, **{field: str(key)}))
        assert response.status_code == 422
        found = response.context_data["form"].errors
        errors.append({name: KEY.sub("<pk>", " ".join(each)) for name, each in found.items()})
    assert [model.objects.count() for model in CHANGED] == before
    assert field in errors[0]
    assert errors == [errors[0]] * len(errors)


def test_only_who_can_look_is_asked_to(cast, rows):
    """Neither who handles it, nor who lived through it, nor a colleague without such a role, nor another school's."""
    SecondLook.objects.update(answered_at="2026-01-01T00:00Z")
    client, url = cast.client("P2"), reverse("incidents:ask_second_look", args=[rows["case"]])
    form = client.get(url).context_data["form"]
    before = SecondLook.objects.count()
    keys = [cast.staff[name].pk for name in ("fatima", "ruben", "bram", "wim")] + [uuid.uuid4()]
    for key in keys:
        response = client.post(url, filled_in(form, asked_of=str(key)))
        assert response.status_code == 422
        assert set(response.context_data["form"].errors) == {"asked_of"}
    assert SecondLook.objects.count() == before
