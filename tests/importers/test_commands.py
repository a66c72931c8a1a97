"""The commands as people run them: what they print, how they end, and what they never say."""

import logging

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from partnership.school.models import Pupil, School
from tests.importers.files import COLUMNS, edex, group, guardian, pupil, table, teacher
from tests.importers.taking import everything

SECRETS = {
    "bsn": "123456782", "sofinummer": "123456783", "etniciteit": "ETN7", "land": "LNDX", "land_vader": "LNDV",
    "land_moeder": "LNDM", "gewicht": "GEW9", "gewicht_nieuw": "GWN8", "geslacht": "GSL5", "fotourl": "http://foto.example",
    "gebruikersnaam": "GEBRUIKER", "emailadres": "kind@thuis.example", "postcodenl": "9999ZZ",
}  # fmt: skip
NAMES = {"achternaam": "Zonnebloem", "voorvoegsel": "van de", "voornamen": "Wilhelmina", "roepnaam": "Mientje"}
PARENT = {
    "first_name": "Petronella", "last_name": "Zonnebloem", "email": "petronella@thuis.example",
    "telephone": "06-87654321", "street": "Geheimstraat 99", "town": "Verweggistan",
}  # fmt: skip


@pytest.fixture
def write(tmp_path):
    def write(content: bytes):
        path = tmp_path / "file"
        path.write_bytes(content)
        return str(path)

    return write


def personal_school(**more) -> bytes:
    extra = "".join(f"<{tag}>{value}</{tag}>" for tag, value in SECRETS.items())
    row = pupil("p1", groups=["5A"], extra=extra, **(NAMES | more)).replace("<leerling ", '<leerling eckid="ECKX" ')
    staff = teacher("t1", groups=["5A"], roles=["OUD"], achternaam="Wortelboer", email="wortel@boer.example")
    return edex(groups=[group("5A")], pupils=[row], staff=[staff])


def run(capsys, *arguments, **options) -> str:
    """Run a command; return all it says, also when it refuses."""
    error = ""
    try:
        call_command(*arguments, **options)
    except CommandError as refused:
        error = str(refused)
    said = capsys.readouterr()
    return said.out + said.err + error


def test_import_edexml_prints_what_changed(db, write, capsys):
    said = run(capsys, "import_edexml", write(personal_school()), create_school="De Linde")
    assert said.splitlines()[0] == "De Linde (12AB00), school year 2026-2027"
    assert "pupils: 1 new, 0 changed, 0 gone" in said
    assert "0 rows rejected." in said
    assert said.splitlines()[-1] == "4 changes made."
    said = run(capsys, "import_edexml", write(personal_school()))
    assert said.splitlines()[-1] == "The file says nothing new. Nothing was changed."


def test_import_guardians_prints_what_changed(school, write, capsys):
    path = write(table([guardian("p1")]))
    said = run(capsys, "import_guardians", path, school="12AB00", dry_run=True)
    assert said.splitlines()[-1] == "2 changes in the file. This was a rehearsal: nothing was changed."
    said = run(capsys, "import_guardians", path, school="12AB")
    assert "guardians: 1 new, 0 changed, 0 gone" in said
    assert said.splitlines()[-1] == "2 changes made."


@pytest.mark.parametrize("name", ["import_edexml", "import_guardians"])
def test_missing_file_is_a_clear_error(db, tmp_path, name):
    options = {"school": "12AB"} if name == "import_guardians" else {}
    for path in (tmp_path / "nothing.xml", tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command(name, str(path), **options)


def test_refusal_lists_lines_and_says_that_nothing_changed(db, write):
    with pytest.raises(CommandError) as caught:
        call_command("import_edexml", write(personal_school(roepnaam="x" * 201)), create_school="De Linde")
    assert str(caught.value).splitlines() == [
        "The file has mistakes. Mend them in the pupil system and export again.",
        "  line 13: leerling: roepnaam is longer than 200 signs",
        "1 row rejected.",
        "Nothing was changed.",
    ]
    assert caught.value.returncode == 1
    assert School.objects.count() == 0


def test_fault_of_the_database_says_nothing_of_the_file(school, write, capsys):
    def fail(execute, sql, params, many, context):
        if sql.startswith("INSERT") and "school_guardian" in sql:
            raise DatabaseError("Key (last_name)=(Zonnebloem) is wrong")
        return execute(sql, params, many, context)

    before = everything()
    with connection.execute_wrapper(fail):
        said = run(capsys, "import_guardians", write(table([guardian("p1", "Petronella")])), school="12AB")
    assert said == "The database did not take the file. Nothing was changed. Try again."
    assert everything() == before


def test_what_a_school_may_not_keep_is_kept_nowhere(db, write, capsys):
    run(capsys, "import_edexml", write(personal_school()), create_school="De Linde")
    kept = str(everything())
    assert Pupil.objects.get().first_name == "Mientje"
    for secret in [*SECRETS.values(), "ECKX", "Wortelboer", "wortel@boer.example"]:
        assert secret not in kept


def test_no_personal_data_is_ever_said_or_logged(db, write, capsys, caplog):
    caplog.set_level(logging.DEBUG)
    said = run(capsys, "import_edexml", write(personal_school()), create_school="De Linde")
    for broken in (
        {"roepnaam": "Mientje" * 30},
        {"voornamen": "Wilhel\u202emina"},
        {"leaves": "Zonnebloem"},
        {"year_group": "Zonnebloem van de"},
        {"groups": ["5B"]},
    ):
        content = personal_school() if "groups" in broken else personal_school(**broken)
        said += run(capsys, "import_edexml", write(content.replace(b'groep key="5A"/', b'groep key="5B"/')))
        said += run(capsys, "import_edexml", write(content[:-20]))
    columns = [*COLUMNS, "street", "town"]
    good = guardian("p1", PARENT["first_name"], **{"last name": "Zonnebloem"}) | {
        name.replace("_", " ").replace("email", "e-mail"): value for name, value in PARENT.items()
    }
    swapped = list(reversed([good.get(name, "") for name in columns]))
    for rows in (
        [good],
        [good, good],
        [swapped],
        [good | {"pupil key": "Zonnebloem"}],
        [good | {"e-mail": "Zonnebloem"}],
    ):
        said += run(capsys, "import_guardians", write(table(rows, columns)), school="12AB")
        said += run(capsys, "import_guardians", write(table(rows, columns).split(b"\r\n", 1)[1]), school="12AB")
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert "changes made" in said
    assert "rows rejected" in said
    for value in [*SECRETS.values(), *NAMES.values(), *PARENT.values(), "+31687654321", "Wortelboer"]:
        assert value not in said
        assert value not in logged
