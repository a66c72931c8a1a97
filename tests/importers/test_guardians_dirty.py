"""Files of guardians that are refused: a clear answer by line, and nothing changed."""

import pytest

from partnership.school.importers.guardians import import_guardians
from partnership.school.importers.outcome import ImportRefused
from partnership.school.importers.source import MEGABYTE
from tests.importers.files import COLUMNS, guardian, table
from tests.importers.taking import everything, take_guardians

GOOD = table([guardian("p1"), guardian("p2")])
LONG = "a" * 10 * MEGABYTE


def refusal(content: bytes) -> ImportRefused:
    before = everything()
    with pytest.raises(ImportRefused) as caught:
        take_guardians(content)
    assert everything() == before
    return caught.value


UNREADABLE = {
    "empty": (b"", "file is empty"),
    "empty lines": (b"\r\n \r\n;;;\r\n", "file is empty"),
    "only a mark": (b"\xef\xbb\xbf", "file is empty"),
    "only headers": (table([]), "no guardians"),
    "no headers": (GOOD.split(b"\r\n", 1)[1], "no column leerlingnummer"),
    "no column for the name": (table([["p1"]], ["leerlingnummer"]), "no column achternaam"),
    "two columns for one thing": (table([], [*COLUMNS, "phone"]), "columns 6 and 8 both are telephone"),
    "tabs": (GOOD.replace(b";", b"\t"), "no column"),
    "xml": (b"<?xml version='1.0'?><EDEX/>", "no column"),
    "spreadsheet": (b"PK\x03\x04" + bytes(50), "NUL bytes"),
    "nul byte": (GOOD.replace(b"Anna", b"An\0na", 1), "NUL bytes"),
    "utf-16": (GOOD.decode().encode("utf-16"), "UTF-16"),
    "utf-16 without a mark": (GOOD.decode().encode("utf-16-le"), "NUL bytes"),
    "mixed encodings": (
        GOOD.replace(b"Anna", "Zoë".encode(), 1).replace(b"Anna", "Zoë".encode("cp1252")),
        "the file says UTF-8",
    ),
    "utf-8 mark on windows-1252": (b"\xef\xbb\xbf" + GOOD.replace(b"Anna", b"Zo\xeb"), "the file says UTF-8"),
    "neither encoding": (GOOD.replace(b"Anna", b"A\x81\x8dna"), "neither UTF-8 nor Windows-1252"),
    "quote that does not close": (GOOD.replace(b"Anna", b'"Anna', 1), "quotes"),
    "text after a quote": (GOOD.replace(b"Anna", b'"An"na', 1), "quotes"),
    "cell of ten megabytes": (table([guardian("p1", LONG)]), "one cell is very large"),
    "too many mistakes": (table([guardian("nobody")] * 2000), "too many mistakes"),
    "more than 20 MB": (GOOD + b";" * 21 * MEGABYTE, "larger than 20 MB"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_file_is_one_clear_error(school, name):
    content, why = UNREADABLE[name]
    refused = refusal(content)
    assert why in "\n".join(refused.lines())


def test_very_large_file_is_refused_unread(school, tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(100 * MEGABYTE)
    with path.open("rb") as file, pytest.raises(ImportRefused, match="larger than 20 MB"):
        import_guardians(file, actor=None, school_code="12AB")


def one(**cells) -> bytes:
    row = guardian("p1", **cells)
    return table([row], [*COLUMNS, *(name for name in row if name not in COLUMNS)])


REJECTED = {
    "no pupil": (one() + table([guardian("")], COLUMNS).split(b"\r\n", 1)[1], "pupil_key is empty", 3),
    "unknown pupil": (table([guardian("p1"), guardian("p99")]), "no pupil of this school", 3),
    "lost zeros of a key": (table([guardian("1")]), "mind zeros at the start", 2),
    "formula around a key": (table([guardian('="p1"')]), "no pupil of this school", 2),
    "no name": (table([{"pupil key": "p1", "e-mail": "a@bos.example"}]), "there is no name", 2),
    "swapped columns": (
        table([["Anna", "", "p1", "Bos", "0612345678", "a@bos.example", "ja"]]),
        "email: this is not an e-mail address",
        2,
    ),
    "swapped telephone": (one(telephone="a@bos.example"), "telephone: this cannot be called", 2),
    "telephone with a digit too few": (one(telephone="061234567"), "telephone", 2),
    "telephone of a spreadsheet": (one(telephone="6,12E+08"), "telephone", 2),
    "two telephones": (one(telephone="0612345678 / 0612345679"), "telephone", 2),
    "e-mail without a sign": (one(email="anna.bos.example"), "email", 2),
    "two e-mails": (one(email="a@bos.example, b@bos.example"), "email", 2),
    "e-mail with a new line": (one(email="a@bos.example\nBcc: b@bos.example"), "email", 2),
    "unknown kind of tie": (one(tie="huisdier"), "write ouder, voogd", 2),
    "unknown custody": (one(custody="misschien"), "write ja, nee or onbekend", 2),
    "unknown answer about an interpreter": (one(interpreter="soms"), "write ja or nee", 2),
    "unknown answer about secrecy": (one(secret="af en toe"), "write ja or nee", 2),
    "name too long": (one(name="a" * 201), "first_name: is longer than 200", 2),
    "name with a control sign": (one(name="An\x07na"), "cannot be read", 2),
    "name that turns text around": (one(name="An\u202ena"), "cannot be read", 2),
    "key too long": (one(guardian_key="g" * 500), "guardian_key: is longer", 2),
    "postcode too long": (one(postcode="6851 AB Huissen"), "postcode: is longer", 2),
    "a cell too many": (GOOD.replace(b"Anna", b"Anna;extra", 1), "has 8 cells where the headers have 7", 2),
    "a cell too few": (GOOD + b"p3;;Anna\r\n", "has 3 cells where the headers have 7", 4),
    "other separator on one line": (GOOD + b"p3,,Anna,Bos,,,\r\n", "has 1 cells", 4),
    "the same line twice": (table([guardian("p1"), guardian("p1")]), "stands on line 2 already", 3),
    "the same name twice": (table([guardian("p1", "Anna"), guardian("p1", "ANNA")]), "stands on line 2 already", 3),
    "the same key twice": (
        table([guardian("p1", guardian_key="G1"), guardian("p1", guardian_key="G1")]),
        "stands on line 2 already",
        3,
    ),
    "one key, two names": (
        table([guardian("p1", "Anna", guardian_key="G1"), guardian("p2", "Bert", guardian_key="G1")]),
        "first_name differs from line 2",
        3,
    ),
    "one key, two telephones": (
        table([
            guardian("p1", guardian_key="G1", telephone="0612345678"),
            guardian("p2", guardian_key="G1", telephone="0612345679"),
        ]),
        "telephone differs from line 2",
        3,
    ),
    "one household, two addresses": (
        table(
            [
                guardian("p1", household_key="H1", street="Pad 1"),
                guardian("p2", household_key="H1", street="Laan 2"),
            ],
            [*COLUMNS, "household key", "street"],
        ),
        "the address differs from line 2",
        3,
    ),
    "one key, two addresses": (
        table(
            [guardian("p1", guardian_key="G1", street="Pad 1"), guardian("p2", guardian_key="G1", street="Laan 2")],
            [*COLUMNS, "street"],
        ),
        "the address differs from line 2",
        3,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REJECTED)
def test_file_with_a_mistake_is_refused_whole(school, name):
    content, why, line = REJECTED[name]
    refused = refusal(content)
    assert (line, True) in [(problem.line, why in problem.text) for problem in refused.problems]


def test_every_mistake_is_listed_by_its_first_line(school):
    rows = [guardian("p1", "An\nna"), guardian("p2", custody="?!"), guardian("p3"), guardian("p99", "Bo\nb")]
    content = table([*rows, guardian("p98")])
    assert [problem.line for problem in refusal(content).problems] == [4, 6, 8]
    assert "3 rows rejected." in list(refusal(content).lines())
