"""Other ways to use the pages: without a mouse, without scripts, on paper, on a board that the class can see."""

import shutil
import subprocess

from playwright.sync_api import expect

from tests.flows.person import DESKTOP, MY_CLASS, NICE, PHONE, SAVE

SANNE = "sanne@lindeboom.example"
FOCUS = """() => { const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; }"""


def tab_to(person, target: str) -> None:
    """Press Tab until something that fits has the focus, and see that this shows."""
    for _ in range(80):
        person.page.keyboard.press("Tab")
        if person.page.evaluate("target => document.activeElement.matches(target)", target):
            assert person.page.evaluate(FOCUS), f"the focus on {target} does not show"
            return
    raise AssertionError(f"{target} is out of reach of the keyboard")


def press(person, key: str) -> None:
    with person.page.expect_navigation():
        person.page.keyboard.press(key)
    person.look()


def test_something_nice_is_logged_without_a_mouse(worker):
    news = "Selam heeft voor het eerst een spreekbeurt gehouden."
    sanne = worker(SANNE, DESKTOP)
    sanne.open("/")
    tab_to(sanne, MY_CLASS)
    press(sanne, "Enter")
    tab_to(sanne, f"main {NICE}")
    press(sanne, "Enter")
    tab_to(sanne, "[name=summary]")
    sanne.page.keyboard.type(news)
    tab_to(sanne, SAVE)
    press(sanne, "Enter")
    assert sanne.reads(news)


def test_something_nice_is_logged_without_scripts(worker):
    news = "Nina speelde viool bij de weekopening."
    sanne = worker(SANNE, PHONE, java_script_enabled=False)
    sanne.open("/")
    sanne.follow(MY_CLASS)
    sanne.follow(sanne.row("Nina Dimitrova").locator(NICE))
    sanne.type("summary", news)
    sanne.follow(SAVE)
    assert sanne.reads(news)


def test_esc_twice_hides_the_page_from_the_class(worker):
    sanne = worker(SANNE, DESKTOP)
    sanne.open(sanne.address_of("Noah Haddou"))
    cover = sanne.page.locator("#cover")
    expect(cover).to_be_hidden()
    sanne.page.keyboard.press("Escape")
    sanne.page.keyboard.press("Escape")
    expect(cover).to_be_visible()
    assert cover.bounding_box() == {"x": 0, "y": 0, **DESKTOP["viewport"]}
    assert cover.evaluate("cover => getComputedStyle(cover).opacity") == "1"
    assert cover.evaluate("cover => getComputedStyle(cover).backgroundColor").startswith("rgb(")
    sanne.look()
    sanne.page.keyboard.press("Escape")
    expect(cover).to_be_hidden()


def test_on_paper_the_class_page_holds_the_class_and_no_navigation(worker):
    sanne = worker(SANNE, PHONE)
    sanne.open("/")
    sanne.follow(MY_CLASS)
    menu = sanne.page.locator("nav").all_inner_texts()
    paper = printed(sanne)
    assert "Finn Bakker" in paper
    for words in [line for text in menu for line in text.split("\n") if len(line) > 4]:
        assert words not in paper
    sanne.page.emulate_media(media="print")
    for part in ("nav", "header", "footer", "main a.btn", "#messages"):
        expect(sanne.page.locator(part).filter(visible=True)).to_have_count(0)


def printed(person) -> str:
    """Return the words on the printed page: from the PDF, where the tool to read it is here."""
    if not shutil.which("pdftotext"):
        person.page.emulate_media(media="print")
        return person.page.locator("body").inner_text()
    pdf = person.page.pdf()
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
