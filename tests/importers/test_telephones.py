import pytest

from partnership.school.telephones import normalise


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("", ""),
        ("  ", ""),
        ("0612345678", "+31612345678"),
        ("06-12345678", "+31612345678"),
        ("06 1234 5678", "+31612345678"),
        ("(020) 624 11 11", "+31206241111"),
        ("+31 (0)6 12345678", "+31612345678"),
        ("0031612345678", "+31612345678"),
        ("31612345678", "+31612345678"),
        ("612345678", "+31612345678"),
        ("+32 475 12 34 56", "+32475123456"),
        ("+90 532 123 45 67", "+905321234567"),
        ("06\u201112345678", "+31612345678"),
        ("\u00a006 12345678\u00a0", "+31612345678"),
    ],
)
def test_normalise_gives_one_form(written, number):
    assert normalise(written) == number
    assert normalise(number) == number


@pytest.mark.parametrize(
    "written",
    [
        "061234567",
        "06123456789",
        "0000000000",
        "06-12345678 / 020-6241111",
        "06-12345678 (werk)",
        "onbekend",
        "6,12E+08",
        '="0612345678"',
        "0612345678\x00",
        "0" * 41,
        "9" * 1_000_000,
        "+999 123456789",
        "anna@example.nl",
    ],
)
def test_normalise_refuses_what_cannot_be_called(written):
    with pytest.raises(ValueError, match="telephone number"):
        normalise(written)
