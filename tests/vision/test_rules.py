"""Rules of conduct: written, published, worded anew, ended; read in the reader's language."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from partnership.audit.models import AuditEvent
from partnership.records.versions import VersionConflict
from partnership.school.models import StaffMember
from partnership.vision.models import Rule
from partnership.vision.services.rules import (
    add_rule,
    end_rule,
    history,
    next_number,
    publish_rule,
    rules_in_force,
    write_wording,
)
from tests.browsing import browser, filled
from tests.cast import DAY, make_school, make_staff, today


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def leader(db) -> StaffMember:
    return make_staff(make_school(), "Fatima", role="school_leader")


def published(leader: StaffMember, number: int = 1, *, since: int = 30, **texts) -> Rule:
    texts = {"nl": "We praten rustig."} | texts
    rule = add_rule(leader.school, actor=leader, number=number, texts=texts, from_date=today() - since * DAY)
    return publish_rule(rule, actor=leader, version=1)


def reworded(rule: Rule, leader: StaffMember, *, day=None, **texts) -> Rule:
    rule = write_wording(rule, actor=leader, version=rule.version, texts=texts, from_date=day or today())
    return publish_rule(rule, actor=leader, version=rule.version)


def texts(leader: StaffMember, language: str = "nl", day=None) -> list[str]:
    return [row.text for row in rules_in_force(leader.school, language=language, day=day)]


def test_nobody_reads_a_rule_before_it_is_published(leader):
    add_rule(leader.school, actor=leader, number=1, texts={"nl": "Rustig."}, from_date=today())
    assert texts(leader) == []


def test_rules_come_by_number_in_the_language_of_the_reader(leader):
    published(leader, 2, en="We talk calmly.")
    published(leader, 1, nl="We groeten elkaar.")
    assert texts(leader) == ["We groeten elkaar.", "We praten rustig."]
    assert texts(leader, "en") == ["We groeten elkaar.", "We talk calmly."], "Dutch where there is no English"
    assert [row.lang for row in rules_in_force(leader.school, language="en")] == ["nl", "en"]


def test_an_old_translation_does_not_stand_for_a_new_rule(leader):
    rule = reworded(published(leader, en="We talk calmly."), leader, nl="We praten rustig en op tijd.")
    assert texts(leader, "en") == ["We praten rustig en op tijd."]
    assert texts(leader, "en", rule.wordings.last().from_date) == ["We talk calmly."]


def test_what_held_on_a_day_stays_what_held_on_that_day(leader):
    rule = reworded(published(leader), leader, nl="Nieuw.", day=today() + 3 * DAY)
    assert texts(leader) == ["We praten rustig."]
    assert texts(leader, day=today() + 3 * DAY) == ["Nieuw."]
    assert texts(leader, day=today() - 31 * DAY) == []
    assert [each.from_date for each in history(rule, with_drafts=False)] == [today() + 3 * DAY, today() - 30 * DAY]


@pytest.mark.parametrize("days", [-31, -30, -1])
def test_a_new_wording_changes_nothing_of_before(leader, days):
    rule = published(leader)
    with pytest.raises(ValidationError):
        write_wording(rule, actor=leader, version=rule.version, texts={"nl": "Nieuw."}, from_date=today() + days * DAY)


def test_a_wording_that_waits_is_replaced(leader):
    rule = published(leader)
    for text in ("Eerst.", "Beter."):
        rule = write_wording(rule, actor=leader, version=rule.version, texts={"nl": text}, from_date=today())
    publish_rule(rule, actor=leader, version=rule.version)
    assert texts(leader) == ["Beter."]
    assert rule.wordings.count() == 2


def test_a_number_is_used_once(leader):
    end_rule(published(leader), actor=leader, version=2)
    with pytest.raises(ValidationError, match="not used again"):
        add_rule(leader.school, actor=leader, number=1, texts={"nl": "Weer."}, from_date=today())
    assert next_number(leader.school) == 2


def test_an_ended_rule_holds_no_longer_and_is_not_worded_anew(leader):
    rule = end_rule(published(leader), actor=leader, version=2)
    assert texts(leader) == []
    assert texts(leader, day=today() - DAY) == ["We praten rustig."]
    with pytest.raises(ValidationError, match="ended"):
        write_wording(rule, actor=leader, version=rule.version, texts={"nl": "Weer."}, from_date=today())


def test_dutch_is_asked(leader):
    with pytest.raises(ValidationError, match="Dutch"):
        add_rule(leader.school, actor=leader, number=1, texts={"nl": "", "en": "Calm."}, from_date=today())


def test_the_second_of_two_writers_learns_of_the_first(leader):
    rule = published(leader)
    write_wording(rule, actor=leader, version=2, texts={"nl": "Eerste."}, from_date=today())
    with pytest.raises(VersionConflict):
        write_wording(rule, actor=leader, version=2, texts={"nl": "Tweede."}, from_date=today())
    with pytest.raises(VersionConflict):
        publish_rule(rule, actor=leader, version=2)


def test_each_act_is_in_the_log(leader):
    end_rule(reworded(published(leader), leader, nl="Nieuw."), actor=leader, version=4)
    actions = list(
        AuditEvent.objects.filter(action__startswith="rule.").values_list("action", flat=True).order_by("pk")
    )
    assert actions == ["rule.add", "rule.publish", "rule.write", "rule.publish", "rule.end"]


# Pages


def test_a_leader_writes_publishes_and_everybody_reads(leader):
    client, colleague = browser(leader), browser(make_staff(leader.school, "Hans"))
    url = reverse("vision:rule_new")
    answer = client.post(url, filled(client.get(url), text_nl="We luisteren.", text_en="We listen."), follow=True)
    rule = Rule.objects.get()
    assert "not published" in answer.content.decode()
    assert "We listen." not in colleague.get(reverse("vision:rules")).content.decode()
    assert "We listen." not in colleague.get(reverse("vision:rule", args=[rule.pk])).content.decode()
    client.post(reverse("vision:rule_publish", args=[rule.pk]), {"version": rule.version})
    assert "We listen." in colleague.get(reverse("vision:rules")).content.decode()
    dutch = browser(leader, HTTP_ACCEPT_LANGUAGE="nl")
    assert "We luisteren." in dutch.get(reverse("vision:rules")).content.decode()


def test_publishing_what_was_not_seen_is_refused(leader):
    rule = published(leader)
    write_wording(rule, actor=leader, version=2, texts={"nl": "Ongezien."}, from_date=today())
    browser(leader).post(reverse("vision:rule_publish", args=[rule.pk]), {"version": 2})
    assert texts(leader) == ["We praten rustig."]


def test_a_colleague_reads_and_changes_nothing(leader):
    rule, client = published(leader), browser(make_staff(leader.school, "Hans"))
    assert client.get(reverse("vision:rule", args=[rule.pk])).status_code == 200
    for page in ("wording_new", "rule_publish", "rule_end"):
        assert client.post(reverse(f"vision:{page}", args=[rule.pk])).status_code == 403
    assert client.get(reverse("vision:rule_new")).status_code == 403


def test_rules_of_another_school_are_not_there(leader):
    other = make_staff(make_school("De Berk"), "Wim", role="school_leader")
    rule = published(other)
    client = browser(leader)
    assert client.get(reverse("vision:rule", args=[rule.pk])).status_code == 404
    assert client.post(reverse("vision:rule_end", args=[rule.pk]), {"version": 2}).status_code == 404


@pytest.mark.parametrize("number", [1, 4])
def test_a_page_of_rules_costs_the_same_for_one_and_for_four(leader, number, django_assert_num_queries):
    for each in range(1, number + 1):
        published(leader, each)
    client = browser(make_staff(leader.school, "Hans"))
    client.get(reverse("vision:rules"))
    with django_assert_num_queries(COST):
        client.get(reverse("vision:rules"))


COST = 6
