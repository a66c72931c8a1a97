"""What a file of guardians makes and changes."""

import datetime

import pytest

from partnership.audit.models import AuditEvent
from partnership.school.enums import Custody, Information, Source, TieKind
from partnership.school.importers.outcome import ImportRefused
from partnership.school.models import Guardian, GuardianDetails, Guardianship, Household, Reachability
from tests.importers.files import COLUMNS, edex, guardian, pupil, table
from tests.importers.taking import everything, known, take, take_guardians

TODAY = datetime.date(2026, 11, 24)
ADDRESS = ["household key", "street", "postcode", "town", "secret"]


def filled(*rows: dict) -> bytes:
    """A file with the columns that its rows use."""
    return table(list(rows), list(dict.fromkeys(name for row in rows for name in row)))


def test_a_line_makes_a_guardian_with_tie_and_details(school):
    row = guardian(
        "p1", "Anna", guardian_key="G1", prefix="van der", tie="moeder", custody="ja", email="anna@bos.example",
        telephone="06-12345678", language="Turks", interpreter="ja", household_key="H1", street="Dorpsstraat 1",
        postcode="6851ab", town="Huissen", secret="nee",
    )  # fmt: skip
    summary = take_guardians(filled(row))
    tie = Guardianship.objects.get()
    assert (tie.pupil.key, tie.kind, tie.from_date, tie.until) == ("p1", TieKind.PARENT, None, None)
    assert (tie.custody, tie.custody_source, tie.custody_on) == (Custody.YES, Source.FILE, TODAY)
    assert (tie.guardian.name, tie.guardian.key) == ("Anna van der Bos", "G1")
    details = tie.guardian.details
    assert (details.email, details.telephone, details.is_secret) == ("anna@bos.example", "+31612345678", False)
    assert (details.household.key, str(details.household)) == ("H1", "Dorpsstraat 1, 6851 AB, Huissen")
    assert (tie.guardian.reachability.language, tie.guardian.reachability.needs_interpreter) == ("tr", True)
    assert summary.changes == 3


def test_dutch_headers_and_words_say_the_same(school):
    columns = [
        "Leerlingnummer", "Oudercode", "Voornaam", "Tussenvoegsel", "Achternaam", "Soort band", "Gezag", "E-mailadres",
        "Telefoonnummer", "Thuistaal", "Tolk nodig", "Gezinsnummer", "Straat", "Huisnummer", "Postcode", "Woonplaats",
        "Geheim",
    ]  # fmt: skip
    row = [
        "p1", "G1", "Anna", "van der", "Bos", "Pleegmoeder", "Geen", "anna@bos.example", "0612345678", "nl", "nee",
        "H1", "Dorpsstraat", "1 a", "6851 AB", "Huissen", "ja",
    ]  # fmt: skip
    take_guardians(table([row], columns))
    tie = Guardianship.objects.get()
    assert (tie.kind, tie.custody) == (TieKind.FOSTER_PARENT, Custody.NO)
    assert tie.guardian.details.household.street == "Dorpsstraat 1 a"
    assert tie.guardian.details.is_secret
    assert tie.guardian.details.household.is_secret


