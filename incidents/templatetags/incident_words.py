"""Words about a case for who follows it: what happens now, not the name of a state."""

from django import template
from django.utils.translation import gettext as _

from incidents.enums import Status
from incidents.models import Incident

register = template.Library()


@register.filter
def state_words(incident: Incident) -> str:
    """Return in plain words how far the case is."""
    if incident.handler_id is None and incident.status != Status.CLOSED:
        return _("waits for somebody who can handle it")
    if incident.status == Status.REPORTED:
        return _("has been read") if incident.opened_at else _("waits to be opened")
    return {
        Status.HANDLING: _("is being handled"),
        Status.MEASURE: _("is being handled: a measure is being prepared"),
        Status.AFTERCARE: _("aftercare and recovery"),
        Status.EVALUATION: _("is being evaluated: what can we learn?"),
        Status.CLOSED: _("closed"),
        Status.REOPENED: _("opened again: somebody looks at it once more"),
    }[Status(incident.status)]


@register.filter
def forms_words(incident: Incident) -> str:
    """Return the forms that were seen, as prefetched."""
    return ", ".join(str(row) for row in incident.forms.all())
