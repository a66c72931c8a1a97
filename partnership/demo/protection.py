"""A restriction in the demo: the father at the secret address's other end, on a ruling that ends within the month."""

import datetime

from partnership.demo.moments import DAY, DemoCalendar
from partnership.school.enums import Basis, Information, RestrictionKind, Role
from partnership.school.models import Guardianship, School
from partnership.school.services.people import who_handles
from partnership.school.services.restrictions import make_restriction

ENDS_IN = 20 * DAY
SEEN = datetime.timedelta(days=160)


def protect_demo(school: School, calendar: DemoCalendar) -> None:
    """Give each guardian from whom information is withheld the ground for it; runs inside the school's scope."""
    leader = who_handles(Role.SCHOOL_LEADER, school=school)[0]
    ties = Guardianship.objects.filter(information=Information.WITHHELD).select_related("guardian", "pupil")
    for tie in ties:
        seen_on = calendar.today - SEEN
        values = {
            "kind": RestrictionKind.NO_INFORMATION,
            "basis": Basis.DOCUMENT,
            "document": "Beschikking van de rechtbank, voorlopige regeling",
            "seen_on": seen_on,
            "from_date": seen_on,
            "until": calendar.today + ENDS_IN,
            "review_on": None,
            "why": "De rechtbank heeft bepaald dat deze ouder voorlopig niets over het kind te horen krijgt.",
        }
        line = "Geef geen informatie en geen kind mee. Belt deze ouder, verwijs dan naar de directeur."
        make_restriction(tie, actor=leader, values=values, line=line)
