"""What was done with an incident of the demo since its report: by the services themselves, then set back in time."""

import datetime
from itertools import pairwise
from uuid import UUID

from django.utils import timezone

from incidents.enums import Addition, Heard, MeasureState, Side, Status, Step, Talk, Way
from incidents.models import Account, Addendum, CaseStep, Incident, Party, Severity
from incidents.services import children, closing, following, handling, joining, measures, second, sharing, telling
from incidents.services.caseduties import duties_of
from partnership.audit import services as audit
from partnership.demo.moments import DAY, SATURDAY
from partnership.demo.words.incidents import Story, Worded
from partnership.duties import services as duties
from partnership.duties.models import State
from partnership.school.models import StaffMember
from partnership.vision.models import Rule

MINUTE, QUICKLY = datetime.timedelta(minutes=1), datetime.timedelta(minutes=12)
EVENING = 17
ACCOUNT_AFTER = datetime.timedelta(hours=4)
QUICK = 3  # opened, taken on, severity: within the hour
PATH = {
    Status.MEASURE: (Status.MEASURE,),
    Status.AFTERCARE: (Status.AFTERCARE,),
    Status.EVALUATION: (Status.AFTERCARE, Status.EVALUATION),
}
SETTLED = (Status.AFTERCARE, Status.EVALUATION, Status.CLOSED, Status.REOPENED)


class Handled:
    """One case in the hands of who handles it. `staff` are the colleagues by login."""

    def __init__(self, key: UUID, story: Story, staff: dict[str, StaffMember], *, now: datetime.datetime):
        self.key, self.story, self.staff, self.now = key, story, staff, now
        self.handler = next(each for each in staff.values() if each.pk == self.case.handler_id)

    @property
    def case(self) -> Incident:
        return Incident.objects.select_related("school", "severity", "handler").get(pk=self.key)

    def play(self, *, same_as: Incident | None) -> None:
        """Do what the story says; `same_as` is the report told before, which may be of the same event."""
        self._begin()
        self._listen()
        for worded in self.story.measures:
            self._measure(worded)
        if self.story.status in SETTLED:
            self._settle()
        self._move_on()
        if self.story.joins and same_as is not None:
            joining.join_report(self.case, **self._by(), into=same_as)
            SetBack(same_as.pk, now=self.now).run()
        SetBack(self.key, now=self.now).run()
        audit.record("incident.read", actor=self.handler.user, obj=self.case)

    def _by(self) -> dict:
        return {"actor": self.handler, "version": self.case.version}

    def _begin(self) -> None:
        """Open it, take it on, say how serious it was."""
        story = self.story
        handling.open_case(self.case, actor=self.handler)
        handling.take_case(self.case, **self._by())
        severity = Severity.objects.filter(school=self.case.school_id, rank=story.severity).first()
        handling.set_severity(self.case, **self._by(), severity=severity, reason=story.why)
        Incident.objects.filter(pk=self.key).update(label=story.label)

    def _listen(self) -> None:
        """Let the others write, share it with whom it is needed, write down what the parent answered."""
        for login, facts in self.story.accounts:
            texts = {"facts": facts, "experience": "", "interpretation": ""}
            following.write_account(self.case, actor=self.staff[login], **texts)
        for login, reason in self.story.shared:
            until = timezone.localdate(self.now) + 30 * DAY
            sharing.share_case(self.case, actor=self.handler, staff=self.staff[login], reason=reason, until=until)
        if self.story.is_told or self.story.reaction:
            self._tell()
        if self.story.reaction:
            party = self.case.parties.filter(side=Side.INVOLVED).first()
            kind, text = Addition.REACTION, self.story.reaction
            telling.add_to_case(self.case, actor=self.handler, kind=kind, text=text, party=party)

    def _measure(self, worded: Worded) -> None:
        author = self.staff[worded.author] if worded.author else self.handler
        measure = measures.draft_measure(self.case, actor=author, values=self._values(worded))
        if worded.state == MeasureState.DRAFT:
            return
        today = timezone.localdate()
        acts = {"actor": self.handler, "due_on": today + 5 * DAY}
        measure = measures.decide_measure(measure, version=measure.version, **acts)
        if worded.state == MeasureState.DONE:
            measures.finish_measure(measure, actor=self.handler, version=measure.version, done_on=today)

    def _values(self, worded: Worded) -> dict:
        texts = {name: getattr(worded, name) for name in measures.WEIGHED}
        return texts | {
            "kind": worded.kind, "behaviour": worded.behaviour, "earlier_warning": worded.earlier_warning,
            "expected": worded.expected, "no_rule_because": "", "heard": Heard.YES, "heard_on": timezone.localdate(),
            "complaint_route_told": True, "rule": Rule.objects.get(school=self.case.school_id, number=worded.rule),
            "party": Party.objects.filter(incident=self.key, side=Side.INVOLVED).first(),
        }  # fmt: skip

    def _tell(self) -> None:
        for row in self.case.tellings.filter(told_on=None):
            telling.tell_person(row, actor=self.handler, told_on=timezone.localdate(), way=Way.TALK)

    def _settle(self) -> None:
        """Who was involved has been told, children were spoken with, nobody has to write any more."""
        self._tell()
        for talk in self.case.child_talks.filter(state=Talk.OPEN):
            children.end_talk(talk, actor=self.handler, state=Talk.DONE)
        for duty in duties_of(self.case).filter(kind="incident.account"):
            duties.end_duty(duty.kind, source=duty.source, state=State.DROPPED)

    def _move_on(self) -> None:
        for status in PATH.get(self.story.status, ()):
            handling.move_case(self.case, **self._by(), to=status)
        if self.story.outcome:
            self._close()
        if self.story.asks:
            login, reason = self.story.asks
            reporter = self.staff[self.story.reporter]
            second.ask_second_look(self.case, actor=reporter, asked_of=self.staff[login], reason=reason)

    def _close(self) -> None:
        story = self.story
        closing.tell_reporter(self.case, **self._by(), asked_aftercare=True)
        closing.close_case(
            self.case, **self._by(), outcome=story.outcome, reason=story.came, passed_on_to=story.passed_on,
            heard=Heard.YES,
        )  # fmt: skip


