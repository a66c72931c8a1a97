"""A restriction on a guardian: who makes and reads it, what it needs, what others see of it, and its end."""

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty, State
from partnership.duties.protection import DUTY
from partnership.duties.tasks import keep_reviews
from partnership.records.models import Revision
from partnership.records.versions import VersionConflict
from partnership.school.enums import Information
from partnership.school.models import DeclaredTie, Guardianship, Instruction, Restriction, StaffMember
from partnership.school.services.restrictions import COLUMNS, change_restriction
from tests.access.plans import make_planned, make_restriction
from tests.browsing import browser
from tests.cast import DAY, assign, today

LINE, WHY, DOCUMENT = "Call the leader first.", "The reason.", "A ruling."


@pytest.fixture(autouse=True)
def _one_leader(cast):
    """Fatima leads the school alone; Ruben, Gijs and Tess do not any more."""
    for name in ("ruben", "gijs", "tess"):
        cast.staff[name].roles.update(until=today() - DAY)


def fresh(member: StaffMember) -> StaffMember:
    return StaffMember.objects.select_related("user", "school").get(pk=member.pk)


@pytest.fixture
def said(cast) -> Guardianship:
    """The tie of Said with Amira."""
    return cast.guardians["said"].guardianships.get()


@pytest.fixture
def restriction(cast, said) -> Restriction:
    return make_restriction(said, cast.staff["fatima"])


def change(restriction: Restriction, actor: StaffMember, *, version: int = 1, **changes) -> Restriction:
    line, reason = changes.pop("line", LINE), changes.pop("reason", "It was lengthened.")
    values = {name: getattr(restriction, name) for name in COLUMNS} | changes
    return change_restriction(restriction, actor=actor, version=version, values=values, line=line, reason=reason)


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"document": " "}, "document"), ({"why": ""}, "why"), ({"line": ""}, "line"),
        ({"until": None, "review_on": None}, "until"), ({"until": today() - 8 * DAY}, "until"),
        ({"review_on": today() + 31 * DAY}, "review_on"), ({"until": today() + 400 * DAY}, "review_on"),
        ({"seen_on": today() + DAY}, "seen_on"),
    ],
)  # fmt: skip
def test_without_what_it_needs_it_is_refused(cast, said, columns, field):
    with pytest.raises(ValidationError) as refused:
        make_restriction(said, cast.staff["fatima"], **columns)
    assert field in refused.value.message_dict
    assert not Restriction.objects.exists()
    assert not Instruction.objects.exists()


def test_database_knows_none_without_an_end(restriction):
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.update(until=None, review_on=None)


def test_texts_are_encrypted(restriction):
    with connection.cursor() as cursor:
        cursor.execute("SELECT document, why FROM school_restriction")
        stored = cursor.fetchone()
        cursor.execute("SELECT text FROM school_instruction")
        stored += cursor.fetchone()
    assert all(text.startswith("enc1:") for text in stored)


READERS = {
    "sanne": (False, True), "bram": (False, True), "emine": (False, False), "hans": (False, False),
    "fatima": (True, True), "marieke": (True, True), "ingrid": (False, False), "yvonne": (False, False),
    "tim": (False, False), "els": (False, False), "wim": (False, False),
}  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_leader_and_coordinator_read_it_and_who_teaches_sees_the_line(cast, restriction, name):
    staff = fresh(cast.staff[name])
    whole, line = READERS[name]
    assert Restriction.objects.visible_to(staff).exists() is whole
    assert Instruction.objects.shown_to(staff).exists() is line
    page = browser(cast.staff[name]).get(reverse("pupil_detail", args=[cast.pupils["amira"].pk])).content.decode()
    assert (LINE in page) is line
    assert WHY not in page
    assert DOCUMENT not in page
    status = browser(cast.staff[name]).get(restriction.get_absolute_url()).status_code
    assert (status == 200) is whole


def test_only_the_leader_changes_it(cast, restriction):
    statuses = {
        name: browser(cast.staff[name]).get(reverse("school:restriction_edit", args=[restriction.pk])).status_code
        for name in ("fatima", "marieke", "sanne", "wim")
    }
    assert statuses == {"fatima": 200, "marieke": 403, "sanne": 403, "wim": 404}


