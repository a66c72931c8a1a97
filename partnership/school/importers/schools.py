"""Which school a file is for: BRIN and two digits for the location (decision 20)."""

import re

from django.utils.translation import gettext as _

from partnership.school.importers.outcome import ImportRefused
from partnership.school.models import School

CODE = re.compile(r"(\d{2}[A-Z]{2})(\d{2})?", re.ASCII)
MAIN = "00"


def find_school(code: str) -> School:
    """Return the school with this BRIN, with or without two digits for the location (without: 00), locked.

    Raises `ImportRefused` when the code is none or no school has it.
    """
    match = CODE.fullmatch(code.strip().upper())
    if match is None:
        raise ImportRefused(_("--school must be a BRIN, with or without two digits for the location, such as 12AB00."))
    brin, location_code = match[1], match[2] or MAIN
    school = locked_school(brin, location_code)
    if school is None:
        known = School.objects.filter(brin=brin).order_by("location_code").values_list("location_code", flat=True)
        others = ", ".join(brin + location for location in known) or _("none")
        raise ImportRefused(
            _("There is no school %(code)s. Import its EDEXML first. Known with this BRIN: %(others)s.")
            % {"code": brin + location_code, "others": others}
        )
    return school


def locked_school(brin: str, location_code: str) -> School | None:
    """Return the school or None; its row stays locked until the transaction ends, so that imports wait in turn."""
    return School.objects.select_for_update().filter(brin=brin, location_code=location_code).first()
