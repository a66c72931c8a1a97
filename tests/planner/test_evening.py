"""The evening itself and the day without the teacher: running sheet, meeting, day sheet (users.md 20 and 21)."""

import pytest
from django.urls import reverse

from contacts.enums import Precision, Result, Status
from contacts.models import Agreement, Attempt, Contact, TalkSupport
from contacts.services.planned import mark_held
from contacts.services.sheet import SheetLine, fill_sheet
from contacts.services.support import ask_support
from contacts.services.when import When
from partnership.records.versions import VersionConflict
from partnership.school.enums import AssignmentKind, Channel, Role
from tests.access.plans import make_restriction, make_run
from tests.browsing import browser, filled
from tests.cast import assign, make_staff
from tests.planner.conftest import at, children, fresh, planned

EVENING = "2026-09-08"


def at_time(text: str) -> When:
    moment = at(text)
    return When(Precision.TIME, moment.date(), at=moment, minutes=10)


@pytest.fixture
def run(group, sanne):
    return make_run(group, sanne)


@pytest.fixture
def talks(group, sanne, run) -> list[Contact]:
    """Twenty-six talks of ten minutes on Tuesday evening."""
    moments = [f"{EVENING} {18 + number // 6}:{number % 6}0" for number in range(26)]
    pairs = zip(children(group, 26), moments, strict=True)
    return [planned(sanne, child, run=run, channel=Channel.AT_SCHOOL, when=at_time(moment)) for child, moment in pairs]


def test_twenty_six_talks_on_one_page_one_tap_each(sanne, run, talks):
    client, url = browser(sanne), reverse("contacts:run_sheet", args=[run.pk])
    page = client.get(url)
    text = page.content.decode()
    assert text.count('value="did_not_come"') == 26
    assert text.index("18:00") < text.index("22:10")
    held, missed = talks[0], talks[1]
    answers = {f"outcome_{held.pk}": "held", f"agreed_{held.pk}": "Reading.", f"outcome_{missed.pk}": "did_not_come"}
    answer = client.post(url, filled(page, **answers), follow=True)
    assert "2 talks have been marked." in answer.content.decode()
    states = dict(Contact.objects.values_list("pk", "status"))
    assert (states[held.pk], states[missed.pk]) == (Status.HELD, Status.MISSED)
    assert list(states.values()).count(Status.PLANNED) == 24
    assert Agreement.objects.get(contact=held).text == "Reading."
    assert Attempt.objects.get(contact=missed).result == Result.DID_NOT_COME


def test_what_is_wrong_names_the_child(sanne, run, talks):
    client, url = browser(sanne), reverse("contacts:run_sheet", args=[run.pk])
    answer = client.post(url, filled(client.get(url), **{f"agreed_{talks[3].pk}": "Reading."}))
    assert answer.status_code == 422
    name = talks[3].pupils.get().pupil.name
    assert f"{name}: how did it go? Something was agreed" in " ".join(answer.content.decode().split())


def test_all_or_none_when_a_colleague_was_first(sanne, talks):
    first, second = talks[:2]
    mark_held(second, actor=sanne, version=second.version)
    with pytest.raises(VersionConflict):
        fill_sheet([SheetLine(first, 1, "held"), SheetLine(second, 1, "held")], actor=sanne)
    assert Contact.objects.get(pk=first.pk).status == Status.PLANNED


def test_a_meeting_is_logged_for_all_with_exceptions(group, sanne):
    pupils = children(group, 4)
    client, url = browser(sanne), reverse("contacts:meeting", args=[group.pk])
    came = [str(pupil.pk) for pupil in pupils[:3]]
    client.post(url, filled(client.get(url), came=came))
    rows = [contact.pupils.get().pupil for contact in Contact.objects.all()]
    assert set(rows) == set(pupils[:3])


def test_the_day_sheet_has_the_talks_of_today_and_what_to_mind_and_no_word_of_what_was_said(school, group, sanne):
    leader = fresh(make_staff(school, "Fatima", role=Role.SCHOOL_LEADER))
    child, other = children(group, 2)
    planned(sanne, child, when=at_time("2026-09-07 15:40"))
    planned(sanne, other, when=at_time("2026-09-08 15:40"))
    make_restriction(child.guardianships.get(), leader, line="Call the leader first.", why="A secret.")
    text = browser(sanne).get(reverse("contacts:day_sheet", args=[group.pk])).content.decode()
    assert "15:40" in text
    assert child.name in text
    assert "Call the leader first." in text
    assert "A secret." not in text
    assert other.name not in text


# A talk that is hard (users.md 38)


@pytest.fixture
def hard(group, sanne, joris) -> TalkSupport:
    [child] = children(group, 1)
    talk = planned(sanne, child, when=at_time("2026-09-10 15:40"))
    return ask_support(talk, actor=sanne, asked=joris, how="join")


def test_only_the_two_of_them_see_it(school, group, sanne, joris, hard):
    leader = fresh(make_staff(school, "Fatima", role=Role.SCHOOL_LEADER))
    third = make_staff(school, "Noor")
    assign(third, group, AssignmentKind.SUBSTITUTE)
    assert set(TalkSupport.objects.visible_to(sanne)) == set(TalkSupport.objects.visible_to(joris)) == {hard}
    for other in (leader, fresh(third)):
        assert not TalkSupport.objects.visible_to(other).exists()
        assert browser(other).get(reverse("contacts:support", args=[hard.pk])).status_code in {403, 404}


def test_it_is_about_the_talk_and_gone_after_it(sanne, joris, hard):
    page = browser(joris).get(reverse("contacts:support", args=[hard.pk])).content.decode()
    assert hard.contact.pupils.get().pupil.last_name not in page
    mark_held(hard.contact, actor=sanne, version=hard.contact.version)
    assert not TalkSupport.objects.exists()
    assert browser(joris).get(reverse("contacts:support", args=[hard.pk])).status_code == 404
