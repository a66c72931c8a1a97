"""T4 for incidents: everyone opens every address; a mark stands only where the policy lets it stand.

Then the crawl is tried itself: leaks are planted, one by one, and each must be found.
"""

import io
import logging
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy
from pypdf import PdfReader

from incidents import rules
from incidents.models import Account, Incident, Party
from incidents.models.accounts import AccountQuerySet
from incidents.models.incident import IncidentQuerySet, OfIncidentQuerySet
from incidents.models.measures import MeasureQuerySet
from incidents.rules import CaseRights
from incidents.services import notices, people, search
from incidents.services.naming import Naming
from incidents.views import following as following_views
from incidents.views import report as report_views
from incidents.views import triage as triage_views
from partnership.audit import services as audit
from partnership.duties import feed, kinds
from partnership.duties.digest import wake_digests
from partnership.duties.models import Duty, DutyQuerySet
from partnership.notifications import registry
from partnership.notifications.mail import compose
from partnership.notifications.models import Notification
from partnership.notifications.sending import send_due
from partnership.school.enums import Role
from partnership.school.models import StaffMember
from tests.access import oracle
from tests.access.marked import FOUND_BY, NEVER_PLAIN, RULES, SURNAME, make_marked
from tests.access.test_canaries import LISTS
from tests.access.world import World
from tests.browsing import browser
from tests.cast import Cast, give_role, today

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SHORT = ("today", "pupil_list", "audit_list", "school:staff_list")
OWN_LISTS = ("new", "mine", "triage", "overview", "definitions", "settings", "warning_text", "warning_preview")
CRAWLERS = [
    *("sanne", "ruben", "bram", "daan", "gijs", "fatima", "ingrid", "merel", "hans", "marieke", "yvonne", "cor"),
    *("noor", "emine", "piet", "tess", "sonja", "tim", "karel", "wim"),
]
# Who opens all other pages of the school as well: the most rights, the least, and who stands between.
EVERYWHERE = {"fatima", "daan", "piet"}
OF_CASES = {name for name in oracle.ROWS if name.startswith("incidents:") and oracle.ROWS[name][0] != "incident_terms"}
# Where nobody is chosen from a list of colleagues: here the name of who confided it must not stand.
OF_EVERY_CASE = {f"incidents:{name}" for name in ("case", "looked", "follow", "receipt", "measures")}
WITHOUT_PICKERS = ("case", "looked", "measures", "follow", "receipt")
ABOUT_ACTS = ("audit_", "duties_", "notifications_")
SEARCHED = ("number", "label", "facts", "reason", "description")


