"""Correcting guardians and ties in the pages: who may, what is kept, and what nobody may fill in."""

import datetime

import pytest
from django.urls import reverse

from partnership.audit.models import AuditEvent
from partnership.records.models import Draft, Revision
from partnership.school.enums import Custody, Information
from partnership.school.models import Guardian, GuardianDetails, Guardianship, Household, Reachability
from tests.access.filling import filled_in
from tests.access.plans import make_restriction
from tests.browsing import browser
from tests.cast import DAY, make_guardian, make_pupil, tie, today

SECRET_NUMBER, SECRET_STREET = "+31687654321", "Geheimlaan 7"


@pytest.fixture
def said(cast) -> Guardianship:
    return cast.guardians["said"].guardianships.get()


def send(member, name: str, row, **changes):
    """Open the form as `member`, fill in `changes` and send it."""
    client, url = browser(member), reverse(f"school:{name}", args=[row.pk])
    page = client.get(url)
    assert page.status_code == 200
    form = page.context["form"]
    data = {key: value for key, value in filled_in(form).items() if key != "happened_at"}
    return client.post(url, data | {"version": form["version"].initial or ""} | changes)


MAY = {"sanne": 200, "bram": 200, "fatima": 200, "marieke": 200, "emine": 403, "hans": 403, "ingrid": 403, "els": 404}


@pytest.mark.parametrize("name", MAY)
@pytest.mark.parametrize("page", ["guardian_edit", "tie_edit"])
def test_who_teaches_leads_or_cares_corrects(cast, said, name, page):
    assert browser(cast.staff[name]).get(reverse(f"school:{page}", args=[said.pk])).status_code == MAY[name]


MEND = {"fatima": 200, "marieke": 200, "sanne": 403, "bram": 403, "hans": 403, "wim": 404}


@pytest.mark.parametrize("name", MEND)
def test_leader_and_coordinator_add_and_end(cast, said, name):
    client = browser(cast.staff[name])
    assert client.get(reverse("school:tie_end", args=[said.pk])).status_code == MEND[name]
    assert client.get(reverse("school:guardian_new", args=[cast.pupils["amira"].pk])).status_code == MEND[name]


def test_mentor_corrects_number_and_language(cast, said):
    answer = send(
        cast.staff["sanne"], "guardian_edit", said, telephone="06 12345678", language="ti", best_days=["1", "3"],
        best_times="after four", needs_interpreter="on", preferred_channel="app",
    )  # fmt: skip
    assert answer.headers["Location"] == reverse("pupil_detail", args=[said.pupil_id])
    details, way = GuardianDetails.objects.get(guardian=said.guardian), Reachability.objects.get(guardian=said.guardian)
    assert (details.telephone, details.corrected, details.corrected_on) == ("+31612345678", "telephone", today())
    assert (way.language, way.best_days, way.best_times, way.needs_interpreter) == ("ti", "13", "after four", True)
    kept = Revision.objects.of(said.guardian).get()
    assert kept.values["details"]["telephone"].startswith("+3168")
    assert kept.values["reach"]["language"] == ""
    event = AuditEvent.objects.get(action="guardian.change")
    assert event.object_id == str(said.pupil_id)
    assert set(event.fields) >= {"telephone", "language"}
    assert not any("31612345678" in name for name in event.fields)


def test_subject_teacher_changes_the_number_and_not_how_to_reach(cast, said):
    answer = send(cast.staff["bram"], "guardian_edit", said, telephone="06 12345678", language="ti")
    assert answer.status_code == 302
    assert GuardianDetails.objects.get(guardian=said.guardian).telephone == "+31612345678"
    assert Reachability.objects.get(guardian=said.guardian).language == ""


def test_number_that_cannot_be_called_is_refused_and_stays_typed(cast, said):
    answer = send(cast.staff["sanne"], "guardian_edit", said, telephone="12", best_times="after four")
    assert answer.status_code == 422
    assert 'value="12"' in answer.content.decode()
    assert "after four" in answer.content.decode()


def test_second_of_two_sees_what_the_first_wrote(cast, said):
    client, url = browser(cast.staff["sanne"]), reverse("school:guardian_edit", args=[said.pk])
    form = client.get(url).context["form"]
    data = {key: value for key, value in filled_in(form).items() if key != "happened_at"} | {"version": 1}
    send(cast.staff["fatima"], "guardian_edit", said, telephone="06 11111111", best_times="in the evening")
    answer = client.post(url, data | {"telephone": "06 22222222"})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "in the evening" in words
    assert "06 22222222" in words
    assert GuardianDetails.objects.get(guardian=said.guardian).telephone == "+31611111111"
    again = {**data, "telephone": "06 22222222", "version": answer.context["form"]["version"].value()}
    assert client.post(url, again).status_code == 302
    assert GuardianDetails.objects.get(guardian=said.guardian).telephone == "+31622222222"


