"""What leaders see: figures per group as agreed, and never too few children to hide in."""

import pytest
from django.urls import reverse

from contacts.enums import Per, Result
from contacts.models import ContactNorm
from contacts.services.export import plan_as_csv, safe
from contacts.services.oversight import coverage_per_group, reached_by_nobody_since
from contacts.services.planned import cancel_planned, mark_held
from partnership.audit.models import AuditEvent
from partnership.school.enums import Channel, Role
from partnership.school.models import DeclaredTie, Group, Team
from tests.browsing import browser
from tests.cast import give_role, make_contact, make_pupil, make_staff
from tests.planner.conftest import MONDAY, at, children, day, fresh, planned, teacher


@pytest.fixture
def leader(school):
    return make_staff(school, "Fatima", role=Role.SCHOOL_LEADER)


@pytest.fixture
def agreed(school, group):
    return ContactNorm.objects.create(
        school=school, year=group.year, agreed_on=MONDAY, count=1, per=Per.WINDOW, first_weeks=3
    )


def figures(staff) -> list[tuple]:
    return [
        (row.group.name, row.total, row.spoken, row.met, row.turn) for row in coverage_per_group(staff=fresh(staff))
    ]


@pytest.mark.parametrize(("number", "shown"), [(5, (None, None, None)), (6, (1, 1, 5))])
def test_five_or_fewer_are_hidden(group, sanne, leader, agreed, number, shown):
    pupils = children(group, number)
    make_contact(sanne, pupils[0], happened_at=at("2026-09-01 10:00"))
    assert figures(leader) == [("Groep 5", number, *shown)]


def test_nothing_agreed_is_not_shown_as_met(group, sanne, leader):
    children(group, 6)
    assert figures(leader) == [("Groep 5", 6, 0, None, 0)]


def test_a_letter_that_was_sent_is_not_spoken(group, sanne, leader, agreed):
    pupils = children(group, 6)
    make_contact(sanne, pupils[0], happened_at=at("2026-09-01 10:00"), channel=Channel.LETTER, result=Result.SENT)
    assert figures(leader) == [("Groep 5", 6, 0, 0, 6)]


def test_groups_in_the_order_of_their_names_whatever_their_figures(school, group, leader, agreed):
    for name in ("Groep 8", "Groep 1", "Groep 6"):
        other = Group.objects.create(school=school, year=group.year, key=name, name=name)
        children(other, 6)
    children(group, 6)
    assert [row[0] for row in figures(leader)] == ["Groep 1", "Groep 5", "Groep 6", "Groep 8"]


def test_a_team_leader_sees_the_own_team(school, group, agreed):
    group.team = Team.objects.create(school=school, name="Middenbouw")
    group.save()
    Group.objects.create(school=school, year=group.year, key="8", name="Groep 8")
    member = make_staff(school, "Tess")
    give_role(member, Role.SCHOOL_LEADER, team=group.team)
    assert [row[0] for row in figures(member)] == ["Groep 5"]


def test_a_class_teacher_sees_no_overview(group, sanne):
    assert figures(sanne) == []
    assert browser(sanne).get(reverse("contacts:oversight")).status_code == 403


def test_a_tied_family_is_in_no_figure(school, group, leader, agreed):
    pupils = children(group, 7)
    DeclaredTie.objects.create(school=school, staff=leader, pupil=pupils[0])
    assert figures(leader)[0][1] == 6


@pytest.mark.parametrize(
    ("since", "waiting"), [(None, True), ("2026-09-08", True), ("2026-09-07", False), ("2026-08-01", False)]
)
def test_the_overview_starts_when_it_was_discussed(school, group, sanne, leader, agreed, since, waiting):
    children(group, 6)
    school.overview_from = since
    school.overview_agreed = "Figures per class only."
    school.save()
    page = browser(leader).get(reverse("contacts:oversight")).content.decode()
    assert ("The overview has not started" in page) == waiting
    assert ("Groep 5" in page) == (not waiting)
    assert ("Kind01" in page) == (not waiting)
    assert ("Figures per class only." in page) == (not waiting)
    assert AuditEvent.objects.filter(action="coverage.read").exists() == (not waiting)