def test_who_has_a_tie_finds_neither_line_nor_restriction(cast, restriction):
    DeclaredTie.objects.create(school=cast.linde, staff=cast.staff["marieke"], guardian=cast.guardians["said"])
    staff = fresh(cast.staff["marieke"])
    assert not Restriction.objects.visible_to(staff).exists()
    assert not Instruction.objects.shown_to(staff).exists()
    assert browser(cast.staff["marieke"]).get(restriction.get_absolute_url()).status_code == 404


def test_line_is_of_this_child_only(cast, said):
    """Fatiha is the mother of Bilal as well; what holds with Amira is not told on his page."""
    make_restriction(cast.guardians["fatiha"].guardianships.get(pupil=cast.pupils["amira"]), cast.staff["fatima"])
    page = browser(cast.staff["emine"]).get(reverse("pupil_detail", args=[cast.pupils["bilal"].pk])).content.decode()
    assert LINE not in page


def test_form_for_a_contact_says_the_line_with_that_guardian(cast, restriction):
    page = browser(cast.staff["sanne"]).get(reverse("contacts:new", args=[cast.pupils["amira"].pk])).content.decode()
    assert f'data-shown-with="{cast.guardians["said"].pk}"' in page
    assert LINE in page


def test_day_sheet_and_planned_contact_say_the_line(cast, restriction):
    contact = make_planned(cast.staff["sanne"], cast.pupils["amira"])
    client = browser(cast.staff["sanne"])
    for url in (
        reverse("contacts:day_sheet", args=[cast.groups["five"].pk]),
        reverse("contacts:planned", args=[contact.pk]),
    ):
        assert LINE in client.get(url).content.decode()


def test_what_ended_shows_nowhere_and_stays_with_the_leader(cast, restriction):
    change(restriction, cast.staff["fatima"], until=today() - DAY, reason="The ruling ended.")
    sanne, url = browser(cast.staff["sanne"]), reverse("pupil_detail", args=[cast.pupils["amira"].pk])
    for page in (url, reverse("contacts:new", args=[cast.pupils["amira"].pk])):
        assert LINE not in sanne.get(page).content.decode()
    sheet = reverse("contacts:day_sheet", args=[cast.groups["five"].pk])
    assert LINE not in sanne.get(sheet).content.decode()
    words = browser(cast.staff["fatima"]).get(url).content.decode()
    assert restriction.get_absolute_url() in words
    assert "Earlier restriction" in words


def test_it_ends_by_itself_after_its_last_day(cast, restriction):
    sanne, last = cast.staff["sanne"], restriction.until
    noon = datetime.datetime.combine(last, datetime.time(12), tzinfo=datetime.UTC)
    for days, shown in ((0, True), (1, False)):
        with time_machine.travel(noon + days * DAY, tick=False):
            assert Instruction.objects.shown_to(fresh(sanne)).exists() is shown


def test_review_that_comes_late_opens_nothing(cast, said):
    """Without an end it holds until a person looks at it again."""
    make_restriction(said, cast.staff["fatima"], until=None, review_on=today() + DAY)
    noon = datetime.datetime.combine(today() + 20 * DAY, datetime.time(12), tzinfo=datetime.UTC)
    with time_machine.travel(noon, tick=False):
        assert Instruction.objects.shown_to(fresh(cast.staff["sanne"])).exists()


def test_change_asks_why_keeps_the_old_version_and_moves_the_line(cast, restriction):
    fatima = cast.staff["fatima"]
    with pytest.raises(ValidationError):
        change(restriction, fatima, reason=" ")
    later = change(restriction, fatima, until=today() + 90 * DAY, line="Never alone.")
    kept = Revision.objects.of(restriction).get()
    assert (kept.values["line"], kept.values["reason"]) == (LINE, "It was lengthened.")
    assert (later.instruction.text, later.instruction.until) == ("Never alone.", today() + 90 * DAY)
    with pytest.raises(VersionConflict):
        change(restriction, fatima, until=today())


