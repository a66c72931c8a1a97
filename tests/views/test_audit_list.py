"""Who looked at what: the leader sees the school's log, everyone else their own part, in words and without texts."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from contacts.services.log import log_contact
from partnership.audit import services as audit
from partnership.audit.models import AuditEvent
from partnership.school.services.accounts import add_staff
from partnership.views.audit_words import ACTIONS
from tests.browsing import browser
from tests.cast import give_role, make_staff
from tests.contacts.conftest import entry

LOOKED = "looked at this log"


def log_of(member, **asked) -> list[tuple]:
    page = browser(member).get(reverse("audit_list"), asked)
    assert page.status_code == 200
    return [
        (event.who, str(event.what), [pupil.first_name for pupil in event.pupils]) for event in page.context["events"]
    ]


@pytest.fixture
def looks(cast):
    """Emine opens Bilal and Sanne logs a contact about both children."""
    amira, bilal = cast.pupils["amira"], cast.pupils["bilal"]
    browser(cast.staff["emine"]).get(reverse("pupil_detail", args=[bilal.pk]))
    log_contact(entry(amira, bilal, summary="A secret."), actor=cast.staff["sanne"])
    return [
        ("Sanne van School", "logged a contact", ["Amira", "Bilal"]),
        ("Emine van School", "opened the page of a pupil", ["Bilal"]),
    ]


def sorted_pupils(rows: list[tuple]) -> list[tuple]:
    return [(who, what, sorted(pupils)) for who, what, pupils in rows]


@pytest.mark.parametrize("name", ["fatima"])
def test_leader_sees_who_did_what_about_whom_newest_first(cast, looks, name):
    assert sorted_pupils(log_of(cast.staff[name])) == looks


def test_that_a_leader_looked_is_recorded_too(cast, looks):
    fatima = cast.staff["fatima"]
    log_of(fatima)
    assert log_of(fatima)[0] == ("Fatima van School", LOOKED, [])


def test_privacy_officer_sees_the_log_and_no_names_of_children(cast, looks):
    rows = log_of(cast.staff["karel"])
    assert [(who, what) for who, what, _pupils in rows] == [(who, what) for who, what, _pupils in looks]
    assert not any(pupils for _who, _what, pupils in rows)


def test_teacher_sees_only_what_was_recorded_of_herself(cast, looks):
    assert sorted_pupils(log_of(cast.staff["sanne"])) == looks[:1]
    assert log_of(cast.staff["emine"]) == looks[1:]
    assert log_of(cast.staff["hans"]) == []
    assert not AuditEvent.objects.filter(action="audit.read").exists()


def test_leader_of_another_school_sees_none_of_it(cast, looks):
    assert log_of(cast.staff["wim"]) == []


def test_leader_picks_one_person(cast, looks):
    emine = cast.staff["emine"]
    assert log_of(cast.staff["fatima"], who=str(emine.pk)) == looks[1:]


@pytest.mark.parametrize("who", ["els", "nonsense"])
def test_person_of_another_school_cannot_be_picked(cast, looks, who):
    key = str(cast.staff[who].pk) if who in cast.staff else who
    assert sorted_pupils(log_of(cast.staff["fatima"], who=key)) == looks


def test_teacher_cannot_pick_anybody(cast, looks):
    assert sorted_pupils(log_of(cast.staff["sanne"], who=str(cast.staff["emine"].pk))) == looks[:1]


@pytest.fixture
def upper(cast):
    """The leader of the other team: groep 6 of Emine, Bilal and Kyra."""
    leader = make_staff(cast.linde, "Rachid")
    give_role(leader, "school_leader", team=cast.groups["six"].team)
    return leader


def test_leader_of_a_team_gets_no_rows_of_another_team(cast, looks, upper):
    """Tess leads groep 5: of what Emine did with Bilal of groep 6 she has no row at all."""
    tess = cast.staff["tess"]
    audit.record("agreement.done", actor=cast.staff["emine"].user, obj=cast.agreements["kyra"])
    audit.record("contact.plan_class", actor=cast.staff["sanne"].user, obj=cast.groups["five"])
    audit.record("role.give", actor=cast.staff["fatima"].user, school_id=cast.linde.pk, obj=cast.staff["emine"])
    logged = "Sanne van School", "logged a contact"
    assert log_of(tess) == [("Sanne van School", "planned a class", []), (*logged, ["Amira"])]
    assert log_of(upper) == [
        ("Emine van School", "marked an agreement as done", ["Kyra"]),
        (*logged, ["Bilal"]),
        ("Emine van School", "opened the page of a pupil", ["Bilal"]),
    ]


def test_leader_of_a_team_sees_the_own_acts_whole_and_is_recorded_too(cast, looks):
    tess, bilal = cast.staff["tess"], cast.pupils["bilal"]
    browser(tess).get(reverse("pupil_detail", args=[bilal.pk]))
    assert log_of(tess)[0] == ("Tess van School", "opened the page of a pupil", ["Bilal"])
    assert log_of(tess)[0] == ("Tess van School", LOOKED, [])
    assert log_of(tess, who=str(cast.staff["emine"].pk)) == []


def test_no_text_and_no_child_one_may_not_know_stands_in_the_log(cast, looks):
    words = browser(cast.staff["fatima"]).get(reverse("audit_list")).content.decode()
    assert "A secret." not in words


def test_acts_of_nobody_and_of_people_from_outside_have_a_name_too(cast):
    add_staff("x@school.example", actor=None, school=cast.linde, role="admin")
    audit.record("contact.read", actor=cast.staff["els"].user, school_id=cast.linde.pk)
    assert [(who, what) for who, what, _pupils in log_of(cast.staff["fatima"])] == [
        ("someone from outside", "read a contact"),
        ("the application", "gave someone a role"),
    ]


def test_log_stands_on_pages_that_keep_the_chosen_person(cast):
    fatima, emine = cast.staff["fatima"], cast.staff["emine"]
    for _ in range(51):
        audit.record("pupil.read", actor=emine.user, school_id=cast.linde.pk, obj=cast.pupils["bilal"])
    page = browser(fatima).get(reverse("audit_list"), {"who": str(emine.pk)})
    assert len(page.context["events"]) == 50
    assert f'href="?who={emine.pk}&amp;page=2"' in page.content.decode()
    assert len(log_of(fatima, who=str(emine.pk), page="2")) == 1


def test_who_has_two_roles_sees_the_log_of_the_school_once(cast, looks):
    sanne = cast.staff["sanne"]
    give_role(sanne, "school_leader")
    assert sorted_pupils(log_of(sanne)) == looks


def test_every_act_that_is_recorded_has_words():
    """Reads the source: a new `audit.record("noun.verb", …)` without words would show its code name to people."""
    recorded = set()
    for app in ("contacts", "partnership"):
        for path in Path(settings.BASE_DIR, app).rglob("*.py"):
            text = path.read_text()
            recorded |= set(re.findall(r'audit\.record\(\s*"([a-z_.]+)"', text))
            recorded |= set(re.findall(r'action="([a-z]+\.[a-z_]+)"', text))
    assert len(recorded) > 12
    assert recorded <= set(ACTIONS)
