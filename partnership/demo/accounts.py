"""The people to look around as. Only in the demo; production refuses to load them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PRIMARY_SCHOOL = "Basisschool De Lindeboom"
SECONDARY_SCHOOL = "Het Waterland College"
PRIMARY_DOMAIN = "lindeboom.example"
SECONDARY_DOMAIN = "waterland.example"
BOARD_DOMAIN = "bestuur.example"
BOARD = _("The board")

DEMO_PASSWORD = "samen-voor-het-kind"  # noqa: S105 - shown on the login page of the demo


@dataclass(frozen=True)
class DemoAccount:
    email: str
    name: str
    role: str | Promise
    school: str | Promise


def _primary(login: str, name: str, role: Promise) -> DemoAccount:
    return DemoAccount(f"{login}@{PRIMARY_DOMAIN}", name, role, PRIMARY_SCHOOL)


def _secondary(login: str, name: str, role: Promise) -> DemoAccount:
    return DemoAccount(f"{login}@{SECONDARY_DOMAIN}", name, role, SECONDARY_SCHOOL)


DEMO_ACCOUNTS = (
    _primary("sanne", "Sanne Visser", _("class teacher")),
    _primary("joris", "Joris Kuipers", _("class teacher of the same class")),
    _primary("daan", "Daan Wolters", _("class teacher and parent at this school")),
    _primary("bram", "Bram Jacobs", _("subject teacher")),
    _primary("noor", "Noor Haddad", _("substitute")),
    _primary("hans", "Hans Mulder", _("caretaker")),
    _primary("marieke", "Marieke van Dam", _("care coordinator")),
    _primary("fatima", "Fatima Benali", _("school leader")),
    _primary("ingrid", "Ingrid Postma", _("class teacher and safety coordinator")),
    _primary("yvonne", "Yvonne de Graaf", _("counsellor, and care coordinator at the other school")),
    _secondary("selma", "Selma Kaya", _("mentor")),
    _secondary("priya", "Priya Ramdin", _("subject teacher")),
    _secondary("margriet", "Margriet Bosman", _("team leader")),
    _secondary("rachid", "Rachid Amrani", _("team leader")),
    DemoAccount(f"karel@{BOARD_DOMAIN}", "Karel Dijkman", _("privacy officer"), BOARD),
    DemoAccount(f"sonja@{BOARD_DOMAIN}", "Sonja Meerman", _("board officer"), BOARD),
    DemoAccount(f"tim@{BOARD_DOMAIN}", "Tim Verhoef", _("administrator"), BOARD),
)
