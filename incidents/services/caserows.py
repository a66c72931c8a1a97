"""The small rows of a case and of the reports joined to it, with the school's own words for it: one query for all.

Each kind of row gives its columns under names that hold for every kind, and nothing under those it has not.
"""

from collections import defaultdict
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    IntegerField,
    QuerySet,
    TextField,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast, Upper

from incidents.enums import ESTABLISHED, Side
from incidents.models import (
    Account,
    Addendum,
    CaseShare,
    CaseStep,
    ChildTalk,
    Hint,
    Incident,
    IncidentSettings,
    KeptFrom,
    Measure,
    NameQuestion,
    Party,
    SecondLook,
    SeenBehaviour,
    SeenForm,
    Severity,
    Telling,
)
from partnership.records.prepared import prepared
from partnership.school.models import Pupil, StaffMember


class CaseRow(NamedTuple):
    """One row. `one` and `two` are people or a party, by what it is; the names are those of `one` and of `two`."""

    what: str
    key: UUID
    case: UUID | None
    one: UUID | None
    two: UUID | None
    first: str | None
    prefix: str | None
    last: str | None
    second_first: str | None
    second_prefix: str | None
    second_last: str | None
    word: str | None
    other: str | None
    third: str | None
    number: int | None
    day: date | None
    until: date | None
    done: date | None
    dropped: date | None
    at: datetime | None
    ended: datetime | None
    is_so: bool | None
    text: str | None
    more: str | None
    most: str | None

    @property
    def colleague(self) -> StaffMember | None:
        """The colleague who is `one`, with a name and no more."""
        return _colleague(self.one, self.first, self.prefix, self.last)

    @property
    def second(self) -> StaffMember | None:
        """The colleague who is `two`, with a name and no more."""
        return _colleague(self.two, self.second_first, self.second_prefix, self.second_last)

    @property
    def pupil(self) -> Pupil:
        """The child who is `two`, with a name and no more."""
        return Pupil(pk=self.two, first_name=self.second_first, prefix=self.second_prefix, last_name=self.second_last)


def _colleague(key: UUID | None, first: str, prefix: str, last: str) -> StaffMember | None:
    return StaffMember(pk=key, first_name=first, prefix=prefix, last_name=last) if key else None


KINDS = {
    **dict.fromkeys(("key", "case", "one", "two"), UUIDField()),
    **dict.fromkeys(("day", "until", "done", "dropped"), DateField()),
    **dict.fromkeys(("at", "ended"), DateTimeField()),
    **dict.fromkeys(("text", "more", "most"), TextField()),
    "number": IntegerField(),
    "is_so": BooleanField(),
}
NOTHING = {name: Cast(Value(None), KINDS.get(name, CharField())) for name in CaseRow._fields}
PERSON = ("first_name", "prefix", "last_name")
NAMES = {"one": ("first", "prefix", "last"), "two": ("second_first", "second_prefix", "second_last")}


@prepared
def rows_of(*, case: UUID) -> QuerySet:
    """Ask for the rows of `case` and of what was joined to it, for who may open it; accounts for who handles it only.

    "again" are keys of established cases with the same person: whether the reader may open them is still to be asked.
    """
    joined = Incident.objects.filter(joined_to=case)
    # Each by its own index; as one condition of two parts every case of the school would be gone through.
    group = Incident.objects.filter(pk=case).values("pk").union(joined.values("pk"))

    def of_case(model) -> QuerySet:
        return model.objects.filter(incident__in=group)

    light = {"needs_measure": False, "needs_recovery": False, "needs_evaluation": False}
    parts = [
        _part("form", of_case(SeenForm), word="form"),
        _part("behaviour", of_case(SeenBehaviour), word="behaviour__name"),
        _part(
            "joined", joined, case="joined_to", one="reporter", two="confided_to", word="number", at="reported_at"
        ),
        _part("telling", of_case(Telling), two="party", day="due_on", done="told_on", text="wait_reason"),
        _part(
            "talk", of_case(ChildTalk), named=("one", "two"), one="speaker", two="pupil", word="state", day="due_on"
        ),
        _part("question", of_case(NameQuestion), one="colleague", two="party", is_so="answer"),
        _part("look", of_case(SecondLook), named=("one", "two"), one="asked_of", two="asked_by", ended="answered_at"),
        _part(
            "share", of_case(CaseShare), named=("one", "two"), one="staff", two="by", until="until", ended="ended_at",
            text="reason",
        ),
        _part("kept", of_case(KeptFrom), named=("one",), one="staff"),
        _part(
            "addendum", of_case(Addendum), named=("one",), one="author", two="party", word="kind", at="written_at",
            text="text",
        ),
        _part(
            "measure", of_case(Measure), two="party", word="kind", at="drafted_at", day="decided_on", until="due_on",
            done="done_on", dropped="dropped_on",
        ),
        _part(
            "step", of_case(CaseStep), named=("one",), one="by", word="step", other="before", third="after", at="at",
            text="reason",
        ),
        _part(
            "account", of_case(Account), named=("one",), one="author", word="side", at="written_at", ended="shared_at",
            is_so="objects_to_report", day="talk_before", text="facts", more="experience", most="interpretation",
        ),
        _part("hint", Hint.objects.in_use(), case=None, word="when", other="name", number="order", text="text",
              more="source"),
        _part("light", Severity.objects.in_use().filter(**light), case=None, word="name"),
        _part("terms", IncidentSettings.objects.all(), case=None, word="talk_label", number="again_within_years"),
        *(_part("again", rows) for rows in _same_people(of_case(Party))),
    ]  # fmt: skip
    return parts[0].union(*parts[1:], all=True)


def _part(what: str, rows: QuerySet, *, named: tuple = (), case: str | None = "incident", **columns: str) -> QuerySet:
    """Return rows as `CaseRow` has them; of the people in `named` the name comes along."""
    for slot in named:
        columns |= {name: f"{columns[slot]}__{part}" for name, part in zip(NAMES[slot], PERSON, strict=True)}
    columns |= {"what": Value(what), "key": "pk", "case": case}
    return rows.order_by().values_list(*(columns.get(name) or NOTHING[name] for name in CaseRow._fields))


def _same_people(parties: QuerySet) -> list[QuerySet]:
    """Return the parties of established cases who are one of those involved among `parties`, known or by address."""
    everyone = Party.objects.filter(side=Side.INVOLVED, incident__outcome__in=sorted(ESTABLISHED))
    everyone = everyone.annotate(capitals=Upper("email"))
    involved = parties.filter(side=Side.INVOLVED).annotate(capitals=Upper("email"))
    known = [{f"{name}__isnull": False} for name in ("guardian", "staff", "pupil")]
    there = dict(zip(("guardian", "staff", "pupil"), known, strict=True)) | {
        "capitals": {"email__gt": ""}, "telephone": {"telephone__gt": ""},
    }  # fmt: skip
    return [everyone.filter(**{f"{name}__in": involved.filter(**some).values(name)}) for name, some in there.items()]


def in_kinds(rows: list[tuple]) -> dict[str, list[CaseRow]]:
    """Return the rows by what they are; what there is none of has an empty list."""
    found: dict[str, list[CaseRow]] = defaultdict(list)
    for values in rows:
        found[values[0]].append(CaseRow(*values))
    return found
