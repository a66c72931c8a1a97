"""Who works with which class, on the pages of the administrator and the leader; nothing is left with nobody."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from contacts.models import Agreement, Contact
from contacts.services.agreements import NewAgreement, add_agreement
from contacts.services.upkeep import report_absence
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty
from partnership.school.enums import AssignmentKind, Sector
from partnership.school.models import Absence, Assignment, StaffMember
from partnership.school.services.assignments import Work, assign, change_assignment, end_assignment
from tests.access.plans import make_planned
from tests.browsing import browser, filled
from tests.cast import DAY, today

MENTOR = AssignmentKind.CLASS_TEACHER


def fresh(member: StaffMember) -> StaffMember:
    return StaffMember.objects.select_related("user", "school").get(pk=member.pk)


def work(**columns) -> Work:
    return Work(**{"kind": MENTOR, "days": "12345", "from_date": today()} | columns)


def page_of(member: StaffMember) -> str:
    return reverse("school:staff_detail", args=[member.pk])


@pytest.mark.parametrize("name", ["tim", "fatima"])
def test_class_is_given_in_one_form_and_opens_it(cast, name):
    """The administrator after an import, or the leader: the class, and save."""
    hans, five = cast.staff["hans"], cast.groups["five"]
    client = browser(cast.staff[name])
    url = reverse("school:assignment_new", args=[hans.pk])
    answer = client.post(url, filled(client.get(url), group=str(five.pk), days=["1", "2"]), follow=True)
    assert answer.redirect_chain == [(page_of(hans), 302)]
    row = hans.assignments.get()
    assert (row.group, row.kind, row.days, row.from_date, row.until, row.by_hand) == (
        five, MENTOR, "12", today(), five.year.end, True,
    )  # fmt: skip
    assert [each.pk for each in answer.context["work"]] == [row.pk]
    assert AuditEvent.objects.about(row).get(action="assignment.add").actor == cast.staff[name].user
    assert five.pk in fresh(hans).rights.kept_groups


@pytest.mark.parametrize("name", ["sanne", "tess", "marieke", "hans"])
def test_others_give_no_classes(cast, name):
    client = browser(cast.staff[name])
    url = reverse("school:assignment_new", args=[cast.staff["bram"].pk])
    assert {client.get(url).status_code, client.post(url).status_code} == {403}
    assert client.get(page_of(cast.staff["bram"])).status_code == 403


def test_nobody_gives_a_class_to_oneself(cast):
    tim, fatima, five = cast.staff["tim"], cast.staff["fatima"], cast.groups["five"]
    for member in (tim, fatima):
        with pytest.raises(ValidationError, match="yourself"):
            assign(member, actor=member, group=five, work=work())
        assert not browser(member).get(page_of(member)).context["may_change"]
    with pytest.raises(ValidationError, match="works at the school"):
        assign(tim, actor=fatima, group=five, work=work())


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"from_date": today() - 200 * DAY}, "outside the school year"),
        ({"until": today() - DAY}, "before the first day"),
        ({}, "there already"),
    ],
)
def test_work_that_cannot_be_is_refused(cast, columns, why):
    bram, five = cast.staff["bram"], cast.groups["five"]
    given = work(kind=AssignmentKind.SUBJECT_TEACHER) if not columns else work(**columns)
    with pytest.raises(ValidationError, match=why):
        assign(bram, actor=cast.staff["tim"], group=five, work=given)


def test_end_passes_on_what_waits_and_closes_the_log(cast):
    """Emine keeps groep 6, and Hans beside her; what she planned and promised goes to him (users.md 20)."""
    emine, hans, six = cast.staff["emine"], cast.staff["hans"], cast.groups["six"]
    assign(hans, actor=cast.staff["tim"], group=six, work=work())
    planned = make_planned(emine, cast.pupils["kyra"])
    promised = add_agreement(cast.contacts["bilal"], actor=emine, new=NewAgreement("Call.", emine))
    row = emine.assignments.get()
    answer = browser(cast.staff["tim"]).post(reverse("school:assignment_end", args=[row.pk]))
    assert answer.url == page_of(emine)
    row.refresh_from_db()
    assert (row.until, row.by_hand) == (today() - DAY, True)
    assert Contact.objects.get(pk=planned.pk).owner == hans
    assert Agreement.objects.get(pk=promised.pk).owner == hans
    assert Duty.objects.get(source=promised.pk).owner == hans
    assert fresh(emine).rights.kept_groups == []
    assert browser(emine).get(reverse("contacts:group", args=[six.pk])).status_code == 403


def test_last_day_that_is_set_passes_on_what_comes_after_it(cast):
    emine, noor, six = cast.staff["emine"], cast.staff["noor"], cast.groups["six"]
    tim, last = cast.staff["tim"], today() + DAY
    substitute = work(kind=AssignmentKind.SUBSTITUTE, from_date=last + DAY)
    assign(noor, actor=tim, group=six, work=substitute)
    soon, later = (make_planned(emine, cast.pupils["kyra"], planned_on=today() + number * DAY) for number in (1, 5))
    client, row = browser(tim), emine.assignments.get()
    url = reverse("school:assignment_edit", args=[row.pk])
    assert client.post(url, filled(client.get(url), until=str(last))).status_code == 302
    assert [Contact.objects.get(pk=each.pk).owner for each in (soon, later)] == [emine, noor]
    assert "until" in AuditEvent.objects.about(row).get(action="assignment.change").fields


def test_what_has_not_begun_is_taken_away(cast):
    hans, tim = cast.staff["hans"], cast.staff["tim"]
    row = assign(hans, actor=tim, group=cast.groups["six"], work=work(from_date=today() + DAY))
    end_assignment(row, actor=tim)
    assert not Assignment.objects.filter(staff=hans).exists()
    assert AuditEvent.objects.filter(action="assignment.end", object_id=str(row.pk)).exists()


def test_kind_can_be_changed_and_days_too(cast):
    bram, tim = cast.staff["bram"], cast.staff["tim"]
    row = bram.assignments.get()
    change_assignment(row, actor=tim, work=work(days="13", from_date=row.from_date))
    row.refresh_from_db()
    assert (row.kind, row.days, row.by_hand) == (MENTOR, "13", True)
    client = browser(tim)
    url = reverse("school:staff_days", args=[bram.pk])
    assert client.post(url, filled(client.get(url), days=["3", "1"])).status_code == 302
    assert fresh(bram).working_days == "13"


def test_absence_is_reported_for_somebody_and_ends(cast):
    sanne, tim = cast.staff["sanne"], cast.staff["tim"]
    client = browser(tim)
    url = reverse("contacts:absence_new") + f"?who={sanne.pk}"
    assert client.post(url, filled(client.get(url))).status_code == 302
    absence = Absence.objects.get(staff=sanne)
    assert client.get(page_of(sanne)).context["absences"] == [absence]
    Absence.objects.filter(pk=absence.pk).update(from_date=today() - 3 * DAY)
    assert client.post(reverse("contacts:absence_end", args=[absence.pk])).url == page_of(sanne)
    absence.refresh_from_db()
    assert absence.until == today() - DAY
    assert AuditEvent.objects.about(absence).filter(action="absence.end").exists()


def test_own_absence_ends_by_oneself_and_not_by_a_colleague(cast):
    sanne = cast.staff["sanne"]
    absence = report_absence(sanne, actor=sanne, from_date=today() - DAY, until=None)
    url = reverse("contacts:absence_end", args=[absence.pk])
    assert [browser(cast.staff[name]).post(url).status_code for name in ("bram", "tess", "wim")] == [403, 403, 404]
    page = browser(sanne).get(reverse("contacts:absence_new"))
    assert list(page.context["absences"]) == [absence]
    assert browser(sanne).post(url).status_code == 302


def test_words_are_those_of_the_sector(cast):
    cast.linde.sector = Sector.SECONDARY
    cast.linde.save()
    client = browser(cast.staff["tim"])
    listed = client.get(reverse("school:staff_list")).content.decode()
    assert "head or team leader" in listed
    assert "mentor Groep 5" in listed
    roles = dict(client.get(reverse("school:staff_new")).context["form"].fields["role"].choices)
    assert roles["school_leader"] == "head or team leader"
    kinds = dict(
        client.get(reverse("school:assignment_new", args=[cast.staff["hans"].pk]))
        .context["form"]
        .fields["kind"]
        .choices
    )
    assert kinds[MENTOR] == "mentor"


def test_dates_of_an_absence_of_today_leave_no_trace_of_a_day(cast):
    sanne = cast.staff["sanne"]
    absence = report_absence(sanne, actor=sanne, from_date=today(), until=today() + datetime.timedelta(days=3))
    browser(sanne).post(reverse("contacts:absence_end", args=[absence.pk]))
    assert not Absence.objects.filter(staff=sanne).exists()
