"""The log about incidents in words: what was done, never about whom."""

from django.utils.translation import gettext_lazy as _

INCIDENT_ACTIONS = {
    "incident.report": _("reported an incident"),
    "incident.give": _("gave a report to somebody else"),
    "incident.follow": _("looked how far a report is"),
    "incident.write_account": _("wrote an account"),
    "incident.object": _("objected to a report"),
    "incident.talk": _("talked with a colleague who objects to a report"),
}
