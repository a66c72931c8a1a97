"""The conflict rule (decision 22): who has a tie with a family finds nothing of it, nor that it is there."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.models import Agreement, Contact, ContactGuardian, ContactPupil
from contacts.services.log import ContactEntry, change_contact
from contacts.services.versions import older_versions
from partnership.accounts.models import User
from partnership.school.models import (
    DeclaredTie,
    Guardian,
    GuardianDetails,
    Guardianship,
    Household,
    Pupil,
    Reachability,
    StaffMember,
)
from partnership.school.rules import family_of, tied_to
from tests.cast import DAY, assign, make_contact, make_guardian, make_pupil, make_staff, tie

pytestmark = pytest.mark.usefixtures("quick_pages")


def fresh(staff: StaffMember) -> StaffMember:
    """Return the row as the next request reads it."""
    return StaffMember.objects.select_related("user", "school").get(pk=staff.pk)


def same_mail_as_login(cast, staff):
    GuardianDetails.objects.filter(guardian=cast.guardians["peter"]).update(email=staff.user.email.upper())


def same_mail_as_at_work(cast, staff):
    address = f"{staff.first_name}@Werk.example"
    StaffMember.objects.filter(pk=staff.pk).update(email=address.lower())
    GuardianDetails.objects.filter(guardian=cast.guardians["peter"]).update(email=address)


def same_telephone(cast, staff):
    StaffMember.objects.filter(pk=staff.pk).update(telephone="+31612345678")
    GuardianDetails.objects.filter(guardian=cast.guardians["peter"]).update(telephone="+31612345678")


def guardian_is_this_colleague(cast, staff):
    Guardian.objects.filter(pk=cast.guardians["peter"].pk).update(staff=staff)


def guardian_works_elsewhere_too(cast, staff):
    elsewhere = make_staff(cast.berk, "Sanne", user=staff.user)
    Guardian.objects.filter(pk=cast.guardians["peter"].pk).update(staff=elsewhere)


def declared_with_guardian(cast, staff):
    DeclaredTie.objects.create(school=cast.linde, staff=staff, guardian=cast.guardians["peter"])


def declared_with_pupil(cast, staff):
    DeclaredTie.objects.create(school=cast.linde, staff=staff, pupil=cast.pupils["finn"])


def declared_with_a_brother(cast, staff):
    brother = make_pupil(cast.groups["six"], "Brother", guardians=[cast.guardians["peter"]])
    DeclaredTie.objects.create(school=cast.linde, staff=staff, pupil=brother)


WAYS = [
    same_mail_as_login, same_mail_as_at_work, same_telephone, guardian_is_this_colleague, guardian_works_elsewhere_too,
    declared_with_guardian, declared_with_pupil, declared_with_a_brother,
]  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_every_kind_of_tie_hides_the_whole_family(cast, way):
    """Sanne teaches Finn. From the moment of the tie on she finds nothing of him."""
    way(cast, cast.staff["sanne"])
    sanne = fresh(cast.staff["sanne"])
    finn, peter, contact = cast.pupils["finn"], cast.guardians["peter"], cast.contacts["finn"]
    assert not Pupil.objects.visible_to(sanne).filter(pk=finn.pk).exists()
    assert not Pupil.objects.findable_by(sanne).filter(pk=finn.pk).exists()
    assert not Guardian.objects.visible_to(sanne).filter(pk=peter.pk).exists()
    assert not GuardianDetails.objects.visible_to(sanne).filter(guardian=peter).exists()
    assert not Reachability.objects.visible_to(sanne).filter(guardian=peter).exists()
    assert not Guardianship.objects.visible_to(sanne).filter(pupil=finn).exists()
    assert not Contact.objects.known_to(sanne).filter(pk=contact.pk).exists()
    assert not ContactPupil.objects.visible_to(sanne).filter(contact=contact).exists()
    assert not ContactGuardian.objects.visible_to(sanne).filter(contact=contact).exists()
    assert not Agreement.objects.visible_to(sanne).filter(contact=contact).exists()
    assert cast.client("P2").get(reverse("pupil_detail", args=[finn.pk])).status_code == 404


@pytest.mark.parametrize("way", WAYS)
def test_leader_and_coordinator_are_no_exception(cast, way):
    for code in ("P6", "P6c"):
        staff = cast.personas[code].staff
        way(cast, staff)
        assert not Contact.objects.known_to(fresh(staff)).filter(pk=cast.contacts["finn"].pk).exists()
        GuardianDetails.objects.update(email="", telephone="")
        DeclaredTie.objects.all().delete()
        Guardian.objects.update(staff=None)


def test_equal_name_alone_hides_nothing(cast):
    Guardian.objects.filter(pk=cast.guardians["peter"].pk).update(first_name="Sanne", last_name="van School")
    assert Pupil.objects.visible_to(fresh(cast.staff["sanne"])).filter(pk=cast.pupils["finn"].pk).exists()


def test_empty_mail_and_telephone_are_equal_to_nothing(cast):
    User.objects.filter(pk=cast.staff["sanne"].user_id).update(email="")
    GuardianDetails.objects.update(email="", telephone="")
    assert fresh(cast.staff["sanne"]).rights.tied_guardians == frozenset()


def test_tie_that_ended_hides_nothing(cast):
    DeclaredTie.objects.create(
        school=cast.linde, staff=cast.staff["sanne"], pupil=cast.pupils["finn"], ended_on=timezone.localdate() - DAY
    )
    assert Pupil.objects.visible_to(fresh(cast.staff["sanne"])).filter(pk=cast.pupils["finn"].pk).exists()


def test_tie_with_one_family_leaves_the_others(cast):
    declared_with_pupil(cast, cast.staff["sanne"])
    sanne = fresh(cast.staff["sanne"])
    assert Pupil.objects.visible_to(sanne).filter(pk=cast.pupils["amira"].pk).exists()
    assert Contact.objects.visible_to(sanne).filter(pk=cast.contacts["amira"].pk).exists()


def test_children_who_share_only_an_institution_are_not_one_family(cast):
    supervisor = make_guardian(cast.linde, "Supervisor")
    for name in ("finn", "kyra"):
        tie(supervisor, cast.pupils[name], kind="family_supervisor")
    declared_with_pupil(cast, cast.staff["sanne"])
    assert fresh(cast.staff["sanne"]).rights.tied_pupils == {cast.pupils["finn"].pk}


def test_author_loses_what_was_written_when_a_tie_is_declared(cast):
    declared_with_guardian(cast, cast.staff["bram"])
    client, contact = cast.client("P3"), cast.contacts["finn"]
    for name in ("contacts:detail", "contacts:edit", "contacts:history"):
        assert client.get(reverse(name, args=[contact.pk])).status_code == 404


def test_lists_and_counts_leave_the_family_out(cast):
    client = cast.client("P4")
    listed = client.get(reverse("pupil_list")).context_data["pupils"]
    found = [
        client.get(reverse("pupil_list"), {"q": word}).context_data["pupils"] for word in ("Mats", "Judith", "Daan")
    ]
    group = client.get(reverse("contacts:group", args=[cast.groups["five"].pk])).context_data
    today = client.get(reverse("today")).context_data
    assert cast.pupils["mats"] not in listed
    assert [list(each) for each in found] == [[], [], []]
    assert {pupil.first_name for pupil in group["pupils"]} == {"Amira", "Finn"}
    assert today["classes"][0]["size"] == 2


def test_log_tells_a_leader_nothing_of_the_own_family(cast):
    """Not by a name, not by a row that stands out, not by a number."""
    leader, other = cast.client("P7"), cast.client("P6")
    before = leader.get(reverse("audit_list")).context_data["page_obj"].paginator.count
    for name in ("pupil_detail", "contacts:new"):
        other.get(reverse(name, args=[cast.pupils["lot"].pk]))
    other.get(reverse("contacts:detail", args=[cast.contacts["lot"].pk]))
    other.get(reverse("contacts:agreement", args=[cast.agreements["lot"].pk]))
    own_look = 1
    assert leader.get(reverse("audit_list")).context_data["page_obj"].paginator.count == before + own_look


def test_contact_with_a_tied_guardian_about_another_child_is_hidden_from_the_log(cast):
    """A step-parent who takes someone else's child home: the contact is hidden, so are its rows in the log."""
    contact = make_contact(cast.staff["emine"], cast.pupils["kyra"], guardians=[cast.guardians["ruben"]])
    cast.client("P6").get(reverse("contacts:detail", args=[contact.pk]))
    page = cast.client("P7").get(reverse("audit_list")).context_data
    assert page["page_obj"].paginator.count == 0


