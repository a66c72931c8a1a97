"""Reading who does what: the page, the picture and the poster say the same; private numbers stay inside."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from incidents.enums import PostKind
from incidents.models import PrivateNumber
from incidents.services import map_versions
from incidents.services.map_picture import picture
from incidents.services.map_private import keep_number
from incidents.services.map_reading import read_steps
from partnership.audit.models import AuditEvent
from partnership.school.models import Absence
from tests.cast import log_in, make_school, make_staff, today
from tests.incidents.making_map import publish_map

READ = reverse("map:read")
GRAVE = {"form": "physical", "level": "3"}


@pytest.fixture
def mapped(linde):
    linde.leader.telephone = "+31201234567"
    linde.leader.save()
    linde.version = publish_map(linde.leader)
    return linde


def page(person, **asked) -> str:
    response = log_in(person.user).get(READ, asked)
    assert response.status_code == 200
    return response.content.decode()


def pdf(person) -> PdfReader:
    response = log_in(person.user).get(reverse("map:poster"))
    assert response["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(response.content))


def test_everyone_at_work_chooses_what_happened_and_sees_who_does_what(mapped):
    text = page(mapped.hans, **GRAVE)
    for read in read_steps(mapped.version.routes.filter(situations__form="physical", situations__rank="3")):
        assert read.step.what in text
    assert "tel:+31201234567" in text
    assert mapped.deputy.name in text


def test_what_was_chosen_is_kept_nowhere(mapped):
    page(mapped.hans, **GRAVE)
    assert not AuditEvent.objects.filter(actor=mapped.hans.user).exists()


@pytest.mark.parametrize("asked", [{}, {"form": "loud", "level": "3"}, {"form": "verbal", "level": "9"},
                                   {"form": "verbal", "level": "1", "again": "2"}])  # fmt: skip
def test_a_choice_that_is_none_shows_the_choices(mapped, asked):
    text = page(mapped.hans, **asked)
    assert text.count('in-one-row" href="?form=') == 12


def test_without_a_map_the_page_says_so(linde):
    assert "Je school heeft nog geen" in page(linde.hans)
    assert log_in(linde.hans.user).get(reverse("map:poster")).status_code == 404


def test_another_school_has_its_own(mapped):
    other = make_staff(make_school("De Berk"), "Piet")
    assert "Je school heeft nog geen" in page(other, **GRAVE)
    assert log_in(other.user).get(reverse("map:poster_of", args=[mapped.version.pk])).status_code == 404


def test_who_is_absent_is_said_and_cannot_be_called(mapped):
    Absence.objects.create(school=mapped.school, staff=mapped.leader, from_date=today())
    text = page(mapped.hans, **GRAVE)
    assert "vandaag afwezig" in text
    assert "tel:+31201234567" not in text


def test_a_private_number_is_for_colleagues_who_are_logged_in_and_never_on_the_poster(mapped):
    keep_number("+31687654321", actor=mapped.leader)
    assert "+31687654321" in page(mapped.hans, **GRAVE)
    words = "".join(each.extract_text() for each in pdf(mapped.hans).pages)
    assert "87654321" not in words.replace(" ", "")


def test_one_gives_and_takes_back_the_own_number(mapped):
    client, url = log_in(mapped.hans.user), reverse("map:private_number")
    form = client.get(url).context_data["form"]
    sent = {"submission_key": form["submission_key"].value(), "telephone": "06 87 65 43 21"}
    assert client.post(url, sent).status_code == 302
    assert PrivateNumber.objects.get().telephone == "+31687654321"
    wrong = client.post(url, sent | {"submission_key": client.get(url).context_data["form"]["submission_key"].value(),
                                     "telephone": "bel me"})  # fmt: skip
    assert wrong.status_code == 422
    assert "bel me" in wrong.content.decode()
    again = {"submission_key": client.get(url).context_data["form"]["submission_key"].value(), "telephone": ""}
    assert client.post(url, again).status_code == 302
    assert not PrivateNumber.objects.exists()


def test_the_poster_says_what_the_page_says(mapped):
    document = pdf(mapped.hans)
    routes = list(mapped.version.routes.all())
    assert len(document.pages) == len(routes)
    for route, sheet in zip(routes, document.pages, strict=True):
        words = " ".join(sheet.extract_text().split())
        assert route.name in words
        for read in read_steps([route]):
            assert read.step.what in words
            assert all(filler.name in words for filler in read.people[:2])
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    width, height = document.pages[0].mediabox.width, document.pages[0].mediabox.height
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (420, 297)


def test_the_picture_has_a_box_for_each_step_inside_its_lane(mapped):
    for route in mapped.version.routes.all():
        steps = read_steps([route])
        drawn = picture(steps)
        assert len(drawn.boxes) == len(steps)
        said = " ".join(word for box in drawn.boxes for _y, word in box.lines)
        for number, read in enumerate(steps, start=1):
            assert f"{number} {read.step.what}" in said
        assert [lane.y for lane in drawn.lanes] == sorted(lane.y for lane in drawn.lanes)
        for box in drawn.boxes:
            assert any(lane.y <= box.y and box.y + box.height <= lane.y + lane.height for lane in drawn.lanes)
            assert box.x + box.width <= drawn.width
        for one in drawn.boxes:
            for other in drawn.boxes:
                apart = one.x != other.x or one.y + one.height <= other.y or other.y + other.height <= one.y
                assert one is other or apart


def test_every_function_of_the_picture_names_its_people(mapped):
    steps = read_steps([mapped.version.routes.last()])
    names = {word for lane in picture(steps).lanes for _y, word in lane.people}
    assert mapped.leader.name in names
    assert {read.step.post.kind for read in steps} >= {PostKind.LEADER, PostKind.SAFETY}


def test_a_draft_has_a_poster_for_its_editors_that_says_so(mapped):
    draft = map_versions.draft_of(mapped.school, actor=mapped.leader)
    url = reverse("map:poster_of", args=[draft.pk])
    words = PdfReader(io.BytesIO(log_in(mapped.leader.user).get(url).content)).pages[0].extract_text()
    assert "Concept: nog niet vastgesteld" in words
    assert log_in(mapped.hans.user).get(url).status_code == 404
