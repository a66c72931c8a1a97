"""Who must find nothing of a case finds nothing: no page, no button, no line in a list, no duty, no mail."""

import uuid

import pytest
from django.http import HttpResponse
from django.urls import get_resolver, reverse

from incidents.models import Incident
from incidents.services import sharing
from incidents.services.caseduties import duties_of
from incidents.services.search import Wish, choices_of, find_cases
from partnership.audit.models import AuditEvent
from partnership.duties.models import Duty
from partnership.notifications.models import Notification
from partnership.school.enums import Role
from partnership.school.models import StaffMember
from tests.access.stubs import stubbed_templates
from tests.access.test_matrix import shown
from tests.browsing import browser
from tests.cast import give_role
from tests.incidents.making_case import lowered_case, make_case, rows_of

# Of which row each address of a case names the key.
ROW_OF = {
    "name": "party", "name_question": "question", "tell": "telling", "tell_wait": "telling", "child_talk": "talk",
    "child_talk_give": "talk", "child_talk_end": "talk", "account_share": "account", "account_talked": "account",
    "share_end": "share", "second_look": "look", "second_look_answer": "look",
    **dict.fromkeys(["action", "action_done", "action_not_needed", "action_give"], "action"),
}  # fmt: skip
OF_CASE = {
    *("case", "looked", "take", "hand_over", "severity", "move", "details", "close", "close_light", "reopen"),
    *("tell_reporter", "join", "part", "share", "keep_from", "add", "ask_second_look", "again", "action_new"),
}
STRANGERS = ["P3", "P4", "P5", "P6t", "P6c", "P7", "P8", "P10", "P11", "P12", "P13", "P14", "P15", "leading father"]
ONLY_BUTTONS = {"take", "part", "child_talk_end", "account_share", "account_talked", "share_end", "action_done"}
ONLY_PAGES = {"case", "looked", "child_talk", "second_look", "action"}
OF_THEIR_OWN = {"P7": {"looked", "ask_second_look"}}


@pytest.fixture
def quick_pages(settings):
    settings.TEMPLATES = stubbed_templates()
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def case(cast) -> Incident:
    return lowered_case(cast)


@pytest.fixture
def rows(cast, case) -> dict[str, uuid.UUID]:
    return rows_of(cast, case)


def answers(client, name: str, key: uuid.UUID) -> list[HttpResponse]:
    url = reverse(f"incidents:{name}", args=[key])
    pages = [] if name in ONLY_BUTTONS else [client.get(url)]
    return pages if name in ONLY_PAGES else [*pages, client.post(url)]


def client_of(cast, code: str):
    if code != "leading father":
        return cast.client(code)
    give_role(cast.staff["daan"], Role.SCHOOL_LEADER)
    return cast.client("P4")


def test_every_address_of_a_case_is_tried():
    names = {name for name in get_resolver().namespace_dict["incidents"][1].reverse_dict if isinstance(name, str)}
    assert names >= {*ROW_OF, *OF_CASE}


@pytest.mark.usefixtures("quick_pages")
@pytest.mark.parametrize("code", STRANGERS)
def test_strangers_find_what_is_not_there(cast, case, rows, code):
    """Byte for byte what an absent key answers, by GET and POST, and nothing is read or written."""
    client = client_of(cast, code)
    before = AuditEvent.objects.count()
    for name in {*ROW_OF, *OF_CASE} - OF_THEIR_OWN.get(code, set()):
        key = rows[ROW_OF.get(name, "case")]
        got, absent = answers(client, name, key), answers(client, name, uuid.uuid4())
        assert {response.status_code for response in got} == {404}, name
        assert [shown(response) for response in got] == [shown(response) for response in absent], name
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize(
    ("code", "opens"),
    [
        ("P6", {*ROW_OF, *OF_CASE} - {"ask_second_look", "second_look_answer", "part"}),
        ("P6s", {*ROW_OF, *OF_CASE} - {"ask_second_look", "second_look_answer", "part"}),
        ("P2", {"looked", "ask_second_look", "second_look"}),
        ("P7", {"looked", "ask_second_look"}),
        ("P3e", {"case", "child_talk", "second_look", "action", "action_not_needed", "action_give"}),
        ("P9", {"case", "child_talk", "second_look", "second_look_answer", "action"}),
    ],
)
@pytest.mark.usefixtures("quick_pages")
def test_others_open_what_is_theirs(cast, rows, code, opens):
    """Leader, safety coordinator, reporter, affected leader, a share, and who was asked to look."""
    client, found = cast.client(code), set()
    for name in {*ROW_OF, *OF_CASE} - ONLY_BUTTONS:
        response = client.get(reverse(f"incidents:{name}", args=[rows[ROW_OF.get(name, "case")]]))
        assert response.status_code in (200, 404), name
        found |= {name} if response.status_code == 200 else set()
    assert found == opens - ONLY_BUTTONS


