"""Does the chain still fit? Says per school what was changed, removed, added or moved since it was sealed.

What it cannot see: a change to an event that is not sealed yet (a minute), and a cut tail, unless it is given the head
that was written down elsewhere. So `verify_audit` prints the heads, to be kept outside the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hmac import compare_digest
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from partnership.audit import chain, triggers
from partnership.audit.models import AuditEvent, Seal
from partnership.records import keys

CHUNK = 50  # seals read at once


@dataclass(frozen=True)
class Head:
    """The last seal of a school as it was written down outside the database; no school is None."""

    school_id: UUID | None
    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.school_id or '-'}:{self.number}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read SCHOOL:NUMBER:HASH, as `verify_audit` prints it. Raises `ValueError`."""
        school, number, hash_ = text.strip().split(":")
        return cls(None if school == "-" else UUID(school), int(number), hash_)


@dataclass
class Verdict:
    """What was found in the chain of one school. `problems` are sentences that name seals and row ids."""

    school_id: UUID | None
    seals: int = 0
    sealed: int = 0
    unsealed: int = 0
    head: Head | None = None
    problems: list[str] = field(default_factory=list)


def verify(*, heads: Iterable[Head] = ()) -> list[Verdict]:
    """Recompute the chain of every school that has events, seals or a known head; one verdict each."""
    known = defaultdict(list)
    for head in heads:
        known[head.school_id].append(head)
    events = AuditEvent.objects.order_by().values_list("school_id", flat=True).distinct()
    seals = Seal.objects.order_by().values_list("school_id", flat=True).distinct()
    schools = {*events, *seals, *known}
    return [_verify_school(school_id, known[school_id]) for school_id in sorted(schools, key=str)]


def missing_guards() -> list[str]:
    """Return the names of the database's triggers that are gone or switched off."""
    return triggers.missing(connection)


def _verify_school(school_id: UUID | None, known: list[Head]) -> Verdict:
    events = AuditEvent.objects.of_school(school_id)
    verdict = Verdict(school_id, unsealed=events.unsealed().count())
    found = {}
    for seal, rows in _seals_with_events(school_id):
        _verify_seal(seal, rows, verdict)
        found[seal.number] = seal.hash
    _verify_heads(found, known, verdict)
    orphans = events.filter(seal__isnull=False).exclude(
        Exists(Seal.objects.filter(pk=OuterRef("seal_id"), school_id=school_id))
        if school_id
        else Exists(Seal.objects.filter(pk=OuterRef("seal_id"), school_id__isnull=True))
    )
    if ids := list(orphans.order_by("pk").values_list("pk", flat=True)):
        verdict.problems.append(_("rows %(ids)s: their seal is not in this chain") % {"ids": _listed(ids)})
    return verdict


def _seals_with_events(school_id: UUID | None) -> Iterator[tuple[Seal, list[AuditEvent]]]:
    numbered = Seal.objects.of_school(school_id)
    last = 0
    while seals := list(numbered.filter(number__gt=last)[:CHUNK]):
        rows = defaultdict(list)
        for event in AuditEvent.objects.filter(seal__in=seals).order_by("pk"):
            rows[event.seal_id].append(event)
        for seal in seals:
            yield seal, rows[seal.pk]
        last = seals[-1].number


def _verify_seal(seal: Seal, rows: list[AuditEvent], verdict: Verdict) -> None:
    """Check one seal and what it stands for, after `verdict.head`; what is wrong is added to the verdict."""
    before = verdict.head or Head(seal.school_id, 0, "")
    verdict.seals += 1
    verdict.sealed += len(rows)
    verdict.head = Head(seal.school_id, seal.number, seal.hash)
    if seal.number != before.number + 1:
        gone = range(before.number + 1, seal.number)
        verdict.problems.append(_("seal %(numbers)s: missing") % {"numbers": _listed(list(gone))})
    elif seal.previous != before.hash:
        verdict.problems.append(_("seal %(number)s: does not follow the seal before it") % {"number": seal.number})
    try:
        key = chain.chain_key(seal.key_id)
    except keys.UnknownKey:
        problem = _("seal %(number)s: its key %(key)s is not in the key ring")
        verdict.problems.append(problem % {"number": seal.number, "key": seal.key_id})
        return
    macs = [chain.event_mac(event, key) for event in rows]
    if not compare_digest(chain.seal_hash(seal, macs, key), seal.hash):
        verdict.problems += _what_differs(seal, chain.marks(rows, macs))


def _what_differs(seal: Seal, marks: list[list]) -> Iterator[str]:
    then, now = dict(map(tuple, seal.marks)), dict(map(tuple, marks))
    differences = {
        _("removed"): then.keys() - now.keys(),
        _("added"): now.keys() - then.keys(),
        _("changed"): {pk for pk in then.keys() & now.keys() if then[pk] != now[pk]},
    }
    if not any(differences.values()):
        yield _("seal %(number)s: the seal itself was changed") % {"number": seal.number}
    for what, ids in differences.items():
        if ids:
            values = {"number": seal.number, "ids": _listed(sorted(ids)), "what": what}
            yield _("seal %(number)s: rows %(ids)s: %(what)s") % values


def _verify_heads(found: dict[int, str], known: list[Head], verdict: Verdict) -> None:
    for head in known:
        if head.number not in found:
            problem = _("seal %(number)s: missing, but it was written down as the head")
        elif found[head.number] != head.hash:
            problem = _("seal %(number)s: is not the head that was written down")
        else:
            continue
        verdict.problems.append(problem % {"number": head.number})


def _listed(numbers: list[int]) -> str:
    """Return the numbers as text, with runs shortened: 3, 5-9."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
