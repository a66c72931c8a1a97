"""The colours of the theme can be read: WCAG 2.2 AA in light and dark, computed from the tokens themselves."""

import re
from pathlib import Path

import pytest

THEME = (Path(__file__).parents[2] / "static" / "css" / "theme.css").read_text()
WASHES = ["primary-wash", "positive-wash", "attention-wash", "serious-wash", "grey-wash"]
TEXT = 4.5
SHAPE = 3.0

PAIRS = [
    *[("ink", ground, TEXT) for ground in ["paper", "card", *WASHES]],
    *[("soft", ground, TEXT) for ground in ["paper", "card", *WASHES]],
    *[
        (colour, ground, TEXT)
        for colour in ["primary", "primary-strong"]
        for ground in ["paper", "card", "primary-wash"]
    ],
    *[(name, ground, TEXT) for name in ["positive", "attention", "serious"] for ground in ["paper", "card"]],
    *[(name, f"{name}-wash", TEXT) for name in ["positive", "attention", "serious"]],
    *[("on-primary", ground, TEXT) for ground in ["primary", "primary-strong"]],
    *[("on-serious", ground, TEXT) for ground in ["serious", "serious-strong"]],
    *[("edge", ground, SHAPE) for ground in ["paper", "card"]],
    ("positive", "line", SHAPE),
]


def blocks() -> dict[str, dict[str, str]]:
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r"\{([^{}]*)\}", THEME)]
    light, auto_dark, dark = [block for block in found if block]
    return {"light": light, "auto-dark": {**light, **auto_dark}, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_colours_can_be_read(scheme, front, ground, least):
    tokens = blocks()[scheme]
    assert contrast(tokens[front], tokens[ground]) >= least


def test_dark_of_the_device_is_the_dark_one_can_choose():
    assert blocks()["auto-dark"] == blocks()["dark"]
