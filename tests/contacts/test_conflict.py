"""Who has a tie with a family finds nothing of it: no text, no row, no count (users.md 12, decision 22).

Daan keeps groep 5 and is Mats's father. Ruben leads the school and is Lot's father, known by his e-mail address.
"""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Agreement, Contact
from contacts.services.circle import circle_of
from contacts.services.log import log_contact
from contacts.services.overview import class_rows, siblings_of, timeline
from partnership.school.models import DeclaredTie
from tests.browsing import browser
from tests.cast import DAY, give_role, make_agreement, make_contact, make_group, make_pupil, tie
from tests.contacts.conftest import entry, fresh, row_about

CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"|data-csrf="[^"]*"|nonce="[^"]*"|data-(session-ends|server-now)="\d+"'
)


@pytest.fixture
def daan(cast):
    return cast.staff["daan"]


@pytest.fixture
def ruben(cast):
    return cast.staff["ruben"]


def as_seen(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return CHANGING.sub("", response.content.decode())


def addresses(cast, *others) -> list[str]:
    lists = [reverse("today"), reverse("contacts:group_list"), reverse("pupil_list"), f"{reverse('pupil_list')}?q=Mats"]
    pages = [reverse("contacts:group", args=[cast.groups["five"].pk])]
    return [*lists, *pages, *[reverse("pupil_detail", args=[pupil.pk]) for pupil in others]]


def test_every_page_of_a_tied_teacher_is_the_same_whatever_happens_with_the_family(cast, daan, sanne):
    """Byte for byte: contacts about the own child, also with other children, change no list and no number."""
    finn, mats = cast.pupils["finn"], cast.pupils["mats"]
    client = browser(daan)
    pages = addresses(cast, finn)
    before = [as_seen(client, url) for url in pages]

    contact = make_contact(sanne, mats, finn, about="nice", guardians=[cast.guardians["peter"]])
    log_contact(entry(mats, guardians=frozenset([cast.guardians["daan"]]), result="no_answer"), actor=sanne)
    make_agreement(contact, owner=daan, due_on=timezone.localdate() - DAY)

    assert [as_seen(client, url) for url in pages] == before
    assert any(as_seen(browser(sanne), url).count("Mats") for url in pages)


def test_pages_of_the_family_do_not_exist_for_who_is_tied(cast, daan):
    client, mats, contact = browser(daan), cast.pupils["mats"], cast.contacts["mats"]
    absent = client.get(reverse("pupil_detail", args=[cast.linde.pk]))
    for url in [
        reverse("pupil_detail", args=[mats.pk]),
        reverse("contacts:new", args=[mats.pk]),
        reverse("contacts:detail", args=[contact.pk]),
        reverse("contacts:edit", args=[contact.pk]),
        reverse("contacts:history", args=[contact.pk]),
        reverse("contacts:agreement", args=[cast.agreements["mats"].pk]),
    ]:
        refused = client.get(url)
        assert refused.status_code == 404
        assert refused.content == absent.content


def test_buttons_of_the_family_do_not_exist_for_who_is_tied(cast, daan):
    client, contact, agreement = browser(daan), cast.contacts["mats"], cast.agreements["mats"]
    buttons = [reverse(f"contacts:{name}", args=[contact.pk]) for name in ("withdraw", "restore", "copied")]
    buttons += [reverse(f"contacts:agreement_{name}", args=[agreement.pk]) for name in ("done", "drop", "reopen")]
    assert {client.post(url).status_code for url in buttons} == {404}
    agreement.refresh_from_db()
    assert agreement.is_open


def test_own_child_stands_in_no_list_of_the_class(cast, daan, sanne):
    names = [pupil.first_name for pupil in class_rows(cast.groups["five"], staff=fresh(daan))]
    assert "Mats" not in names
    assert "Mats" in [pupil.first_name for pupil in class_rows(cast.groups["five"], staff=fresh(sanne))]


def test_contact_about_the_own_child_does_not_count_for_another_child_in_it(cast, daan, sanne):
    finn = cast.pupils["finn"]
    before = row_about(finn, class_rows(cast.groups["five"], staff=fresh(daan))).spoken_at
    contact = make_contact(sanne, finn, cast.pupils["mats"], happened_at=timezone.now())
    row_of = {who: row_about(finn, class_rows(cast.groups["five"], staff=fresh(who))) for who in (daan, sanne)}
    assert row_of[daan].spoken_at == before
    assert row_of[sanne].spoken_at == contact.happened_at
    assert contact not in timeline(finn, staff=fresh(daan))
    assert contact in timeline(finn, staff=fresh(sanne))


def test_contact_with_the_own_person_about_another_child_is_hidden_too(cast, daan, sanne):
    """Daan collected Finn as a neighbour: what was said with him is about him as well."""
    finn = cast.pupils["finn"]
    contact = make_contact(sanne, finn, guardians=[cast.guardians["daan"]], happened_at=timezone.now())
    assert contact not in timeline(finn, staff=fresh(daan))
    assert row_about(finn, class_rows(cast.groups["five"], staff=fresh(daan))).last_at != contact.happened_at


def test_half_brother_of_the_own_child_belongs_to_the_family(cast, daan):
    """Finn shares Judith with Mats; Kyra shares Peter with Finn, and nobody with Mats."""
    finn, mats, kyra = (cast.pupils[name] for name in ("finn", "mats", "kyra"))
    tie(cast.guardians["judith"], finn)
    tie(cast.guardians["peter"], kyra)
    assert browser(daan).get(reverse("pupil_detail", args=[finn.pk])).status_code == 404
    assert [each.pupil for each in siblings_of(kyra, staff=fresh(daan))] == []
    assert circle_of(kyra, staff=fresh(daan)).siblings == []
    assert circle_of(finn, staff=fresh(cast.staff["sanne"])).siblings == [kyra, mats]


def test_own_person_is_offered_as_guardian_nowhere(cast, daan):
    finn = cast.pupils["finn"]
    tie(cast.guardians["ruben"], finn)
    assert cast.guardians["ruben"] in circle_of(finn, staff=fresh(daan)).guardians
    assert cast.guardians["ruben"] not in circle_of(finn, staff=fresh(cast.staff["ruben"])).guardians


@pytest.mark.parametrize("word", ["Lot", "Thuis", "van"])
def test_search_of_a_tied_leader_finds_and_counts_the_family_nowhere(cast, ruben, word):
    def found(member):
        page = browser(member).get(reverse("pupil_list"), {"q": word})
        return [pupil.first_name for pupil in page.context["pupils"]], page.context["page_obj"].paginator.count

    names, number = found(ruben)
    assert "Lot" not in names
    assert number == len(names)
    others, other_number = found(cast.staff["fatima"])
    assert set(others) - set(names) == {"Lot"}
    assert other_number == number + 1


def test_log_of_a_tied_leader_holds_no_line_about_the_family(cast, ruben):
    lot, emine = cast.pupils["lot"], cast.staff["emine"]
    client = browser(emine)
    client.get(reverse("pupil_detail", args=[lot.pk]))
    client.get(cast.contacts["lot"].get_absolute_url())
    client.get(cast.agreements["lot"].get_absolute_url())
    client.get(reverse("pupil_detail", args=[cast.pupils["kyra"].pk]))

    def seen(member):
        events = browser(member).get(reverse("audit_list")).context["events"]
        return [(str(event.what), [pupil.first_name for pupil in event.pupils]) for event in events]

    assert seen(ruben) == [("opened the page of a pupil", ["Kyra"])]
    own_look = ("looked at this log", [])
    assert seen(cast.staff["fatima"]) == [
        own_look,
        ("opened the page of a pupil", ["Kyra"]),
        ("read an agreement", ["Lot"]),
        ("read a contact", ["Lot"]),
        ("opened the page of a pupil", ["Lot"]),
    ]


@pytest.mark.parametrize("about", ["guardian", "pupil"])
def test_declared_tie_hides_the_family_until_it_ends(cast, sanne, amira, about):
    who = {"guardian": {"guardian": cast.guardians["said"]}, "pupil": {"pupil": amira}}[about]
    declared = DeclaredTie.objects.create(school=cast.linde, staff=sanne, **who)
    contact = cast.contacts["amira"]
    assert browser(sanne).get(contact.get_absolute_url()).status_code == 404
    assert not Agreement.objects.visible_to(fresh(sanne)).filter(contact=contact).exists()

    declared.ended_on = timezone.localdate()
    declared.save()
    assert browser(sanne).get(contact.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("address", ["same telephone", "same e-mail address in capitals"])
def test_same_address_ties_and_the_same_name_does_not(cast, sanne, amira, address):
    details = cast.guardians["fatiha"].details
    if address == "same telephone":
        sanne.telephone = details.telephone
    else:
        sanne.email = details.email.upper()
    sanne.save()
    assert not Contact.objects.findable_by(fresh(sanne)).filter(pupils__pupil=amira).exists()
    namesake = cast.staff["bram"]
    namesake.first_name, namesake.last_name = cast.guardians["fatiha"].first_name, cast.guardians["fatiha"].last_name
    namesake.save()
    assert Contact.objects.findable_by(fresh(namesake)).filter(pupils__pupil=amira).exists()


def test_no_role_opens_the_own_family(cast, daan):
    """Roles come on top of each other; the tie stays."""
    for role in ("school_leader", "care_coordinator", "safety_coordinator"):
        give_role(daan, role)
    assert browser(daan).get(cast.contacts["mats"].get_absolute_url()).status_code == 404
    assert not Contact.objects.known_to(fresh(daan)).filter(pupils__pupil=cast.pupils["mats"]).exists()


def test_tie_holds_in_its_own_school_only(cast, daan):
    """A guardian of another school with the same address is no family of this school."""
    group = make_group(cast.berk, "Groep 8")
    other = make_pupil(group, "Mats")
    other.guardianships.get().guardian.details.__class__.objects.filter(
        guardian=other.guardianships.get().guardian
    ).update(email=daan.user.email)
    assert fresh(daan).rights.tied_pupils == {cast.pupils["mats"].pk}
