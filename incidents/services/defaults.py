"""What a school begins with: the examples of School & Veiligheid, and hints that name where they come from.

No hint says that something is a duty unless its source says so; each can be switched off.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.enums import AggressionForm, Rank
from incidents.models import Hint

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

HINTS = (
    {
        "name": _("Labour Inspectorate"),
        "when": Hint.When.INJURY,
        "text": _("Was a colleague taken into hospital, or is the injury lasting? Then the employer tells the Netherlands Labour Authority directly."),  # noqa: E501 - one text
        "source": "https://www.re-integratiegids-vo.nl/ziekte/regels-werkgever/arbobeleid/melding-en-registratie-arbeidsongevallen/",
    },
    {
        "name": _("Police"),
        "when": Hint.When.THREAT,
        "text": _("Call the police about a threat: 112, or the school's contact there. Telling the police is not yet a criminal complaint."),  # noqa: E501 - one text
        "source": "https://www.schoolenveiligheid.nl/kennisbank/handelingskader-dreiging/",
    },
    {
        "name": _("Private data online"),
        "when": Hint.When.DIGITAL,
        "text": _("Putting somebody's private data online to frighten them is punishable since 1 January 2024."),
        "source": "https://www.politie.nl/nieuws/2024/januari/2/00-doxing-sinds-1-januari-strafbaar.html",
    },
    {
        "name": _("Criminal complaint"),
        "when": Hint.When.GRAVE,
        "text": _("With a criminal complaint: say that it happened at work with a public task (Veilige Publieke Taak) and give the school's address, so that no home address is in the file."),  # noqa: E501 - one text
        "source": "https://www.cbs.nl/nl-nl/deelnemers-enquetes/deelnemers-enquetes/veilig-in-het-veld/wat-te-doen-bij-incidenten",
    },
)  # fmt: skip

SETTINGS = {
    "complaint_route": _("First talk with the teacher or the school leader. How to make a complaint stands in the school guide."),  # noqa: E501 - one text
    "child_safety": _("Go to the contact for child safety of your school, or to the care coordinator."),
    "talk_label": _("talk about the rules of conduct"),
}  # fmt: skip
