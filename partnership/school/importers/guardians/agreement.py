"""What one line of a guardian file says against another: doubles, one guardian or household told in two ways."""

from django.utils.translation import gettext as _

from partnership.school.importers.guardians.rows import GuardianFile, GuardianRow

OF_PERSON = (
    "first_name", "prefix", "last_name", "institution", "email", "telephone", "language", "interpreter",
    "household_key",
)  # fmt: skip


def check_agreement(file: GuardianFile) -> None:
    """Report lines that tell a tie twice, or contradict an earlier line about the same guardian or household.

    Rows about one guardian, or one household, then share what only one of them tells.
    """
    ties: dict[tuple, GuardianRow] = {}
    people: dict[tuple, GuardianRow] = {}
    households: dict[str, GuardianRow] = {}
    for row in file.rows:
        earlier = ties.setdefault((row.pupil_key, *row.person), row)
        if earlier is not row:
            text = _("this guardian of this pupil stands on line %(line)d already; keep one")
            file.problems.found(row.line, text % {"line": earlier.line})
        _agree_on_person(file, people.setdefault(row.person, row), row)
        if row.household_key:
            text = _("the address differs from line %(line)d, which has the same household_key")
            _agree_on_address(file, households.setdefault(row.household_key, row), row, text)
    for row in file.rows:
        _share(people[row.person], row)
        if row.household_key:
            row.street, row.postcode, row.town = households[row.household_key].address


def _agree_on_person(file: GuardianFile, first: GuardianRow, row: GuardianRow) -> None:
    for field in OF_PERSON:
        told, before = getattr(row, field), getattr(first, field)
        if told in ("", None):
            continue
        if before in ("", None):
            setattr(first, field, told)
        elif told != before:
            text = _("%(field)s differs from line %(line)d, which is about the same guardian")
            file.problems.found(row.line, text % {"field": field, "line": first.line})
    if not row.household_key:
        text = _("the address differs from line %(line)d, which is about the same guardian")
        _agree_on_address(file, first, row, text)


def _agree_on_address(file: GuardianFile, first: GuardianRow, row: GuardianRow, text: str) -> None:
    if not any(row.address):
        return
    if not any(first.address):
        first.street, first.postcode, first.town = row.address
    elif row.folded_address != first.folded_address:
        file.problems.found(row.line, text % {"line": first.line})


def _share(first: GuardianRow, row: GuardianRow) -> None:
    for field in OF_PERSON:
        if getattr(row, field) in ("", None):
            setattr(row, field, getattr(first, field))
    if not any(row.address):
        row.street, row.postcode, row.town = first.address
