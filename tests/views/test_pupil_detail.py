"""One family on one page: each part for whom the policy lets read it."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from partnership.audit.models import AuditEvent
from partnership.school.enums import AssignmentKind, Custody, GroupKind, Sector
from partnership.school.models import GuardianDetails, Guardianship, Household, Reachability
from tests.browsing import browser
from tests.cast import (
    DAY,
    assign,
    enrol,
    make_contact,
    make_group,
    make_guardian,
    make_pupil,
    make_school,
    make_staff,
    today,
)
from tests.cast import tie as tie_to

ADDRESS, NUMBER = "Wilgenlaan 12", "+31612345678"
MAIL = "home@family.example"


@pytest.fixture
def amira(cast):
    """Her mother can be reached in every way there is."""
    home = Household.objects.create(school=cast.linde, street=ADDRESS, postcode="1234 AB", town="Utrecht")
    mother = cast.guardians["fatiha"]
    GuardianDetails.objects.filter(guardian=mother).update(email=MAIL, telephone=NUMBER, household=home)
    Reachability.objects.filter(guardian=mother).update(
        language="ti", needs_interpreter=True, best_times="after four", preferred_channel="video"
    )
    Guardianship.objects.filter(guardian=mother).update(custody=Custody.YES)
    return cast.pupils["amira"]


def page_of(member, pupil):
    response = browser(member).get(reverse("pupil_detail", args=[pupil.pk]))
    assert response.status_code == 200
    return response


def shown(member, pupil) -> set[str]:
    """Return which of the facts about Fatiha stand on the page."""
    words = page_of(member, pupil).content.decode()
    facts = {
        "name": "Fatiha van Thuis", "address": ADDRESS, "telephone": NUMBER, "mail": MAIL, "custody": "has custody",
        "language": "Tigrinya", "times": "after four", "channel": "video call",
    }  # fmt: skip
    return {name for name, text in facts.items() if text in words}


EVERYTHING = {"name", "address", "telephone", "mail", "custody", "language", "times", "channel"}


@pytest.mark.parametrize("name", ["sanne", "bram", "fatima", "tess", "marieke"])
def test_who_teaches_leads_or_cares_knows_how_to_reach_home(cast, amira, name):
    assert shown(cast.staff[name], amira) == EVERYTHING


def test_other_colleague_sees_the_name_only(cast, amira):
    assert shown(cast.staff["hans"], amira) == {"name"}


def test_teacher_of_the_brother_sees_no_custody_of_the_sister(cast, amira):
    """How to reach the mother is known by Bilal's page; the tie with Amira is not Emine's."""
    assert not {"custody", "address", "telephone", "mail"} & shown(cast.staff["emine"], amira)


@pytest.mark.parametrize("name", ["tim", "sonja", "yvonne"])
def test_who_has_no_task_with_pupils_gets_no_page_or_no_more_than_a_name(cast, amira, name):
    response = browser(cast.staff[name]).get(reverse("pupil_detail", args=[amira.pk]))
    words = response.content.decode()
    assert response.status_code in (200, 403)
    assert not any(text in words for text in (ADDRESS, NUMBER, MAIL, "Tigrinya"))


def test_secret_address_and_number_are_not_on_the_page(cast, amira):
    GuardianDetails.objects.filter(guardian=cast.guardians["fatiha"]).update(is_secret=True)
    Household.objects.update(is_secret=True)
    for name in ("sanne", "fatima", "marieke"):
        words = page_of(cast.staff[name], amira).content.decode()
        assert ADDRESS not in words
        assert NUMBER not in words
        assert "secret" in words


def test_guardians_with_custody_stand_first_and_ended_ties_are_gone(cast, sanne_page):
    names = [row["guardian"].first_name for row in sanne_page.context["ties"]]
    assert names == ["With", "Unknown", "Without"]


@pytest.fixture
def sanne_page(cast):
    pupil = make_pupil(cast.groups["five"], "Mina", guardians=[])
    for name, columns in {
        "Without": {"custody": Custody.NO}, "Unknown": {"custody": Custody.UNKNOWN}, "With": {"custody": Custody.YES},
        "Ended": {"custody": Custody.YES, "until": today() - DAY},
    }.items():  # fmt: skip
        tie_to(make_guardian(cast.linde, name), pupil, **columns)
    return page_of(cast.staff["sanne"], pupil)


def test_opening_is_recorded_once(cast, amira):
    page_of(cast.staff["hans"], amira)
    event = AuditEvent.objects.about(amira).get()
    assert (event.action, event.actor, event.school_id) == ("pupil.read", cast.staff["hans"].user, cast.linde.pk)


def test_refused_opening_is_not_recorded_as_read(cast, amira):
    assert browser(cast.staff["els"]).get(reverse("pupil_detail", args=[amira.pk])).status_code == 404
    assert not AuditEvent.objects.about(amira).exists()


def test_brothers_and_sisters_stand_with_their_teachers(cast, amira):
    [sibling] = page_of(cast.staff["sanne"], amira).context["siblings"]
    assert sibling.pupil == cast.pupils["bilal"]
    assert [teacher.first_name for teacher in sibling.teachers] == ["Emine"]


def test_brother_who_left_is_not_there(cast, amira):
    bilal = cast.pupils["bilal"]
    bilal.left_on = today()
    bilal.save()
    assert page_of(cast.staff["sanne"], amira).context["siblings"] == []


@pytest.mark.parametrize(
    ("birth_date", "note"),
    [
        (None, ""),
        (datetime.date(2010, 11, 25), ""),
        (datetime.date(2010, 11, 24), "decides who may see the file"),
        (datetime.date(2008, 11, 25), "decides who may see the file"),
        (datetime.date(2008, 11, 24), "contact is with Amira"),
    ],
)
def test_page_says_from_16_and_from_18_what_that_means(db, birth_date, note):
    with time_machine.travel(datetime.datetime(2026, 11, 24, 11, tzinfo=datetime.UTC)):
        group = make_group(make_school())
        pupil = make_pupil(group, "Amira", birth_date=birth_date)
        teacher = make_staff(group.school, "Sanne")
        assign(teacher, group)
        words = page_of(teacher, pupil).content.decode()
    notes = {"decides who may see the file", "contact is with Amira"}
    assert {text for text in notes if text in words} == ({note} if note else set())


def test_way_back_leads_to_a_page_that_opens(cast, amira):
    """Also for who knows of the contacts and may not open the class."""
    back = {}
    for name in ("sanne", "bram", "fatima", "emine", "hans"):
        page = page_of(cast.staff[name], amira)
        back[name] = page.context["class_page"]
        if back[name]:
            url = reverse("contacts:group", args=[back[name].pk])
            assert url in page.content.decode()
            assert browser(cast.staff[name]).get(url).status_code == 200
    five = cast.groups["five"]
    assert back == {"sanne": five, "bram": five, "fatima": five, "emine": None, "hans": None}


def test_subject_teacher_of_a_secondary_school_goes_back_to_the_own_group(db):
    school = make_school("Het College", sector=Sector.SECONDARY)
    mentor_group = make_group(school, "3H1", kind=GroupKind.MENTOR)
    maths = make_group(school, "3H1 wiskunde", kind=GroupKind.TEACHING)
    pupil = make_pupil(mentor_group, "Yara")
    enrol(pupil, maths)
    teacher = make_staff(school, "Vak")
    assign(teacher, maths, AssignmentKind.SUBJECT_TEACHER)
    page = page_of(teacher, pupil)
    assert page.context["class_page"] == maths
    assert reverse("contacts:group", args=[mentor_group.pk]) not in page.content.decode()


def test_buttons_to_log_stand_where_they_work(cast, amira):
    url = reverse("contacts:new", args=[amira.pk])
    for name, allowed in {"sanne": True, "bram": True, "fatima": True, "emine": False, "hans": False}.items():
        client = browser(cast.staff[name])
        assert (url in client.get(reverse("pupil_detail", args=[amira.pk])).content.decode()) is allowed
        assert (client.get(url).status_code == 200) is allowed


def test_long_timeline_stands_on_pages_newest_first(cast, amira):
    sanne = cast.staff["sanne"]
    for number in range(30):
        make_contact(sanne, amira, happened_at=timezone.now() - number * datetime.timedelta(minutes=1))
    client, url = browser(sanne), reverse("pupil_detail", args=[amira.pk])
    first, second = (list(client.get(url, {"page": page}).context["contacts"]) for page in (1, 2))
    assert len(first) == 20
    moments = [contact.happened_at for contact in [*first, *second]]
    assert moments == sorted(moments, reverse=True)
    assert len(set(moments)) == len(moments) == 32


def test_texts_are_shortened_on_the_timeline_and_escaped(cast, amira):
    make_contact(cast.staff["sanne"], amira, summary="<script>alert(1)</script>" + "long " * 200)
    words = page_of(cast.staff["sanne"], amira).content.decode()
    assert "<script>alert(1)" not in words
    assert "&lt;script&gt;alert(1)" in words
    assert words.count("long ") < 60


def test_page_without_contacts_invites_to_begin_with_something_nice(cast):
    pupil = make_pupil(cast.groups["five"], "Mina")
    words = page_of(cast.staff["sanne"], pupil).content.decode()
    assert "Begin with something nice" in words
    assert f"{reverse('contacts:new', args=[pupil.pk])}?about=nice" in words
