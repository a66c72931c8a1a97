"""The private number somebody gives for out of hours, and takes back whenever they want."""

from django.db import transaction

from incidents.models import PrivateNumber
from partnership.audit import services as audit
from partnership.school.models import StaffMember


@transaction.atomic
def keep_number(telephone: str, *, actor: StaffMember) -> PrivateNumber | None:
    """Keep the own number of `actor` (in international form); an empty one takes it back and leaves nothing."""
    if not telephone:
        PrivateNumber.objects.filter(staff=actor).delete()
        audit.record("private_number.take_back", actor=actor.user, school_id=actor.school_id)
        return None
    row, _made = PrivateNumber.objects.update_or_create(
        staff=actor, defaults={"school": actor.school, "telephone": telephone}
    )
    audit.record("private_number.give", actor=actor.user, obj=row)
    return row