def test_withheld_information_points_at_its_ground(cast, said):
    ground = make_restriction(said, cast.staff["fatima"], kind="no_information")
    said.refresh_from_db()
    assert (said.information, said.withheld_by) == (Information.WITHHELD, ground)
    assert Revision.objects.of(said).get().values["information"] == Information.FULL


def test_other_restrictions_withhold_nothing(said, restriction):
    said.refresh_from_db()
    assert (said.information, said.withheld_by) == (Information.FULL, None)


def test_withheld_without_a_ground_that_holds_stands_in_the_list_to_complete(cast, said):
    Guardianship.objects.update(custody="yes")
    ground = make_restriction(said, cast.staff["fatima"], kind="no_information")
    client, url = browser(cast.staff["fatima"]), reverse("guardian_incomplete")
    assert said not in client.get(url).context["ties"]
    change(ground, cast.staff["fatima"], until=today() - DAY)
    assert said in client.get(url).context["ties"]


# The duty to look at it again


def the_duty() -> Duty:
    return Duty.objects.get(kind=DUTY)


def test_leader_gets_the_duty_for_the_sooner_of_end_and_review(cast, said):
    restriction = make_restriction(said, cast.staff["fatima"], review_on=today() + 10 * DAY)
    duty = the_duty()
    assert (duty.owner, duty.due_on, duty.link) == (
        cast.staff["fatima"], today() + 10 * DAY, restriction.get_absolute_url()
    )  # fmt: skip
    words = browser(cast.staff["fatima"]).get(reverse("today")).content.decode()
    assert restriction.get_absolute_url() in words
    assert "Said" not in words
    assert WHY not in words


def test_far_away_it_does_not_stand_on_the_first_page(cast, said):
    restriction = make_restriction(said, cast.staff["fatima"], until=today() + 60 * DAY)
    words = browser(cast.staff["fatima"]).get(reverse("today")).content.decode()
    assert restriction.get_absolute_url() not in words


def test_duty_moves_with_the_date_and_goes_with_the_end(cast, restriction):
    moved = change(restriction, cast.staff["fatima"], until=today() + 90 * DAY)
    assert the_duty().due_on == today() + 90 * DAY
    change(moved, cast.staff["fatima"], version=2, until=today() - DAY)
    assert the_duty().state == State.DROPPED


def test_leader_who_may_not_know_of_the_family_does_not_get_it(cast, said):
    cast.staff["ruben"].roles.update(until=None)
    DeclaredTie.objects.create(school=cast.linde, staff=cast.staff["fatima"], guardian=cast.guardians["said"])
    make_restriction(said, cast.staff["ruben"])
    assert the_duty().owner == cast.staff["ruben"]


def test_duty_goes_to_who_leads_now_and_changes_nothing_otherwise(cast, restriction):
    before = the_duty()
    keep_reviews()
    assert the_duty().sequence == before.sequence
    cast.staff["ruben"].roles.update(until=None)
    cast.staff["fatima"].roles.update(until=today() - DAY)
    keep_reviews()
    assert the_duty().owner == cast.staff["ruben"]


def test_what_ended_by_itself_asks_nothing_any_more(cast, restriction):
    noon = datetime.datetime.combine(restriction.until + DAY, datetime.time(12), tzinfo=datetime.UTC)
    with time_machine.travel(noon, tick=False):
        keep_reviews()
        assert the_duty().state == State.DROPPED


def test_log_names_act_and_child_and_no_text(cast, restriction):
    browser(cast.staff["marieke"]).get(restriction.get_absolute_url())
    change(restriction, cast.staff["fatima"], until=today() + 40 * DAY)
    events = AuditEvent.objects.about(cast.pupils["amira"]).filter(action__startswith="restriction.").order_by("pk")
    assert [event.action for event in events] == ["restriction.add", "restriction.read", "restriction.change"]
    assert events[2].fields == ["until"]


def test_support_of_the_child_sees_the_line_too(cast, restriction):
    assign(cast.staff["hans"], cast.pupils["amira"], "support")
    assert Instruction.objects.shown_to(fresh(cast.staff["hans"])).exists()
