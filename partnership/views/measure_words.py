"""What the log says of rules of conduct, definitions and measures."""

from django.utils.translation import gettext_lazy as _

MEASURE_ACTIONS = {
    "rule.add": _("wrote a new rule of conduct"),
    "rule.write": _("wrote a new wording of a rule of conduct"),
    "rule.publish": _("published a rule of conduct"),
    "rule.end": _("ended a rule of conduct"),
    "incident_terms.add": _("added a definition for incidents"),
    "incident_terms.change": _("changed a definition for incidents"),
    "measure.draft": _("worded a measure"),
    "measure.read": _("read a measure"),
    "measure.change": _("changed a measure"),
    "measure.decide": _("decided on a measure"),
    "measure.done": _("noted that a measure was carried out"),
    "measure.drop": _("dropped a measure"),
    "measure.export": _("downloaded the letter of a measure"),
}
