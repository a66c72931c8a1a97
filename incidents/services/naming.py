"""What to call people on the pages of a case: the name of a reporter who confided it stays with one person."""

from django.utils.translation import gettext as _

from incidents.models import Incident, Party
from partnership.school.models import StaffMember


class Naming:
    """Names as `staff` may read them, in a case and the reports joined to it."""

    def __init__(self, incidents: list[Incident], staff: StaffMember):
        self.kept = {each.reporter_id for each in incidents if not each.shows_reporter_to(staff)}

    def of(self, person: StaffMember | None) -> str:
        if person is None:
            return ""
        return _("a colleague (name kept)") if person.pk in self.kept else person.name

    def of_party(self, party: Party) -> str:
        return _("a colleague (name kept)") if party.staff_id in self.kept else party.called

    def knows(self, key) -> bool:
        """Whether the name of the colleague with this key may be read here."""
        return key not in self.kept