@pytest.mark.parametrize("separator", [";", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_separators_encodings_and_line_ends(school, separator, encoding, ending):
    text = table([guardian("p1", "Zoë")], separator=separator).decode().replace("\r\n", ending)
    take_guardians(text.encode(encoding))
    assert Guardian.objects.get().first_name == "Zoë"


def test_separator_line_of_spreadsheets_and_empty_lines_are_passed_over(school):
    content = b"sep=;\r\n\r\n" + table([guardian("p1")]) + b";;;;;;\r\n\r\n"
    take_guardians(content)
    assert Guardian.objects.count() == 1


def test_separators_inside_quotes_are_text(school):
    take_guardians(table([guardian("p1", "Anna; de, tweede")]))
    assert Guardian.objects.get().first_name == "Anna; de, tweede"


def test_what_looks_like_a_formula_is_plain_text(school):
    take_guardians(table([guardian("p1", '=HYPERLINK("http://x")'), guardian("p2", "@SUM(1)")]))
    assert set(Guardian.objects.values_list("first_name", flat=True)) == {'=HYPERLINK("http://x")', "@SUM(1)"}


def test_the_same_file_twice_changes_nothing_and_records_nothing(school):
    content = filled(
        guardian("p1", guardian_key="G1", email="a@bos.example", language="ar", household_key="H1", street="Pad 1"),
        guardian("p2", guardian_key="G1", email="", language="", household_key="H1", street=""),
        guardian("p3", "Bo", guardian_key="", email="b@bos.example", language="", household_key="", street="Pad 2"),
        guardian("p4", "Bo", guardian_key="", email="b@bos.example", language="", household_key="", street="PAD 2"),
    )
    assert take_guardians(content).changes == 3 + 4 + 2
    before = everything()
    assert take_guardians(content).changes == 0
    assert everything() == before


def test_rehearsal_changes_nothing(school):
    before = everything()
    assert take_guardians(table([guardian("p1")]), rehearse=True).changes == 2
    assert everything() == before


def test_import_is_audited_with_names_of_fields_only(school):
    take_guardians(table([guardian("p1")]))
    take_guardians(table([guardian("p1", telephone="0612345678")]))
    event = AuditEvent.objects.order_by("pk").last()
    assert (event.action, event.actor_id, event.school_id) == ("import.guardians", None, school.pk)
    assert event.fields == ["guardiandetails.telephone"]


def test_one_key_at_two_pupils_is_one_guardian(school):
    take_guardians(table([guardian("p1", guardian_key="G1"), guardian("p2", guardian_key="G1")]))
    assert Guardian.objects.count() == 1
    assert Guardianship.objects.count() == 2


def test_one_e_mail_address_at_two_pupils_is_proposed_and_never_joined(school):
    rows = [
        guardian("p1", "Anna", email="thuis@bos.example"),
        guardian("p2", "Anna", email="THUIS@bos.example"),
        guardian("p2", "Bert", email="thuis@bos.example"),
        guardian("p3", "Cas", email="cas@bos.example"),
    ]
    summary = take_guardians(table(rows))
    assert Guardian.objects.count() == 4
    assert "Perhaps one person. Lines: 2, 3, 4." in summary.notes
    assert any(note.startswith("1 e-mail address stands at guardians of several pupils") for note in summary.notes)


def test_parents_who_share_an_address_at_one_pupil_are_no_proposal(school):
    rows = [guardian("p1", "Anna", email="thuis@bos.example"), guardian("p1", "Bert", email="thuis@bos.example")]
    assert not any("Perhaps" in note for note in take_guardians(table(rows)).notes)


def test_without_a_key_pupil_and_name_know_the_guardian(school):
    take_guardians(table([guardian("p1", "Anna")]))
    take_guardians(table([guardian("p1", "ANNA", telephone="0612345678")]))
    assert Guardian.objects.get().details.telephone == "+31612345678"


def test_a_key_that_comes_later_is_given_to_who_is_known_by_name(school):
    take_guardians(table([guardian("p1", "Anna")]))
    take_guardians(table([guardian("p1", "Anna", guardian_key="G1")]))
    assert Guardian.objects.get().key == "G1"


def test_another_key_is_another_person_with_the_same_name(school):
    take_guardians(table([guardian("p1", "Jan", guardian_key="G1")]))
    take_guardians(table([guardian("p1", "Jan", guardian_key="G1"), guardian("p1", "Jan", guardian_key="G2")]))
    assert Guardian.objects.count() == 2


def test_a_key_stays_with_a_new_name(school):
    take_guardians(table([guardian("p1", "Anna", guardian_key="G1")]))
    take_guardians(table([guardian("p1", "Anne", guardian_key="G1")]))
    assert Guardian.objects.get().first_name == "Anne"


def test_an_empty_cell_says_nothing(school):
    take_guardians(table([guardian("p1", email="a@bos.example", telephone="0612345678", custody="ja")]))
    assert take_guardians(table([guardian("p1")])).changes == 0
    assert GuardianDetails.objects.get().email == "a@bos.example"


def test_nothing_is_guessed_about_custody(school):
    take_guardians(table([guardian("p1"), guardian("p2", custody="onbekend")]))
    facts = set(Guardianship.objects.values_list("custody", "custody_source", "custody_on", "information"))
    assert facts == {(Custody.UNKNOWN, Source.FILE, None, Information.FULL)}


def test_who_has_no_custody_is_told_on_request(school):
    take_guardians(table([guardian("p1", custody="nee")]))
    tie = Guardianship.objects.get()
    assert (tie.information, tie.information_source, tie.information_on) == (Information.ON_REQUEST, Source.FILE, TODAY)


def test_what_a_document_showed_is_not_undone_by_a_file(school):
    take_guardians(table([guardian("p1", custody="ja")]))
    Guardianship.objects.update(
        custody=Custody.NO, custody_source=Source.DOCUMENT, information=Information.WITHHELD,
        information_source=Source.DOCUMENT,
    )  # fmt: skip
    summary = take_guardians(table([guardian("p1", custody="ja")]))
    tie = Guardianship.objects.get()
    assert (tie.custody, tie.information) == (Custody.NO, Information.WITHHELD)
    assert any("Custody differs" in note for note in summary.notes)


def test_a_file_that_knows_replaces_what_was_told_and_one_that_does_not_leaves_it(school):
    take_guardians(table([guardian("p1")]))
    Guardianship.objects.update(custody=Custody.NO, custody_source=Source.TOLD)
    take_guardians(table([guardian("p1", custody="onbekend")]))
    assert Guardianship.objects.get().custody == Custody.NO
    take_guardians(table([guardian("p1", custody="ja")]))
    assert Guardianship.objects.get().custody_source == Source.FILE
    take_guardians(table([guardian("p1", custody="onbekend")]))
    assert Guardianship.objects.get().custody == Custody.UNKNOWN


def test_a_file_makes_secret_and_never_opens_again(school):
    take_guardians(filled(guardian("p1", street="Pad 1", postcode="6851 AB", secret="ja")))
    summary = take_guardians(filled(guardian("p1", street="Pad 1", postcode="6851 AB", secret="nee")))
    assert GuardianDetails.objects.get().is_secret
    assert Household.objects.get().is_secret
    assert any("stays secret" in note for note in summary.notes)


def test_guardians_of_one_household_share_an_address_and_move_together(school):
    rows = [guardian("p1", name, household_key="H1", street="Pad 1", postcode="6851 AB") for name in ("Anna", "Bert")]
    take_guardians(filled(*rows))
    assert Household.objects.count() == 1
    moved = [row | {"street": "Laan 2"} for row in rows]
    summary = take_guardians(filled(*moved))
    assert Household.objects.get().street == "Laan 2"
    assert summary.changes == 1


def test_the_address_of_a_household_may_stand_on_one_of_its_lines(school):
    full = guardian("p1", "Anna", household_key="H1", street="Pad 1", postcode="6851 AB")
    take_guardians(filled(guardian("p1", "Bert", household_key="H1"), full))
    assert {row.household.street for row in GuardianDetails.objects.all()} == {"Pad 1"}


def test_who_moves_leaves_no_empty_address_behind(school):
    take_guardians(filled(guardian("p1", street="Pad 1", postcode="6851 AB")))
    summary = take_guardians(filled(guardian("p1", street="Laan 2", postcode="6852 CD")))
    assert [household.street for household in Household.objects.all()] == ["Laan 2"]
    assert summary.tallies["addresses"].gone == 1


def test_an_institution_may_be_guardian(school):
    columns = [*COLUMNS, "institution", "tie"]
    row = {"pupil key": "p1", "institution": "Jeugdbescherming Gelderland", "tie": "voogd"}
    content = table([row], columns)
    take_guardians(content)
    assert Guardian.objects.get().institution == "Jeugdbescherming Gelderland"
    assert Guardianship.objects.get().kind == TieKind.COURT_GUARDIAN
    assert take_guardians(content).changes == 0


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("nl", "nl"),
        ("Nederlands", "nl"),
        ("Polish", "pl"),
        ("TURKS", "tr"),
        ("Oekraïens", "uk"),
        ("zh-Hant", "zh-hant"),
    ],
)
def test_languages_by_name_or_code(school, word, code):
    take_guardians(filled(guardian("p1", language=word)))
    assert Reachability.objects.get().language == code


