"""Incidents of the demo: reported as people report them; `handled` tells what was done with them since."""

import datetime

from django.utils import timezone

from incidents.enums import Kind, Pattern, Side, Status
from incidents.models import Account, Behaviour, CaseStep, EmergencyNumber, Incident, Place
from incidents.services.definitions import provide
from incidents.services.report import NewParty, ReportEntry, report_incident
from partnership.demo.handled import Handled
from partnership.demo.moments import DemoCalendar
from partnership.demo.words.incidents import Story
from partnership.demo.words.incidents_primary import PRIMARY
from partnership.demo.words.incidents_secondary import SECONDARY
from partnership.duties.digest import gathered
from partnership.school.models import Guardian, Pupil, School, StaffMember

HOUR = datetime.timedelta(hours=1)
STORIES = {"01DL": PRIMARY, "02WC": SECONDARY}
NUMBERS = {
    "01DL": (("Fatima Benali (directeur)", "06 8900 0901"), ("Hans Mulder (conciërge)", "06 8900 0902")),
    "02WC": (("Josephine Hartog (rector)", "06 8900 0903"), ("Receptie", "06 8900 0904")),
}


def report_demo(school: School, calendar: DemoCalendar) -> None:
    """Give the school its words, its numbers to call and its incidents; runs inside the school's scope."""
    provide(school)
    for order, (name, telephone) in enumerate(NUMBERS[school.brin], start=1):
        EmergencyNumber.objects.create(school=school, order=order, name=name, telephone=telephone)
    teller = Teller(school, calendar)
    with gathered():
        for story in STORIES[school.brin]:
            teller.tell(story)


class Teller:
    """Tells stories in the rows of `school`, one after the other."""

    def __init__(self, school: School, calendar: DemoCalendar):
        self.school, self.calendar = school, calendar
        people = StaffMember.objects.select_related("user", "school").filter(school=school)
        self.staff = {person.email.partition("@")[0]: person for person in people}
        self.last: Incident | None = None

    def tell(self, story: Story) -> None:
        at = self._moment(story)
        reporter = self.staff[story.reporter]
        incident = report_incident(self._entry(story, at, reporter), actor=reporter)
        self._date_back(incident, at)
        if story.status != Status.REPORTED:
            Handled(incident.pk, story, self.staff, now=self.calendar.now).play(same_as=self.last)
        self.last = incident

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
        people = [(own, reporter), *((Side.AFFECTED, self.staff[each]) for each in story.affected)]
        people += [(Side.WITNESS, self.staff[each]) for each in story.witnesses]
        for side, person in people:
            yield NewParty(side, Kind.STAFF, staff=person)
        for kind, who in story.involved:
            if kind == Kind.GUARDIAN:
                yield NewParty(Side.INVOLVED, kind, guardian=self._named(Guardian, who))
            else:
                yield NewParty(Side.INVOLVED, kind, **{"description" if kind == Kind.UNKNOWN else "name": who})

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
