"""Who finds what: other schools, subject teachers, mentors, colleagues who are parents, leaders."""

import uuid

import pytest
from playwright.sync_api import expect

from tests.flows.person import DESKTOP, PHONE, key_of

SANNE, BRAM, DAAN = "sanne@lindeboom.example", "bram@lindeboom.example", "daan@lindeboom.example"
FATIMA, RACHID = "fatima@lindeboom.example", "rachid@waterland.example"
SELMA, PRIYA = "selma@waterland.example", "priya@waterland.example"
ELVAN = "Elvan Tunç"


def finds_nothing(person, path: str) -> bool:
    """Whether this person gets a page that does not exist, to the byte the same as for a key that nobody has."""
    there = person.context.request.get(path)
    absent = person.context.request.get(path.replace(key_of(path), str(uuid.uuid4())))
    return there.status == absent.status == 404 and there.body() == absent.body()


def first_of_group(person, name: str) -> str:
    """The page of the first pupil in the group with this name."""
    person.open("/groups/")
    person.follow(person.row(name).locator("a[href^='/groups/']").first)
    return person.page.locator("main li a[href^='/pupils/']").first.get_attribute("href")


@pytest.mark.stack
def test_for_a_teacher_of_another_school_nothing_of_this_one_exists(worker):
    sanne = worker(SANNE, PHONE)
    pupil = sanne.address_of("Ravi Ramdas")
    sanne.log_nice(pupil, "Ravi was vandaag de beste keeper van de klas.")
    contact = sanne.path
    sanne.open("/")
    group = sanne.page.locator("nav a[href^='/groups/']").get_attribute("href")

    selma = worker(SELMA, PHONE)
    assert selma.address_of("Ravi Ramdas") == ""
    for path in (pupil, f"{pupil}contacts/new/", group, contact, f"{contact}edit/", f"{contact}history/"):
        assert finds_nothing(selma, path), path
    selma.open(pupil, status=404)


def test_a_subject_teacher_sees_that_there_was_contact_and_not_what_was_said(worker):
    said = "Fenna mag bij haar oma logeren en vertelt er steeds over."
    sanne = worker(SANNE, PHONE)
    fenna = sanne.address_of("Fenna Hofstra")
    sanne.log_nice(fenna, said)
    contact = sanne.path

    bram = worker(BRAM, PHONE)
    bram.open(fenna)
    assert bram.reads("Sanne Visser")
    assert said not in bram.page.content()
    assert bram.page.locator(f"a[href='{contact}']").count() == 0
    bram.open(contact, status=403)
    assert said not in bram.page.content()


def test_a_mentor_reads_what_subject_teachers_wrote_and_not_the_other_way_round(worker):
    of_priya, of_selma = "Economie gaat een stuk beter sinds de herkansing.", "Thuis is er een nieuwe baby."
    priya = worker(PRIYA, DESKTOP)
    pupil = first_of_group(priya, "H5 economie")
    priya.log_nice(pupil, of_priya)
    contact_of_priya = priya.path

    selma = worker(SELMA, DESKTOP)
    selma.open(pupil)
    assert selma.reads(of_priya)
    selma.open(contact_of_priya)
    selma.log_nice(pupil, of_selma)
    contact_of_selma = selma.path

    priya.open(pupil)
    assert priya.reads(of_priya)
    assert priya.reads("Selma Kaya")
    assert of_selma not in priya.page.content()
    priya.open(contact_of_selma, status=403)


def test_a_colleague_who_is_a_parent_finds_nothing_of_the_own_family(worker):
    sanne = worker(SANNE, PHONE)
    mats = sanne.address_of("Mats Wolters")
    sanne.log_nice(mats, "Mats bouwde een brug van papier die een boek kon dragen.")
    contact = sanne.path

    daan = worker(DAAN, PHONE)
    for path in (mats, f"{mats}contacts/new/", contact, f"{contact}edit/", f"{contact}history/"):
        assert finds_nothing(daan, path), path
    for word in ("Mats", "Wolters", "Prins", "5B"):
        daan.open(f"/pupils/?q={word}")
        assert key_of(mats) not in daan.page.content(), word
        assert daan.page.get_by_role("link", name="Mats").count() == 0, word
    for path in ("/", "/groups/", "/looked/"):
        daan.open(path)
        assert not daan.reads("Mats"), path
        assert key_of(mats) not in daan.page.content(), path


def test_a_leader_sees_who_looked_at_what(worker):
    sanne = worker(SANNE, PHONE)
    sanne.open(sanne.address_of("Emma Verbeek"))

    fatima = worker(FATIMA, DESKTOP)
    fatima.open("/")
    fatima.follow("nav a[href='/looked/']")
    looks = fatima.page.locator("tbody tr").filter(has_text="Sanne Visser").filter(has_text="Emma Verbeek")
    expect(looks.first).to_be_visible()
    fatima.page.locator("select[name=who]").select_option(label="Sanne Visser")
    fatima.follow("form:has(select[name=who]) button")
    names = fatima.page.locator("tbody tr td:nth-child(2)").all_inner_texts()
    assert set(names) == {"Sanne Visser"}
    expect(looks.first).to_be_visible()


def test_a_team_leader_sees_only_the_team(worker):
    of_upper, of_lower = "Regelt zelf een stageplek bij de gemeente.", "Heeft een eigen krantje gemaakt."
    selma = worker(SELMA, DESKTOP)
    selma.log_nice(upper := selma.address_of("Elvan Tunç"), of_upper)
    selma.log_nice(lower := first_of_group(selma, "1A"), of_lower)
    contact_of_lower = selma.path

    rachid = worker(RACHID, DESKTOP)
    rachid.open("/groups/")
    assert rachid.reads("H5a")
    assert not rachid.reads("1A")
    rachid.open(upper)
    assert rachid.reads(of_upper)
    rachid.open(lower)
    assert of_lower not in rachid.page.content()
    rachid.open(contact_of_lower, status=403)
