"""The words a school begins with."""

from incidents.models import Behaviour, Hint, IncidentSettings, Place, Severity
from incidents.services.definitions import provide
from partnership.duties.kinds import label_of
from tests.cast import make_school


def test_a_school_begins_with_dutch_words(db):
    school = make_school()
    settings = provide(school)
    assert settings.talk_label == "gesprek over gedragsregels"
    assert next(row.name for row in Severity.objects.filter(school=school)) == "Ongewenst gedrag"
    assert Behaviour.objects.filter(school=school, form="verbal", name="schreeuwen").exists()
    assert Place.objects.filter(school=school, name="plein").exists()


def test_the_lightest_closes_on_one_page_and_the_gravest_is_opened_first(db):
    school = make_school()
    provide(school)
    light, serious, grave = Severity.objects.filter(school=school)
    assert (light.is_light, serious.is_light, grave.is_light) == (True, False, False)
    assert [row.opened_within_hours for row in (light, serious, grave)] == [4, 4, 1]


def test_what_a_school_changed_stays(db, django_assert_num_queries):
    school = make_school()
    provide(school)
    Place.objects.filter(school=school).update(is_active=False)
    Severity.objects.filter(school=school, rank="1").update(name="Licht")
    with django_assert_num_queries(1):
        provide(school)
    assert not Place.objects.in_use().filter(school=school).exists()
    assert Severity.objects.filter(school=school).count() == 3
    assert IncidentSettings.objects.filter(school=school).count() == 1


def test_what_is_law_names_its_source_and_what_is_not_yet_law_stands_switched_off(db):
    school = make_school()
    provide(school)
    hints = Hint.objects.filter(school=school)
    assert [hint.name for hint in hints if not hint.source] == ["Berichten en filmpjes"]
    assert [hint.source for hint in hints if not hint.is_active] == ["tweedekamer.nl, wetsvoorstel 36 777"]


def test_duties_of_cases_have_words_that_say_no_content(db):
    assert str(label_of("incident.open")) == "Nieuwe melding"
    assert label_of("contacts.planned") is None