class SetBack:
    """Sets what the services wrote just now back to the days after the report; a second time changes little."""

    def __init__(self, key: UUID, *, now: datetime.datetime):
        self.case, self.now = Incident.objects.get(pk=key), now

    def run(self) -> None:
        steps = list(CaseStep.objects.filter(incident=self.case).exclude(step=Step.REPORTED).order_by("at", "id"))
        for step, at in zip(steps, self._moments(len(steps)), strict=True):
            step.at = at
        CaseStep.objects.bulk_update(steps, ["at"])
        self._case(steps)
        self._measures(steps)
        self._others({step.step: step.at for step in steps})

    def _moments(self, number: int) -> list[datetime.datetime]:
        """One for each act: the first three soon after the report, the others on a school day each; never ahead."""
        at, moments = self._begun(), []
        for place in range(number):
            moments.append(min(at, self.now - (number - place) * MINUTE))
            at = at + QUICKLY if place < QUICK else _next_morning(at, 8 + place % 7)
        return moments

    def _begun(self) -> datetime.datetime:
        soon = timezone.localtime(self.case.reported_at + QUICKLY)
        return soon if soon.weekday() < SATURDAY and soon.hour < EVENING else _next_morning(soon, 8)

    def _case(self, steps: list[CaseStep]) -> None:
        case = self.case
        case.opened_at, case.open_before = steps[0].at, None
        told = [step.at for step in steps if step.step == Step.REPORTER_TOLD]
        if case.reporter_told_on and told:
            case.reporter_told_on = timezone.localdate(told[-1])
        if case.closed_at:
            case.closed_at = steps[-1].at
        case.save(update_fields=["opened_at", "open_before", "reporter_told_on", "closed_at"])

    def _measures(self, steps: list[CaseStep]) -> None:
        """Worded the act before it was decided; a draft was worded at the end."""
        acts = [(before.at, step) for before, step in pairwise(steps) if step.step == Step.MEASURE]
        decided = [(at, step.at) for at, step in acts if step.after == MeasureState.DECIDED]
        done = [step.at for _at, step in acts if step.after == MeasureState.DONE]
        for measure in self.case.measures.order_by("drafted_at"):
            drafted, at = decided.pop(0) if measure.decided_on else (steps[-1].at, None)
            measure.drafted_at, measure.heard_on = drafted, timezone.localdate(drafted)
            if at:
                measure.decided_on = timezone.localdate(at)
            if measure.done_on:
                measure.done_on = timezone.localdate(done.pop(0))
            measure.save(update_fields=["drafted_at", "heard_on", "decided_on", "done_on"])

    def _others(self, last: dict[str, datetime.datetime]) -> None:
        case = self.case
        later = min(case.reported_at + ACCOUNT_AFTER, self.now)
        Account.objects.filter(incident=case).exclude(author=case.reporter_id).update(written_at=later)
        if at := last.get(Step.TOLD):
            case.tellings.exclude(told_on=None).update(told_on=timezone.localdate(at))
        if at := last.get(Step.CHILD):
            case.child_talks.filter(state=Talk.DONE).update(done_on=timezone.localdate(at))
        if at := last.get(Step.ADDENDUM):
            Addendum.objects.filter(incident=case).update(written_at=at)
        if at := last.get(Step.SHARED):
            case.shares.update(at=at)
        if at := last.get(Step.SECOND_LOOK):
            case.second_looks.update(asked_at=at)


def _next_morning(at: datetime.datetime, hour: int) -> datetime.datetime:
    """Return a moment in `hour` on the school day after `at`."""
    day = timezone.localdate(at) + DAY
    if day.weekday() >= SATURDAY:
        day += (7 - day.weekday()) * DAY
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, 40)))
