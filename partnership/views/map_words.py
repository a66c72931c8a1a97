"""What the log says of who does what, and of its steps in a case."""

from django.utils.translation import gettext_lazy as _

MAP_ACTIONS = {
    "map.begin": _("began a draft of who does what"),
    "map.change": _("changed the draft of who does what"),
    "map.publish": _("published who does what"),
    "map.drop": _("threw away a draft of who does what"),
    "map.add_post": _("added a function to who does what"),
    "map.change_post": _("changed a function of who does what"),
    "incident.add_action": _("added a step to a case"),
    "incident.read_action": _("read a step of a case"),
    "incident.end_action": _("ended a step of a case"),
    "incident.hand_over_action": _("gave a step of a case to somebody"),
    "incident.say_again": _("said whether it was the first time"),
}
