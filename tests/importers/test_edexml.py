"""What an EDEXML file makes and changes."""

import datetime
from pathlib import Path

import pytest

from partnership.audit.models import AuditEvent
from partnership.school.enums import GroupKind, Sector
from partnership.school.importers.outcome import ImportRefused
from partnership.school.models import Enrolment, Group, Location, Pupil, School, SchoolYear
from tests.importers.files import combined, edex, group, place, pupil
from tests.importers.taking import everything, in_group, known, take

SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "edexml" / "EDEXML.Voorbeeld.2.1.xml"
TODAY = datetime.date(2026, 11, 24)
FIRST_DAY, LAST_DAY = datetime.date(2026, 8, 1), datetime.date(2027, 7, 31)
CLASSES = [group("5A", "5"), group("6A", "6")]


def twelve(**changes) -> list[str]:
    """The pupils of the fixture, some with other arguments."""
    rows = {f"p{number}": {"groups": ["5A" if number <= 6 else "6A"]} for number in range(1, 13)}
    return [pupil(key, **(row | changes.get(key, {}))) for key, row in rows.items() if changes.get(key, {}) is not None]


@pytest.mark.skipif(not SAMPLE.exists(), reason="the official sample is not on this machine")
def test_official_sample_is_taken_and_a_second_time_changes_nothing(db):
    with SAMPLE.open("rb") as file:
        take(file.read(), create_school="Voorbeeld")
    school = School.objects.get()
    assert (school.brin, school.location_code, school.sector) == ("99ZZ", "00", Sector.PRIMARY)
    assert set(Pupil.objects.values_list("key", flat=True)) == {"00001", "00002"}
    assert Group.objects.filter(kind=GroupKind.COMBINED).count() == 3
    assert set(Location.objects.values_list("key", "name")) == {("VH", "Vestiging Huissen"), ("VB", "Vestiging Bemmel")}
    assert in_group("GRP4B", datetime.date(2014, 10, 1)) == in_group("sg1", datetime.date(2014, 10, 1)) == {"00001"}
    before = everything()
    with SAMPLE.open("rb") as file:
        summary = take(file.read())
    assert summary.changes == 0
    assert everything() == before


def test_a_file_makes_school_year_groups_and_places(db):
    summary = take(edex(groups=CLASSES, pupils=[pupil("p1", groups=["5A"], year_group="5")]), create_school="De Linde")
    year = SchoolYear.objects.get()
    assert (year.name, year.start, year.end) == ("2026-2027", FIRST_DAY, LAST_DAY)
    enrolment = Enrolment.objects.get()
    assert (enrolment.pupil.key, enrolment.group.key) == ("p1", "5A")
    assert (enrolment.from_date, enrolment.until) == (FIRST_DAY, LAST_DAY)
    assert summary.changes == 1 + 2 + 1 + 1


def test_unknown_school_is_refused_without_a_name_for_it(db):
    content = edex(pupils=[pupil("p1")])
    before = everything()
    with pytest.raises(ImportRefused, match="--create-school"):
        take(content)
    assert everything() == before


def test_known_school_keeps_its_name(school):
    take(edex(groups=CLASSES, pupils=twelve()), create_school="Andere naam")
    assert School.objects.get().name == "De Linde"


@pytest.mark.parametrize(
    ("year_groups", "sector"),
    [(["1", "8"], "po"), (["11", "14", "16"], "vo"), (["S", "S", "8"], "special"), ([None, "X"], "po")],
)
def test_sector_is_guessed_from_the_year_groups(db, year_groups, sector):
    take(edex(pupils=[pupil(f"p{n}", year_group=text) for n, text in enumerate(year_groups)]), create_school="S")
    assert School.objects.get().sector == sector


@pytest.mark.parametrize("version", ["2.0", "2.1", None])
def test_both_versions_are_read(db, version):
    summary = take(edex(year="2014-2015", version=version, pupils=[pupil("p1")]), create_school="S")
    assert (summary.notes, Pupil.objects.count()) == ([], 1)


