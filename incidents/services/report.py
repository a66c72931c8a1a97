"""Report an incident: everything of it in one transaction, and everybody who must know asked in the same."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from incidents.enums import KINDS, Kind, Pattern, Side, Step, YesNo
from incidents.models import (
    Account,
    Behaviour,
    Incident,
    IncidentSettings,
    KeptFrom,
    Party,
    Place,
    SeenBehaviour,
    SeenForm,
)
from incidents.services.caseduties import StillOpen
from incidents.services.definitions import provide
from incidents.services.firstduties import Terms, accounts_to_ask, plan_child_talks, plan_tellings
from incidents.services.giving import send_to_first
from incidents.services.numbers import save_with_number, year_of_report
from incidents.services.same_names import ask_about_names
from incidents.services.steps import add_step
from incidents.signals import incident_reported
from partnership.audit import services as audit
from partnership.duties.digest import gathered
from partnership.records.prepared import prepared
from partnership.school.enums import Role
from partnership.school.models import Absence, Guardian, Pupil, RoleAssignment, StaffMember
from partnership.school.rules.rights import valid_on

KEEPERS = (Role.SCHOOL_LEADER, Role.SAFETY_COORDINATOR)
AHEAD = datetime.timedelta(minutes=10)  # clocks of telephones differ


@dataclass(frozen=True)
class NewParty:
    """Somebody in a report: known (`staff`, `guardian` or `pupil`), or typed, or described."""

    side: Side
    kind: Kind
    staff: StaffMember | None = None
    guardian: Guardian | None = None
    pupil: Pupil | None = None
    name: str = ""
    email: str = ""
    telephone: str = ""
    works_here: YesNo = YesNo.UNKNOWN
    description: str = ""


@dataclass(frozen=True)
class ReportEntry:
    """What somebody reports. Only when, where, which forms, what was said or done and who was affected are asked;
    None and empty mean: not answered."""

    occurred_at: datetime.datetime
    place: Place
    forms: tuple[str, ...]
    facts: str
    parties: tuple[NewParty, ...]
    experience: str = ""
    interpretation: str = ""
    was_threatened: bool | None = None
    was_hurt: bool | None = None
    is_afraid: bool | None = None
    behaviours: tuple[Behaviour, ...] = ()
    related_pupils: tuple[Pupil, ...] = ()
    pattern: Pattern = Pattern.ONCE
    complaint_goes_on: str = ""
    police_called: bool | None = None
    has_injury: bool | None = None
    has_damage: bool | None = None
    has_absence: bool | None = None
    on_behalf_of: StaffMember | None = None
    confided_to: StaffMember | None = None
    kept_from: tuple[StaffMember, ...] = ()


AS_ANSWERED = (
    "occurred_at", "place", "was_threatened", "was_hurt", "is_afraid", "pattern", "complaint_goes_on", "police_called",
    "has_injury", "has_damage", "has_absence", "on_behalf_of", "confided_to",
)  # fmt: skip


def report_incident(entry: ReportEntry, *, actor: StaffMember, settings: IncidentSettings | None = None) -> Incident:
    """Write the report of `actor`, give it to who handles it, and ask everybody in it what they must do.

    `settings` are those of the school, where they were read before. Raises `ValidationError` when something that is
    asked is missing, for people of another school, and for what the school does not allow.
    """
    entry = _completed(entry, actor=actor)
    settings = settings or provide(actor.school)
    _check(entry, actor=actor, settings=settings)
    year = year_of_report(actor.school, timezone.localdate())
    return _write(Incident(school=actor.school, reporter=actor, year=year), entry, actor=actor, terms=Terms(settings))


@transaction.atomic(savepoint=False)  # nothing is refused any more from here on
def _write(incident: Incident, entry: ReportEntry, *, actor: StaffMember, terms: Terms) -> Incident:
    for name in AS_ANSWERED:
        setattr(incident, name, getattr(entry, name))
    save_with_number(incident)
    parties = _write_rows(incident, entry, actor=actor)
    involved = [party for party in parties if party.side == Side.INVOLVED]
    with gathered():
        rows = StillOpen(
            tellings=plan_tellings(incident, involved, terms=terms),
            talks=plan_child_talks(incident, _pupils(entry), terms=terms),
            questions=ask_about_names(incident, involved),
        )
        accounts = accounts_to_ask(incident, parties, actor=actor, terms=terms)
        handler = send_to_first(incident, rows, also=accounts)
    add_step(incident, Step.REPORTED, by=actor, after=handler.pk if handler else "")
    audit.record("incident.report", actor=actor.user, obj=incident)
    incident_reported.send(Incident, incident=incident)
    return incident


def who_can_keep_a_name(staff: StaffMember) -> list[StaffMember]:
    """Return whom `staff` can confide the own name to: who handles reports for the whole school and is there."""
    rows = [row for row in _keepers(of_school=staff.school_id, day=timezone.localdate()) if row.staff_id != staff.pk]
    rows.sort(key=lambda row: (KEEPERS.index(row.role), row.order))
    return list(dict.fromkeys(row.staff for row in rows))


@prepared
def _keepers(*, of_school: UUID, day: datetime.date) -> QuerySet[RoleAssignment]:
    """Ask who handles reports for the whole school and is there on a day."""
    roles = RoleAssignment.objects.on(day).filter(school=of_school, role__in=KEEPERS, location=None, team=None)
    roles = roles.filter(valid_on(day, "staff__"), staff__user__is_active=True)
    return roles.exclude(staff__in=Absence.objects.on(day).values("staff")).select_related("staff__user")


def _completed(entry: ReportEntry, *, actor: StaffMember) -> ReportEntry:
    """Return the entry with what follows from it: forms of its behaviours, and the colleague it is made for.

    Where the name of the reporter is kept, the reporter among the affected has no name either.
    """
    forms = dict.fromkeys([*entry.forms, *(behaviour.form for behaviour in entry.behaviours)])
    parties = list(entry.parties)
    behalf = entry.on_behalf_of
    if behalf and not any(party.staff == behalf and party.side == Side.AFFECTED for party in parties):
        parties.append(NewParty(Side.AFFECTED, Kind.STAFF, staff=behalf))
    if entry.confided_to:
        parties = [replace(party, staff=None) if party.staff == actor else party for party in parties]
    return replace(entry, forms=tuple(forms), parties=tuple(parties))


def _check(entry: ReportEntry, *, actor: StaffMember, settings: IncidentSettings) -> None:
    if not entry.forms or not entry.facts.strip():
        raise ValidationError(_("Choose what happened and write what was said or done."))
    if entry.occurred_at > timezone.now() + AHEAD:
        raise ValidationError(_("This moment is still to come. Fill in when it was."))
    if not any(party.side == Side.AFFECTED for party in entry.parties):
        raise ValidationError(_("Say who lived through it."))
    if any(party.kind not in KINDS[party.side] for party in entry.parties):
        raise ValidationError(_("Somebody in this report stands in the wrong place."))
    if any(row.school_id != actor.school_id for row in _rows_of(entry)):
        raise ValidationError(_("Somebody in this report does not belong to this school."))
    _check_names(entry, actor=actor, settings=settings)


def _check_names(entry: ReportEntry, *, actor: StaffMember, settings: IncidentSettings) -> None:
    """Whether the school allows it, and it can be done, that another name stands for that of the reporter."""
    if entry.on_behalf_of and (not settings.allows_on_behalf or entry.on_behalf_of == actor):
        raise ValidationError(_("You can report on behalf of a colleague only where the school allows it."))
    if entry.confided_to and (not settings.allows_confidential or entry.confided_to == actor):
        raise ValidationError(_("The school does not keep names confidential. Ask the school leader."))
    if entry.confided_to and entry.confided_to not in who_can_keep_a_name(actor):
        raise ValidationError(_("Confide your name to somebody who can handle the report."))


def _rows_of(entry: ReportEntry) -> Iterable:
    people = [each for party in entry.parties for each in (party.staff, party.guardian, party.pupil)]
    others = [entry.place, *entry.behaviours, *entry.related_pupils, *entry.kept_from]
    return [row for row in [*people, *others, entry.on_behalf_of, entry.confided_to] if row is not None]


def _write_rows(incident: Incident, entry: ReportEntry, *, actor: StaffMember) -> list[Party]:
    own = {"school": incident.school, "incident": incident}
    SeenForm.objects.bulk_create(SeenForm(form=form, **own) for form in entry.forms)
    SeenBehaviour.objects.bulk_create(SeenBehaviour(behaviour=each, **own) for each in set(entry.behaviours))
    KeptFrom.objects.bulk_create(KeptFrom(staff=each, by=actor, **own) for each in set(entry.kept_from) - {actor})
    Account.objects.create(
        author=actor, facts=entry.facts, experience=entry.experience, interpretation=entry.interpretation, **own
    )
    parties = [Party(**own, **vars(new)) for new in dict.fromkeys(entry.parties)]
    return Party.objects.bulk_create(parties)


def _pupils(entry: ReportEntry) -> list[Pupil]:
    return list(dict.fromkeys([*(party.pupil for party in entry.parties if party.pupil), *entry.related_pupils]))
