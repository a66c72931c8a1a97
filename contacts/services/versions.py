"""What a contact said before it was changed."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.dateparse import parse_datetime

from contacts.enums import About, Result
from contacts.models import Contact, ContactPupil
from partnership.records.models import Revision
from partnership.school.enums import Channel
from partnership.school.models import Guardian, StaffMember


@dataclass(frozen=True)
class OlderVersion:
    number: int
    replaced_at: datetime
    happened_at: datetime | None
    channel: str
    about: str
    result: str
    summary: str
    guardians: list[str]
    texts: list[tuple[str, str]]


def older_versions(contact: Contact, *, staff: StaffMember) -> list[OlderVersion]:
    """Return the earlier versions of `contact`, newest first, with only the children `staff` may read.

    A version that named someone of a family `staff` has a tie with is left out whole.
    """
    kept = Revision.objects.filter(object_type=contact._meta.label_lower, object_id=str(contact.pk)).order_by(
        "-version"
    )
    readable = ContactPupil.objects.visible_to(staff).filter(contact=contact).select_related("pupil")
    names = {str(row.pupil_id): row.pupil.first_name for row in readable}
    tied = {str(key) for key in staff.rights.tied_guardians | staff.rights.tied_pupils}
    revisions = [row for row in kept if not tied & {*row.values["guardians"], *row.values["texts"]}]
    keys = {key for revision in revisions for key in revision.values["guardians"]}
    guardians = {str(row.pk): row.name for row in Guardian.objects.untied(staff).filter(pk__in=keys)}
    return [_version(revision, names, guardians) for revision in revisions]


def _version(revision: Revision, names: dict[str, str], guardians: dict[str, str]) -> OlderVersion:
    values = revision.values
    moment = values["happened_at"]
    return OlderVersion(
        number=revision.version,
        replaced_at=revision.at,
        happened_at=parse_datetime(moment) if isinstance(moment, str) else moment,
        channel=Channel(values["channel"]).label,
        about=About(values["about"]).label,
        result=Result(values["result"]).label,
        summary=values["summary"],
        guardians=[guardians[key] for key in values["guardians"] if key in guardians],
        texts=[(names[key], text) for key, text in values["texts"].items() if key in names and text],
    )