def test_unknown_language_is_left_out_and_reported(school):
    summary = take_guardians(filled(guardian("p1", language="Klingons dialect")))
    assert Reachability.objects.count() == 0
    assert any("language is not known" in note for note in summary.notes)


def test_columns_that_are_not_known_are_not_read(school):
    summary = take_guardians(table([["p1", "Bos", "123456782"]], ["leerlingnummer", "achternaam", "BSN"]))
    assert "Columns that are not known are not read: 3." in summary.notes


def test_what_is_to_complete_is_reported(school):
    summary = take_guardians(table([guardian("p1"), guardian("p2", email="a@bos.example", custody="ja")]))
    assert any("custody: ask. Lines: 2." in note for note in summary.notes)
    assert any("neither e-mail address nor telephone" in note and "Lines: 2." in note for note in summary.notes)


def ten_guardians(**more) -> list[dict]:
    return [guardian(f"p{number}", **more) for number in range(1, 11)]


def test_tie_that_is_not_in_the_file_ends_for_a_pupil_that_is(school):
    second = guardian("p1", "Bert")
    take_guardians(table([*ten_guardians(), second]))
    summary = take_guardians(table(ten_guardians()))
    assert summary.tallies["ties of guardian and pupil"].gone == 1
    assert Guardianship.objects.get(guardian__first_name="Bert").until == TODAY
    assert Guardian.objects.count() == 11
    assert take_guardians(table(ten_guardians())).changes == 0
    take_guardians(table([*ten_guardians(), second]))
    assert Guardianship.objects.get(guardian__first_name="Bert").until is None


