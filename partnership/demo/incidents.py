"""Incidents of the demo: reported as people report them, then moved as far as their story goes."""

import datetime

from django.utils import timezone

from incidents.enums import Kind, Pattern, Side, Status, Step, Talk
from incidents.models import (
    Account,
    Behaviour,
    CaseStep,
    EmergencyNumber,
    Incident,
    Place,
    Severity,
)
from incidents.services.caseduties import duties_of
from incidents.services.definitions import provide
from incidents.services.report import NewParty, ReportEntry, report_incident
from partnership.audit import services as audit
from partnership.demo.moments import DemoCalendar
from partnership.demo.words.incidents import PRIMARY, SECONDARY, Story
from partnership.duties import services as duties
from partnership.duties.digest import gathered
from partnership.duties.models import State
from partnership.school.models import Guardian, Pupil, School, StaffMember

HOUR = datetime.timedelta(hours=1)
STORIES = {"01DL": PRIMARY, "02WC": SECONDARY}
NUMBERS = {
    "01DL": (("Fatima Benali (directeur)", "06 8900 0901"), ("Hans Mulder (conciërge)", "06 8900 0902")),
    "02WC": (("Josephine Hartog (rector)", "06 8900 0903"), ("Receptie", "06 8900 0904")),
}
PATH = {
    Status.HANDLING: (Status.HANDLING,),
    Status.AFTERCARE: (Status.HANDLING, Status.AFTERCARE),
    Status.CLOSED: (Status.HANDLING, Status.CLOSED),
}


def report_demo(school: School, calendar: DemoCalendar) -> None:
    """Give the school its words, its numbers to call and its incidents; runs inside the school's scope."""
    provide(school)
    for order, (name, telephone) in enumerate(NUMBERS[school.brin], start=1):
        EmergencyNumber.objects.create(school=school, order=order, name=name, telephone=telephone)
    with gathered():
        for story in STORIES[school.brin]:
            Teller(school, calendar).tell(story)


class Teller:
    """Tells one story in the rows of `school`."""

    def __init__(self, school: School, calendar: DemoCalendar):
        self.school, self.calendar = school, calendar

    def tell(self, story: Story) -> None:
        at = self._moment(story)
        reporter = self._staff(story.reporter)
        incident = report_incident(self._entry(story, at, reporter), actor=reporter)
        self._date_back(incident, at)
        if story.status != Status.REPORTED:
            self._handle(Incident.objects.get(pk=incident.pk), story, at + HOUR)

    def _moment(self, story: Story) -> datetime.datetime:
        if not story.days:
            return self.calendar.now - HOUR
        day = self.calendar.school_day(story.days)
        at = timezone.make_aware(datetime.datetime.combine(day, datetime.time.fromisoformat(story.hour)))
        return min(at, self.calendar.now - 3 * HOUR)

    def _entry(self, story: Story, at: datetime.datetime, reporter: StaffMember) -> ReportEntry:
        return ReportEntry(
            occurred_at=at, place=Place.objects.get(school=self.school, name=story.place), forms=story.forms,
            facts=story.facts, parties=tuple(self._parties(story, reporter)), experience=story.experience,
            behaviours=tuple(Behaviour.objects.filter(school=self.school, name__in=story.behaviours)),
            related_pupils=(self._named(Pupil, story.child),) if story.child else (), pattern=Pattern.ONCE,
            **story.answers,
        )  # fmt: skip

    def _parties(self, story: Story, reporter: StaffMember):
        own = Side.WITNESS if story.is_witness else Side.AFFECTED
        people = [(own, reporter), *((Side.AFFECTED, self._staff(each)) for each in story.affected)]
        people += [(Side.WITNESS, self._staff(each)) for each in story.witnesses]
        for side, person in people:
            yield NewParty(side, Kind.STAFF, staff=person)
        for kind, who in story.involved:
            if kind == Kind.GUARDIAN:
                yield NewParty(Side.INVOLVED, kind, guardian=self._named(Guardian, who))
            else:
                yield NewParty(Side.INVOLVED, kind, **{"description" if kind == Kind.UNKNOWN else "name": who})

    def _staff(self, login: str) -> StaffMember:
        people = StaffMember.objects.select_related("user", "school")
        return people.get(school=self.school, email__startswith=f"{login}@")

    def _named(self, model, name: str):
        first = name.split()[0]
        return next(row for row in model.objects.filter(school=self.school, first_name=first) if row.name == name)

    def _date_back(self, incident: Incident, at: datetime.datetime) -> None:
        """The service reports now; the story is of then."""
        reported = at if at + HOUR > self.calendar.now else at + HOUR / 2
        Incident.objects.filter(pk=incident.pk).update(
            reported_at=reported, open_before=incident.open_before - (timezone.now() - reported)
        )
        Account.objects.filter(incident=incident).update(written_at=reported)
        CaseStep.objects.filter(incident=incident).update(at=reported)

    def _handle(self, incident: Incident, story: Story, at: datetime.datetime) -> None:
        severity = Severity.objects.filter(school=self.school, rank=story.severity).first()
        self._step(incident, Step.OPENED, at)
        self._step(incident, Step.SEVERITY, at + HOUR / 4, after=severity.pk, reason=story.why)
        before = incident.status
        for number, status in enumerate(PATH[story.status], start=1):
            self._step(incident, Step.STATUS, at + number * HOUR / 2, before=before, after=status)
            before = status
        incident.status, incident.severity, incident.opened_at = story.status, severity, at
        incident.outcome, incident.label, incident.open_before = story.outcome, story.label, None
        if story.outcome:
            self._step(incident, Step.OUTCOME, at + HOUR, after=story.outcome)
        if story.status == Status.CLOSED:
            incident.closed_at, incident.reporter_told_on = at + HOUR, timezone.localdate(at)
            self._step(incident, Step.REPORTER_TOLD, at + HOUR)
        incident.save()
        self._settle(incident, at)
        audit.record("incident.read", actor=incident.handler.user, obj=incident)

    def _step(self, incident: Incident, step: Step, at: datetime.datetime, **columns) -> None:
        columns = {name: str(value) for name, value in columns.items()}
        CaseStep.objects.create(school=self.school, incident=incident, step=step, by=incident.handler, at=at, **columns)

    def _settle(self, incident: Incident, at: datetime.datetime) -> None:
        """End what is done by now: opening it, and in what came further, children and who was involved."""
        done = {"incident.open"}
        if incident.status != Status.HANDLING:
            day = timezone.localdate(at)
            done |= {"incident.tell_person", "incident.child_talk", "incident.account"}
            incident.tellings.update(told_on=day, way="talk", told_by=incident.handler)
            incident.child_talks.update(state=Talk.DONE, speaker=incident.handler, done_on=day)
        for duty in duties_of(incident).filter(kind__in=done):
            duties.end_duty(duty.kind, source=duty.source, state=State.DONE)
