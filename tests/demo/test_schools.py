"""What stands in the demo schools once they are loaded."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contacts.enums import REACHED, About
from contacts.models import Agreement, Contact, ContactAttendee, ContactPupil
from contacts.services.agreements import DUTY
from contacts.services.overview import class_rows
from partnership.accounts.models import User
from partnership.audit import services as audit
from partnership.audit.models import AuditEvent
from partnership.demo.accounts import BOARD, DEMO_ACCOUNTS, DEMO_PASSWORD, PRIMARY_SCHOOL, SECONDARY_SCHOOL
from partnership.demo.services import load_demo
from partnership.duties.models import Duty
from partnership.school.enums import Custody, GroupKind, Information, Role, TieKind
from partnership.school.models import (
    Enrolment,
    Group,
    Guardian,
    Guardianship,
    Household,
    Pupil,
    Reachability,
    School,
    StaffMember,
)
from partnership.school.services.people import keepers_of_group, who_handles, workplaces
from tests.browsing import browser

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def primary():
    return School.objects.get(name=PRIMARY_SCHOOL)


@pytest.fixture
def secondary():
    return School.objects.get(name=SECONDARY_SCHOOL)


@pytest.fixture
def class_5b():
    return Group.objects.current().get(name="Groep 5B")


def staff(login: str, school: str = PRIMARY_SCHOOL) -> StaffMember:
    return StaffMember.objects.get(email__startswith=f"{login}@", school__name=school)


def test_two_demo_schools_and_no_key_of_the_official_sample():
    assert set(School.objects.values_list("brin", "is_demo")) == {("01DL", True), ("02WC", True)}


def test_the_primary_school_has_eight_groups_and_two_hundred_pupils(primary):
    assert Group.objects.current().filter(school=primary).count() == 8
    assert Pupil.objects.enrolled().filter(school=primary).count() == 200
    assert StaffMember.objects.filter(school=primary, is_employee=True).count() == 16


def test_the_secondary_school_has_two_year_groups_and_three_mentor_groups(secondary):
    mentor_groups = Group.objects.current().filter(school=secondary, kind=GroupKind.MENTOR)
    assert set(mentor_groups.values_list("name", flat=True)) == {"1A", "1B", "H5a"}
    assert len(set(mentor_groups.values_list("year_group", flat=True))) == 2
    assert Pupil.objects.enrolled().filter(school=secondary).count() == 69


def test_every_role_is_held(primary):
    for role in Role:
        assert who_handles(role, school=primary), role
    leaders = [leader.first_name for leader in who_handles(Role.SCHOOL_LEADER, school=primary)]
    assert leaders == ["Fatima", "Ruben"]


def test_every_group_whose_contact_is_kept_has_a_keeper_who_can_log_in():
    for group in Group.objects.current().exclude(kind=GroupKind.TEACHING):
        keepers = keepers_of_group(group)
        assert keepers, group
        assert all(keeper.rights.at_work for keeper in keepers)


def test_every_pupil_has_a_guardian():
    assert not Pupil.objects.filter(guardianships=None).exists()


def test_brothers_and_sisters_in_other_groups_share_their_guardians():
    noah, lina = (Pupil.objects.get(first_name=first, last_name="Haddou") for first in ("Noah", "Lina"))
    assert set(Guardian.objects.filter(guardianships__pupil=noah)) == set(
        Guardian.objects.filter(guardianships__pupil=lina)
    )
    shared = Guardian.objects.filter(guardianships__pupil=noah).filter(guardianships__pupil=lina)
    assert shared.count() == 2


def test_parents_apart_live_at_two_addresses():
    sem = Pupil.objects.get(first_name="Sem", last_name="Vries")
    ties = sem.guardianships.select_related("guardian__details__household")
    assert {tie.guardian.name for tie in ties} == {"Mark de Vries", "Linda Smit"}
    assert len({tie.guardian.details.household for tie in ties}) == 2


def test_kinds_of_ties_custody_and_information_all_occur():
    ties = Guardianship.objects
    assert set(ties.values_list("kind", flat=True)) == set(TieKind.values)
    assert set(ties.values_list("custody", flat=True)) == set(Custody.values)
    assert set(ties.values_list("information", flat=True)) == set(Information.values)
    assert Guardian.objects.exclude(institution="").exists()


def test_homes_speak_several_languages_some_with_an_interpreter():
    languages = set(Reachability.objects.values_list("language", flat=True))
    assert languages >= {"nl", "ti", "ar", "tr", "pl", "uk", "rif", "en"}
    assert Reachability.objects.filter(needs_interpreter=True).count() > 10
    assert ContactAttendee.objects.filter(kind="interpreter").exists()


def test_a_secret_address_and_guardians_who_cannot_be_reached():
    assert Household.objects.filter(is_secret=True).count() == 1
    without_any_way = Guardian.objects.filter(details__email="", details__telephone="", details__household=None)
    assert without_any_way.exists()


def test_two_thirds_of_groep_5b_were_spoken_to_this_school_year(class_5b):
    pupils = Pupil.objects.in_group(class_5b).enrolled()
    spoken = pupils.filter(contacts__contact__result__in=REACHED, contacts__contact__year=class_5b.year).distinct()
    assert (pupils.count(), spoken.count()) == (26, 18)


def test_groep_5b_as_its_teacher_sees_it(class_5b):
    rows = {pupil.name: pupil for pupil in class_rows(class_5b, staff=staff("sanne"))}
    amira, finn, sem = (rows[name] for name in ("Amira El Idrissi", "Finn Bakker", "Sem de Vries"))
    assert (amira.spoken_at, amira.tries, amira.needs_interpreter) == (None, 2, True)
    assert finn.last_channel == "at_door"
    assert (sem.last_channel, sem.nice_at) == ("phone", sem.last_at)


def test_texts_are_readable_and_many(class_5b):
    texts = [contact.summary for contact in Contact.objects.all()] + [row.text for row in Agreement.objects.all()]
    assert not [text for text in texts if "{" in text]
    assert len(set(texts)) >= 150
    nice = Contact.objects.filter(about=About.NICE, pupils__pupil__first_name="Sem")
    assert "Sem heeft vandaag uit zichzelf een nieuwe jongen in de klas geholpen bij rekenen." in [
        contact.summary for contact in nice
    ]


def test_contacts_about_two_children_have_a_text_for_each():
    rows = ContactPupil.objects.exclude(text="")
    assert rows.count() == 4
    assert all(row.contact.pupils.count() == 2 for row in rows)


def test_last_years_contacts_stand_in_last_years_groups(primary):
    rows = ContactPupil.objects.filter(school=primary, contact__year__end__lt=timezone.localdate())
    assert rows.count() == 18
    assert {row.group.year for row in rows} == {row.contact.year for row in rows}
    assert not Enrolment.objects.filter(group__year__end__lt=timezone.localdate(), until=None).exists()


def test_open_agreements_have_owners_of_each_kind_and_staff_have_a_duty():
    still_open = Agreement.objects.open()
    assert still_open.filter(guardian__isnull=False).exists()
    assert still_open.filter(pupil__isnull=False).exists()
    owned = set(still_open.filter(owner__isnull=False).values_list("pk", flat=True))
    assert owned == set(Duty.objects.open().filter(kind=DUTY).values_list("source", flat=True))
    assert Duty.objects.open().filter(owner=staff("sanne")).count() >= 3


def test_a_colleague_who_is_a_parent_finds_nothing_of_the_own_child(class_5b):
    daan = staff("daan")
    mats = Pupil.objects.get(first_name="Mats", last_name="Wolters")
    assert mats.pk in daan.rights.tied_pupils
    assert not Contact.objects.findable_by(daan).filter(pupils__pupil=mats).exists()


def test_a_team_leader_sees_the_groups_of_the_own_team(secondary):
    for login, names in (("margriet", {"1A", "1B"}), ("rachid", {"H5a", "H4a"})):
        groups = Group.objects.visible_to(staff(login, SECONDARY_SCHOOL)).filter(kind=GroupKind.MENTOR)
        assert set(groups.filter(team__isnull=False).values_list("name", flat=True)) <= names


@pytest.mark.parametrize(("login", "others"), [("margriet", ["H5a"]), ("rachid", ["1A", "1B"])])
def test_a_team_leader_sees_no_looks_at_pupils_of_the_other_team(secondary, login, others):
    """Josephine opens a child of each mentor group."""
    rector = StaffMember.objects.get(school=secondary, user__email__startswith="josephine@")
    leader = StaffMember.objects.get(school=secondary, user__email__startswith=f"{login}@")
    groups = Group.objects.filter(school=secondary, kind="mentor").current()
    looked = {group.name: Pupil.objects.in_group(group).first() for group in groups}
    for pupil in looked.values():
        audit.record("pupil.read", actor=rector.user, obj=pupil)
    page = browser(leader).get(reverse("audit_list"), {"who": str(rector.pk)})
    shown = {pupil for event in page.context["events"] for pupil in event.pupils}
    assert len(page.context["events"]) == len(looked) - len(others)
    assert shown == {pupil for name, pupil in looked.items() if name not in others}


def test_one_person_works_at_both_schools_in_two_roles(primary, secondary):
    yvonne = User.objects.get(email="yvonne@lindeboom.example")
    roles = {place.school: [role.role for role in place.rights.roles] for place in workplaces(yvonne)}
    assert roles == {primary: [Role.COUNSELLOR], secondary: [Role.CARE_COORDINATOR]}


def test_pupils_of_sixteen_and_eighteen_with_and_without_consent(secondary):
    today = timezone.localdate()
    ages = [pupil.age_on(today) for pupil in Pupil.objects.filter(school=secondary)]
    assert {16, 18} <= set(ages)
    consent = {
        pupil.name: pupil.guardianships.filter(pupil_consents_since__isnull=False).exists()
        for pupil in Pupil.objects.filter(school=secondary)
        if pupil.age_on(today) >= 18
    }
    assert consent == {"Niels Hogenboom": True, "Aaliyah Mohan": False}


def test_the_accounts_that_are_shown_exist_and_share_the_password():
    for account in DEMO_ACCOUNTS:
        user = User.objects.get(email=account.email)
        assert user.name == account.name
        places = [place.school.name for place in workplaces(user)]
        assert account.school in places or (account.school == BOARD and len(places) == 2)
    assert len(DEMO_PASSWORD) >= 15
    assert User.objects.values("password").distinct().count() == 1


def test_loading_is_recorded_once_for_each_school():
    assert AuditEvent.objects.filter(action="demo.load").count() == 2


def test_loading_again_changes_nothing():
    models = (School, User, Pupil, Contact, Duty, AuditEvent)
    before = [model.objects.count() for model in models]
    assert load_demo() is False
    assert [model.objects.count() for model in models] == before
