"""Rounds whose times were made in another system: pasted, or as a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contacts.models import Contact, PlanRun
from contacts.services.paste import decoded, read_pasted
from partnership.school.models import Absence, DeclaredTie
from tests.browsing import browser, filled
from tests.cast import make_pupil
from tests.planner.conftest import at, day, fresh


@pytest.fixture
def pupils(group):
    names = [("Sem", "de", "Vries"), ("Noé", "", "Çelik"), ("Bo", "", "Jansen")]
    return [
        make_pupil(group, first, prefix=prefix, last_name=last, key=f"10{number}")
        for number, (first, prefix, last) in enumerate(names)
    ]


def read(text: str, pupils) -> tuple[list[tuple[str, str]], list[str]]:
    found = read_pasted(text, pupils)
    return [(line.pupil.first_name, f"{line.at:%d-%m %H:%M%z}") for line in found.lines], found.problems


@pytest.mark.parametrize(
    "text",
    [
        "Sem de Vries; 24-11-2026; 15:40",
        "Sem de Vries\t24-11-2026\t15:40",
        "Sem de Vries,2026-11-24,15.40",
        '"Vries, Sem de",24/11/2026,15:40:00',
        "Vries, Sem de; 24.11.2026; 15:40",
        "Vries, Sem de\t24-11-26\t15:40",
        "100; 24-11-2026; 15:40",
        "  sem   DE  vries ;24-11-2026;15:40; lokaal 3",
        "Naam; Datum; Tijd\nSem de Vries; 24-11-2026; 15:40",
        "Naam\n\nSem de Vries; 24-11-2026; 15:40\n\n",
        "Sem de Vries; 24-11-2026; 15:40\r",
    ],
)
def test_lists_as_they_come(pupils, text):
    assert read(text, pupils) == ([("Sem", "24-11 15:40+0100")], [])


def test_summer_time(pupils):
    assert read("Sem de Vries; 08-06-2027; 15:40", pupils)[0] == [("Sem", "08-06 15:40+0200")]


def test_lines_of_an_old_computer(pupils):
    lines, problems = read("Sem de Vries; 24-11-2026; 15:40\rBo Jansen; 24-11-2026; 15:50", pupils)
    assert ([name for name, _ in lines], problems) == (["Sem", "Bo"], [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Piet Onbekend; 24-11-2026; 15:40", "this pupil is not in the class."),
        ("Sem de Vries; 31-02-2027; 15:40", "the date or the time cannot be read; write 24-11-2026 and 15:40."),
        ("Sem de Vries; 24-11-2026; 25:40", "the date or the time cannot be read; write 24-11-2026 and 15:40."),
        ("Sem de Vries; morgen; kwart voor 4", "the date or the time cannot be read; write 24-11-2026 and 15:40."),
        ("Sem de Vries; 24-11-2026", "three columns are needed: pupil, date and time."),
        ("Sem de Vries;;15:40", "three columns are needed: pupil, date and time."),
        ("Bo Jansen; 24-11-2026; 16:00", "this pupil is in the list twice."),
    ],
)
def test_problems_name_the_line_never_the_person(pupils, line, problem):
    text = f"Bo Jansen; 24-11-2026; 15:50\n{line}\nNoé Çelik; 24-11-2026; 16:10"
    lines, problems = read(text, pupils)
    assert [name for name, _ in lines] == ["Bo", "Noé"]
    assert problems == [f"Line 2: {problem}"]
    assert not any(name in problems[0] for name in ("Sem", "Bo", "Piet", "Vries", "Jansen", "Onbekend"))


def test_two_children_of_one_name_need_their_key(group, pupils):
    pupils.append(make_pupil(group, "Sem", prefix="de", last_name="Vries", key="200"))
    _, problems = read("x\nSem de Vries; 24-11-2026; 15:40", pupils)
    assert problems == ["Line 2: two children have this name; use the key of the pupil system."]
    assert len(read("100; 24-11-2026; 15:40\n200; 24-11-2026; 15:50", pupils)[0]) == 2


def test_a_first_line_with_a_mistake_is_no_heading(pupils):
    assert read("Piet; 24-11-2026; 15:40", pupils)[1] == ["Line 1: this pupil is not in the class."]


def test_a_list_of_a_whole_school_is_not_read_silently_in_part(pupils):
    lines, problems = read("Bo Jansen; 24-11-2026; 15:50\n" * 201, pupils)
    assert len(lines) == 1
    assert problems[-1] == "Only 200 lines are read. Leave out the rest."


@pytest.mark.parametrize(
    "nonsense", ["", "\x00\x00", '"', ';";";"', "a" * 5000, "\n\n;;;\n,,,\n", "\ufeff;\u2028;\r\r"]
)
def test_nonsense_is_told_not_broken(pupils, nonsense):
    assert read(nonsense, pupils)[0] == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_files_of_spreadsheets(pupils, encoding):
    assert read(decoded("Noé Çelik;24-11-2026;15:40".encode(encoding)), pupils)[0] == [("Noé", "24-11 15:40+0100")]


def send(client, group, **answers):
    url = reverse("contacts:plan_paste", args=[group.pk])
    return client.post(url, filled(client.get(url), **answers), follow=True)


def test_pasted_list_becomes_a_round(group, sanne, joris, pupils):
    text = "Sem de Vries; 23-11-2026; 15:40\n102; 26-11-2026; 15:50"
    answer = send(browser(sanne), group, text=text, minutes="10", purpose="progress", channel="at_school")

    assert "2 contacts have been planned." in answer.content.decode()
    run = PlanRun.objects.get()
    assert (run.precision, str(run.from_date), str(run.until)) == ("time", "2026-11-23", "2026-11-26")
    rows = [(each.owner, each.planned_at, each.minutes) for each in run.contacts.order_by("planned_at")]
    assert rows == [(sanne, at("2026-11-23 15:40"), 10), (joris, at("2026-11-26 15:50"), 10)]


def test_who_is_away_or_has_a_tie_gets_none_of_it(school, group, sanne, joris, pupils):
    Absence.objects.create(school=school, staff=sanne, from_date=day("2026-11-25"), until=day("2026-11-25"))
    DeclaredTie.objects.create(school=school, staff=sanne, pupil=pupils[2])
    text = "Sem de Vries; 25-11-2026; 15:40\n102; 23-11-2026; 15:50"
    send(browser(fresh(joris)), group, text=text)
    assert {each.owner for each in Contact.objects.all()} == {joris}
    assert Contact.objects.count() == 2


def test_one_wrong_line_plans_nothing_and_keeps_the_list(group, sanne, pupils):
    text = "Sem de Vries; 24-11-2026; 15:40\nPiet; 24-11-2026; 15:50"
    answer = send(browser(sanne), group, text=text)
    assert answer.status_code == 422
    assert "Line 2: this pupil is not in the class." in answer.content.decode()
    assert "Sem de Vries; 24-11-2026; 15:40" in answer.content.decode()
    assert not Contact.objects.exists()


def test_a_date_outside_the_school_year_is_told(group, sanne, pupils):
    answer = send(browser(sanne), group, text="Sem de Vries; 24-11-2031; 15:40")
    assert answer.status_code == 422
    assert "There is no school year for this date." in answer.content.decode()
    assert not PlanRun.objects.exists()


def test_uploaded_file(group, sanne, pupils):
    client, url = browser(sanne), reverse("contacts:plan_paste", args=[group.pk])
    sent = filled(client.get(url))
    file = SimpleUploadedFile("round.csv", "Leerling;Datum;Tijd\r\nNoé Çelik;24-11-2026;15:40\r\n".encode("cp1252"))
    client.post(url, {**sent, "file": file})
    assert Contact.objects.get().pupils.get().pupil == pupils[1]


def test_a_file_that_is_too_large_is_refused(group, sanne, pupils):
    client, url = browser(sanne), reverse("contacts:plan_paste", args=[group.pk])
    answer = client.post(url, {**filled(client.get(url)), "file": SimpleUploadedFile("x.csv", b"a;b;c\n" * 20_000)})
    assert answer.status_code == 422
    assert "too large" in answer.content.decode()