def test_leader_of_one_team_reads_no_names_of_another_in_the_log(cast):
    for name in ("amira", "kyra"):
        cast.client("P6").get(reverse("contacts:detail", args=[cast.contacts[name].pk]))
    events = cast.client("P6t").get(reverse("audit_list")).context_data["events"]
    assert sorted(pupil.first_name for event in events for pupil in event.pupils) == ["Amira"]


def test_older_version_that_named_a_tied_family_is_left_out(cast):
    """The contact was logged with the wrong child first; the text of then is about the tied family."""
    emine, kyra = fresh(cast.staff["emine"]), cast.pupils["kyra"]
    contact = make_contact(emine, cast.pupils["lot"], summary="About Lot.")
    entry = ContactEntry(
        texts={kyra: ""}, channel="phone", guardians=frozenset([cast.guardians["anja"]]), summary="Kyra"
    )
    contact = change_contact(contact, actor=emine, version=1, entry=entry)
    assert [version.summary for version in older_versions(contact, staff=fresh(cast.staff["fatima"]))] == ["About Lot."]
    assert older_versions(contact, staff=fresh(cast.staff["ruben"])) == []


def test_household_of_the_own_family_is_hidden(cast):
    home = Household.objects.create(school=cast.linde, street="Own street 1")
    GuardianDetails.objects.filter(guardian=cast.guardians["judith"]).update(household=home)
    assert Household.objects.visible_to(fresh(cast.staff["sanne"])).filter(pk=home.pk).exists()
    assert not Household.objects.visible_to(fresh(cast.staff["daan"])).filter(pk=home.pk).exists()


