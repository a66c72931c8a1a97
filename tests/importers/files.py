"""Files made for a test: EDEXML and CSV."""

import csv
import io
from xml.sax.saxutils import escape, quoteattr

YEAR = "2026-2027"
COLUMNS = ["pupil key", "guardian key", "first name", "last name", "e-mail", "telephone", "custody"]


def element(tag: str, content="", key: str | None = None) -> str:
    named = tag if key is None else f"{tag} key={quoteattr(key)}"
    return f"<{named}>{content}</{tag}>\n"


def texts(**values) -> str:
    return "".join(
        element(tag.replace("__", "-"), escape(str(value))) for tag, value in values.items() if value is not None
    )


def place(key: str, name: str = "") -> str:
    return element("vestiging", texts(naam=name or f"Vestiging {key}"), key)


def group(key: str, year_group: str = "5", name: str = "") -> str:
    return element("groep", texts(naam=name or key, jaargroep=year_group), key)


def combined(key: str) -> str:
    return element("samengestelde_groep", texts(naam=key), key)


def pupil(
    key: str, *, groups=(), combined_groups=(), place=None, year_group=None, joins=None, leaves=None, extra="", **names
) -> str:
    """A pupil; `names` overrides the name elements, `extra` is XML at the end."""
    content = texts(**({"achternaam": f"Achter{key}", "roepnaam": f"Roep{key}"} | names))
    content += texts(jaargroep=year_group)
    content += "".join(element("groep", key=name) for name in groups)
    if combined_groups:
        members = "".join(element("samengestelde_groep", key=name) for name in combined_groups)
        content += element("samengestelde_groepen", members)
    content += element("vestiging", key=place) if place else ""
    content += texts(instroomdatum=joins, uitstroomdatum=leaves)
    return element("leerling", content + extra, key)


def teacher(key: str, *, groups=(), roles=(), role_in_group=None, described=None, email=None, **names) -> str:
    content = texts(**({"achternaam": f"Leraar{key}", "roepnaam": f"Juf{key}"} | names), emailadres=email)
    content += "".join(texts(rol=role) for role in roles) + texts(rolomschrijving=described)
    members = "".join(
        element("samengestelde_groep" if name.startswith("c") else "groep", texts(rol=role_in_group), name)
        for name in groups
    )
    return element("leerkracht", content + (element("groepen", members) if members else ""), key)


def edex(
    *, year=YEAR, brin="12AB", location=None, day=None, version="2.1", places=(), groups=(), pupils=(), staff=()
) -> bytes:
    """An EDEXML file of these parts."""
    head = texts(schooljaar=year, peildatum=day, brincode=brin, dependancecode=location, xsdversie=version)
    parts = [element("school", head)]
    lists = {"vestigingen": places, "groepen": groups, "leerlingen": pupils, "leerkrachten": staff}
    parts += [element(tag, "\n" + "".join(rows)) for tag, rows in lists.items() if rows]
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + element("EDEX", "\n" + "".join(parts))).encode()


def table(rows: list[dict | list], columns: list[str] = COLUMNS, *, separator=";", encoding="utf-8") -> bytes:
    """A CSV file of `rows`, each a list of cells or a dictionary by column."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] if isinstance(row, dict) else row for row in rows)
    return out.getvalue().encode(encoding)


def guardian(pupil_key: str, name: str = "Anna", **cells) -> dict:
    """A line of a guardian file: `email`, `guardian_key` and so on beside pupil and name."""
    words = {word.replace("email", "e-mail").replace("_", " "): value for word, value in cells.items()}
    return {"pupil key": pupil_key, "first name": name, "last name": "Bos"} | words
