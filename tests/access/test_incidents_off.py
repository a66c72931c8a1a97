"""A school that does not use incidents: what its people had of them rests, and comes back as it was."""

import datetime
import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from incidents.enums import Side
from incidents.models import Account, ChildTalk, Incident
from incidents.services.sharing import share_case
from incidents.tasks import pass_on_reports
from partnership.audit.models import AuditEvent
from partnership.duties.agenda import agendas
from partnership.duties.feed import calendar_of
from partnership.duties.models import Duty
from partnership.notifications.sending import send_due
from partnership.school.enums import Part
from partnership.school.models import School, StaffMember
from tests.access.test_parts import fresh, switch
from tests.browsing import browser, filled
from tests.cast import DAY, today
from tests.incidents.conftest import Linde, party, report

NAMES = ("leader", "sanne", "bram", "hans")


@pytest.fixture
def incident(linde) -> Incident:
    """Sanne reports for Bram what happened at the gate; the leader handles it and lets Hans read it."""
    made = report(
        linde.sanne, party(Side.AFFECTED, linde.sanne), party(Side.WITNESS, linde.bram),
        party(Side.INVOLVED, linde.rik), related_pupils=(linde.sem,), on_behalf_of=linde.bram,
    )  # fmt: skip
    share_case(made, actor=linde.leader, staff=linde.hans, reason="Knows him.", until=today() + DAY)
    return made


def duties_and_calendar(linde: Linde) -> dict[str, tuple[int, int, int]]:
    """Return per person how many duties wait, how many the digests speak of, and how many stand in the calendar."""
    found = {}
    for name in NAMES:
        staff = fresh(getattr(linde, name))
        waiting = Duty.objects.visible_to(staff).open().count()
        agenda = agendas([staff.user_id], day=today(), until=today() + 60 * DAY).get(staff.user_id)
        found[name] = waiting, len(agenda.duties), calendar_of(staff).count(b"BEGIN:VEVENT")
    return found


def rows_found(linde: Linde, incident: Incident) -> dict[str, list[bool]]:
    """Return per person whether they find the case by each way there is."""
    found = {}
    for name in NAMES:
        staff, cases = fresh(getattr(linde, name)), Incident.objects
        ways = (cases.visible_to, cases.followed_by, cases.handled_by, cases.findable_by, cases.knowable_by)
        found[name] = [incident in way(staff) for way in ways]
        found[name].append(ChildTalk.objects.visible_to(staff).exists())
    return found


def test_duties_digests_and_calendar_rest_and_come_back(linde, incident):
    before, duties = duties_and_calendar(linde), list(Duty.objects.order_by("pk").values())
    assert before["leader"][0] >= 3
    assert before["bram"][0] == 1
    switch(fresh(linde.leader), on=False, part=Part.INCIDENTS)
    assert duties_and_calendar(linde) == dict.fromkeys(NAMES, (0, 0, 0))
    switch(fresh(linde.leader), on=True, part=Part.INCIDENTS)
    assert duties_and_calendar(linde) == before
    assert list(Duty.objects.order_by("pk").values()) == duties, "nothing was touched"


def test_nobody_finds_a_case_by_any_way_also_not_by_a_share(linde, incident):
    before = rows_found(linde, incident)
    assert [any(ways[:4]) for ways in before.values()] == [True] * len(NAMES)
    switch(fresh(linde.leader), on=False, part=Part.INCIDENTS)
    assert rows_found(linde, incident) == {name: [False] * 6 for name in NAMES}
    switch(fresh(linde.leader), on=True, part=Part.INCIDENTS)
    assert rows_found(linde, incident) == before


def test_mail_that_waits_is_not_sent(linde, incident):
    """The duty itself comes back, and with it its reminders."""
    switch(fresh(linde.leader), on=False, part=Part.INCIDENTS)
    send_due()
    assert mail.outbox == []
    switch(fresh(linde.leader), on=True, part=Part.INCIDENTS)
    report(linde.hans)
    send_due()
    assert [message.to for message in mail.outbox] == [[linde.leader.user.email]]


def test_reports_that_nobody_opened_stay_where_they_are(linde, incident):
    Incident.objects.update(open_before=timezone.now() - datetime.timedelta(hours=1))
    switch(fresh(linde.leader), on=False, part=Part.INCIDENTS)
    pass_on_reports()
    assert Incident.objects.get(pk=incident.pk).handler == linde.leader
    switch(fresh(linde.leader), on=True, part=Part.INCIDENTS)
    pass_on_reports()
    assert Incident.objects.get(pk=incident.pk).handler == linde.deputy


def test_another_school_goes_on(linde, incident):
    other = Linde()
    theirs = report(other.sanne)
    switch(fresh(linde.leader), on=False, part=Part.INCIDENTS)
    assert theirs in Incident.objects.visible_to(fresh(other.leader))
    assert browser(other.leader).get(theirs.get_absolute_url()).status_code == 200


def test_menu_report_button_and_first_page_say_nothing_of_it(linde, incident):
    pages = {name: first_page(getattr(linde, name)) for name in NAMES}
    assert all("/incidents/" in page for page in pages.values())
    switch(fresh(linde.leader), on=False, part=Part.INCIDENTS)
    for name in NAMES:
        page = first_page(getattr(linde, name))
        assert not [word for word in ("/incidents/", "incident", "Report an", "Reports") if word in page], name
    switch(fresh(linde.leader), on=True, part=Part.INCIDENTS)
    assert {name: first_page(getattr(linde, name)) for name in NAMES} == pages


def first_page(staff: StaffMember) -> str:
    """Return the first page without what is new in every answer."""
    page = browser(staff).get(reverse("today")).content.decode()
    return re.sub(r'(nonce|value)="[^"]*"', "", page.partition("<nav")[2])


def test_leader_switches_incidents_off_and_on_in_the_settings(linde, incident):
    client, address = browser(linde.leader), reverse("school:settings")
    assert client.get(incident.get_absolute_url()).status_code == 200
    client.post(address, filled(client.get(address), having="region", uses_incidents=None))
    school = School.objects.get(pk=linde.school.pk)
    assert (school.uses_incidents, school.uses_planner) == (False, True)
    assert client.get(incident.get_absolute_url()).status_code == 404
    assert "uses_incidents" in str(AuditEvent.objects.filter(action="school.change").latest("pk").fields)
    client.post(address, filled(client.get(address), having="region", uses_incidents="on"))
    assert client.get(incident.get_absolute_url()).status_code == 200
    assert Account.objects.get(incident=incident).facts == "He said: you will hear from me."