def test_the_page_hides_five_or_fewer(school, group, sanne, leader, agreed):
    pupils = children(group, 5)
    make_contact(sanne, pupils[0], happened_at=at("2026-09-01 10:00"))
    school.overview_from = "2026-08-01"
    school.save()
    page = browser(leader).get(reverse("contacts:oversight")).content.decode()
    assert "too few to show" in page


def test_families_nobody_reached(school, group, sanne, leader):
    spoken, wrote, missed, silent = children(group, 4)
    make_contact(sanne, spoken, happened_at=at("2026-09-01 00:00"))
    make_contact(sanne, wrote, happened_at=at("2026-09-02 10:00"), channel=Channel.APP, result=Result.SENT)
    make_contact(sanne, missed, happened_at=at("2026-09-02 10:00"), result=Result.NO_ANSWER, status="missed")
    found = reached_by_nobody_since(day("2026-09-01"), staff=fresh(leader))
    assert found == [(group, [wrote, missed, silent])]
    assert reached_by_nobody_since(day("2026-09-02"), staff=fresh(leader))[0][1][0] == spoken


def test_nonsense_as_a_date(school, group, leader):
    school.overview_from = "2026-08-01"
    school.save()
    for text in ("nonsense", "2026-02-31", "0000-00-00", ""):
        assert browser(leader).get(reverse("contacts:oversight"), {"since": text}).status_code == 200


# The plan to take along


def lines(text: str) -> list[str]:
    return text.removeprefix("\ufeff").split("\r\n")


def test_pupil_date_channel_state_and_nothing_else(group, sanne, child_with_everything):
    client = browser(sanne)
    answer = client.get(reverse("contacts:plan_export", args=[group.pk]))
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    assert lines(text) == [
        "Pupil;Date;How;State",
        "Sem de Vries;2026-09-03;telephone;held",
        "Sem de Vries;2026-09-07;telephone;planned",
        "",
    ]
    for secret in ("What was said.", "About Sem", "concern", "Ouder", "interpreter", "Snow"):
        assert secret not in text
    assert answer["Content-Disposition"] == 'attachment; filename="plan.csv"'
    assert AuditEvent.objects.filter(action="contact.export_plan", object_id=str(group.pk)).count() == 1


@pytest.fixture
def child_with_everything(group, sanne):
    child = make_pupil(group, "Sem", prefix="de", last_name="Vries")
    make_contact(sanne, child, happened_at=at("2026-09-03 10:00"), about="concern")
    planned(sanne, child, with_interpreter=True)
    cancel_planned(planned(sanne, child), actor=sanne, version=1, reason="Snow.")
    return child


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "+31",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        " =1+1",
        "＝1+1",
        "＋1",
        "－1",
        "＠1",
        '=HYPERLINK("x";"y")',
    ],
)
def test_a_name_is_never_a_formula(group, sanne, name):
    assert safe(name) == f"'{name}"
    child = make_pupil(group, name, last_name="")
    mark_held(planned(sanne, child), actor=sanne, version=1)
    rows = plan_as_csv(group, actor=fresh(sanne)).removeprefix("\ufeff").split("\n", 1)[1]
    assert rows.lstrip('"').startswith("'")


@pytest.mark.parametrize("name", ["Sem", "'s Gravesande", "Ünal", "O=K", "Anne-Marie"])
def test_other_names_stay_as_they_are(name):
    assert safe(name) == name


def test_only_who_keeps_the_class_takes_it_along(school, group, sanne, leader):
    other = Group.objects.create(school=school, year=group.year, key="6", name="Groep 6")
    url = reverse("contacts:plan_export", args=[group.pk])
    for member in (teacher(other, "Emine"), leader):
        assert browser(member).get(url).status_code == 403
    assert browser(sanne).get(url).status_code == 200
