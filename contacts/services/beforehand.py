"""What is good to know before the next contact: a call of yesterday, good news, another way to reach them.

Facts about the school's effort, never a judgement of a parent (users.md 25; words of look.md).
"""

import datetime
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from contacts.enums import REACHED, About, Status
from contacts.models import Attempt, Contact, ContactPupil
from partnership.school.enums import Channel
from partnership.school.models import Guardianship, Pupil, Reachability, StaffMember

JUST_NOW = datetime.timedelta(days=3)
SEVERAL = 60


@dataclass(frozen=True)
class Beforehand:
    """`called` by a colleague lately (that, not what); `concerns` in a row; `suggestions` after failed attempts."""

    called: Contact | None = None
    concerns: int = 0
    recall_good_news: bool = False
    last_nice: datetime.datetime | None = None
    tries: int = 0
    suggestions: list[str] = field(default_factory=list)
    reached_by: list[StaffMember] = field(default_factory=list)


def before_contact(pupil: Pupil, *, staff: StaffMember) -> Beforehand:
    """Return what `staff` should know before a contact about `pupil`, in at most six queries."""
    school = staff.school
    known = list(_known(pupil, staff=staff)[:SEVERAL])
    held = [contact for contact in known if contact.status == Status.HELD]
    concerns = _in_a_row(held)
    tries = _tries(pupil, held)
    may_suggest = tries >= school.tries_before_hint
    return Beforehand(
        called=next((each for each in known if _by_a_colleague_lately(each, staff)), None),
        concerns=concerns,
        recall_good_news=concerns >= school.concerns_before_hint,
        last_nice=next((each.happened_at for each in held if each.about == About.NICE and _is_told(each)), None),
        tries=tries,
        suggestions=_suggestions(pupil, known) if may_suggest else [],
        reached_by=_colleagues_who_reached(held, staff=staff) if may_suggest else [],
    )


def _known(pupil: Pupil, *, staff: StaffMember):
    """Contacts about the child or a brother or sister that `staff` may know of; never a text."""
    ours = Guardianship.objects.of_family().filter(pupil=pupil).values("guardian")
    family = Guardianship.objects.of_family().filter(guardian__in=ours).values("pupil")
    about_family = ContactPupil.objects.filter(Q(pupil__in=family) | Q(pupil=pupil)).values("contact")
    about_child = ContactPupil.objects.filter(contact=OuterRef("pk"), pupil=pupil)
    contacts = Contact.objects.known_to(staff).filter(pk__in=about_family, happened_at__isnull=False)
    readable = Contact.objects.visible_to(staff).filter(pk=OuterRef("pk"))
    contacts = contacts.annotate(about_child=Exists(about_child), readable=Exists(readable)).exclude(
        status=Status.CANCELLED
    )
    return contacts.defer("summary", "reason").select_related("author").newest_first()


def _by_a_colleague_lately(contact: Contact, staff: StaffMember) -> bool:
    return contact.author_id != staff.pk and timezone.now() - contact.happened_at <= JUST_NOW


def _in_a_row(held: list[Contact]) -> int:
    """How many of the last contacts about this child were about a concern, back to the last other one.

    Counted only in contacts that may be read: a concern is content.
    """
    concerns = 0
    for contact in (each for each in held if each.about_child and each.readable):
        if contact.about != About.CONCERN:
            break
        concerns += 1
    return concerns


def _is_told(contact: Contact) -> bool:
    """Of brothers and sisters one may know only that there was contact (users.md 25)."""
    return contact.about_child or contact.readable


def _tries(pupil: Pupil, held: list[Contact]) -> int:
    """How often the family was tried since it was last reached; a message that was sent has reached nobody yet."""
    since = next((each.happened_at for each in held if each.about_child and each.result in REACHED), None)
    attempts = Attempt.objects.filter(contact__in=ContactPupil.objects.filter(pupil=pupil).values("contact"))
    attempts = attempts.exclude(contact__status=Status.CANCELLED, contact__precision="")  # logged by mistake
    if since is not None:
        attempts = attempts.filter(at__gt=since)
    return attempts.count()


def _suggestions(pupil: Pupil, known: list[Contact]) -> list[str]:
    """Return names of what to try next: a way not tried yet, another time, an interpreter, a home visit."""
    tried = {contact.channel for contact in known if contact.status == Status.MISSED}
    reach = list(Reachability.objects.filter(guardian__guardianships__pupil=pupil).distinct())
    preferred = [row.preferred_channel for row in reach if row.preferred_channel]
    ways = [*preferred, Channel.AT_DOOR, Channel.APP, Channel.PHONE, Channel.EMAIL]
    suggestions = [f"channel:{way}" for way in dict.fromkeys(ways) if way not in tried][:2]
    suggestions.append("time")
    if any(row.needs_interpreter for row in reach):
        suggestions.append("interpreter")
    if Channel.HOME_VISIT not in tried:
        suggestions.append("home_visit")
    return suggestions


def _colleagues_who_reached(held: list[Contact], *, staff: StaffMember) -> list[StaffMember]:
    """Colleagues who spoke with this family, by name; that they did, not what was said."""
    reached = [each for each in held if each.result in REACHED and each.author_id != staff.pk]
    return list({each.author_id: each.author for each in reached}.values())[:3]
