"""The written warning as a PDF: tagged, Dutch, the school's own words, and nothing in them is executed."""

import io

import pytest
from pypdf import PdfReader

from incidents.models import IncidentSettings
from incidents.services.letters import preview_letter, write_letter
from incidents.services.measures import decide_measure
from partnership.audit.models import AuditEvent
from partnership.school.models import Household
from tests.cast import today
from tests.incidents.making_measures import make_case, make_measure, make_rule, make_terms

HOSTILE = [
    '#read("/etc/passwd")', '#import "@preview/cetz:0.3.0": *', "*vet* _schuin_ $x^2$ `code` <label> @label",
    "= Kop\n- lijst\n+ nummer\n/ term: uitleg", "// weg\n/* ook weg */", "\\u{41} \\ # [ ] { } ~ -- ---",
    '"]}, "parts": []}', "{{ settings.SECRET_KEY }} {% include 'x' %}", "[ondertekenaar] [klachtroute]",
]  # fmt: skip


@pytest.fixture
def fatima(cast):
    make_terms(cast.linde)
    return cast.staff["fatima"]


@pytest.fixture
def warning(cast, fatima):
    rule = make_rule(fatima, 3, "We praten rustig, ook als we het niet eens zijn.")
    case = make_case(cast.staff["sanne"], by=cast.guardians["fatiha"])
    return make_measure(case, fatima, rule=rule)


def read(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def live_at(guardian, **columns) -> None:
    columns = {"street": "Lindelaan 12", "postcode": "9990 AB", "town": "Lindewaard"} | columns
    guardian.details.household = Household.objects.create(school=guardian.school, **columns)
    guardian.details.save()


def test_letter_is_tagged_titled_and_dutch(warning, fatima):
    root = PdfReader(io.BytesIO(write_letter(warning, actor=fatima))).trailer["/Root"]
    metadata = root["/Metadata"].get_object().get_data()
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "nl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"Schriftelijke waarschuwing" in metadata
    assert b"pdfuaid:part" in metadata


def test_letter_has_headings_and_paragraphs_for_screen_readers(warning, fatima):
    tree = PdfReader(io.BytesIO(write_letter(warning, actor=fatima))).trailer["/Root"]["/StructTreeRoot"]
    found, waiting = [], [tree["/K"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            found.append(node.get("/S"))
            waiting.append(node.get("/K"))
    assert found.count("/H1") == 1
    assert found.count("/P") > 5


def test_letter_says_what_must_be_said(warning, fatima):
    decided = decide_measure(warning, actor=fatima, version=1, due_on=today())
    text = read(write_letter(decided, actor=fatima))
    for words in (
        "De Linde", "Fatiha van Thuis", "Betreft: schriftelijke waarschuwing", "Riep dat hij wist waar ze woont.",
        "Regel 3: We praten rustig, ook als we het niet eens zijn.", "U maakt een afspraak en praat rustig.",
        "Eerst bij de directeur, dan bij de klachtencommissie.", "Fatima van School",
    ):  # fmt: skip
        assert words in text
    assert "Concept" not in text
    assert "Durft niet alleen" not in text, "what weighs is for the file, not for the letter"


def test_letter_of_what_was_not_decided_says_so(warning, fatima):
    assert "Concept: nog niet besloten" in read(write_letter(warning, actor=fatima))


def test_rule_reads_as_it_did_on_the_day(warning, fatima):
    rule = warning.rule
    rule.wordings.create(
        school=rule.school, language="nl", text="Nieuwe tekst.", from_date=today(), published_on=today()
    )
    text = read(write_letter(warning, actor=fatima))
    assert "We praten rustig" in text
    assert "Nieuwe tekst" not in text


def test_without_a_rule_the_letter_says_on_what_it_rests(cast, warning, fatima):
    warning.rule, warning.no_rule_because = None, "Dreigen kan nergens."
    warning.save()
    assert "Dreigen kan nergens." in read(write_letter(warning, actor=fatima))


def test_address_stands_on_it_unless_it_is_secret_or_not_theirs_to_see(cast, warning, fatima):
    live_at(cast.guardians["fatiha"])
    assert "Lindelaan 12" in read(write_letter(warning, actor=fatima))
    assert "Lindelaan 12" not in read(write_letter(warning, actor=cast.staff["ingrid"]))


@pytest.mark.parametrize("secret", ["household", "details"])
def test_secret_address_is_in_no_letter(cast, warning, fatima, secret):
    live_at(cast.guardians["fatiha"], is_secret=secret == "household")
    details = cast.guardians["fatiha"].details
    details.is_secret = secret == "details"
    details.save()
    text = read(write_letter(warning, actor=fatima))
    assert "Lindelaan" not in text
    assert "Lindewaard" not in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_about_people_is_printed_never_executed(warning, fatima, hostile):
    warning.behaviour = hostile
    warning.save()
    text = read(write_letter(warning, actor=fatima))
    assert " ".join(hostile.split()) in text
    assert "root:" not in text


def test_text_of_the_school_is_printed_never_executed(cast, fatima):
    text = "[naam] [gedrag] [regel] [klachtroute] [ondertekenaar]\n\n" + '#read("/etc/passwd") #{1+1} $x$'
    assert '#read("/etc/passwd") #{1+1} $x$' in read(preview_letter(cast.linde, text=text))


def test_huge_and_strange_text_makes_a_letter_all_the_same(warning, fatima):
    warning.behaviour = "ትግርኛ \ue000 😀 " + "x" * 3000 + " woord" * 400
    warning.save()
    pdf = PdfReader(io.BytesIO(write_letter(warning, actor=fatima)))
    assert len(pdf.pages) > 1
    assert "pagina 1 van" in pdf.pages[0].extract_text()


def test_own_text_of_the_school_is_used(cast, warning, fatima):
    IncidentSettings.objects.filter(school=cast.linde).update(warning_text="Beste [naam], zo niet. [gedrag]")
    assert "Beste Fatiha van Thuis, zo niet." in read(write_letter(warning, actor=fatima))


def test_taking_the_letter_along_is_in_the_log(warning, fatima):
    write_letter(warning, actor=fatima)
    event = AuditEvent.objects.get(action="measure.export")
    assert (event.actor_id, event.object_id) == (fatima.user_id, str(warning.pk))