def test_leader_of_a_team_who_keeps_a_class_elsewhere_reads_only_this_year_of_it(cast):
    """The role speaks for its team; for the own class the rule of class teachers holds."""
    last_year = cast.contacts["amira last year"]
    tess = cast.staff["tess"]
    assert Contact.objects.visible_to(fresh(tess)).filter(pk=last_year.pk).exists()
    tess.roles.update(team=cast.groups["six"].team)
    assign(tess, cast.groups["five"])
    assert not Contact.objects.visible_to(fresh(tess)).filter(pk=last_year.pk).exists()
    assert Contact.objects.known_to(fresh(tess)).filter(pk=last_year.pk).exists()


def test_class_teacher_knows_that_there_was_contact_in_earlier_years_and_no_more(cast):
    client, url = cast.client("P2"), reverse("contacts:detail", args=[cast.contacts["amira last year"].pk])
    assert client.get(url).status_code == 403
    page = client.get(reverse("pupil_detail", args=[cast.pupils["amira"].pk])).context_data
    readable = {contact.pk: contact.readable for contact in page["contacts"]}
    assert readable == {cast.contacts["amira"].pk: True, cast.contacts["amira last year"].pk: False}


def test_former_foster_home_makes_no_teacher_of_a_sister(cast):
    """The tie that made them brother and sister has ended."""
    bram = cast.staff["bram"]
    assert Contact.objects.known_to(fresh(bram)).filter(pk=cast.contacts["bilal"].pk).exists()
    Guardianship.objects.filter(pupil=cast.pupils["bilal"]).update(until=timezone.localdate() - DAY)
    assert not Contact.objects.known_to(fresh(bram)).filter(pk=cast.contacts["bilal"].pk).exists()


def test_administrator_gives_themselves_no_role(cast):
    client, tim = cast.client("P12"), cast.staff["tim"]
    sent = {"email": tim.user.email.upper(), "first_name": "T", "last_name": "V", "role": "school_leader"}
    response = client.post(
        reverse("school:staff_new"), sent | {"submission_key": "9b2f1c0e-0f0e-4b8c-9d5e-2f6f5f1f7a11"}
    )
    assert response.status_code == 422
    assert [role.role for role in tim.roles.all()] == ["admin"]
    assert not StaffMember.objects.filter(email__iexact=tim.user.email).exclude(pk=tim.pk).exists()


def test_rule_says_the_same_from_the_side_of_the_family(cast):
    """Who is tied to a child, asked for many colleagues at once, agrees with what each of them may not find."""
    cast.staff["bram"].telephone = cast.guardians["peter"].details.telephone
    cast.staff["bram"].save()
    DeclaredTie.objects.create(school=cast.linde, staff=cast.staff["hans"], pupil=cast.pupils["kyra"])
    DeclaredTie.objects.create(school=cast.linde, staff=cast.staff["emine"], guardian=cast.guardians["said"])
    people = list(StaffMember.objects.filter(school=cast.linde).select_related("user", "school"))
    for pupil in Pupil.objects.filter(school=cast.linde):
        tied = tied_to(people, family=family_of([pupil.pk], day=timezone.localdate()), guardians=[])
        assert tied == {person.pk for person in people if pupil.pk in person.rights.tied_pupils}
    assert {person.first_name for person in people if person.rights.tied_pupils} >= {
        "Daan", "Ruben", "Bram", "Hans", "Emine"
    }  # fmt: skip
