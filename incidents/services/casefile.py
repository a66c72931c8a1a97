"""All that the page of one case shows, read with few questions and handed out as the rows they are."""

import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from incidents.enums import Side
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
    SeenForm,
    Severity,
    Telling,
)
from incidents.rules import case_rights
from incidents.services.caserows import CaseRow, in_kinds, rows_of
from incidents.services.headline import with_forms
from incidents.services.naming import Naming
from partnership.records.fields import Ciphertext
from partnership.records.prepared import prepared
from partnership.school.models import StaffMember

RELATED = ("place", "severity", "handler", "reporter", "on_behalf_of", "confided_to", "joined_to", "school")
EARLIER = 5


@prepared
def case_with(*, key: UUID) -> QuerySet[Incident]:
    """Ask for a case with the rows it names. Whether the reader may open it is still to be asked."""
    return Incident.objects.filter(pk=key).select_related(*RELATED)


@prepared
def established_among(*, keys: list[UUID], since: datetime.datetime, until: datetime.datetime) -> QuerySet[Incident]:
    """Ask which of these happened between two moments, with the case for reports that were joined; the last first."""
    leading = Incident.objects.filter(pk__in=keys).annotate(lead=Coalesce("joined_to", "pk")).values("lead")
    found = Incident.objects.filter(pk__in=leading).established()
    found = found.filter(occurred_at__gte=since, occurred_at__lt=until)
    return found.select_related("place").order_by("-occurred_at")


@prepared
def parties_of(*, cases: list[UUID]) -> QuerySet[Party]:
    return Party.objects.filter(incident__in=cases).select_related("staff", "guardian", "pupil").order_by("pk")


class CaseFile:
    """One case as `staff`, who may open it, may read it. `incident` comes from `case_with`."""

    def __init__(self, incident: Incident, *, staff: StaffMember):
        self.incident, self.staff = incident, staff
        self.rows = in_kinds(rows_of(case=incident.pk))
        self.joined = [_joined(row, incident) for row in sorted(self.rows["joined"], key=lambda row: row.at)]
        self.group = [incident, *self.joined]
        self.is_handled = case_rights(staff).handles(incident, "change")
        self._hand_out("joined", {incident.pk: self.joined})
        for name, rows in self._made().items():
            self._hand_out(name, rows)
        for case in self.group:
            case.has_objections = any(row.case == case.pk and row.day for row in self.rows["account"])

    def _made(self) -> dict[str, dict[UUID, list]]:
        """Return the rows of the case and of what was joined to it as the related names have them, by case."""
        makers = {
            "forms": ("form", _form), "tellings": ("telling", self._telling), "child_talks": ("talk", _talk),
            "name_questions": ("question", _question), "second_looks": ("look", _look), "shares": ("share", _share),
            "kept_from": ("kept", _kept), "addenda": ("addendum", self._addendum),
            "measures": ("measure", self._measure),
        }  # fmt: skip
        made: dict[str, dict[UUID, list]] = {}
        for name, (what, make) in makers.items():
            by_case = made[name] = {}
            for row in self.rows[what]:
                by_case.setdefault(row.case, []).append(make(row))
        return made

    def _hand_out(self, name: str, rows: dict[UUID, list]) -> None:
        """Let `case.<name>.all()` give what was read."""
        for case in self.group:
            case.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows.get(case.pk, [])

    def _party(self, key: UUID | None) -> Party | None:
        return self._parties_by_key.get(key)

    @cached_property
    def _parties_by_key(self) -> dict[UUID, Party]:
        return {party.pk: party for party in self.parties}

    def _telling(self, row: CaseRow) -> Telling:
        return Telling(
            id=row.key, incident_id=row.case, party=self._party(row.two), due_on=row.day, told_on=row.done,
            wait_reason=_sealed(row.text),
        )  # fmt: skip

    def _addendum(self, row: CaseRow) -> Addendum:
        return Addendum(
            id=row.key, incident_id=row.case, author=row.colleague, party=self._party(row.two), kind=row.word,
            written_at=row.at, text=_sealed(row.text),
        )  # fmt: skip

    def _measure(self, row: CaseRow) -> Measure:
        return Measure(
            id=row.key, incident_id=row.case, kind=row.word, party=self._party(row.two), drafted_at=row.at,
            decided_on=row.day, due_on=row.until, done_on=row.done, dropped_on=row.dropped,
        )  # fmt: skip

    @cached_property
    def naming(self) -> Naming:
        return Naming(self.group, self.staff)

    @cached_property
    def may_change(self) -> bool:
        return self.is_handled and self.incident.joined_to_id is None

    @cached_property
    def parties(self) -> list[Party]:
        rows = parties_of(cases=[each.pk for each in self.group])
        for row in rows:
            row.shown = self.naming.of_party(row)
        return rows

    def of_side(self, side: Side) -> list[Party]:
        return [party for party in self.parties if party.side == side]

    @cached_property
    def accounts(self) -> list[Account]:
        """Who handles the case reads every account; to others only some were given."""
        if case_rights(self.staff).handles(self.incident, "read"):
            rows = [_account(row) for row in self.rows["account"]]
        else:
            rows = Account.objects.visible_to(self.staff).filter(incident__in=[each.pk for each in self.group])
            rows = list(rows.select_related("author"))
        for row in rows:
            row.author_shown = self.naming.of(row.author)
        return sorted(rows, key=lambda row: row.written_at)

    @cached_property
    def steps(self) -> list[CaseStep]:
        return sorted((_step(row) for row in self.rows["step"]), key=lambda step: (step.at, step.pk))

    @cached_property
    def behaviours(self) -> list[str]:
        return [row.word for row in self.rows["behaviour"] if row.case == self.incident.pk]

    @cached_property
    def measures(self) -> list[Measure]:
        """Measures of the case and of what was joined to it, for who may read them."""
        rows = [row for case in self.group for row in case.measures.all()]
        return sorted(rows, key=lambda row: row.drafted_at)

    @cached_property
    def terms(self) -> IncidentSettings:
        """Of the settings of the school what a case asks; those we propose when it chose none."""
        given = [{"talk_label": row.word, "again_within_years": row.number} for row in self.rows["terms"]]
        return IncidentSettings(**(given[0] if given else {}))

    @cached_property
    def hints(self) -> list[Hint]:
        """All hints of the school that are in use, in its order."""
        rows = sorted(self.rows["hint"], key=lambda row: (row.number, row.other))
        return [Hint(id=row.key, when=row.word, name=row.other, text=row.text, source=row.more) for row in rows]

    @cached_property
    def light(self) -> list[Severity]:
        """The severities in use with which a case closes on one page."""
        return [Severity(id=row.key, name=row.word) for row in self.rows["light"]]

    @cached_property
    def addenda(self) -> list[Addendum]:
        rows = list(self.incident.addenda.all())
        for row in rows:
            row.author_shown = self.naming.of(row.author)
            row.party_shown = self.naming.of_party(row.party) if row.party else ""
        return rows

    @cached_property
    def name_questions(self) -> list[NameQuestion]:
        """Questions that wait for an answer; never one about the reader."""
        rows = self.incident.name_questions.all()
        return [row for row in rows if row.answer is None and row.colleague_id != self.staff.pk]

    @cached_property
    def shares(self) -> list[CaseShare]:
        today = timezone.localdate()
        rows = [row for row in self.incident.shares.all() if row.ended_at is None and row.until >= today]
        for row in rows:
            row.by_shown = self.naming.of(row.by)
        return rows

    @cached_property
    def second_looks(self) -> list[SecondLook]:
        rows = list(self.incident.second_looks.all())
        for row in rows:
            row.asked_by_shown = self.naming.of(row.asked_by)
        return rows

    @cached_property
    def earlier(self) -> list[Incident]:
        """Earlier incidents, at least partly established, by the same known person within the school's term.

        Only for who handles the case, and of those only what they may open.
        """
        others = {row.case for row in self.rows["again"]} - {each.pk for each in self.group}
        if not self.is_handled or not others:
            return []
        before = self.incident.occurred_at
        since = before - datetime.timedelta(days=365 * self.terms.again_within_years)
        found = established_among(keys=list(others), since=since, until=before)
        found = [case for case in found if case.pk != self.incident.pk and case_rights(self.staff).opens(case)]
        return with_forms(found[:EARLIER])


