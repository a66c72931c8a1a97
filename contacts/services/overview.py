"""What a class page and a pupil page show of contacts: dates and marks for who may know, texts for who may read."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from contacts.enums import REACHED, About, Status
from contacts.models import Contact, ContactPupil
from partnership.school.models import Group, Guardianship, Pupil, StaffMember
from partnership.school.services.people import teachers_of_pupils

LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
TOLD = ("happened_at", "status", "channel")


def class_rows(group: Group, *, staff: StaffMember) -> list[Pupil]:
    """Return the pupils of `group`, those not spoken to for longest first, in three queries.

    Of a class of another school year: who was in it then, by name, for nobody is next in turn there.

    Each has, of the group's school year: `last_at` and `last_channel` of the last contact that took place,
    `spoken_at` when someone was last reached, `tries` since then, `nice_at` when something nice was last shared, and
    `needs_interpreter`. Pupils of a family `staff` has a tie with are left out, and so are contacts about them.
    """
    ties = Guardianship.objects.current().filter(pupil=OuterRef("pk"), guardian__reachability__needs_interpreter=True)
    pupils = Pupil.objects.findable_by(staff).of_class(group).annotate(needs_interpreter=Exists(ties))
    by_key = {pupil.pk: pupil for pupil in pupils.order_by("first_name", "last_name", "pk")}
    rows = ContactPupil.objects.filter(pupil__in=by_key, contact__year=group.year_id)
    if staff.rights.tied_guardians or staff.rights.tied_pupils:
        rows = rows.filter(contact__in=Contact.objects.findable_by(staff).values("pk"))
    _tell_moments(by_key, rows)
    _tell_tries(by_key, rows)
    if not group.year.is_current:
        return list(by_key.values())
    return sorted(by_key.values(), key=lambda pupil: pupil.spoken_at or LONG_AGO)


def _tell_moments(by_key: dict[UUID, Pupil], rows: QuerySet[ContactPupil]) -> None:
    held = Q(contact__status=Status.HELD)
    moments = {
        "last_at": held,
        "spoken_at": held & Q(contact__result__in=REACHED),
        "nice_at": held & Q(contact__about=About.NICE),
    }
    for pupil in by_key.values():
        pupil.last_at = pupil.spoken_at = pupil.nice_at = None
    numbers = {name: Max("contact__happened_at", filter=kind) for name, kind in moments.items()}
    for row in rows.order_by().values("pupil").annotate(**numbers):
        for name in moments:
            setattr(by_key[row["pupil"]], name, row[name])


def _tell_tries(by_key: dict[UUID, Pupil], rows: QuerySet[ContactPupil]) -> None:
    for pupil in by_key.values():
        pupil.last_channel, pupil.tries = None, 0
    last = Q(contact__status=Status.HELD, contact__happened_at__in={each.last_at for each in by_key.values()} - {None})
    found = rows.filter(last | Q(contact__status=Status.MISSED))
    for key, at, status, channel in found.values_list("pupil", *(f"contact__{name}" for name in TOLD)):
        pupil = by_key[key]
        if status == Status.MISSED:
            pupil.tries += at > (pupil.spoken_at or LONG_AGO)
        elif at == pupil.last_at:
            pupil.last_channel = channel


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