def test_sent_twice_counts_once(cast, said):
    client, url = browser(cast.staff["sanne"]), reverse("school:guardian_edit", args=[said.pk])
    form = client.get(url).context["form"]
    data = {key: value for key, value in filled_in(form).items() if key != "happened_at"}
    data |= {"version": 1, "telephone": "06 12345678"}
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert Revision.objects.of(said.guardian).count() == 1


def test_nothing_changed_makes_no_version(cast, said):
    assert send(cast.staff["sanne"], "guardian_edit", said).status_code == 302
    assert not Revision.objects.of(said.guardian).exists()


def test_draft_is_kept_and_found_again(cast, said):
    client, url = browser(cast.staff["sanne"]), reverse("school:guardian_edit", args=[said.pk])
    token = client.get(url).context["form"]["draft_token"].value()
    client.post(reverse("draft_save"), {"draft_token": token, "best_times": "half typed"})
    assert Draft.objects.count() == 1
    assert "half typed" in client.get(url).content.decode()


def test_one_parent_moves_and_the_other_stays(cast, said):
    home = Household.objects.create(school=cast.linde, key="H1", street="Oude weg 1", town="Utrecht")
    GuardianDetails.objects.filter(guardian__in=[said.guardian, cast.guardians["fatiha"]]).update(household=home)
    send(cast.staff["sanne"], "guardian_edit", said, street="Nieuwe weg 2", town="Utrecht")
    assert str(GuardianDetails.objects.get(guardian=said.guardian).household) == "Nieuwe weg 2, Utrecht"
    assert str(GuardianDetails.objects.get(guardian=cast.guardians["fatiha"]).household) == "Oude weg 1, Utrecht"


def test_address_that_nobody_lives_at_any_more_is_forgotten(cast, said):
    home = Household.objects.create(school=cast.linde, street="Oude weg 1")
    GuardianDetails.objects.filter(guardian=said.guardian).update(household=home)
    send(cast.staff["sanne"], "guardian_edit", said, street="Nieuwe weg 2")
    assert [row.street for row in Household.objects.all()] == ["Nieuwe weg 2"]


# Secret


@pytest.fixture
def hidden(cast, said) -> Guardianship:
    home = Household.objects.create(school=cast.linde, street=SECRET_STREET, is_secret=True)
    GuardianDetails.objects.filter(guardian=said.guardian).update(
        telephone=SECRET_NUMBER, is_secret=True, household=home
    )
    return said


def test_secret_is_not_filled_in_and_left_empty_it_stays(cast, hidden):
    for name in ("sanne", "fatima"):
        words = browser(cast.staff[name]).get(reverse("school:guardian_edit", args=[hidden.pk])).content.decode()
        assert SECRET_STREET not in words
        assert "87654321" not in words
    send(cast.staff["sanne"], "guardian_edit", hidden, best_times="after four")
    details = GuardianDetails.objects.get(guardian=hidden.guardian)
    assert (details.telephone, details.is_secret, details.household.street) == (SECRET_NUMBER, True, SECRET_STREET)


def test_teacher_makes_secret_and_only_who_may_mend_opens_it(cast, said, hidden):
    send(cast.staff["sanne"], "guardian_edit", hidden, secret_number="", telephone="06 12345678")
    assert GuardianDetails.objects.get(guardian=said.guardian).is_secret
    other = cast.guardians["peter"].guardianships.get()
    send(cast.staff["sanne"], "guardian_edit", other, secret_number="on")
    assert GuardianDetails.objects.get(guardian=other.guardian).is_secret
    client, url = browser(cast.staff["fatima"]), reverse("school:guardian_edit", args=[hidden.pk])
    form = client.get(url).context["form"]
    data = {key: value for key, value in filled_in(form).items() if key not in ("happened_at", "secret_number")}
    client.post(url, data | {"version": form["version"].initial})
    assert not GuardianDetails.objects.get(guardian=said.guardian).is_secret


# The tie


def test_custody_is_noted_with_source_and_date(cast, said):
    refused = send(cast.staff["sanne"], "tie_edit", said, custody="no")
    assert refused.status_code == 422
    assert "custody_source" in refused.context["form"].errors
    send(cast.staff["sanne"], "tie_edit", said, custody="no", custody_source="document", custody_on=str(today() - DAY))
    said.refresh_from_db()
    assert (said.custody, said.custody_source, said.custody_on) == (Custody.NO, "document", today() - DAY)
    assert "custody" in said.corrections
    assert Revision.objects.of(said).get().values["custody"] == Custody.UNKNOWN


def test_what_one_parent_says_of_the_other_is_kept_as_told_and_restricts_nothing(cast, said):
    mother = cast.guardians["fatiha"]
    said_then = {"told": "He may not fetch her.", "told_by": str(mother.pk), "told_on": str(today())}
    send(cast.staff["sanne"], "tie_edit", said, **said_then)
    said.refresh_from_db()
    assert (said.told, said.told_by, said.custody, said.information) == (
        "He may not fetch her.", mother, Custody.UNKNOWN, Information.FULL
    )  # fmt: skip
    page = browser(cast.staff["sanne"]).get(reverse("pupil_detail", args=[said.pupil_id])).content.decode()
    assert "Told by Fatiha van Thuis, restricts nothing:" in page