def test_who_speaks_with_a_child_sees_only_that(cast, rows):
    emine = browser(cast.staff["emine"])
    page = emine.get(reverse("incidents:child_talk", args=[rows["talk"]])).content.decode()
    assert "Finn" in page
    for word in ("KANARIE", "Sanne", "Daan", "paraplu", "2627-", "Fatima"):
        assert word not in page
    for name in ("case", "looked", "severity"):
        assert emine.get(reverse(f"incidents:{name}", args=[rows["case"]])).status_code == 404


@pytest.mark.parametrize("name", ["daan", "ruben", "bram", "tess", "wim", "sonja", "tim", "karel"])
def test_nothing_in_lists_searches_duties_and_mails(cast, case, rows, name):
    give_role(cast.staff["daan"], Role.SCHOOL_LEADER)
    person = StaffMember.objects.select_related("user", "school").get(pk=cast.staff[name].pk)
    for words in ("", case.number, "paraplu", "Sanne", "ingang", "Daan"):
        assert find_cases(Wish(state="all", words=words), staff=person).rows == []
    assert not Duty.objects.filter(owner=person, kind__startswith="incident.").exists()
    assert not Notification.objects.filter(recipient=person.user).exclude(kind="duties.digest").exists()
    client = browser(person)
    for url in (reverse("today"), reverse("audit_list"), reverse("incidents:triage")):
        page = client.get(url).content.decode()
        assert not [word for word in ("KANARIE", case.number, "paraplu") if word in page]


def test_the_log_tells_a_conflicted_leader_nothing_of_cases(cast, case):
    give_role(cast.staff["daan"], Role.SCHOOL_LEADER)
    page = browser(cast.staff["daan"]).get(reverse("audit_list")).content.decode()
    assert "took a case on" not in page
    page = browser(cast.staff["ingrid"]).get(reverse("audit_list")).content.decode()
    assert "took a case on" not in page  # her own lines only
    page = browser(cast.staff["fatima"]).get(reverse("audit_list")).content.decode()
    assert "took a case on" in page


def test_a_name_that_was_confided_is_nowhere_for_others(cast):
    """Bram told only Fatima that he reported; Ingrid handles it."""
    staff = cast.staff
    case = make_case(
        staff["bram"], handler=staff["ingrid"], affected=[staff["emine"]], confided_to=staff["fatima"],
        unknown="Man.", facts="Hij riep.",
    )  # fmt: skip
    AuditEvent.objects.create(
        action="incident.read", actor=staff["bram"].user, school_id=case.school_id,
        object_type="incidents.incident", object_id=str(case.pk),
    )  # fmt: skip
    urls = [reverse("incidents:triage"), case.get_absolute_url(), reverse("incidents:looked", args=[case.pk])]
    ingrid, fatima = browser(staff["ingrid"]), browser(staff["fatima"])
    for url in [*urls, reverse("incidents:triage") + "?q=Bram"]:
        assert "Bram" not in ingrid.get(url).content.decode().replace('value="Bram"', "").replace("?q=Bram", "")
    for word in ("Bram", "Bram van", "School Bram"):
        assert find_cases(Wish(words=word), staff=_fresh(staff["ingrid"])).rows == []
        assert [row.pk for row in find_cases(Wish(words=word), staff=_fresh(staff["fatima"])).rows] == [case.pk]
    assert all("Bram" in fatima.get(url).content.decode() for url in urls[:2])
    log = browser(staff["ruben"]).get(reverse("audit_list")).content.decode()
    assert "read a case" in log
    assert "Bram van School</td>" not in log


def test_a_reporter_who_lived_through_it_is_not_found_by_name_either(cast):
    bram = cast.staff["bram"]
    case = make_case(bram, handler=cast.staff["ingrid"], confided_to=cast.staff["fatima"])
    assert find_cases(Wish(words="Bram"), staff=_fresh(cast.staff["ingrid"])).rows == []
    assert "Bram" not in browser(cast.staff["ingrid"]).get(case.get_absolute_url()).content.decode()


def test_filters_name_only_people_who_handle(cast, case):
    names = {name for _key, name in choices_of(_fresh(cast.staff["fatima"]))["handler"]}
    assert {name.split()[0] for name in names} == {"Fatima", "Tess", "Ruben", "Ingrid", "Gijs", "Sonja"}


def test_duties_never_stay_with_a_conflicted_person(cast, case, rows):
    emine = cast.staff["emine"]
    sharing.keep_from(
        Incident.objects.get(pk=case.pk), actor=cast.staff["fatima"],
        version=Incident.objects.get(pk=case.pk).version, staff=emine,
    )  # fmt: skip
    assert not duties_of(case).filter(owner=emine).exists()
    assert case.child_talks.get().speaker is None


def _fresh(staff: StaffMember) -> StaffMember:
    return StaffMember.objects.select_related("user", "school").get(pk=staff.pk)
