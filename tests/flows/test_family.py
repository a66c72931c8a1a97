"""Who cares for a child: correct how to reach a parent on the phone, and what must be minded about one."""

from playwright.sync_api import expect

from tests.flows.person import DESKTOP, PHONE, SAVE, today
from tests.flows.planning import SANNE, class_of, day_after

FATIMA = "fatima@lindeboom.example"
PARENT = "section.guardian"


def test_a_mentor_corrects_number_and_language_on_the_phone(worker):
    sanne = worker(SANNE, PHONE)
    pupil = sanne.address_of("Fenna Hofstra")
    sanne.open(pupil)
    card = sanne.page.locator(PARENT).filter(has_text="Marijke Hofstra")
    taps = sanne.taps
    sanne.follow(card.locator("a[href$='/reach/']"))
    sanne.type("telephone", "12")
    sanne.follow(SAVE)
    expect(sanne.page.locator("#id_telephone.is-invalid")).to_be_visible()
    sanne.type("telephone", "06 1234 5678")
    sanne.page.locator("[name=language]").select_option("fy")
    sanne.choose("best_days", "2")
    small = sanne.page.locator(".chip-choice:visible, .btn:visible, .form-control:visible, .form-select:visible")
    assert min(box["height"] for box in (each.bounding_box() for each in small.all())) >= 44
    sanne.follow(SAVE)
    assert sanne.path == pupil
    assert sanne.taps - taps <= 5
    expect(card).to_contain_text("06 12345678")
    expect(card).to_contain_text("Fries")


def test_a_leader_notes_a_restriction_and_a_teacher_sees_the_line_only(worker):
    fatima = worker(FATIMA, DESKTOP)
    pupil = fatima.address_of("Thijs Molenaar")
    fatima.open(pupil)
    card = fatima.page.locator(PARENT).filter(has_text="Ruud Molenaar")
    fatima.follow(card.locator("a[href$='/restrictions/new/']"))
    fatima.choose("kind", "never_alone")
    fatima.choose("basis", "agreement")
    fatima.type("document", "Afspraak met beide ouders op papier")
    fatima.type("seen_on", today())
    fatima.type("line", "Voer elk gesprek met twee collega's.")
    fatima.type("why", "Het vorige gesprek liep uit de hand.")
    fatima.follow(SAVE)
    expect(fatima.page.locator("#id_until.is-invalid")).to_be_visible()
    expect(fatima.page.locator("[name=why]")).to_have_value("Het vorige gesprek liep uit de hand.")
    fatima.type("review_on", day_after(today(), 14))
    fatima.follow(SAVE)
    restriction = fatima.path
    assert restriction.startswith("/restrictions/")
    fatima.open("/")
    expect(fatima.page.locator(f"a[href='{restriction}']")).to_be_visible()

    sanne = worker(SANNE, PHONE)
    sanne.open(pupil)
    assert sanne.reads("Voer elk gesprek met twee collega's.")
    assert not sanne.reads("uit de hand")
    assert not sanne.reads("op papier")
    sanne.open(restriction, status=403)
    sanne.open(f"{pupil}contacts/new/")
    line = sanne.page.locator(".instruction")
    father = sanne.page.get_by_label("Ruud Molenaar")
    expect(line).to_be_visible() if father.is_checked() else expect(line).to_be_hidden()
    father.uncheck(force=True)
    expect(line).to_be_hidden()
    father.check(force=True)
    expect(line).to_be_visible()
    sanne.open(class_of(sanne, "Groep 5B") + "day/")
    assert sanne.reads("Voer elk gesprek met twee collega's.")