def test_utf_16_and_latin_1_are_read(db):
    for number, encoding in enumerate(["UTF-16", "ISO-8859-1", "windows-1252"]):
        text = edex(brin=f"1{number}AB", pupils=[pupil("p1", roepnaam="Zoë")]).decode().replace("UTF-8", encoding, 1)
        take(text.encode(encoding), create_school=encoding)
    assert list(Pupil.objects.values_list("first_name", flat=True)) == ["Zoë"] * 3


def test_the_same_file_twice_changes_nothing_and_records_nothing(school):
    content = edex(groups=CLASSES, pupils=twelve())
    before = everything()
    assert take(content).changes == 0
    assert everything() == before


def test_rehearsal_says_what_would_change_and_changes_nothing(school):
    before = everything()
    summary = take(edex(groups=CLASSES, pupils=[*twelve(), pupil("p13", groups=["5A"])]), rehearse=True)
    assert summary.changes == 2
    assert "rehearsal" in list(summary.lines())[-1]
    assert everything() == before


def test_import_is_audited_with_names_of_fields_only(school):
    AuditEvent.objects.count()
    take(edex(groups=CLASSES, pupils=twelve(p1={"groups": ["5A"], "roepnaam": "Bo"})))
    event = AuditEvent.objects.order_by("pk").last()
    assert (event.action, event.actor_id, event.school_id) == ("import.edexml", None, school.pk)
    assert event.fields == ["pupil.first_name"]


def test_changed_name_and_date_of_birth_are_taken(school):
    changed = pupil("p1", groups=["5A"], roepnaam="Bo", voorvoegsel="van 't", achternaam="Hof")
    take(edex(groups=CLASSES, pupils=[changed, *twelve()[1:]]))
    assert known("p1").name == "Bo van 't Hof"


def test_what_a_file_leaves_out_stays(school):
    Pupil.objects.filter(key="p1").update(initials="BB", birth_date=datetime.date(2017, 3, 1))
    take(edex(groups=CLASSES, pupils=twelve()))
    assert (known("p1").initials, known("p1").birth_date) == ("BB", datetime.date(2017, 3, 1))


def test_pupil_without_first_name_goes_by_given_names(db):
    content = edex(pupils=[pupil("p1", roepnaam=None, voornamen="Ismaël Hassan"), pupil("p2", achternaam=None)])
    take(content, create_school="S")
    assert known("p1").first_name == "Ismaël Hassan"
    assert (known("p2").first_name, known("p2").last_name) == ("Roepp2", "")


def test_other_group_ends_one_place_and_begins_another(school):
    take(edex(day="2026-11-20", groups=CLASSES, pupils=twelve(p1={"groups": ["6A"]})))
    old, new = Enrolment.objects.filter(pupil__key="p1").order_by("from_date")
    assert (old.group.key, old.until) == ("5A", datetime.date(2026, 11, 19))
    assert (new.group.key, new.from_date, new.until) == ("6A", datetime.date(2026, 11, 20), LAST_DAY)


def test_two_group_changes_on_one_day_leave_one_place(school):
    for key in ("6A", "5A", "6A"):
        take(edex(groups=CLASSES, pupils=twelve(p1={"groups": [key]})))
    assert "p1" in in_group("6A", TODAY)
    assert "p1" not in in_group("5A", TODAY)
    assert Enrolment.objects.filter(pupil__key="p1").count() == 2


def test_combined_group_stands_beside_the_class(school):
    groups = [*CLASSES, combined("plus")]
    take(edex(groups=groups, pupils=twelve(p1={"groups": ["5A"], "combined_groups": ["plus"]})))
    assert in_group("plus", TODAY) == {"p1"}
    assert "p1" in in_group("5A", TODAY)
    take(edex(groups=groups, pupils=twelve()))
    assert in_group("plus", TODAY) == set()


def test_group_made_by_hand_is_left_alone(school):
    mentor = Group.objects.create(
        school=school, year=SchoolYear.objects.get(), key="m1", name="Mentor", kind=GroupKind.MENTOR
    )
    Enrolment.objects.create(school=school, pupil=known("p1"), group=mentor, from_date=FIRST_DAY)
    assert take(edex(groups=CLASSES, pupils=twelve())).changes == 0
    assert in_group("m1", TODAY) == {"p1"}


