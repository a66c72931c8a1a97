"""Dates as people say them, the bar of coverage, undo, and choices as chips."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django import forms
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from partnership.web.templatetags.form_parts import chip_choices
from partnership.web.templatetags.people import coverage, on_the_day, said, undo_tag, undo_url, when

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
TODAY = date(2026, 11, 24)
SPRING_FORWARD = date(2026, 3, 29)
FALL_BACK = date(2026, 10, 25)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-300, "28 January"),
        (-400, "20 October 2025"),
        (-57, "28 September"),
        (-56, "8 weeks ago"),
        (-14, "2 weeks ago"),
        (-13, "13 days ago"),
        (-2, "2 days ago"),
        (-1, "yesterday"),
        (0, "today"),
        (1, "tomorrow"),
        (3, "in 3 days"),
        (20, "in 2 weeks"),
        (60, "23 January 2027"),
    ],
)
def test_date_in_words(days, words):
    assert said(TODAY + timedelta(days=days), today=TODAY) == words


@pytest.mark.parametrize(
    ("days", "words"), [(-1, "yesterday 15:40"), (0, "today 15:40"), (1, "tomorrow 15:40"), (-2, "2 days ago")]
)
def test_moment_in_words_has_its_time_when_near(days, words):
    assert said(at(TODAY + timedelta(days=days), 15, 40), today=TODAY) == words


def test_dutch_month_names_in_the_full_date():
    with translation.override("nl"), time_machine.travel(at(TODAY, 12), tick=False):
        assert 'title="zondag 1 maart 2026"' in when(date(2026, 3, 1))


@time_machine.travel(at(TODAY, 12), tick=False)
def test_when_is_a_time_element_with_the_full_local_date():
    html = when(datetime(2026, 11, 23, 23, 30, tzinfo=UTC))

    assert html == (
        '<time class="when" datetime="2026-11-24T00:30+01:00" title="Tuesday 24 November 2026 00:30">'
        "<span>today 00:30</span></time>"
    )


def test_when_says_nothing_about_nothing():
    assert Template("{% load people %}[{% when value %}]").render(Context({"value": None})) == "[]"


def test_when_refuses_a_moment_without_zone():
    with pytest.raises(ValueError, match="naive"):
        when(datetime(2026, 11, 24, 12))


@pytest.mark.parametrize(
    ("now", "value", "words"),
    [
        (at(TODAY, 0, 0), at(TODAY, 0, 0) - timedelta(seconds=1), "yesterday 23:59"),
        (at(TODAY, 23, 59), at(TODAY, 0, 0), "today 00:00"),
        (at(TODAY, 23, 59), at(TODAY, 23, 59) + timedelta(minutes=1), "tomorrow 00:00"),
        # 23:30 UTC the day before the clock goes forward is half past midnight in Amsterdam.
        (at(SPRING_FORWARD, 12), datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "today 00:30"),
        (at(SPRING_FORWARD, 12), datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "today 03:00"),
        # The hour that comes twice: both are today, and both read 02:30.
        (at(FALL_BACK, 12), datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "today 02:30"),
        (at(FALL_BACK, 12), datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "today 02:30"),
        (at(FALL_BACK, 23, 59), at(FALL_BACK, 0, 0), "today 00:00"),
    ],
)
def test_when_around_midnight_and_the_change_of_the_clock(now, value, words):
    with time_machine.travel(now, tick=False):
        assert f"<span>{words}</span>" in when(value.astimezone(UTC))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (at(TODAY, 8, 5), "today 08:05"),
        (at(TODAY, 8, 5) - timedelta(days=1), "yesterday 08:05"),
        (at(TODAY, 8, 5) - timedelta(days=2), "22 November 08:05"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "1 January 00:30"),
        (datetime(2025, 12, 31, 22, 30, tzinfo=UTC), "31 December 2025 23:30"),
    ],
)
@time_machine.travel(at(TODAY, 12), tick=False)
def test_among_others_a_moment_has_its_date_and_hour(value, words):
    assert f"<span>{words}</span>" in on_the_day(value)


near_moments = st.integers(min_value=-60 * 24 * 3, max_value=60 * 24 * 3)
turning_days = st.sampled_from([TODAY, SPRING_FORWARD, FALL_BACK, date(2026, 12, 31), date(2028, 2, 29)])


@given(day=turning_days, hour=st.integers(0, 23), minutes=near_moments)
def test_when_names_the_local_day(day, hour, minutes):
    now = at(day, hour).astimezone(UTC)
    value = now + timedelta(minutes=minutes)
    local = value.astimezone(AMSTERDAM)
    days = (local.date() - now.astimezone(AMSTERDAM).date()).days
    clock = f"{local:%H:%M}"
    names = {0: f"today {clock}", 1: f"tomorrow {clock}", -1: f"yesterday {clock}"}
    expected = names.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")

    with translation.override("en"), time_machine.travel(now, tick=False):
        assert f"<span>{expected}</span>" in when(value)


@given(days=st.integers(-1000, 1000))
def test_said_is_never_empty_and_never_counts_none(days):
    with translation.override("en"):
        words = said(TODAY + timedelta(days=days), today=TODAY)
    assert words
    assert " 0 " not in f" {words} "


@pytest.mark.parametrize(
    ("held", "total", "width"), [(18, 26, "69.2"), (0, 26, "0.0"), (0, 0, "0.0"), (30, 26, "100.0")]
)
def test_coverage_is_a_bar_with_words(held, total, width):
    html = coverage(held, total)
    assert f'class="coverage-held" width="{width}%"' in html
    assert f'aria-label="{held} of {total}"' in html
    assert "style" not in html


def test_coverage_escapes_its_label():
    assert 'aria-label="&lt;b&gt;"' in coverage(1, 2, label="<b>")


def test_message_carries_where_to_undo():
    assert undo_url(Message(25, "Saved", extra_tags=undo_tag("/contacts/1/undo/"))) == "/contacts/1/undo/"
    assert undo_url(Message(25, "Saved")) == ""
    assert undo_url(Message(25, "Saved", extra_tags="quiet")) == ""


class ChannelForm(forms.Form):
    channel = forms.ChoiceField(
        label="How",
        help_text="In person is best.",
        choices=[(name, name) for name in ("yard", "phone", "mail", "school", "home", "app")],
        widget=forms.RadioSelect,
    )


def shown_and_more(form, limit):
    form.fields["channel"].chips_shown = limit
    return tuple([option.choice_label for option in part] for part in chip_choices(form["channel"]))


def test_chips_beyond_the_limit_stand_under_more():
    assert shown_and_more(ChannelForm(), 3) == (["yard", "phone", "mail"], ["school", "home", "app"])


def test_chosen_chip_is_always_shown():
    form = ChannelForm(initial={"channel": "app"})
    assert shown_and_more(form, 3) == (["yard", "phone", "mail", "app"], ["school", "home"])


def test_one_chip_more_than_the_limit_is_not_hidden():
    assert shown_and_more(ChannelForm(), 5)[1] == []


def test_chips_field_links_error_and_help_to_the_group():
    form = ChannelForm({"channel": ""})
    html = Template("{% load form_parts %}{% chips field %}").render(Context({"field": form["channel"]}))

    assert 'aria-describedby="id_channel_helptext id_channel_error"' in html
    assert 'id="id_channel_helptext"' in html
    assert 'id="id_channel_error"' in html
    assert html.count("<legend") == 1
    assert html.count('type="radio"') == 6
