"""What a school begins with: the examples of School & Veiligheid. The hints stand in `defaults_hints`."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.enums import AggressionForm, Rank

SEVERITIES = (
    {
        "rank": Rank.LIGHT,
        "name": _("Unwanted behaviour"),
        "criteria": _("Shouting, swearing or insulting without a threat, once. It stopped, by itself or when asked."),
        "opened_within_hours": 4,
    },
    {
        "rank": Rank.SERIOUS,
        "name": pgettext_lazy("severity", "Serious"),
        "criteria": _("It goes on or comes back, is meant for one person, or is meant to frighten: somebody in one's way, a stream of messages."),  # noqa: E501 - one text
        "opened_within_hours": 4,
        "needs_measure": True,
        "needs_recovery": True,
    },
    {
        "rank": Rank.GRAVE,
        "name": _("Very serious"),
        "criteria": _("A threat, violence, a weapon or an injury; perhaps punishable."),
        "opened_within_hours": 1,
        "needs_measure": True,
        "needs_recovery": True,
        "needs_evaluation": True,
    },
)  # fmt: skip

BEHAVIOURS = {
    AggressionForm.VERBAL: (
        _("shouting"), _("swearing"), _("insulting"), _("accusing"), _("threatening with words"), _("discriminating"),
    ),
    AggressionForm.NON_VERBAL: (
        _("threatening behaviour"), _("frightening body language"), _("coming too close"),
        _("coming in without permission"),
    ),
    AggressionForm.PHYSICAL: (_("pushing"), _("hitting"), _("throwing things"), _("breaking things")),
    AggressionForm.DIGITAL: (
        _("threatening messages"), _("insulting messages"), _("putting private data online"),
        _("filming without permission"),
    ),
}  # fmt: skip

PLACES = (
    _("entrance"), _("playground"), pgettext_lazy("place", "telephone"), pgettext_lazy("place", "e-mail"),
    _("classroom"), _("meeting room"), _("corridor"), _("office"), _("parent app"), _("social media"),
    _("outside school"), _("elsewhere"),
)  # fmt: skip

SETTINGS = {
    "complaint_route": _("First talk with the teacher or the school leader. How to make a complaint stands in the school guide."),  # noqa: E501 - one text
    "child_safety": _("Go to the contact for child safety of your school, or to the care coordinator."),
    "talk_label": _("talk about the rules of conduct"),
}  # fmt: skip
