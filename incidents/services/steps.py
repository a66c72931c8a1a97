"""The timeline of a case: every act that moves it leaves a step, with its reason."""

from incidents.enums import Step
from incidents.models import CaseStep, Incident
from partnership.school.models import StaffMember

# What a report that was joined shares with the case it was joined to.
CARRIED = ("handler", "severity", "status", "outcome", "passed_on_to", "closed_at")


def add_step(
    incident: Incident, step: Step, *, by: StaffMember | None, before="", after="", reason: str = ""
) -> CaseStep:
    """Add a step; `before` and `after` are a word of the code or a key. In the transaction of the act."""
    return CaseStep.objects.create(
        incident=incident, school_id=incident.school_id, step=step, by=by, before=str(before or ""),
        after=str(after or ""), reason=reason,
    )  # fmt: skip


def save_case(incident: Incident, *fields: str) -> Incident:
    """Save these fields of a locked case as its next version; reports that were joined to it go along."""
    incident.version += 1
    incident.save(update_fields=[*fields, "version"])
    if carried := {name: getattr(incident, name) for name in fields if name in CARRIED}:
        Incident.objects.filter(joined_to=incident).update(**carried)
    return incident
