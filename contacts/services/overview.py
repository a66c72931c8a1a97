"""What a class page and a pupil page show of contacts: dates and marks for who may know, texts for who may read."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, DateTimeField, Exists, F, IntegerField, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from contacts.enums import REACHED, About, Status
from contacts.models import Contact, ContactPupil
from partnership.school.models import Group, Guardianship, Pupil, StaffMember
from partnership.school.services.people import teachers_of_pupils

LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def class_rows(group: Group, *, staff: StaffMember) -> QuerySet[Pupil]:
    """Return the pupils of `group`, those not spoken to for longest first.

    Each has, of the group's school year: `last_at` and `last_channel` of the last contact that took place,
    `spoken_at` when someone was last reached, `tries` since then, `nice_at` when something nice was last shared, and
    `needs_interpreter`. Pupils of a family `staff` has a tie with are left out, and so are contacts about them.
    """
    rows = ContactPupil.objects.filter(pupil=OuterRef("pk"), contact__year=group.year)
    if staff.rights.tied_guardians or staff.rights.tied_pupils:
        rows = rows.filter(contact__in=Contact.objects.findable_by(staff).values("pk"))
    held = rows.filter(contact__status=Status.HELD).order_by("-contact__happened_at")
    spoken = held.filter(contact__result__in=REACHED)
    nice = held.filter(contact__about=About.NICE)
    tried = rows.filter(contact__status=Status.MISSED, contact__happened_at__gt=_or_long_ago(OuterRef("spoken_at")))
    ties = Guardianship.objects.current().filter(pupil=OuterRef("pk"), guardian__reachability__needs_interpreter=True)
    pupils = Pupil.objects.findable_by(staff).in_group(group).enrolled()
    return (
        pupils.annotate(
            last_at=_first(held, "contact__happened_at"),
            last_channel=_first(held, "contact__channel"),
            spoken_at=_first(spoken, "contact__happened_at"),
            nice_at=_first(nice, "contact__happened_at"),
            needs_interpreter=Exists(ties),
        )
        .annotate(tries=_count(tried))
        .order_by(F("spoken_at").asc(nulls_first=True), "first_name", "last_name", "pk")
    )


def _or_long_ago(moment):
    return Coalesce(moment, Value(LONG_AGO), output_field=DateTimeField())


def _first(rows: QuerySet, column: str) -> Subquery:
    return Subquery(rows.values(column)[:1])


def _count(rows: QuerySet) -> Coalesce:
    counted = rows.order_by().values("pupil").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), Value(0), output_field=IntegerField())


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
