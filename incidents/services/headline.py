"""A case in a few words without names: how, and where."""

from django.utils.translation import gettext_lazy as _

from incidents.enums import AggressionForm
from incidents.models import Incident

HOW = {
    AggressionForm.VERBAL: _("with words"),
    AggressionForm.NON_VERBAL: _("by manner"),
    AggressionForm.PHYSICAL: _("physically"),
    AggressionForm.DIGITAL: _("online"),
}


def headline(incident: Incident) -> str:
    """Return such as "with words and online, entrance". Reads the forms and the place of the case."""
    order = list(HOW)
    seen = sorted({each.form for each in incident.forms.all()}, key=order.index)
    words = [str(HOW[form]) for form in seen]
    how = ", ".join(words)
    return ", ".join(part for part in (how, incident.place.name) if part)
