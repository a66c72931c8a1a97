"""The rules of conduct of a demo school, published when the school year began."""

from partnership.demo.moments import DAY, DemoCalendar
from partnership.school.enums import Role
from partnership.school.models import School
from partnership.school.services.people import who_handles
from partnership.vision.models import Wording
from partnership.vision.services.rules import add_rule, publish_rule

RULES = (
    ("We groeten elkaar en spreken elkaar met respect aan, ook als we haast hebben.",
     "We greet each other and speak with respect, also when we are in a hurry."),
    ("We praten mét elkaar en niet óver elkaar. Een zorg of klacht bespreken we eerst met wie het aangaat.",
     "We talk with each other, not about each other. A worry or complaint goes first to the person it is about."),
    ("We praten rustig, ook als we het niet eens zijn. Schreeuwen, schelden en dreigen doen we niet.",
     "We talk calmly, also when we disagree. We do not shout, call names or threaten."),
    ("We blijven van elkaar af en geven elkaar de ruimte. Wie iets wil bespreken, maakt een afspraak.",
     "We do not touch each other and give each other room. Whoever wants to talk makes an appointment."),
    ("We filmen niemand en zetten niets over anderen online zonder dat zij dat goedvinden.",
     "We film nobody and put nothing about others online without their consent."),
)  # fmt: skip


def publish_demo_rules(school: School, calendar: DemoCalendar) -> None:
    """Write and publish five rules; runs inside the school's scope."""
    leader = who_handles(Role.SCHOOL_LEADER, school=school)[0]
    since = min(calendar.start, calendar.today - DAY)
    for number, (dutch, english) in enumerate(RULES, start=1):
        texts = {"nl": dutch, "en": english}
        rule = add_rule(school, actor=leader, number=number, texts=texts, from_date=since)
        publish_rule(rule, actor=leader, version=rule.version)
    Wording.objects.filter(school=school).update(published_on=since)
