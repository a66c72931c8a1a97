"""A mother whom the pupil system of the demo has twice: somebody has to say that it is one person."""

from partnership.school.models import Guardian, GuardianDetails, Guardianship, School
from partnership.school.services.proposals import propose_pairs

CHILD = {"pupil__first_name": "Fleur", "pupil__last_name": "Vries"}
MOTHER = {"guardian__first_name": "Linda", "guardian__last_name": "Smit"}


def double_demo(school: School) -> None:
    """Give the younger child a record of its own of the same mother, and propose; runs inside the school's scope."""
    for tie in Guardianship.objects.filter(**CHILD, **MOTHER).select_related("guardian__details"):
        first = tie.guardian
        mail = first.details.email or "linda.smit@thuis.example"
        GuardianDetails.objects.filter(guardian=first).update(email=mail)
        again = Guardian.objects.create(
            school=school, key=f"{first.key}B", first_name=first.first_name, prefix=first.prefix,
            last_name=first.last_name,
        )  # fmt: skip
        GuardianDetails.objects.create(
            school=school, guardian=again, email=mail, telephone=first.details.telephone,
            household=first.details.household,
        )  # fmt: skip
        tie.guardian = again
        tie.save(update_fields=["guardian"])
    propose_pairs(school)
