"""Two records of one person: proposed, joined by a person, never by itself, and split again; nothing is lost."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from contacts.models import ContactGuardian
from partnership.audit.models import AuditEvent
from partnership.records.models import Revision
from partnership.records.versions import VersionConflict
from partnership.school.enums import Custody, Information, PairState, Role, Source
from partnership.school.models import (
    DeclaredTie,
    Guardian,
    GuardianPair,
    Guardianship,
    Household,
    Restriction,
    StaffMember,
)
from partnership.school.rules.conflict import family_of, tied_to
from partnership.school.services.guardians import change_guardian
from partnership.school.services.joining import join, keep_apart, part
from partnership.school.services.proposals import propose_pairs
from tests.access.plans import make_restriction
from tests.browsing import browser, filled
from tests.cast import make_agreement, make_contact, make_guardian, make_pupil, make_staff, tie, today

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def two(cast) -> tuple[Guardian, Guardian]:
    """One mother who stands at Finn, and once more, as another record, at Kyra."""
    people = [make_guardian(cast.linde, "Wilma", email="wilma@home.example") for _ in range(2)]
    tie(people[0], cast.pupils["finn"])
    tie(people[1], cast.pupils["kyra"])
    return tuple(people)


@pytest.fixture
def pair(cast, two) -> GuardianPair:
    propose_pairs(cast.linde)
    return GuardianPair.objects.get(one__in=two, other__in=two)


@pytest.fixture
def leader(cast) -> StaffMember:
    return cast.staff["fatima"]


def joined(pair: GuardianPair, leader: StaffMember, kept: Guardian) -> GuardianPair:
    pair.refresh_from_db()
    return join(pair, actor=leader, version=pair.version, kept=kept)


def fresh(member: StaffMember) -> StaffMember:
    """The person with the rights of a new request."""
    return StaffMember.objects.select_related("user", "school").get(pk=member.pk)


def children(guardian: Guardian) -> set[str]:
    return {row.pupil.first_name for row in Guardianship.objects.current().filter(guardian=guardian)}


# Proposed, never joined alone


@pytest.mark.parametrize("fact", ["email", "telephone", "address"])
def test_same_name_with_one_same_fact_is_proposed_once(cast, fact):
    people = [make_guardian(cast.linde, "Same") for _ in range(2)]
    for number, person in enumerate(people):
        tie(person, cast.pupils[("finn", "kyra")[number]])
        details = person.details
        if fact == "address":
            text = ("Dorpsstraat 1", "dorpsstraat 1")[number]
            details.household = Household.objects.create(school=cast.linde, street=text, postcode="6851 AB", town="H")
        else:
            setattr(details, fact, {"email": ("a@B.example", "A@b.example")[number], "telephone": "+31611111111"}[fact])
        details.save()
    assert propose_pairs(cast.linde) == 1
    assert propose_pairs(cast.linde) == 0
    assert not Guardian.objects.exclude(joined_into=None).exists()


def test_same_name_alone_and_same_mail_alone_are_not_proposed(cast):
    for name, mail in (("Same", "a@home.example"), ("Same", "b@home.example"), ("Other", "a@home.example")):
        tie(make_guardian(cast.linde, name, email=mail), cast.pupils["finn"])
    assert propose_pairs(cast.linde) == 0


def test_never_across_schools(cast, two):
    tie(make_guardian(cast.berk, "Wilma", email="wilma@home.example"), cast.pupils["zoe"])
    propose_pairs(cast.linde)
    propose_pairs(cast.berk)
    assert {row.one.school_id == row.other.school_id for row in GuardianPair.objects.all()} == {True}
    assert not GuardianPair.objects.filter(school=cast.berk).exists()


def test_institutions_are_not_proposed(cast, two):
    Guardian.objects.filter(pk__in=[row.pk for row in two]).update(institution="De Brug")
    assert propose_pairs(cast.linde) == 0


def test_filling_in_a_mail_address_proposes(cast, leader):
    people = [make_guardian(cast.linde, "Nel") for _ in range(2)]
    ties = [tie(people[0], cast.pupils["finn"]), tie(people[1], cast.pupils["kyra"])]
    change_guardian(ties[1], actor=leader, version=1, details={"email": people[0].details.email})
    assert GuardianPair.objects.get().state == PairState.PROPOSED


# Joined


def test_joining_moves_everything_and_takes_nothing_away(cast, two, pair, leader):
    kept, gone = two
    contact = make_contact(cast.staff["emine"], cast.pupils["kyra"], guardians=[gone])
    agreement = make_agreement(contact, guardian=gone)
    restriction = make_restriction(gone.guardianships.get(), leader)
    before = {model: model.objects.count() for model in (Guardian, Guardianship, ContactGuardian, Restriction)}
    joined(pair, leader, kept)
    for row in (gone, agreement, restriction.instruction):
        row.refresh_from_db()
    assert (gone.joined_into, agreement.guardian, restriction.instruction.guardian) == (kept, kept, kept)
    assert children(kept) == {"Finn", "Kyra"}
    assert [row.guardian for row in contact.guardians.all()] == [kept]
    assert {model: model.objects.count() for model in before} == before
    assert AuditEvent.objects.filter(action="guardian.join", actor=leader.user).count() == 2
    assert Revision.objects.of(gone).count() == 1


def test_what_only_the_other_says_is_filled_in_and_a_secret_stays_secret(cast, two, pair, leader):
    kept, gone = two
    home = Household.objects.create(school=cast.linde, street="Laan 1", postcode="6851 AB", town="H", is_secret=True)
    for person, values in ((kept, {"telephone": ""}), (gone, {"is_secret": True, "household": home})):
        for name, value in values.items():
            setattr(person.details, name, value)
        person.details.save()
    telephone = gone.details.telephone
    joined(pair, leader, kept)
    kept.details.refresh_from_db()
    assert (kept.details.telephone, kept.details.is_secret, kept.details.household) == (telephone, True, home)


def test_two_ties_with_one_child_become_one_with_the_stricter_facts(cast, leader):
    kept, gone = (make_guardian(cast.linde, "Jan", email="jan@home.example") for _ in range(2))
    ours = tie(kept, cast.pupils["finn"])
    theirs = tie(gone, cast.pupils["finn"], custody=Custody.NO, custody_source=Source.DOCUMENT)
    restriction = make_restriction(theirs, leader)
    theirs.information, theirs.withheld_by = Information.WITHHELD, restriction
    theirs.save()
    propose_pairs(cast.linde)
    pair = joined(GuardianPair.objects.get(), leader, kept)
    [left] = Guardianship.objects.current().filter(pupil=cast.pupils["finn"], guardian__first_name="Jan")
    assert left == ours
    assert (left.custody, left.information, left.withheld_by) == (Custody.NO, Information.WITHHELD, restriction)
    assert list(left.restrictions.all()) == [restriction]

    part(pair, actor=leader, version=pair.version)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.custody, ours.information, ours.withheld_by) == (Custody.UNKNOWN, Information.FULL, None)
    assert (theirs.guardian, theirs.until) == (gone, None)
    assert list(theirs.restrictions.all()) == [restriction]


def test_both_at_one_talk_stand_there_as_before(cast, two, pair, leader):
    contact = make_contact(cast.staff["emine"], cast.pupils["kyra"], guardians=list(two))
    joined(pair, leader, two[0])
    assert {row.guardian for row in contact.guardians.all()} == set(two)


def test_second_decision_about_one_pair_is_a_conflict(cast, two, pair, leader):
    joined(pair, leader, two[0])
    with pytest.raises(VersionConflict):
        join(pair, actor=leader, version=1, kept=two[1])


def test_three_records_of_one_person_and_back(cast, two, pair, leader):
    third = make_guardian(cast.linde, "Wilma", email="wilma@home.example")
    tie(third, cast.pupils["bilal"])
    propose_pairs(cast.linde)
    first = joined(pair, leader, two[0])
    other = GuardianPair.objects.exclude(pk=pair.pk).filter(state=PairState.PROPOSED).first()
    if two[0] not in (other.one, other.other):
        other = GuardianPair.objects.create(school=cast.linde, one=two[0], other=third)
    second = joined(other, leader, third)
    two[1].refresh_from_db()
    assert (two[1].joined_into, children(third)) == (third, {"Finn", "Kyra", "Bilal"})

    part(first, actor=leader, version=first.version)
    assert (children(two[1]), children(third)) == ({"Kyra"}, {"Finn", "Bilal"})
    part(second, actor=leader, version=second.version)
    assert [children(each) for each in (*two, third)] == [{"Finn"}, {"Kyra"}, {"Bilal"}]
    assert not Guardian.objects.exclude(joined_into=None).exists()


# Split again


def test_splitting_gives_back_what_moved_and_leaves_what_came_since(cast, two, pair, leader):
    kept, gone = two
    before = make_contact(cast.staff["emine"], cast.pupils["kyra"], guardians=[gone])
    pair = joined(pair, leader, kept)
    since = make_contact(cast.staff["emine"], cast.pupils["kyra"], guardians=[kept])
    pair = part(pair, actor=leader, version=pair.version)
    gone.refresh_from_db()
    assert (gone.joined_into, children(kept), children(gone)) == (None, {"Finn"}, {"Kyra"})
    assert [row.guardian for row in before.guardians.all()] == [gone]
    assert [row.guardian for row in since.guardians.all()] == [kept]
    assert pair.state == PairState.PARTED
    assert propose_pairs(cast.linde) == 0

    joined(pair, leader, kept)
    assert children(kept) == {"Finn", "Kyra"}


def test_what_was_corrected_since_is_not_undone_by_splitting(cast, two, pair, leader):
    kept = two[0]
    kept.details.telephone = ""
    kept.details.save()
    pair = joined(pair, leader, kept)
    kept.details.refresh_from_db()
    kept.details.telephone = "+31611111111"
    kept.details.save()
    part(pair, actor=leader, version=pair.version)
    kept.details.refresh_from_db()
    assert kept.details.telephone == "+31611111111"


def test_two_people_are_not_proposed_again(cast, two, pair, leader):
    keep_apart(pair, actor=leader, version=1)
    assert propose_pairs(cast.linde) == 0
    assert not GuardianPair.objects.proposed().exists()


# Who may not see or do it


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("is_joined", [False, True])
def test_who_is_tied_to_either_sees_and_does_nothing(cast, two, pair, leader, side, is_joined):
    tied = make_staff(cast.linde, "Tied", role=Role.SCHOOL_LEADER)
    DeclaredTie.objects.create(school=cast.linde, staff=tied, guardian=two[side])
    if is_joined:
        pair = joined(pair, leader, two[0])
    assert not GuardianPair.objects.findable_by(tied).exists()
    with pytest.raises(ValidationError):
        join(pair, actor=tied, version=pair.version, kept=two[0])
    assert browser(tied).get(pair.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("fact", ["email", "telephone", "staff"])
def test_a_tie_by_the_record_that_was_joined_holds(cast, two, pair, leader, fact):
    """The conflict rule looks at the address of every record of the person, on both sides of the question."""
    kept, gone = two
    colleague = cast.staff["hans"]
    if fact == "staff":
        Guardian.objects.filter(pk=gone.pk).update(staff=colleague)
    else:
        setattr(gone.details, fact, {"email": colleague.user.email, "telephone": "+31612121212"}[fact])
        gone.details.save()
        StaffMember.objects.filter(pk=colleague.pk).update(telephone="+31612121212" if fact == "telephone" else "")
    joined(pair, leader, kept)
    colleague = fresh(colleague)
    finn, kyra = cast.pupils["finn"].pk, cast.pupils["kyra"].pk
    assert {finn, kyra} <= colleague.rights.tied_pupils
    assert {kept.pk, gone.pk} <= colleague.rights.tied_guardians
    assert tied_to([colleague], family=family_of([finn], day=today()), guardians=[]) == {colleague.pk}


@pytest.mark.parametrize("name", ["sanne", "tim", "wim", "tess"])
def test_who_may_not_mend_both_does_not_join(cast, two, pair, name):
    with pytest.raises(ValidationError):
        join(pair, actor=cast.staff[name], version=1, kept=two[0])


# The pages


def test_leader_joins_and_splits_on_the_pages(cast, two, pair, leader):
    client, url = browser(leader), pair.get_absolute_url()
    assert url in client.get(reverse("guardian_incomplete")).content.decode()
    page = client.get(url).content.decode()
    assert all(word in page for word in ("Finn", "Kyra", "wilma@home.example"))
    client.post(url, filled(client.get(url), kept=str(two[1].pk)))
    assert children(two[1]) == {"Finn", "Kyra"}
    assert url in client.get(reverse("guardian_incomplete")).content.decode()
    client.post(reverse("school:guardian_part", args=[pair.pk]), {"version": 2})
    assert (children(two[0]), children(two[1])) == ({"Finn"}, {"Kyra"})
    client.post(reverse("school:guardian_apart", args=[pair.pk]), {"version": 3})
    pair.refresh_from_db()
    assert pair.state == PairState.DIFFERENT


def test_teacher_completes_and_sees_no_pairs(cast, pair):
    page = browser(cast.staff["sanne"]).get(reverse("guardian_incomplete")).content.decode()
    assert pair.get_absolute_url() not in page


def test_button_sent_twice_splits_nothing_a_second_time(cast, two, pair, leader):
    pair = joined(pair, leader, two[0])
    client, url = browser(leader), reverse("school:guardian_part", args=[pair.pk])
    for _ in range(2):
        assert client.post(url, {"version": pair.version}).status_code == 302
    assert AuditEvent.objects.filter(action="guardian.part").count() == 2


def test_pupil_of_a_brother_is_found_after_joining(cast, two, pair, leader):
    sister = make_pupil(cast.groups["six"], "Noa", guardians=[two[1]])
    joined(pair, leader, two[0])
    assert children(two[0]) == {"Finn", "Kyra", sister.first_name}
