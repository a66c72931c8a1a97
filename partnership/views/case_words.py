"""What people did with cases of incidents, in the words of the log: never what a case is about."""

from django.utils.translation import gettext_lazy as _

CASE_ACTIONS = {
    "incident.read": _("read a case"),
    "incident.open": _("opened a new case"),
    "incident.take": _("took a case on"),
    "incident.hand_over": _("gave a case to a colleague"),
    "incident.set_severity": _("set how serious a case is"),
    "incident.move": _("moved a case on"),
    "incident.change": _("filled in details of a case"),
    "incident.close": _("closed a case"),
    "incident.reopen": _("opened a case again"),
    "incident.tell_reporter": _("told a reporter the outcome"),
    "incident.tell_person": _("told the person concerned of a record"),
    "incident.telling_waits": _("let telling the person concerned wait"),
    "incident.add": _("added something to a case"),
    "incident.share": _("shared a case"),
    "incident.unshare": _("stopped sharing a case"),
    "incident.keep_from": _("kept a case from a colleague"),
    "incident.share_account": _("shared an account"),
    "incident.join": _("joined two reports"),
    "incident.part": _("parted two reports"),
    "incident.name_person": _("named an unknown person"),
    "incident.answer_name": _("answered a question about a name"),
    "incident.give_child_talk": _("asked a colleague to speak with a child"),
    "incident.end_child_talk": _("ended a talk with a child"),
    "incident.read_child_talk": _("read about a talk with a child"),
    "incident.ask_second_look": _("asked somebody else to look at a case"),
    "incident.read_second_look": _("read what was asked about a case"),
    "incident.answer_second_look": _("answered a second look"),
}
