"""The map for the wall of the staff room: a tagged PDF (PDF/UA-1) on A3, a page a route, with a code to the page."""

import json
from pathlib import Path

import qrcode
import typst
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage

from incidents.models import EmergencyNumber, MapVersion, Route
from incidents.services.letters import NOT_IN_OUR_FONT, STANDARD
from incidents.services.map_reading import ReadStep, read_steps, situations_in_words
from partnership.school.models import StaffMember

TEMPLATE = Path(__file__).resolve().parent.parent / "letters" / "poster.typ"


def poster(version: MapVersion, *, viewer: StaffMember, url: str) -> bytes:
    """Return the routes of `version` as a poster; `url` is what the code leads to.

    Work telephones only: a poster hangs where parents pass, so private numbers and names of pupils never stand on it.
    """
    routes = list(version.routes.prefetch_related("situations"))
    numbers = EmergencyNumber.objects.visible_to(viewer).in_use()
    data = {
        "lang": get_language(),
        "title": _("Who does what"),
        "school": version.school.name,
        "version": _version_words(version),
        "danger": _("Is there danger now? Call 112."),
        "numbers": [f"{number.name} {number.telephone}" for number in numbers],
        "open": _("Open this page on your telephone"),
        "heads": [_("Step"), _("What"), _("Who"), _("Within")],
        "code": qrcode.make(url, image_factory=SvgPathImage, border=0).to_string(encoding="unicode"),
        "routes": [_route(route, read_steps([route])) for route in routes],
    }
    return _compile(json.dumps(data, ensure_ascii=False, default=str))


def _version_words(version: MapVersion) -> str:
    if version.approved_on is None:
        return _("Draft: not approved yet")
    words = {"number": version.number, "day": date_format(version.approved_on, "j F Y"), "who": version.approved_by}
    return _("Version %(number)s, approved on %(day)s by %(who)s") % words


def _route(route: Route, steps: list[ReadStep]) -> dict:
    return {
        "name": route.name,
        "when": "; ".join(situations_in_words(route)),
        "steps": [_step(read) for read in steps],
    }


def _step(read: ReadStep) -> dict:
    step = read.step
    more = [step.document, step.get_outside_display(), read.told and _("Tell: %(who)s") % {"who": ", ".join(read.told)}]
    return {
        "what": step.what,
        "say": step.say,
        "more": " · ".join(part for part in more if part),
        "post": step.post.name,
        "people": [" ".join(filter(None, [filler.name, filler.telephone])) for filler in read.people[:2]],
        "within": step.within,
    }


def _compile(data: str) -> bytes:
    try:
        return _typeset(data)
    except typst.TypstError:  # a sign for which no font of this machine has a picture: the standard refuses it
        return _typeset(NOT_IN_OUR_FONT.sub("?", data))


def _typeset(data: str) -> bytes:
    return typst.compile(
        TEMPLATE, root=TEMPLATE.parent, format="pdf", pdf_standards=[STANDARD], sys_inputs={"poster": data}
    )
