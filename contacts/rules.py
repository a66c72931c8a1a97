"""Who sees which contact: the policy's scope words as conditions on contacts."""

from django.db.models import Q

from partnership.school.rules import Rights

NOTHING = Q(pk__in=[])


def contact_condition(rights: Rights, operation: str, about: Q, about_school: Q, this_year: Q) -> Q:
    """Return the condition for contacts on which `rights` allow `operation`.

    `about` is the condition for contacts about pupils for whom the policy allows it, `about_school` for those for whom
    a role for the school or a part of it does. A class teacher reads this school year's contacts whole (`this_year`);
    of earlier years only that there was contact (decision 6).
    """
    scopes = rights.scopes("contact", operation)
    condition = Q(author=rights.staff) if "own" in scopes else NOTHING
    if operation != "read":
        return condition | about
    return condition | about_school | (about & this_year)
