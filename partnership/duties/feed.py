"""The calendar feed of one's duties: no names, no school, no word of what it is about.

The address is a secret whose hash is kept; a new one ends the old one. Times carry `Europe/Amsterdam` with its rules.
"""

import datetime
import hashlib
import secrets
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled
from icalendar import Calendar, Event, Timezone, vDuration, vText

from partnership.audit import services as audit
from partnership.duties.models import CalendarFeed, Duty, State
from partnership.school.models import StaffMember

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BACK = datetime.timedelta(days=60)
USUAL_MINUTES = 15
TALK = "contacts.planned"
HOUR = datetime.timedelta(hours=1)
# The rules as they are since 1996. Calendar programs read rules better than long lists of moments.
ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


@transaction.atomic
def make_feed(staff: StaffMember, *, actor: StaffMember) -> str:
    """Return a new secret address for `staff`; the one before stops working."""
    token = secrets.token_urlsafe(32)
    fields = {"token_hash": _hash(token), "created_at": timezone.now(), "read_at": None}
    feed, _made = CalendarFeed.objects.update_or_create(staff=staff, school=staff.school, defaults=fields)
    audit.record("feed.make", actor=actor.user, school_id=staff.school_id, obj=feed)
    return settings.BASE_URL + reverse("duties:feed", args=[token])


@transaction.atomic
def end_feed(staff: StaffMember, *, actor: StaffMember) -> None:
    """End the address of `staff`; ending it twice changes nothing."""
    for feed in CalendarFeed.objects.filter(staff=staff):
        audit.record("feed.end", actor=actor.user, school_id=staff.school_id, obj=feed)
        feed.delete()


def find_feed(token: str) -> CalendarFeed | None:
    """Return the feed of a secret that still works, for someone who works here today and may have one; else None."""
    with scopes_disabled():
        feeds = CalendarFeed.objects.filter(token_hash=_hash(token))
        feed = feeds.select_related("staff__user", "staff__school").first()
        return feed if feed is not None and feed.staff.rights.may("feed", "read") else None


def calendar_of(staff: StaffMember) -> bytes:
    """Return the duties of `staff` as an iCalendar file: open ones, and what ended in the last 60 days as cancelled."""
    with translation.override(staff.user.language or settings.LANGUAGE_CODE):
        calendar = Calendar()
        calendar.add("prodid", "-//Partnerschap//NL")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("x-wr-calname", vText(_("Partnership")))
        calendar.add("refresh-interval", vDuration(HOUR, params={"VALUE": "DURATION"}))
        calendar.add_component(Timezone.from_ical(ZONE))
        for duty in _duties(staff):
            calendar.add_component(_event(duty))
        return calendar.to_ical()


def _duties(staff: StaffMember):
    since = timezone.now() - BACK
    duties = Duty.objects.visible_to(staff).in_use().filter(due_on__isnull=False, owner=staff)
    return duties.filter(Q(state=State.OPEN) | Q(ended_at__gte=since)).by_due_moment()


def _event(duty: Duty) -> Event:
    event = Event()
    event.add("uid", f"{duty.pk}@partnerschap")
    event.add("summary", _("Contact") if duty.kind == TALK else _("Task"))
    event.add("dtstamp", timezone.now())
    event.add("last-modified", duty.changed_at)
    event.add("sequence", duty.sequence)
    event.add("url", settings.BASE_URL + reverse("today"))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if duty.state == State.DROPPED else "CONFIRMED")
    if duty.due_at:
        end = duty.due_at + datetime.timedelta(minutes=duty.minutes or USUAL_MINUTES)
        event.add("dtstart", duty.due_at.astimezone(AMSTERDAM))
        event.add("dtend", end.astimezone(AMSTERDAM))
    else:
        event.add("dtstart", duty.due_on)
        event.add("dtend", duty.due_on + datetime.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    return event


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
