"""Who may not know of a report finds nothing of it: in no list, count, page, search, duty or mail (T4, P4, P7)."""

import pytest
from django.urls import reverse

from incidents.enums import Side
from incidents.models import Incident, KeptFrom
from partnership.duties.models import Duty
from partnership.notifications.models import Notification
from partnership.school.enums import Role
from partnership.school.models import Team
from tests.cast import assign, give_role, log_in, make_guardian, make_school, make_staff, tie
from tests.incidents.conftest import party, report

WORDS = "The one with the purple umbrella said it"
PAGES = ("receipt", "follow", "account", "addendum", "objection", "case")


class Someone:
    """A person at work and everything the site shows them."""

    def __init__(self, staff):
        self.staff, self.client = staff, log_in(staff.user)

    def sees(self, *words: str) -> list[str]:
        """Return which of `words` stand on any page that everybody can open."""
        pages = ["/", "/incidents/mine/", "/incidents/new/", "/looked/", "/pupils/?q=van"]
        pages += [f"/incidents/people/?q={query}&side={side.value}" for query in ("umbrella", "2") for side in Side]
        text = "".join(self.client.get(page, follow=True).content.decode() for page in pages)
        return [word for word in words if word in text]

    def answers(self, incident: Incident) -> set[tuple[int, bytes]]:
        """Return what each page about the case answers, by GET and POST, with its key and number blotted out."""
        found = set()
        for name in PAGES:
            url = reverse(f"incidents:{name}", args=[incident.pk])
            for response in (self.client.get(url), self.client.post(url, {"facts": "x", "text": "x"})):
                found.add((response.status_code, response.content))
        return found


@pytest.fixture
def someone(linde, request) -> Someone:
    """A person behind the wall, or one whom it does not concern."""
    kind = request.param
    if kind == "accused parent":
        staff = make_staff(linde.school, "Daan", email="rik@home.example")
        linde.rik.details.email = "RIK@home.example"
        linde.rik.details.save(update_fields=["email"])
    elif kind == "other parent of the child":
        staff = make_staff(linde.school, "Mira", role=Role.SAFETY_COORDINATOR)
        tie(make_guardian(linde.school, "Mira", staff=staff), linde.sem)
    elif kind == "leader it is kept from":
        staff = linde.leader
    elif kind == "leader of another team":
        team = Team.objects.create(school=linde.school, name="Bovenbouw")
        staff = make_staff(linde.school, "Tess")
        give_role(staff, Role.SCHOOL_LEADER, team=team)
    elif kind == "teacher of the same class":
        staff = make_staff(linde.school, "Joris")
        assign(staff, linde.group)
    elif kind == "administrator":
        staff = make_staff(linde.school, "Tim", role=Role.ADMIN, is_employee=False)
    else:
        staff = make_staff(make_school("De Berk"), "Wim", role=Role.SCHOOL_LEADER)
    return Someone(staff)


EVERYBODY = [
    "accused parent", "other parent of the child", "leader it is kept from", "leader of another team",
    "teacher of the same class", "administrator", "leader of another school",
]  # fmt: skip


@pytest.mark.parametrize("someone", EVERYBODY, indirect=True)
def test_nothing_of_a_report_is_found(linde, someone):
    incident = report(
        linde.hans, party(Side.AFFECTED, linde.hans), party(Side.INVOLVED, linde.rik), party(Side.WITNESS, linde.bram),
        facts=WORDS, kept_from=(linde.leader,),
    )  # fmt: skip
    assert KeptFrom.objects.count() == 1
    assert someone.sees(WORDS, incident.number, str(incident.pk), "Nieuwe melding", "een incident") == []
    absent = Incident(pk="00000000-0000-4000-8000-000000000000")
    codes = {code for code, _body in someone.answers(incident)}
    assert codes <= {403, 404, 405}
    assert someone.answers(incident) == someone.answers(absent)
    assert not Duty.objects.filter(owner=someone.staff).exists()
    assert not Notification.objects.filter(recipient=someone.staff.user).exists()


def test_a_kept_name_stands_nowhere_but_with_the_reporter(linde):
    incident = report(linde.sanne, confided_to=linde.safety, facts=WORDS)
    leader = Someone(linde.leader)
    assert leader.sees(incident.number, WORDS) == []
    looked = leader.client.get("/looked/").content.decode()
    assert "meldde een incident" not in looked
    own = Someone(linde.sanne).client.get(reverse("incidents:receipt", args=[incident.pk])).content.decode()
    assert "Alleen Ingrid van School ziet dat jij dit meldt" in own