class Crawl:
    """The marked school, its plain model, and what people read of it."""

    def __init__(self, cast: Cast):
        self.cast, self.marks, self.world = cast, make_marked(cast), World()

    def addresses(self, name: str) -> Iterator[str]:
        """Give every page of "main" and what people find of the other cases; to some the rest of the school too."""
        yield from (reverse(each) for each in (LISTS if name in EVERYWHERE else SHORT))
        yield from (reverse(f"incidents:{each}") for each in OWN_LISTS)
        for route in sorted(oracle.ROWS):
            if "GET" in oracle.methods_of(route) and (route in OF_CASES or name in EVERYWHERE):
                yield from (reverse(route, args=[row.pk]) for row in self._rows(route))
        for kind in SEARCHED:
            word = next(word for word, mark in self.marks.of.items() if mark.kind == kind)
            yield reverse("incidents:triage") + f"?state=all&q={word}"
        yield reverse("incidents:triage") + f"?state=all&q={SURNAME}"
        yield reverse("pupil_list") + f"?q={SURNAME}"
        yield from (reverse("incidents:people") + f"?q={SURNAME}&side={side}" for side in ("involved", "affected"))

    def _rows(self, route: str) -> list:
        kind = oracle.ROWS[route][2]
        rows = kind.rows(self.world)
        if route not in OF_CASES:
            return rows[:1]
        if kind.model is not Incident:
            return rows[:3]
        return rows if route in OF_EVERY_CASE else [self.marks.cases["main"]]

    def leaks(self, name: str, client: Client | None = None) -> list[str]:
        """Return what `name` reads that is not theirs, as "kind of case at address"."""
        staff = self.cast.staff[name]
        theirs = self.marks.theirs(World().person(StaffMember.objects.select_related("user").get(pk=staff.pk)))
        client, found = client or browser(staff), []
        for address in self.addresses(name):
            text = read(client.get(address))
            asked = address.rpartition("q=")[2].partition("&")[0]
            seen = {word for word in self.marks.found_in(text) if word not in address}
            strange = seen - theirs
            if asked in self.marks.of:
                strange |= {word for word in seen if self._cannot_be_found(word, asked)}
            found += [f"{self.marks.of[word].kind} of {self.marks.of[word].case} at {address}" for word in strange]
        calendar = feed.calendar_of(staff).decode()
        found += [f"{self.marks.of[word].kind} in the calendar" for word in self.marks.found_in(calendar)]
        return found

    def in_log(self, records: list[logging.LogRecord]) -> set[str]:
        return {word for record in records for word in self.marks.found_in(record.getMessage())}

    def _cannot_be_found(self, word: str, asked: str) -> bool:
        """Whether a case stands in the answer to a word by which nothing is found."""
        return self.marks.of[word].kind == "key" and self.marks.of[asked].kind not in FOUND_BY

    def names_on_pages(self) -> list[str]:
        """Return where somebody reads who reported "hushed": Bram told only Fatima."""
        case, found = self.marks.cases["hushed"], []
        pages = [reverse(f"incidents:{name}", args=[case.pk]) for name in WITHOUT_PICKERS]
        for name in set(CRAWLERS) - {"bram", "fatima"}:
            client = browser(self.cast.staff[name])
            found += [
                f"{name}: {page}" for page in (*pages, reverse("incidents:triage")) if "Bram" in read(client.get(page))
            ]
        return found

    def in_mails(self) -> set[str]:
        """Send what is due now, write what is due later; return the marks in any header or part."""
        wake_digests()
        send_due()
        later = Notification.objects.select_related("recipient").exclude(state="sent")
        for row in later:
            row.message_id, row.dated = "<x@school.example>", row.due_at
        mails = [*mail.outbox, *(compose(row, count=1).message for row in later)]
        return {word for each in mails for word in self.marks.found_in(each.message().as_string())}

    def in_tables(self, *prefixes: str, kinds: set[str] = NEVER_PLAIN) -> set[str]:
        """Return the marks of these kinds that can be read in the tables whose names begin so."""
        found = set()
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                if table.startswith(prefixes):
                    cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name of the database itself
                    found |= self.marks.found_in(str(cursor.fetchall()))
        return {word for word in found if self.marks.of[word].kind in kinds}

    def wrong_counts(self, name: str) -> list[str]:
        """Return the lists of `name` in which not as many cases stand as the policy says."""
        staff = self.cast.staff[name]
        person, client = self.world.person(staff), browser(staff)
        handled = [row for row in self.world.incidents if person.handles(row) and row.joined_to_id is None]
        followed = [row for row in self.world.incidents if person.follows_incident(row)]
        duties = [
            row for row in Duty.objects.all() if staff.pk in (row.owner_id, row.deputy_id) and row.state == "open"
        ]
        texts = {
            each: client.get(reverse(each) + "?state=all").content.decode()
            for each in ("incidents:triage", "incidents:mine", "my_tasks")
        }
        counted = {
            "triage": (texts["incidents:triage"].count('class="case-row"'), len(handled)),
            "mine": (texts["incidents:mine"].count('class="num"'), len(followed)),
            "my_tasks": (texts["my_tasks"].count('class="row-link in-one-row"'), len(duties)),
        }
        return [f"{each}: {seen}, must be {must}" for each, (seen, must) in counted.items() if seen != must]


def read(response: HttpResponse) -> str:
    """Everything that comes: headers, and the body as text, also of a PDF."""
    if response.headers["Content-Type"] == "application/pdf":
        pages = PdfReader(io.BytesIO(response.content)).pages
        return str(response.headers) + "".join(page.extract_text() for page in pages)
    return str(response.headers) + response.content.decode()


@pytest.fixture
def crawl(cast) -> Crawl:
    return Crawl(cast)


def test_everyone_reads_what_is_theirs_and_nothing_else(crawl, caplog):
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.ERROR, logger="django.request")
    leaks = {name: found for name in CRAWLERS if (found := crawl.leaks(name))}
    assert leaks == {}
    assert crawl.in_log(caplog.records) == set()


def test_the_crawl_reads_what_may_be_read(crawl):
    """Not one mark is out of reach of everybody: pages that show nothing would leak nothing."""
    seen = set()
    for name in ("fatima", "sanne", "emine"):
        client = browser(crawl.cast.staff[name])
        seen |= set().union(*(crawl.marks.found_in(read(client.get(each))) for each in crawl.addresses(name)))
    unseen = {word for word in crawl.marks.of if word not in seen}
    assert {crawl.marks.of[word].kind for word in unseen} == {"way to reach"}


def test_lists_hold_as_many_as_the_policy_says(crawl):
    """A leader who is the parent counts the case of the parent no more than the teacher does who knows of nothing."""
    give_role(crawl.cast.staff["daan"], Role.SCHOOL_LEADER)
    crawl.world = World()
    names = ("fatima", "ingrid", "ruben", "gijs", "daan", "sonja", "sanne", "hans", "merel", "piet")
    assert {name: wrong for name in names if (wrong := crawl.wrong_counts(name))} == {}


def test_a_name_that_was_confided_stands_on_no_page_of_the_case(crawl):
    assert crawl.names_on_pages() == []


def test_mails_say_nothing_and_reach_nobody_behind_a_wall(crawl):
    assert crawl.in_mails() == set()
    reached = {address for message in mail.outbox for address in message.to}
    emails = {name: crawl.cast.staff[name].user.email for name in CRAWLERS}
    assert {emails["ingrid"], emails["sonja"]} <= reached
    assert not reached & {emails[name] for name in ("daan", "gijs", "piet", "wim")}


