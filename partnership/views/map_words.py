"""What the log says of who does what."""

from django.utils.translation import gettext_lazy as _

MAP_ACTIONS = {
    "map.begin": _("began a draft of who does what"),
    "map.change": _("changed the draft of who does what"),
    "map.publish": _("published who does what"),
    "map.drop": _("threw away a draft of who does what"),
    "map.add_post": _("added a function to who does what"),
    "map.change_post": _("changed a function of who does what"),
}
