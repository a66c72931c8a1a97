"""What came of a file: a summary when it was taken, problems by line when it was refused."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MOST_PROBLEMS = 1000
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on one line, and what to mend. Never holds what the file says about a person."""

    line: int | None
    text: str

    def __str__(self) -> str:
        return self.text if self.line is None else _("line %(line)d: %(text)s") % {"line": self.line, "text": self.text}


class ImportRefused(Exception):
    """The file was not taken and nothing was changed."""

    def __init__(self, reason: str, problems: Iterable[Problem] = ()):
        self.reason = reason
        self.problems = sorted(problems, key=lambda problem: problem.line or 0)
        super().__init__(reason)

    def lines(self) -> Iterator[str]:
        yield self.reason
        yield from (f"  {problem}" for problem in self.problems)
        if self.problems:
            count = len({problem.line for problem in self.problems})
            yield ngettext("%(count)d row rejected.", "%(count)d rows rejected.", count) % {"count": count}
        yield _("Nothing was changed.")


class Problems(list):
    """Problems as they are found; a file with very many of them is not read any further."""

    def found(self, line: int | None, text: str) -> None:
        self.append(Problem(line, text))
        if len(self) >= MOST_PROBLEMS:
            raise ImportRefused(_("The file has too many mistakes; these are the first."), self)

    def refuse_if_any(self) -> None:
        if self:
            raise ImportRefused(_("The file has mistakes. Mend them in the pupil system and export again."), self)


@dataclass(slots=True)
class Tally:
    """How many rows of one kind are new, changed, or no longer in the file."""

    new: int = 0
    changed: int = 0
    gone: int = 0


@dataclass
class Summary:
    """What a file changed, in numbers, and what a person should look at."""

    heading: str = ""
    is_rehearsal: bool = False
    tallies: dict[str, Tally] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def tally(self, kind: str) -> Tally:
        return self.tallies.setdefault(kind, Tally())

    @property
    def changes(self) -> int:
        return sum(tally.new + tally.changed + tally.gone for tally in self.tallies.values())

    def note(self, text: str, lines: Iterable[int] = ()) -> None:
        """Add something to look at, with the numbers of the lines it is about."""
        numbers = sorted(set(lines))
        self.notes.append(
            _("%(text)s Lines: %(lines)s.") % {"text": text, "lines": counted(numbers)} if numbers else text
        )

    def lines(self) -> Iterator[str]:
        yield self.heading
        for kind, tally in self.tallies.items():
            yield _("%(kind)s: %(new)d new, %(changed)d changed, %(gone)d gone") % {
                "kind": kind, "new": tally.new, "changed": tally.changed, "gone": tally.gone,
            }  # fmt: skip
        yield _("0 rows rejected.")
        yield from self.notes
        yield self._ending()

    def _ending(self) -> str:
        if not self.changes:
            return _("The file says nothing new. Nothing was changed.")
        count = {"count": self.changes}
        if self.is_rehearsal:
            text = ngettext("%(count)d change in the file.", "%(count)d changes in the file.", self.changes) % count
            return text + " " + _("This was a rehearsal: nothing was changed.")
        return ngettext("%(count)d change made.", "%(count)d changes made.", self.changes) % count


def counted(numbers: list[int]) -> str:
    """Return line numbers to read, the first twenty of them."""
    shown = ", ".join(map(str, numbers[:MOST_LINES]))
    rest = len(numbers) - MOST_LINES
    return shown if rest <= 0 else _("%(lines)s and %(count)d more") % {"lines": shown, "count": rest}
