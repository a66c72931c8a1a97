"""What a class page and a pupil page show of contacts: dates and marks for who may know, texts for who may read."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, Exists, Max, OuterRef, Q, QuerySet, When
from django.utils import timezone

from contacts.enums import REACHED, About, Status
from contacts.models import Contact, ContactPupil
from partnership.records.prepared import prepared
from partnership.school.models import Group, Guardianship, Pupil, StaffMember
from partnership.school.services.people import teachers_of_pupils

LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def class_rows(group: Group, *, staff: StaffMember) -> list[Pupil]:
    """Return the pupils of `group`, those not spoken to for longest first, in two queries.

    Of a class of another school year: who was in it then, by name, for nobody is next in turn there.

    Each has, of the group's school year: `last_at` and `last_channel` of the last contact that took place,
    `spoken_at` when someone was last reached, `tries` since then, `nice_at` when something nice was last shared, and
    `needs_interpreter`. Pupils of a family `staff` has a tie with are left out, and so are contacts about them.
    """
    if group.year.is_current:
        pupils = pupils_today(group, staff=staff)
    else:
        pupils = _with_interpreter(Pupil.objects.findable_by(staff).of_class(group), timezone.localdate())
    by_key = {pupil.pk: pupil for pupil in pupils}
    _tell_contacts(by_key, group.year_id, staff)
    if not group.year.is_current:
        return list(by_key.values())
    return sorted(by_key.values(), key=lambda pupil: pupil.spoken_at or LONG_AGO)


def pupils_today(group: Group, *, staff: StaffMember) -> list[Pupil]:
    """Return the pupils of `group` today whom `staff` may find, by name, each with `needs_interpreter`."""
    tied = list(staff.rights.tied_pupils)
    return _pupils_today(of_school=staff.school_id, tied=tied, group=group.pk, day=timezone.localdate())


@prepared
def _pupils_today(*, of_school: UUID, tied: list[UUID], group: UUID, day: datetime.date) -> QuerySet[Pupil]:
    pupils = Pupil.objects.filter(school=of_school).exclude(pk__in=tied)
    return _with_interpreter(pupils.in_group(group, day).enrolled(day), day)


def _with_interpreter(pupils: QuerySet[Pupil], day: datetime.date) -> QuerySet[Pupil]:
    ties = Guardianship.objects.current(day).filter(
        pupil=OuterRef("pk"), guardian__reachability__needs_interpreter=True
    )
    return pupils.annotate(needs_interpreter=Exists(ties)).order_by("first_name", "last_name", "pk")


def _tell_contacts(by_key: dict[UUID, Pupil], year: UUID, staff: StaffMember) -> None:
    """Put on each pupil the last moments of `year`, and how often nobody was reached since."""
    for pupil in by_key.values():
        pupil.last_at = pupil.spoken_at = pupil.nice_at = pupil.last_channel = None
        pupil.tries = 0
    missed = []
    for key, channel, missed_at, number, *moments in _moments_for(staff, pupils=list(by_key), year=year):
        pupil, (last_at, spoken_at, nice_at) = by_key[key], moments
        if missed_at:
            missed.append((pupil, missed_at, number))
        if last_at and last_at >= (pupil.last_at or LONG_AGO):
            pupil.last_at, pupil.last_channel = last_at, channel
        pupil.spoken_at = max(filter(None, (pupil.spoken_at, spoken_at)), default=None)
        pupil.nice_at = max(filter(None, (pupil.nice_at, nice_at)), default=None)
    for pupil, at, number in missed:
        pupil.tries += number if at > (pupil.spoken_at or LONG_AGO) else 0


def _moments_for(staff: StaffMember, **values) -> list[tuple]:
    if not (staff.rights.tied_guardians or staff.rights.tied_pupils):
        return _moments(**values)
    findable = Contact.objects.findable_by(staff).values("pk")
    return list(_moments.queryset(**values).filter(contact__in=findable))


@prepared
def _moments(*, pupils: list[UUID], year: UUID) -> QuerySet[ContactPupil]:
    """Return per pupil and channel when there last was contact, when somebody was last reached, and when it was
    something nice; contacts in which nobody was reached have rows of their own, with their moment and number."""
    held = Q(contact__status=Status.HELD)
    kinds = (held, held & Q(contact__result__in=REACHED), held & Q(contact__about=About.NICE))
    numbers = {f"at_{place}": Max("contact__happened_at", filter=kind) for place, kind in enumerate(kinds)}
    missed = Case(When(contact__status=Status.MISSED, then="contact__happened_at"))
    rows = ContactPupil.objects.filter(pupil__in=pupils, contact__year=year, contact__happened_at__isnull=False)
    rows = rows.order_by().annotate(missed_at=missed)
    return rows.values_list("pupil", "contact__channel", "missed_at").annotate(number=Count("pk"), **numbers)


def timeline(pupil: Pupil, *, staff: StaffMember) -> QuerySet[Contact]:
    """Return the contacts about `pupil` that `staff` may know of, newest first, without any text.

    `readable` says which may be opened; the page asks `texts_of` for the texts of those only.
    """
    readable = Contact.objects.visible_to(staff).filter(pk=OuterRef("pk"))
    known = Contact.objects.known_to(staff).filter(pupils__pupil=pupil, status__in=[Status.HELD, Status.MISSED])
    return known.annotate(readable=Exists(readable)).defer("summary").select_related("author", "year").newest_first()


def texts_of(contacts: list[Contact], *, pupil: Pupil, staff: StaffMember) -> dict[UUID, tuple[str, str]]:
    """Return per key of a contact `staff` may read: the common part, and the part about `pupil`."""
    keys = [contact.pk for contact in contacts if contact.readable]
    summaries = Contact.objects.visible_to(staff).filter(pk__in=keys).only("summary")
    parts = ContactPupil.objects.visible_to(staff).filter(contact__in=keys, pupil=pupil)
    part_of = {row.contact_id: row.text for row in parts}
    return {contact.pk: (contact.summary, part_of.get(contact.pk, "")) for contact in summaries}


@dataclass(frozen=True)
class Sibling:
    pupil: Pupil
    teachers: list[StaffMember]
    last_contact: datetime.datetime | None


def siblings_of(pupil: Pupil, *, staff: StaffMember) -> list[Sibling]:
    """Return pupils who share a guardian with `pupil`, their teachers, and when there last was contact.

    That there was contact shows only where the policy lets `staff` know it; what was said never stands here.
    """
    ours = Guardianship.objects.of_family().filter(pupil=pupil).values("guardian")
    theirs = Guardianship.objects.of_family().filter(guardian__in=ours).values("pupil")
    pupils = list(Pupil.objects.findable_by(staff).enrolled().filter(pk__in=theirs).exclude(pk=pupil.pk))
    if not pupils:
        return []
    teachers = teachers_of_pupils([sibling.pk for sibling in pupils])
    known = Contact.objects.known_to(staff).held().values("pk")
    rows = ContactPupil.objects.filter(pupil__in=pupils, contact__in=known).values("pupil")
    last = dict(rows.annotate(last=Max("contact__happened_at")).values_list("pupil", "last"))
    return [Sibling(sibling, teachers[sibling.pk], last.get(sibling.pk)) for sibling in pupils]
