"""The timeline of a case: every act that moves it adds one step."""

from incidents.enums import Step
from incidents.models import CaseStep, Incident
from partnership.school.models import StaffMember


def add_step(
    incident: Incident,
    step: Step,
    *,
    by: StaffMember | None,
    before: object = "",
    after: object = "",
    reason: str = "",
) -> CaseStep:
    """Add a step in the transaction of the act. `by` is None when the application did it.

    `before` and `after` are words of the code or keys, never text; `reason` is what somebody wrote.
    """
    return CaseStep.objects.create(
        school=incident.school, incident=incident, step=step, by=by, before=str(before), after=str(after), reason=reason
    )
