"""The conflict rule for what is planned: who has a tie with a family finds nothing of it in a plan, list or file."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from contacts.enums import Precision
from contacts.models import Contact, ContactNorm, PlanRun, TalkSupport
from contacts.services.classplan import undo_plan
from contacts.services.export import plan_as_csv
from contacts.services.planned import PlannedContact, hand_over, plan_contact
from contacts.services.support import ask_support
from contacts.services.when import When
from partnership.views.audit_words import ACTIONS
from tests.access.plans import make_norm, make_planned, make_plans
from tests.cast import DAY, today

pytestmark = pytest.mark.usefixtures("quick_pages")


@pytest.fixture
def plans(cast):
    return make_plans(cast)


@pytest.fixture
def with_daan(cast, plans) -> Contact:
    """A talk about Finn, with the father of Mats: hidden from that father, who teaches Finn."""
    return make_planned(
        cast.staff["sanne"], cast.pupils["finn"], guardians=[cast.guardians["daan"]], run=plans.runs["five"]
    )


def test_planned_contact_and_plan_of_the_own_child_are_not_there(cast, plans, with_daan):
    daan = cast.staff["daan"]
    for contact in (plans.contacts["mats"], with_daan):
        assert not Contact.objects.handled_by(daan).filter(pk=contact.pk).exists()
        assert not Contact.objects.planned_visible_to(daan).filter(pk=contact.pk).exists()
    assert not PlanRun.objects.findable_by(daan).filter(pk=plans.runs["mats alone"].pk).exists()
    assert not TalkSupport.objects.visible_to(daan).exists()


def test_sheet_of_the_class_leaves_the_own_family_out(cast, plans, with_daan):
    page = cast.client("P4").get(reverse("contacts:run_sheet", args=[plans.runs["five"].pk])).context_data
    assert set(page["form"].contacts) == {plans.contacts["amira"], plans.contacts["finn"]}


def test_runs_about_the_own_child_alone_are_not_listed(cast, plans):
    page = cast.client("P4").get(reverse("contacts:plan_class", args=[cast.groups["five"].pk])).context_data
    assert list(page["runs"]) == [plans.runs["five"]]


def test_export_leaves_the_own_family_out(cast, plans, with_daan):
    text = plan_as_csv(cast.groups["five"], actor=cast.staff["daan"])
    assert "Mats" not in text
    assert text.count("Finn") == plan_as_csv(cast.groups["five"], actor=cast.staff["sanne"]).count("Finn") - 1


def test_year_and_day_sheet_leave_the_own_family_out(cast, plans, with_daan):
    Contact.objects.filter(pk__in=[with_daan.pk, plans.contacts["mats"].pk]).update(planned_on=today())
    grid = cast.client("P4").get(reverse("contacts:year", args=[cast.groups["five"].pk])).context_data["grid"]
    seen = {row.contact for each in grid.rows for row in each.contacts}
    assert {row.pupil.first_name for row in grid.rows} == {"Amira", "Finn"}
    assert with_daan.pk not in seen
    talks = cast.client("P4").get(reverse("contacts:day_sheet", args=[cast.groups["five"].pk])).context_data["talks"]
    assert list(talks) == []


def test_undoing_leaves_what_one_may_not_know_of(cast, plans, with_daan):
    assert undo_plan(plans.runs["five"], actor=cast.staff["daan"]) == 2
    assert Contact.objects.get(pk=with_daan.pk).status == "planned"


def test_overview_of_a_leader_leaves_the_own_child_out(cast, plans):
    cast.linde.overview_from, cast.linde.overview_agreed = today(), "As agreed."
    cast.linde.save(update_fields=["overview_from", "overview_agreed"])
    silent = cast.client("P7").get(reverse("contacts:oversight"), {"since": str(today())}).context_data["silent"]
    assert "Lot" not in {pupil.first_name for _group, pupils in silent for pupil in pupils}


def test_agreement_about_the_own_child_is_not_there(cast):
    norm = make_norm(cast.linde, pupil=cast.pupils["lot"])
    assert not ContactNorm.objects.visible_to(cast.staff["ruben"]).filter(pk=norm.pk).exists()
    assert ContactNorm.objects.changeable_by(cast.staff["fatima"]).filter(pk=norm.pk).exists()
    assert cast.client("P7").get(reverse("contacts:norm_edit", args=[norm.pk])).status_code == 404


def test_nothing_is_planned_for_or_given_to_who_has_a_tie(cast, plans, with_daan):
    daan, sanne = cast.staff["daan"], cast.staff["sanne"]
    when = When(Precision.DAY, today() + DAY)
    line = PlannedContact((cast.pupils["finn"],), daan, when, "progress", "phone", (cast.guardians["daan"],))
    with pytest.raises(ValidationError):
        plan_contact(line, actor=sanne)
    with pytest.raises(ValidationError):
        hand_over(with_daan, actor=sanne, to=daan)
    with pytest.raises(ValidationError):
        ask_support(with_daan, actor=sanne, asked=daan, how="join")


def test_only_the_two_know_that_a_talk_is_dreaded(cast, plans):
    """Not the leader, not the other class teacher, and not the log."""
    support = plans.supports["amira"]
    url, page = reverse("contacts:support", args=[support.pk]), reverse("contacts:planned", args=[support.contact_id])
    assert {code: cast.client(code).get(url).status_code for code in ("P2", "P3", "P4", "P6", "P6c", "P7")} == {
        "P2": 200, "P3": 200, "P4": 404, "P6": 404, "P6c": 404, "P7": 404,
    }  # fmt: skip
    assert cast.client("P2").get(page).context_data["support"] == support
    assert cast.client("P6").get(page).context_data["support"] is None
    events = cast.client("P6").get(reverse("audit_list")).context_data["events"]
    assert ACTIONS["support.ask"] not in {event.what for event in events}
