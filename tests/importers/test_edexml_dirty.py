"""Files that are refused: each with a clear answer by line, and nothing changed."""

import io

import pytest

from partnership.school.importers.edexml import import_edexml
from partnership.school.importers.outcome import ImportRefused
from partnership.school.importers.source import MEGABYTE
from tests.importers.files import combined, edex, group, place, pupil, teacher
from tests.importers.taking import everything, take

GOOD = edex(groups=[group("5A")], pupils=[pupil("p1", groups=["5A"])])
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
BOMB = b"<!DOCTYPE EDEX [" + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n else b"ha" * 50) for n in range(10)
)


def with_doctype(doctype: bytes, *, inside: bytes = b"Roepp1") -> bytes:
    return GOOD.replace(HEAD, HEAD + doctype).replace(b"Roepp1", inside)


def refusal(content: bytes) -> ImportRefused:
    before = everything()
    with pytest.raises(ImportRefused) as caught:
        take(content, create_school="S")
    assert everything() == before
    return caught.value


UNREADABLE = {
    "spaces": (b"   \n", "damaged or not XML"),
    "no xml": (b"leerlingnummer;achternaam\n1;Bos\n", "damaged or not XML"),
    "zip": (b"PK\x03\x04" + bytes(100), "damaged or not XML"),
    "truncated": (GOOD[: len(GOOD) // 2], "damaged or not XML"),
    "cut inside a sign": (GOOD[:-3], "damaged or not XML"),
    "nul byte": (GOOD.replace(b"Roepp1", b"Ro\0ep"), "damaged or not XML"),
    "nul reference": (GOOD.replace(b"Roepp1", b"Ro&#0;ep"), "damaged or not XML"),
    "two roots": (GOOD + GOOD.replace(HEAD, b""), "damaged or not XML"),
    "latin-1 called utf-8": (GOOD.replace(b"Roepp1", "Zoë".encode("latin-1")), "damaged or not XML"),
    "utf-8 called ascii": (
        GOOD.replace(b"Roepp1", "Zoë".encode()).replace(b"UTF-8", b"US-ASCII"),
        "damaged or not XML",
    ),
    "unknown encoding": (GOOD.replace(b"UTF-8", b"EBCDIC-NL"), "encoding"),
    "encoding of many bytes": (GOOD.replace(b"UTF-8", b"GB18030"), "encoding"),
    "utf-7": (GOOD.replace(b"UTF-8", b"UTF-7"), "encoding"),
    "unclosed element": (GOOD.replace(b"</leerling>", b"", 1), "damaged or not XML"),
    "bare ampersand": (GOOD.replace(b"Roepp1", b"Ro & ep"), "damaged or not XML"),
    "undefined entity": (GOOD.replace(b"Roepp1", b"&eacute;"), "damaged or not XML"),
    "entity bomb": (with_doctype(BOMB + b"]>", inside=b"&a9;"), "types or entities of its own"),
    "external entity": (
        with_doctype(b'<!DOCTYPE EDEX [<!ENTITY x SYSTEM "file:///etc/passwd">]>', inside=b"&x;"),
        "types or entities of its own",
    ),
    "external definition": (with_doctype(b'<!DOCTYPE EDEX SYSTEM "http://127.0.0.1:1/e.dtd">'), "types or entities"),
    "wrong root": (b"<school><schooljaar>2026-2027</schooljaar></school>", "not an EDEXML file"),
    "root in a namespace": (GOOD.replace(b"<EDEX>", b'<EDEX xmlns="urn:x">'), "not an EDEXML file"),
    "web page": (b"<html><body>Sign in</body></html>", "not an EDEXML file"),
    "nested too deep": (GOOD.replace(b"Roepp1", b"<a>" * 60 + b"</a>" * 60), "too deep"),
    "too many parts": (edex(pupils=[pupil("p1", extra="<bsn>1</bsn>" * 600)]), "too many parts"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_file_is_one_clear_error(name):
    content, why = UNREADABLE[name]
    refused = refusal(content)
    assert refused.reason == "This file cannot be read as EDEXML."
    (problem,) = refused.problems
    assert why in problem.text
    assert problem.line >= 1


def test_line_of_the_damage_is_named(db):
    (problem,) = refusal(GOOD.replace(b"<roepnaam>Roepp1", b"<roepnaam>Ro\0ep")).problems
    assert GOOD.decode().splitlines()[problem.line - 1].startswith("<roepnaam>")


def test_empty_file_is_refused(db):
    assert refusal(b"").reason == "The file is empty. Export it again."


def test_very_large_file_is_refused_unread(db, tmp_path):
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.write(GOOD)
        file.truncate(100 * MEGABYTE)
    with path.open("rb") as file, pytest.raises(ImportRefused, match="larger than 20 MB"):
        import_edexml(file, actor=None, create_school="S")


def test_very_large_stream_is_refused(db):
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    with pytest.raises(ImportRefused, match="larger than 20 MB"):
        import_edexml(Pipe(GOOD[:-8] + b" " * 21 * MEGABYTE), actor=None)


def two(*pupils: str, **options) -> bytes:
    return edex(groups=[group("5A")], pupils=pupils, **options)


REJECTED = {
    "no school": (b"<EDEX><leerlingen>" + pupil("p1").encode() + b"</leerlingen></EDEX>", "one <school>"),
    "two schools": (GOOD.replace(b"<groepen>", b"<school/><groepen>"), "one <school>"),
    "no pupils": (edex(groups=[group("5A")]), "no pupils"),
    "no school year": (GOOD.replace(b"2026-2027", b""), "schooljaar"),
    "school year in words": (GOOD.replace(b"2026-2027", b"dit jaar"), "schooljaar"),
    "school year of two years": (GOOD.replace(b"2026-2027", b"2026-2028"), "schooljaar"),
    "school year 0": (GOOD.replace(b"2026-2027", b"0000-0001"), "schooljaar"),
    "no brin": (GOOD.replace(b"<brincode>12AB</brincode>", b""), "brincode"),
    "flemish number": (GOOD.replace(b"brincode", b"instellingsnummer").replace(b"12AB", b"123456"), "brincode"),
    "brin of letters": (GOOD.replace(b"12AB", b"ABCD"), "brincode"),
    "location of one digit": (edex(location="1", pupils=[pupil("p1")]), "dependancecode"),
    "reference day in words": (edex(day="vandaag", pupils=[pupil("p1")]), "peildatum"),
    "pupil without key": (GOOD.replace(b'leerling key="p1"', b"leerling"), "leerling: has no key"),
    "pupil with empty key": (GOOD.replace(b'leerling key="p1"', b'leerling key=" "'), "leerling: has no key"),
    "key too long": (two(pupil("k" * 300)), "key is longer"),
    "double pupil": (two(pupil("p1"), pupil("p1")), "same key as line 13"),
    "double group": (edex(groups=[group("5A"), combined("5A")], pupils=[pupil("p1")]), "same key as line"),
    "double teacher": (two(pupil("p1"), staff=[teacher("t1"), teacher("t1")]), "same key as line"),
    "double location": (two(pupil("p1"), places=[place("N"), place("N")]), "same key as line"),
    "key that is the citizen service number": (two(pupil("123456782", extra="<bsn>123456782</bsn>")), "service number"),
    "unknown group": (two(pupil("p1", groups=["5B"])), "no <groep> with this key"),
    "combined group called a group": (
        edex(groups=[combined("c1")], pupils=[pupil("p1", groups=["c1"])]),
        "no <groep> with this key",
    ),
    "unknown combined group": (two(pupil("p1", combined_groups=["c9"])), "no <samengestelde_groep> with this key"),
    "unknown location": (two(pupil("p1", place="X")), "no <vestiging> with this key"),
    "unknown group of a teacher": (two(pupil("p1"), staff=[teacher("t1", groups=["5B"])]), "no <groep> with this key"),
    "two groups of one pupil": (
        edex(groups=[group("5A"), group("6A")], pupils=[pupil("p1", groups=["5A", "6A"])]),
        "one <groep>",
    ),
    "group without name": (two(pupil("p1")).replace(b"<naam>5A</naam>", b""), "has no <naam>"),
    "group without year group": (two(pupil("p1")).replace(b"<jaargroep>5</jaargroep>", b""), "has no <jaargroep>"),
    "pupil without name": (two(pupil("p1", achternaam=None, roepnaam=None)), "neither roepnaam nor achternaam"),
    "teacher without name": (
        two(pupil("p1"), staff=[teacher("t1", achternaam=None, roepnaam=None)]),
        "neither roepnaam nor achternaam",
    ),
    "name too long": (two(pupil("p1", roepnaam="a" * 201)), "roepnaam is longer"),
    "name of ten megabytes": (two(pupil("p1", roepnaam="a" * 10 * MEGABYTE)), "roepnaam is longer"),
    "two first names": (two(pupil("p1", extra="<roepnaam>B</roepnaam>")), "more than one <roepnaam>"),
    "name that turns text around": (two(pupil("p1", roepnaam="a\u202eb")), "cannot be read"),
    "control sign in a key": (two(pupil("p\u009b1")), "cannot be read"),
    "date of birth in words": (two(pupil("p1", extra="<geboortedatum>31-05-2018</geboortedatum>")), "geboortedatum"),
    "date that does not exist": (two(pupil("p1", extra="<geboortedatum>2018-02-30</geboortedatum>")), "geboortedatum"),
    "year 0 of birth": (two(pupil("p1", extra="<geboortedatum>0001-01-01</geboortedatum>")), "geboortedatum"),
    "born after the school year": (two(pupil("p1", extra="<geboortedatum>2029-01-01</geboortedatum>")), "lies after"),
    "first day in words": (two(pupil("p1", joins="morgen")), "instroomdatum"),
    "year group too long": (two(pupil("p1", year_group="groep vijf en zes")), "jaargroep is longer"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", REJECTED)
def test_file_with_a_mistake_is_refused_whole(name):
    content, why = REJECTED[name]
    refused = refusal(content)
    assert refused.reason.startswith("The file has mistakes")
    assert why in "\n".join(problem.text for problem in refused.problems)


def test_every_mistake_is_listed_by_line(db):
    content = two(pupil("p1", groups=["5B"]), pupil("p1"), pupil("p3", achternaam=None, roepnaam=None), pupil("p4"))
    lines = content.decode().splitlines()
    problems = refusal(content).problems
    assert [lines[problem.line - 1] for problem in problems] == [
        '<groep key="5B"></groep>',
        '<leerling key="p1"><achternaam>Achterp1</achternaam>',
        '<leerling key="p3"></leerling>',
    ]


def test_a_file_full_of_mistakes_is_not_read_to_the_end(db):
    refused = refusal(two(*(pupil("p1") for _ in range(3000))))
    assert "too many mistakes" in refused.reason
    assert len(refused.problems) == 1000


def test_elements_of_a_later_version_are_passed_over(db):
    content = two(pupil("p1", extra="<nieuw><roepnaam>X</roepnaam></nieuw>")).replace(
        b"<groepen>", b"<ouders/><groepen>"
    )
    assert take(content, create_school="S").tallies["pupils"].new == 1