@pytest.mark.parametrize("missing", [{"told_by": ""}, {"told_on": ""}, {"told_on": str(today() + DAY)}])
def test_what_was_told_needs_who_and_when(cast, said, missing):
    told = {"told": "Something.", "told_by": str(cast.guardians["fatiha"].pk), "told_on": str(today())}
    assert send(cast.staff["sanne"], "tie_edit", said, **told | missing).status_code == 422


def test_information_is_withheld_by_the_leader_on_a_restriction_that_holds(cast, said):
    withheld = {"information": "withheld", "information_source": "document"}
    for name in ("sanne", "marieke", "fatima"):
        assert send(cast.staff[name], "tie_edit", said, **withheld).status_code == 422
    ground = make_restriction(said, cast.staff["fatima"])
    assert send(cast.staff["sanne"], "tie_edit", said, **withheld).status_code == 422
    assert send(cast.staff["fatima"], "tie_edit", said, **withheld).status_code == 422
    send(cast.staff["fatima"], "tie_edit", said, **withheld, withheld_by=str(ground.pk))
    said.refresh_from_db()
    assert (said.information, said.withheld_by) == (Information.WITHHELD, ground)
    assert (
        "information"
        not in browser(cast.staff["sanne"]).get(reverse("school:tie_edit", args=[said.pk])).context["form"].fields
    )
    send(cast.staff["sanne"], "tie_edit", said, lives_with="no")
    send(cast.staff["fatima"], "tie_edit", said, information="on_request")
    said.refresh_from_db()
    assert (said.information, said.withheld_by, said.lives_with) == (Information.ON_REQUEST, None, False)


def test_tie_ends_on_a_day_and_the_pages_say_so(cast, said):
    send(cast.staff["fatima"], "tie_end", said, last_day=str(today() - DAY))
    said.refresh_from_db()
    assert said.until == today() - DAY
    page = browser(cast.staff["sanne"]).get(reverse("pupil_detail", args=[said.pupil_id])).content.decode()
    assert "Said van Thuis" not in page
    for name in ("guardian_edit", "tie_edit", "tie_end", "restriction_new"):
        assert browser(cast.staff["fatima"]).get(reverse(f"school:{name}", args=[said.pk])).status_code == 404


# A new one


def test_leader_adds_a_guardian(cast):
    kyra = cast.pupils["kyra"]
    send(
        cast.staff["fatima"], "guardian_new", kyra, first_name="Oma", last_name="Bosman", kind="other", custody="no",
        custody_source="told", custody_on=str(today()), telephone="06 12345678",
    )  # fmt: skip
    row = Guardianship.objects.get(pupil=kyra, guardian__first_name="Oma")
    assert (row.kind, row.custody, row.custody_source, row.from_date) == ("other", "no", "told", today())
    assert row.guardian.details.telephone == "+31612345678"


def test_guardian_of_a_brother_is_chosen_and_not_made_twice(cast):
    bilal, number = cast.pupils["bilal"], Guardian.objects.count()
    send(
        cast.staff["fatima"],
        "guardian_new",
        bilal,
        known=str(cast.guardians["said"].pk),
        custody_source="told",
        custody_on=str(today()),
    )
    assert Guardianship.objects.filter(pupil=bilal, guardian=cast.guardians["said"]).exists()
    assert Guardian.objects.count() == number


def test_somebody_without_a_name_is_refused(cast):
    assert send(cast.staff["fatima"], "guardian_new", cast.pupils["kyra"]).status_code == 422


def test_list_to_complete_leads_to_the_forms(cast):
    child = make_pupil(cast.groups["five"], "Mina", guardians=[])
    row = tie(make_guardian(cast.linde, "Stil", email="", telephone=""), child)
    words = browser(cast.staff["sanne"]).get(reverse("guardian_incomplete")).content.decode()
    assert reverse("school:guardian_edit", args=[row.pk]) in words
    assert reverse("school:tie_edit", args=[row.pk]) in words
    send(cast.staff["sanne"], "guardian_edit", row, telephone="06 12345678")
    send(cast.staff["sanne"], "tie_edit", row, custody="yes", custody_source="told", custody_on=str(today()))
    assert row not in browser(cast.staff["sanne"]).get(reverse("guardian_incomplete")).context["ties"]


def test_date_in_the_future_is_refused(cast, said):
    answer = send(
        cast.staff["sanne"], "tie_edit", said, custody="yes", custody_source="told",
        custody_on=str(today() + datetime.timedelta(days=2)),
    )  # fmt: skip
    assert "custody_on" in answer.context["form"].errors
