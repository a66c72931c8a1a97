"""The written warning as a letter: a tagged PDF (PDF/UA-1) in Dutch, from the school's own text."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import typst
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from incidents.models import IncidentSettings, Measure
from incidents.services.defaults_hints import warning_default
from incidents.services.placeholders import breakable, fill_in
from incidents.services.terms import terms_of
from partnership.audit import services as audit
from partnership.school.models import GuardianDetails, School, StaffMember
from partnership.vision.services.rules import DUTCH, rules_in_force

TEMPLATE = Path(__file__).resolve().parent.parent / "letters" / "letter.typ"
STANDARD = "ua-1"
NOT_IN_OUR_FONT = re.compile("[^\\n\u0020-\u036f\u0400-\u0484\u048a-\u04ff\u1e00-\u1eff\u2000-\u2040\u20a0-\u20bf]")


@transaction.atomic
def write_letter(measure: Measure, *, actor: StaffMember) -> bytes:
    """Return the letter of a written warning as a PDF, and note that `actor` took it along.

    The address stands on it only when `actor` may read it and it is not secret. As long as nothing was decided the
    letter says that it is a draft.
    """
    audit.record("measure.export", actor=actor.user, school_id=measure.school_id, obj=measure)
    with translation.override(DUTCH):
        terms = terms_of(measure.school)
        day = measure.decided_on or timezone.localdate()
        values = _values(measure, terms, day)
        return _render(
            school=measure.school,
            address=[measure.party.called, *_address(measure, actor=actor)],
            day=day,
            text=warning_text(terms),
            values=values if measure.decided_on else {name: value or "…" for name, value in values.items()},
            draft="" if measure.decided_on else _("Draft: not decided yet"),
        )


def preview_letter(school: School, *, text: str) -> bytes:
    """Return how the school's own text comes out, about nobody."""
    with translation.override(DUTCH):
        day = timezone.localdate()
        values = {
            "naam": "mevrouw A. Voorbeeld",
            "school": school.name,
            "datum brief": date_format(day, "j F Y"),
            "datum gebeurtenis": date_format(day, "j F Y"),
            "gedrag": _("Here stands what was said or done."),
            "regel": _("Here stand number and words of the rule."),
            "verwachting": _("Here stands what you expect from now on."),
            "klachtroute": terms_of(school).complaint_route or _("Here stands where parents can go with a complaint."),
            "ondertekenaar": _("Name and function of who decided"),
        }
        address = [values["naam"], "Voorbeeldstraat 1", "1234 AB Voorbeeldstad"]
        return _render(
            school=school, address=address, day=day, text=text, values=values, draft=_("Example"),
        )  # fmt: skip


def warning_text(terms: IncidentSettings) -> str:
    """Return the school's own text of the warning, or ours as long as it has none."""
    return terms.warning_text or warning_default()


def _values(measure: Measure, terms: IncidentSettings, day) -> dict[str, str]:
    return {
        "naam": measure.party.called,
        "school": measure.school.name,
        "datum brief": date_format(day, "j F Y"),
        "datum gebeurtenis": date_format(timezone.localdate(measure.incident.occurred_at), "j F Y"),
        "gedrag": measure.behaviour,
        "regel": _rule_in_words(measure),
        "verwachting": measure.expected,
        "klachtroute": terms.complaint_route,
        "ondertekenaar": _signed_by(measure),
    }


def _rule_in_words(measure: Measure) -> str:
    """Return number and words of the rule as it read when it was broken; what stands instead where none fits."""
    if measure.rule_id is None:
        return measure.no_rule_because
    day = timezone.localdate(measure.incident.occurred_at)
    found = {row.rule.pk: row.text for row in rules_in_force(measure.school, day=day, language=DUTCH)}
    number = _("Rule %(number)s") % {"number": measure.rule.number}
    return f"{number}: {found.get(measure.rule_id, '')}"


def _signed_by(measure: Measure) -> str:
    person = measure.decided_by
    if person is None:
        return _("name of who decides")
    return "\n".join(part for part in (person.name, person.job_title) if part)


def _address(measure: Measure, *, actor: StaffMember) -> list[str]:
    if measure.party.guardian_id is None:
        return []
    details = GuardianDetails.objects.visible_to(actor).filter(guardian=measure.party.guardian_id)
    home = details.select_related("household").first()
    if home is None or home.household is None or home.is_secret or home.household.is_secret:
        return []
    place = f"{home.household.postcode}  {home.household.town}".strip()
    return [line for line in (home.household.street, place) if line]


def _render(*, school: School, address: list[str], day, text: str, values: dict[str, str], draft: str) -> bytes:
    subject = _("Written warning")
    letter = {
        "lang": DUTCH,
        "school": school.name,
        "address": [breakable(line) for line in address],
        "date": date_format(day, "j F Y"),
        "subject": subject,
        "subject_line": _("Subject: %(subject)s") % {"subject": subject.lower()},
        "draft": draft,
        "page": pgettext("page 1 of 2", "page"),
        "of": pgettext("page 1 of 2", "of"),
        "parts": [asdict(part) for part in fill_in(text, values)],
    }
    data = json.dumps(letter, ensure_ascii=False)
    try:
        return _compile(data)
    except typst.TypstError:  # a sign for which no font of this machine has a picture: the standard refuses it
        return _compile(NOT_IN_OUR_FONT.sub("?", data))


def _compile(data: str) -> bytes:
    return typst.compile(
        TEMPLATE, root=TEMPLATE.parent, format="pdf", pdf_standards=[STANDARD], sys_inputs={"letter": data}
    )
