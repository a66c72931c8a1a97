"""What we propose to a school: hints with their source, and the text of a written warning.

A hint says what the law or a guide asks only where its source was read (design, domain.md); all else is advice. What
is not law stands switched off. Callers choose the language.
"""

from django.utils.translation import gettext as _

from incidents.models import Hint

When = Hint.When


def hint_defaults() -> list[dict]:
    """Return the columns of each hint, in the order in which they are shown."""
    rows = [
        (
            When.INJURY, True, _("Labour inspectorate"),
            _("Admitted to hospital, permanent injury (also of the mind) or a death, during work? Then tell the Dutch "
              "Labour Inspectorate directly. Note down an accident at work with more than three days of absence."),
            "re-integratiegids-vo.nl, melding en registratie arbeidsongevallen",
        ),
        (
            When.THREAT, True, _("Police at a threat"),
            _("Report a threat to the police at once: 112, or your own contact at the police when there is no danger "
              "now. Tell the board, and agree who tells the team."),
            "schoolenveiligheid.nl, handelingskader dreiging",
        ),
        (
            When.GRAVE, True, _("Criminal complaint"),
            _("If a crime may have been committed: decide who goes to the police. The school can file the complaint "
              "for its staff, with the address of the school instead of a home address. Mention 'Veilige Publieke "
              "Taak'."),
            "cbs.nl, wat te doen bij incidenten",
        ),
        (
            When.DIGITAL, True, _("Messages and posts"),
            _("Keep what could be seen: a picture of the screen, the address of the page, date and time. Do not "
              "answer in public."),
            "",
        ),
        (
            When.DIGITAL, True, _("Private details online"),
            _("Putting somebody's private details online to frighten them is a crime since 1 January 2024."),
            "politie.nl, doxing strafbaar",
        ),
        (
            When.PHYSICAL, True, _("First support"),
            _("Let somebody else take over the class, see to a safe way home, and speak within 72 hours with who lived "
              "through it and who saw it."),
            "veiligepubliekedienstverlening.nl, nazorg",
        ),
        (
            When.GRAVE, True, _("Advice from outside"),
            _("The confidential inspectors (0900 111 3111, working days 8:00-17:00) can be asked for advice about "
              "violence, discrimination and threats. School & Veiligheid gives free advice too."),
            "oudersenonderwijs.nl, vertrouwensinspecteur",
        ),
        (
            When.ALWAYS, True, _("Not in the pupil file"),
            _("Keep this case out of the pupil file: a court found that letters with parents do not belong in the "
              "educational report."),
            "rechtspraak.nl, ECLI:NL:RBOBR:2021:5776",
        ),
        (
            When.GRAVE, False, _("Inspectorate of Education"),
            _("Find out whether this incident is to be reported to the Inspectorate of Education. Switch this hint on "
              "only when the law asks for it (bill 36 777)."),
            "tweedekamer.nl, wetsvoorstel 36 777",
        ),
    ]  # fmt: skip
    return [
        {"when": when, "is_active": is_active, "name": name, "text": text, "source": source, "order": order}
        for order, (when, is_active, name, text, source) in enumerate(rows, start=1)
    ]


def warning_default() -> str:
    """Return the text of a written warning with the words that are filled in (`placeholders`), always in Dutch."""
    return """\
Geachte [naam],

Op [datum gebeurtenis] is op [school] het volgende gebeurd:

[gedrag]

Dit past niet bij hoe wij op school met elkaar omgaan. Het gaat om:

[regel]

We hebben u gevraagd om uw kant van het verhaal te vertellen. Daarna is besloten om u met deze brief officieel te \
waarschuwen. Daarbij is gewogen wat dit betekent voor onze collega, voor u en voor uw kind.

Dit verwachten wij vanaf nu:

[verwachting]

Gebeurt het toch weer, dan kunnen we een zwaardere maatregel nemen. Dat doen we niet zonder eerst met u te praten. \
Uw kind blijft gewoon welkom, en wij blijven graag met u in gesprek over hoe het gaat.

Bent u het niet eens met deze brief, of wilt u erover praten? Dan kunt u hier terecht:

[klachtroute]

Met vriendelijke groet,

[ondertekenaar]
[school]"""
