"""Need to know: a case is shared with one colleague, for a reason, until a day; or kept from one."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import Side, Step
from incidents.models import Account, CaseShare, Incident, KeptFrom, SecondLook
from incidents.services.giving import keep_walls
from incidents.services.route import may_know
from incidents.services.steps import add_step
from partnership.audit import services as audit
from partnership.records.versions import lock_version
from partnership.school.models import StaffMember

LONGEST = datetime.timedelta(days=366)


@transaction.atomic
def share_case(
    incident: Incident, *, actor: StaffMember, staff: StaffMember, reason: str, until: datetime.date
) -> CaseShare:
    """Let `staff` read the case until and including a local date; sharing again replaces the earlier share.

    Raises `ValidationError` for a day in the past or more than a year on, and for who may not know of the case.
    """
    if not timezone.localdate() <= until <= timezone.localdate() + LONGEST:
        raise ValidationError(_("Choose a day from today on, within a year."))
    if not may_know(incident, staff) or staff.user_id is None:
        raise ValidationError(_("This case cannot be shared with this colleague."))
    CaseShare.objects.current().filter(incident=incident, staff=staff).update(ended_at=timezone.now())
    share = CaseShare.objects.create(
        incident=incident, school_id=incident.school_id, staff=staff, reason=reason, until=until, by=actor
    )
    add_step(incident, Step.SHARED, by=actor, before=until, after=staff.pk, reason=reason)
    audit.record("incident.share", actor=actor.user, obj=incident)
    return share


@transaction.atomic
def end_share(share: CaseShare, *, actor: StaffMember) -> CaseShare:
    """Stop sharing, from now on. A second time changes nothing.

    Raises `ValidationError` while this colleague was asked to look again: nobody can refuse that.
    """
    current = CaseShare.objects.select_for_update(of=("self",)).get(pk=share.pk)
    if SecondLook.objects.filter(incident=current.incident, asked_of=current.staff, answered_at=None).exists():
        raise ValidationError(_("This colleague was asked to look again. It ends with the answer."))
    if current.ended_at is None:
        current.ended_at = timezone.now()
        current.save(update_fields=["ended_at"])
        add_step(current.incident, Step.UNSHARED, by=actor, after=current.staff_id)
        audit.record("incident.unshare", actor=actor.user, obj=current.incident)
    return current


@transaction.atomic
def keep_from(incident: Incident, *, actor: StaffMember, version: int, staff: StaffMember) -> Incident:
    """Keep a case from a colleague, whatever their role: from now on they find nothing of it.

    Raises `VersionConflict`, and `ValidationError` for who reported it or lived through it: it is theirs.
    """
    current = lock_version(incident, version=version)
    own = current.parties.filter(staff=staff, side__in=[Side.AFFECTED, Side.WITNESS]).exists()
    if staff.school_id != current.school_id or own or staff.pk in (current.reporter_id, current.on_behalf_of_id):
        raise ValidationError(_("The case cannot be kept from this colleague."))
    KeptFrom.objects.get_or_create(incident=current, staff=staff, school_id=current.school_id, defaults={"by": actor})
    keep_walls(current, by=actor)
    audit.record("incident.keep_from", actor=actor.user, obj=current)
    return current


@transaction.atomic
def share_account(account: Account, *, actor: StaffMember) -> Account:
    """Let the others who lived through it or saw it read one account. A second time changes nothing."""
    current = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if current.shared_at is None:
        current.shared_at, current.shared_by = timezone.now(), actor
        current.save(update_fields=["shared_at", "shared_by"])
        add_step(current.incident, Step.ACCOUNT_SHARED, by=actor, after=current.author_id)
        audit.record("incident.share_account", actor=actor.user, obj=current.incident)
    return current