def _sealed(text: str | None) -> str:
    """Return a text as it stands in the database; the row it is given to opens it when it is read."""
    return Ciphertext(text) if text else ""


def _joined(row: CaseRow, leading: Incident) -> Incident:
    return Incident(
        id=row.key, school_id=leading.school_id, joined_to=leading, number=row.word, reporter_id=row.one,
        confided_to_id=row.two, reported_at=row.at,
    )  # fmt: skip


def _form(row: CaseRow) -> SeenForm:
    return SeenForm(id=row.key, incident_id=row.case, form=row.word)


def _talk(row: CaseRow) -> ChildTalk:
    return ChildTalk(
        id=row.key, incident_id=row.case, speaker=row.colleague, pupil=row.pupil, state=row.word, due_on=row.day
    )


def _question(row: CaseRow) -> NameQuestion:
    return NameQuestion(id=row.key, incident_id=row.case, colleague_id=row.one, party_id=row.two, answer=row.is_so)


def _look(row: CaseRow) -> SecondLook:
    return SecondLook(
        id=row.key, incident_id=row.case, asked_of=row.colleague, asked_by=row.second, answered_at=row.ended
    )


def _share(row: CaseRow) -> CaseShare:
    return CaseShare(
        id=row.key, incident_id=row.case, staff=row.colleague, by=row.second, until=row.until, ended_at=row.ended,
        reason=_sealed(row.text),
    )  # fmt: skip


def _kept(row: CaseRow) -> KeptFrom:
    return KeptFrom(id=row.key, incident_id=row.case, staff=row.colleague)


def _step(row: CaseRow) -> CaseStep:
    return CaseStep(
        id=row.key, incident_id=row.case, step=row.word, by=row.colleague, at=row.at, before=row.other,
        after=row.third, reason=_sealed(row.text),
    )  # fmt: skip


def _account(row: CaseRow) -> Account:
    return Account(
        id=row.key, incident_id=row.case, author=row.colleague, side=row.word, written_at=row.at, shared_at=row.ended,
        objects_to_report=row.is_so, talk_before=row.day, facts=_sealed(row.text), experience=_sealed(row.more),
        interpretation=_sealed(row.most),
    )  # fmt: skip
