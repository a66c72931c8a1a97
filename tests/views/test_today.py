"""The first page: what today asks. Agreements and numbers are tried in tests/contacts."""

from django.urls import reverse

from partnership.duties.services import open_duty
from partnership.school.enums import AssignmentKind
from tests.access.plans import make_planned, make_run
from tests.browsing import browser
from tests.cast import DAY, assign, make_agreement, make_contact, make_group, make_pupil, make_school, make_staff, today


def first_page(member):
    response = browser(member).get(reverse("today"))
    assert response.status_code == 200
    return response


def test_every_class_one_keeps_stands_there_with_whom_to_speak_to(db):
    school = make_school()
    sanne = make_staff(school, "Sanne")
    groups = [make_group(school, name) for name in ("Groep 5", "Groep 6", "Groep 7")]
    for group, kind in zip(groups, ["class_teacher", "class_teacher", "subject_teacher"], strict=True):
        assign(sanne, group, kind)
        for number in range(7):
            make_pupil(group, f"Kind {number}")
    classes = first_page(sanne).context["classes"]
    assert [row["group"] for row in classes] == groups[:2]
    assert [(row["size"], row["spoken"], len(row["next"])) for row in classes] == [(7, 0, 5)] * 2


def test_class_of_last_year_or_that_was_closed_is_not_there(cast):
    sanne = cast.staff["sanne"]
    closed = make_group(cast.linde, "Dicht", closed_on=today())
    assign(sanne, closed)
    assert [row["group"] for row in first_page(sanne).context["classes"]] == [cast.groups["five"]]


def test_substitute_sees_the_own_agreements_and_no_class(cast):
    iris = make_staff(cast.linde, "Iris")
    assign(iris, cast.groups["five"], AssignmentKind.SUBSTITUTE)
    page = first_page(iris)
    assert page.context["classes"] == []
    assert "You keep no class yourself" in page.content.decode()


def test_who_has_nothing_to_do_reads_so(cast):
    page = first_page(cast.staff["hans"])
    assert (page.context["late"], page.context["coming"]) == ([], [])
    assert "Nothing is open." in page.content.decode()


def test_who_has_no_family_to_do_with_reads_so(cast):
    page = first_page(cast.staff["sonja"]).content.decode()
    assert "Your role is not about single families" in page
    assert "with a parent" not in page


def test_day_that_an_agreement_is_due_it_is_not_late_and_the_day_after_it_is(cast):
    sanne, amira = cast.staff["sanne"], cast.pupils["amira"]
    contact = make_contact(sanne, amira)
    for text, day in {"today": today(), "yesterday": today() - DAY}.items():
        agreement = make_agreement(contact, text=text, due_on=day)
        open_duty("contacts.agreement", source=agreement.pk, owner=sanne, link=agreement.get_absolute_url(), due_on=day)
    page = first_page(sanne).context
    assert [task.agreement.text for task in page["late"]] == ["yesterday"]
    assert [task.agreement.text for task in page["coming"]] == ["today"]


def test_page_of_today_is_for_who_is_logged_in(client):
    answer = client.get(reverse("today"))
    assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next=/")


def test_many_talks_of_one_round_on_one_day_are_one_row_that_opens_the_sheet(cast):
    sanne, group = cast.staff["sanne"], cast.groups["five"]
    run = make_run(group, sanne)
    for number in range(6):
        talk = make_planned(sanne, make_pupil(group, f"Kind {number}"), run=run, planned_on=today())
        open_duty("contacts.planned", source=talk.pk, owner=sanne, link="/", due_on=today())
    page = first_page(sanne)
    sheet = reverse("contacts:run_sheet", args=[run.pk])
    assert len(page.context["talks"]) == 6
    assert [row.run for row in page.context["rows"]["talks"]] == [run]
    assert "Today: 6 talks or messages" in page.content.decode()
    assert f'href="{sheet}"' in page.content.decode()

    run.contacts.first().pupils.all().delete()
    run.contacts.filter(pupils=None).delete()
    page = first_page(sanne)
    assert [row.run_id for row in (task.contact for task in page.context["rows"]["talks"])] == [run.pk] * 5
    assert sheet not in page.content.decode()


def test_who_may_not_open_the_sheet_has_a_row_a_talk(cast):
    sanne, group = cast.staff["sanne"], cast.groups["five"]
    iris = make_staff(cast.linde, "Iris")
    assign(iris, group, AssignmentKind.SUBSTITUTE)
    run = make_run(group, sanne)
    for number in range(6):
        talk = make_planned(iris, make_pupil(group, f"Kind {number}"), run=run, planned_on=today())
        open_duty("contacts.planned", source=talk.pk, owner=iris, link="/", due_on=today())
    page = first_page(iris)
    assert browser(iris).get(reverse("contacts:run_sheet", args=[run.pk])).status_code == 403
    assert [row.contact.run for row in page.context["rows"]["talks"]] == [run] * 6