def test_class_that_became_a_mentor_group_stays_one(school):
    Group.objects.filter(key="5A").update(kind=GroupKind.MENTOR)
    take(edex(groups=[group("5A", "5", "5A nieuw"), CLASSES[1]], pupils=twelve(p1={"groups": ["6A"]})))
    changed = Group.objects.get(key="5A")
    assert (changed.name, changed.kind) == ("5A nieuw", GroupKind.MENTOR)
    assert "p1" not in in_group("5A", TODAY)


def test_group_that_is_gone_and_empty_is_closed_and_opens_again(school):
    moved = {f"p{number}": {"groups": ["6A"]} for number in range(1, 7)}
    assert take(edex(groups=CLASSES[1:], pupils=twelve(**moved))).tallies["groups"].gone == 1
    assert Group.objects.get(key="5A").closed_on == TODAY
    take(edex(groups=CLASSES, pupils=twelve()))
    assert Group.objects.get(key="5A").closed_on is None


def test_pupil_is_where_the_file_says_and_so_is_the_group(db):
    places = [place("N", "Noord"), place("Z", "Zuid")]
    pupils = [pupil("p1", groups=["5A"], place="N"), pupil("p2", groups=["5A"], place="N"), pupil("p3", place="Z")]
    take(edex(places=places, groups=CLASSES, pupils=pupils), create_school="S")
    assert known("p3").location.name == "Zuid"
    assert Group.objects.get(key="5A").location.name == "Noord"
    assert Group.objects.get(key="6A").location is None


def test_first_day_at_school_is_the_first_day_in_the_group(school):
    new = pupil("p13", groups=["5A"], joins="2026-10-12")
    soon = pupil("p14", groups=["5A"], joins="2027-01-11")
    old = pupil("p15", groups=["5A"], joins="2024-08-20")
    silent = pupil("p16", groups=["5A"])
    take(edex(groups=CLASSES, pupils=[*twelve(), new, soon, old, silent]))
    starts = dict(Enrolment.objects.values_list("pupil__key", "from_date"))
    assert starts["p13"] == datetime.date(2026, 10, 12)
    assert starts["p14"] == datetime.date(2027, 1, 11)
    assert starts["p15"] == FIRST_DAY
    assert starts["p16"] == TODAY
    assert take(edex(groups=CLASSES, pupils=[*twelve(), new, soon, old, silent])).changes == 0


def test_who_left_before_is_not_taken(school):
    left = [pupil("p13", leaves="2026-09-01"), pupil("p14", year_group="H")]
    summary = take(edex(groups=CLASSES, pupils=[*twelve(), *left]))
    assert summary.changes == 0
    assert Pupil.objects.count() == 12
    assert any("left already" in note for note in summary.notes)


def test_day_of_leaving_to_come_ends_the_place_then(school):
    take(edex(groups=CLASSES, pupils=twelve(p1={"groups": ["5A"], "leaves": "2026-12-18"})))
    assert known("p1").left_on == datetime.date(2026, 12, 18)
    assert "p1" in in_group("5A", datetime.date(2026, 12, 18))
    assert "p1" not in in_group("5A", datetime.date(2026, 12, 19))
    take(edex(groups=CLASSES, pupils=twelve()))
    assert known("p1").left_on is None
    assert "p1" in in_group("5A", LAST_DAY)


def test_lists_of_the_schema_are_dated_so_their_values_are_taken_and_reported(db):
    content = edex(
        groups=[group("5A", "9"), group("6A", "C")],
        pupils=[pupil("p1", groups=["5A"], year_group="21"), pupil("p2", groups=["5A"]), pupil("p3", groups=["6A"])],
    )
    summary = take(content, create_school="S")
    assert known("p1").year_group == "21"
    assert known("p2").year_group == "9"
    assert known("p3").year_group == ""
    text = "\n".join(summary.notes)
    assert "year group (jaargroep)" in text
    assert "school year is not on the list" in text
    assert "Lines: 8, 16." in text
