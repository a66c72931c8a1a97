"""The words of a guardian file, Dutch and English: names of columns, kinds of tie, custody, languages."""

import re
from functools import lru_cache

from babel import Locale

from partnership.school.enums import Custody, TieKind

SIGNS = re.compile(r"[^a-z0-9]+")
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")

# Compared without spaces, hyphens and capitals.
COLUMNS = {
    "pupil_key": ["pupil key", "pupil", "pupil id", "pupil number", "student id", "student number", "leerlingsleutel",
                  "leerlingnummer", "leerlingcode", "leerling", "leerling key", "leerling id", "stamnummer"],
    "guardian_key": ["guardian key", "guardian", "guardian id", "guardian number", "oudersleutel", "oudernummer",
                     "oudercode", "ouder key", "ouder id", "verzorgernummer", "verzorgercode", "relatienummer"],
    "first_name": ["first name", "given name", "voornaam", "roepnaam"],
    "prefix": ["prefix", "name prefix", "tussenvoegsel", "voorvoegsel", "tussenvoegsels", "voorvoegsels"],
    "last_name": ["last name", "surname", "family name", "achternaam"],
    "institution": ["institution", "organisation", "instelling", "organisatie"],
    "kind": ["tie", "kind of tie", "kind", "relation", "relationship", "soort band", "soort", "band", "relatie",
             "soort relatie", "rol"],
    "custody": ["custody", "gezag", "ouderlijk gezag", "heeft gezag"],
    "email": ["e-mail", "mail", "e-mail address", "e-mailadres", "emailadres"],
    "telephone": ["telephone", "phone", "phone number", "mobile", "telefoon", "telefoonnummer", "mobiel",
                  "mobiel nummer", "gsm"],
    "language": ["language", "home language", "taal", "thuistaal"],
    "interpreter": ["interpreter", "interpreter needed", "tolk", "tolk nodig"],
    "household_key": ["household key", "household", "household number", "huishoudsleutel", "huishouden",
                      "huishoudnummer", "gezinsnummer", "gezinssleutel", "adresnummer"],
    "street": ["street", "address", "street and number", "straat", "adres", "straat en huisnummer"],
    "house_number": ["house number", "huisnummer"],
    "postcode": ["postcode", "postal code", "zip code"],
    "town": ["town", "city", "place", "plaats", "woonplaats"],
    "secret": ["secret", "secret address", "geheim", "geheim adres", "geheime gegevens", "afgeschermd"],
}  # fmt: skip
REQUIRED = {"pupil_key": "leerlingnummer", "last_name": "achternaam"}

KINDS = {
    TieKind.PARENT: ["parent", "mother", "father", "ouder", "moeder", "vader"],
    TieKind.COURT_GUARDIAN: ["court guardian", "court-appointed guardian", "legal guardian", "voogd"],
    TieKind.FOSTER_PARENT: ["foster parent", "foster mother", "foster father", "pleegouder", "pleegmoeder",
                            "pleegvader"],
    TieKind.STEP_PARENT: ["step-parent", "stepmother", "stepfather", "partner", "step-parent or partner",
                          "stiefouder", "stiefmoeder", "stiefvader", "partner van ouder"],
    TieKind.FAMILY_SUPERVISOR: ["family supervisor", "gezinsvoogd", "jeugdbeschermer", "gezinsvoogd (jeugdbeschermer)"],
    TieKind.OTHER: ["other", "other carer", "grandparent", "carer", "anders", "overig", "verzorger", "grootouder",
                    "opa", "oma", "familie"],
}  # fmt: skip
CUSTODIES = {
    Custody.YES: ["yes", "y", "ja", "j", "true", "1", "joint", "gezamenlijk", "has custody", "heeft gezag"],
    Custody.NO: ["no", "n", "nee", "false", "0", "none", "geen", "no custody", "geen gezag"],
    Custody.UNKNOWN: ["unknown", "onbekend", "?"],
}


def plain_word(text: str) -> str:
    """Return `text` without capitals, spaces and signs, to compare words people write in several ways."""
    return SIGNS.sub("", text.casefold()) or text.strip()


def _by_word(table: dict) -> dict:
    return {plain_word(word): meaning for meaning, words in table.items() for word in words}


FIELD_BY_WORD = _by_word(COLUMNS)
KIND_BY_WORD = _by_word(KINDS)
CUSTODY_BY_WORD = _by_word(CUSTODIES)


@lru_cache(maxsize=1)
def _languages() -> dict[str, str]:
    names = {}
    for locale in ("en", "nl"):
        names |= {name.casefold(): code.lower() for code, name in Locale(locale).languages.items()}
    return names


def language_code(text: str) -> str | None:
    """Return the code of a language named in Dutch or English, or given as a code; None when it is unknown."""
    word = text.casefold().replace("_", "-")
    names = _languages()
    if word in names:
        return names[word]
    known = LANGUAGE_CODE.fullmatch(word) and word.split("-")[0] in Locale("en").languages
    return word if known else None
