"""What who reported, lived through or saw a case may know of it, and what they add: nothing sent is rewritten."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import Addition, DutyKind, Side, Step, Talk
from incidents.models import Account, Addendum, Incident, Party
from incidents.services.caseduties import ask_to_talk
from incidents.services.steps import add_step
from partnership.audit import services as audit
from partnership.duties import services as duties
from partnership.school.calendar import add_school_days
from partnership.school.models import StaffMember

TALK_WITHIN = 2  # school days: until then the colleague waits


def what_comes(incident: Incident) -> dict:
    """Return what still happens and when: talks with children, telling, accounts of colleagues. No texts."""
    return {
        "told_before": incident.tellings.filter(told_on=None).order_by("due_on").first(),
        "talks": list(incident.child_talks.filter(state=Talk.OPEN).select_related("pupil", "speaker")),
        "asked": _asked(incident),
    }


def _asked(incident: Incident) -> int:
    """Return how many colleagues were asked for an own account and have not written it yet."""
    wrote = incident.accounts.values("author")
    parties = incident.parties.filter(side__in=[Side.AFFECTED, Side.WITNESS], staff__user__isnull=False)
    return parties.exclude(staff__in=wrote).exclude(staff=incident.reporter_id).values("staff").distinct().count()


def part_of(incident: Incident, staff: StaffMember) -> Party | None:
    """Return as whom `staff` stands in the case: affected before witness; None for who only reported it."""
    own = incident.parties.filter(staff=staff, side__in=[Side.AFFECTED, Side.WITNESS])
    return own.order_by("side").first()


@transaction.atomic
def write_account(
    incident: Incident, *, actor: StaffMember, facts: str, experience: str = "", interpretation: str = ""
) -> Account:
    """Write the own account of somebody in the case, once; unseen by the others until it is shared.

    Raises `ValidationError` for who is not in it or has written already: then one adds to it.
    """
    part = part_of(incident, actor)
    if part is None or Account.objects.filter(incident=incident, author=actor).exists():
        raise ValidationError(_("You have written your account already. You can add to it."))
    account = Account.objects.create(
        school=incident.school, incident=incident, author=actor, side=part.side, facts=facts, experience=experience,
        interpretation=interpretation,
    )  # fmt: skip
    _answered(incident, actor=actor)
    audit.record("incident.write_account", actor=actor.user, obj=incident)
    return account


@transaction.atomic
def add_to_report(incident: Incident, *, actor: StaffMember, kind: str, text: str) -> Addendum:
    """Add something beside what was sent, for good.

    Raises `ValidationError` for what is not one's own to add, such as the reaction of a parent.
    """
    if kind not in (Addition.MORE, Addition.CORRECTION):
        raise ValidationError(_("Choose what you add: something more, or a correction."))
    addendum = Addendum.objects.create(school=incident.school, incident=incident, author=actor, kind=kind, text=text)
    add_step(incident, Step.ADDENDUM, by=actor, after=kind)
    audit.record("incident.add", actor=actor.user, obj=incident)
    return addendum


@transaction.atomic
def object_to_report(incident: Incident, *, actor: StaffMember, reason: str = "") -> Account:
    """Let the colleague on whose behalf it was reported say that they do not want that.

    It stays a report; who handles it is asked to talk with the colleague before it goes on. Raises `ValidationError`
    for anybody else.
    """
    if incident.on_behalf_of_id != actor.pk:
        raise ValidationError(_("Only the colleague on whose behalf it was reported can object."))
    own = {"school": incident.school, "incident": incident, "author": actor}
    account, is_new = Account.objects.get_or_create(**own, defaults={"side": Side.AFFECTED, "facts": reason})
    if reason and not is_new:
        Addendum.objects.create(**own, kind=Addition.MORE, text=reason)
    account.objects_to_report = True
    account.talk_before = add_school_days(incident.school, timezone.localdate(), TALK_WITHIN)
    account.save(update_fields=["objects_to_report", "talk_before"])
    _answered(incident, actor=actor, step=Step.OBJECTED)
    ask_to_talk(incident)
    audit.record("incident.object", actor=actor.user, obj=incident)
    return account


@transaction.atomic
def note_talk(account: Account, *, actor: StaffMember) -> Account:
    """Note that who handles the case talked with the colleague who objects. A second time changes nothing."""
    current = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if current.talk_before is not None:
        current.talk_before = None
        current.save(update_fields=["talk_before"])
        duties.end_duty(DutyKind.OBJECTION, source=current.pk)
        add_step(current.incident, Step.TALKED, by=actor)
        audit.record("incident.talk", actor=actor.user, obj=current.incident)
    return current


def _answered(incident: Incident, *, actor: StaffMember, step: Step = Step.ACCOUNT) -> None:
    """The account was written, or refused: end what asked for it, and add the step."""
    for key in incident.parties.filter(staff=actor).values_list("pk", flat=True):
        duties.end_duty(DutyKind.ACCOUNT.value, source=key)
    add_step(incident, step, by=actor)