def test_nothing_stands_readable_in_the_database_or_the_log(crawl):
    """Stories are encrypted; what is kept about acts, duties and mails holds no word and no number at all."""
    assert crawl.in_tables("incidents_", "records_") == set()
    assert crawl.in_tables(*ABOUT_ACTS, kinds=set(RULES) - {"key"}) == set()


# The crawl itself is tried: each of these opens a hole, and what looks there must see it.


def _all_of_school(rows, staff, *_more):
    return rows.filter(school=staff.school_id)


def _facts_of(incident: Incident) -> str:
    return incident.accounts.first().facts


def _found_in_stories(cases, words: str, staff):
    keys = [row.incident_id for row in Account.objects.all() if words and words in row.facts]
    return cases.filter(Q(pk__in=keys) | Q(number=words))


def _named_in_cases(query: str, *, side: str, staff):
    rows = Party.objects.filter(name__icontains=query, school=staff.school_id)
    return [people.Found("key", row.name, "") for row in rows]


def _outcomes_with_a_story(incident: Incident, *, staff):
    return [SimpleNamespace(words=_facts_of(incident), decided_on=today())]


def _label_with_a_number(kind: str) -> str:
    return "Task " + Incident.objects.filter(joined_to=None).first().number


def _event_with_facts(duty: Duty, make=feed._event):
    event = make(duty)
    account = Account.objects.filter(incident=duty.source).first()
    event.add("description", account.facts if account else "")
    return event


def _everybodys_duties(duties, staff):
    return duties.filter(school=staff.school_id)


def _name_all_the_same(naming, person) -> str:
    return person.name if person else ""


def _acts_with_facts(action: str, *, obj=None, fields=(), write=audit.record, **more):
    fields = [_facts_of(obj)] if isinstance(obj, Incident) else fields
    return write(action, obj=obj, fields=fields, **more)


def _headline_in_log(incident: Incident) -> str:
    logging.getLogger("incidents").info("Showed %s.", _facts_of(incident))
    return "With words"


# What is replaced, and who must be caught reading what is not theirs.
LEAKS = {
    "every case opens": (IncidentQuerySet, "visible_to", _all_of_school, ["piet", "daan"]),
    "every case is followed": (IncidentQuerySet, "followed_by", _all_of_school, ["emine"]),
    "no wall": (CaseRights, "hidden", frozenset(), ["gijs"]),
    "who lived through it handles it": (CaseRights, "lived_through", frozenset(), ["ruben"]),
    "shares do not end": (rules, "shared_on", lambda day: Q(), ["marieke", "yvonne"]),
    "accounts of others": (AccountQuerySet, "visible_to", _all_of_school, ["hans"]),
    "rows of a case are everybody's": (OfIncidentQuerySet, "changeable_by", _all_of_school, ["piet"]),
    "measures with a share": (MeasureQuerySet, "allowed", _all_of_school, ["sonja"]),
    "stories are searched": (search, "_searched", _found_in_stories, ["fatima"]),
    "reports find people in cases": (report_views, "find_people", _named_in_cases, ["piet"]),
    "page with a line of the story": (following_views, "outcomes_of", _outcomes_with_a_story, ["bram"]),
    "duty with a number": (kinds, "label_of", _label_with_a_number, ["merel"]),
    "calendar with the story": (feed, "_event", _event_with_facts, ["ingrid"]),
}


def test_leaks_that_are_planted_are_found(crawl, monkeypatch, caplog):
    caplog.set_level(logging.ERROR, logger="django.request")
    unseen = []
    for leak, (place, name, planted, readers) in LEAKS.items():
        with monkeypatch.context() as patch:
            patch.setattr(place, name, planted)
            unseen += [f"{leak}: {reader}" for reader in readers if not crawl.leaks(reader)]
    assert unseen == []


def test_other_leaks_that_are_planted_are_found(crawl, monkeypatch, caplog):
    """In counts, names, mails, tables and lines of the log."""
    fatima, case = browser(crawl.cast.staff["fatima"]), crawl.marks.cases["main"]
    with monkeypatch.context() as patch:
        patch.setattr(DutyQuerySet, "visible_to", _everybodys_duties)
        assert crawl.wrong_counts("piet") != []
    with monkeypatch.context() as patch:
        patch.setattr(IncidentQuerySet, "handled_by", _all_of_school)
        assert crawl.wrong_counts("gijs") != []
    with monkeypatch.context() as patch:
        patch.setattr(Naming, "of", _name_all_the_same)
        assert crawl.names_on_pages() != []
    with monkeypatch.context() as patch:
        subject = gettext_lazy(_facts_of(case))
        patch.setitem(registry._kinds, notices.KIND, replace(notices.NOTICE, subject=subject))
        assert crawl.in_mails() != set()
    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", _acts_with_facts)
        fatima.get(case.get_absolute_url())
        assert crawl.in_tables(*ABOUT_ACTS, kinds=set(RULES)) != set()
    with monkeypatch.context() as patch:
        patch.setattr(triage_views, "headline", _headline_in_log)
        caplog.set_level(logging.INFO)
        fatima.get(reverse("incidents:triage"))
        assert crawl.in_log(caplog.records) != set()