def test_pupils_that_the_file_does_not_name_keep_their_guardians(school):
    take_guardians(table(ten_guardians()))
    assert take_guardians(table(ten_guardians()[:1])).changes == 0


def test_more_than_a_tenth_ending_needs_confirmation(school):
    take_guardians(table([*ten_guardians(), guardian("p1", "Bert"), guardian("p2", "Bert")]))
    before = everything()
    with pytest.raises(ImportRefused, match="2 of 12 ties"):
        take_guardians(table(ten_guardians()))
    assert everything() == before
    assert take_guardians(table(ten_guardians()), confirm_gone=True).changes == 2


def test_tie_that_a_person_told_of_does_not_end_or_open_by_a_file(school):
    take_guardians(table([*ten_guardians(), guardian("p1", "Bert")]))
    by_hand = Guardianship.objects.filter(guardian__first_name="Bert")
    by_hand.update(custody_source=Source.TOLD)
    summary = take_guardians(table(ten_guardians()))
    assert (summary.changes, by_hand.get().until) == (0, None)
    assert any("it stays" in note for note in summary.notes)
    by_hand.update(until=datetime.date(2026, 10, 1))
    summary = take_guardians(table([*ten_guardians(), guardian("p1", "Bert")]))
    assert (summary.changes, by_hand.get().until) == (0, datetime.date(2026, 10, 1))


def test_guardians_go_to_the_location_that_is_named(school):
    take(edex(location="01", pupils=[pupil("p1"), pupil("z1")]), create_school="Zuid")
    take_guardians(table([guardian("z1")]), "12ab01")
    assert Guardianship.objects.get().pupil.key == "z1"
    with pytest.raises(ImportRefused):
        take_guardians(table([guardian("z1")]), "12AB")


@pytest.mark.parametrize("code", ["", "12A", "XXXX", "12AB1", "12AB00; --", "99ZZ", "12AB07"])
def test_unknown_school_is_refused(school, code):
    with pytest.raises(ImportRefused, match=r"--school|There is no school"):
        take_guardians(table([guardian("p1")]), code)


def test_pupils_who_left_keep_their_guardians(school):
    pupil_who_left = known("p1")
    pupil_who_left.left_on = TODAY
    pupil_who_left.save()
    assert take_guardians(table([guardian("p1")])).changes == 2
