"""Take the plan of a class along as CSV: pupil, date, channel and state, never what was said."""

import csv
from io import StringIO

from django.db.models import F
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import gettext as _

from contacts.enums import Status
from contacts.models import Contact, ContactPupil
from partnership.audit import services as audit
from partnership.school.enums import Channel
from partnership.school.models import Group, Pupil, StaffMember

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plan_as_csv(group: Group, *, actor: StaffMember) -> str:
    """Return the year of `group` as text with semicolons, as spreadsheets here expect; written into the log."""
    pupils = Pupil.objects.allowed(actor, "contact_plan", "export").in_group(group)
    known = Contact.objects.findable_by(actor).filter(year=group.year)
    rows = ContactPupil.objects.filter(pupil__in=pupils.values("pk"), contact__in=known.values("pk"))
    held_first = F("contact__happened_at").asc(nulls_last=True)
    rows = (
        rows.exclude(contact__status=Status.CANCELLED)
        .annotate(day=Coalesce(TruncDate("contact__happened_at"), "contact__planned_on"))
        .order_by("pupil__first_name", "pupil__last_name", "pupil", "day", held_first)
    )
    values = rows.values_list(
        "pupil__first_name", "pupil__prefix", "pupil__last_name", "day", "contact__channel", "contact__status"
    )
    file = StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Pupil"), _("Date"), _("How"), _("State")])
    for first, prefix, last, day, channel, status in values:
        name = " ".join(part for part in (first, prefix, last) if part)
        writer.writerow([safe(name), day.isoformat(), Channel(channel).label, Status(status).label])
    audit.record("contact.export_plan", actor=actor.user, school_id=actor.school_id, obj=group)
    return "\ufeff" + file.getvalue()


def safe(text: str) -> str:
    """Return `text` so that a spreadsheet takes it as text, never as a formula."""
    return f"'{text}" if text.startswith(FORMULA) or text.lstrip().startswith(FORMULA) else text
