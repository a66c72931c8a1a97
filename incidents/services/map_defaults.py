"""The map a school begins with: its functions, routes and steps, from what was read (design, domain.md 1.4 and 1.5).

A draft to adapt, in the language of the caller; nothing in it says what the law asks unless its source was read.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from incidents.enums import AggressionForm, OutsideBody, PostKind, Rank, Term


@dataclass(frozen=True)
class DefaultStep:
    what: str
    post: PostKind
    term: Term
    number: int | None = None
    say: str = ""
    informs: tuple[PostKind, ...] = ()
    document: str = ""
    outside: str = ""


@dataclass(frozen=True)
class DefaultRoute:
    """A route, the situations (form, level, again) it is for, and the name of the route that follows it."""

    name: str
    situations: tuple[tuple[AggressionForm, Rank, bool], ...]
    steps: tuple[DefaultStep, ...]
    then: str = ""


Situation = tuple[AggressionForm, Rank, bool]
SPOKEN = (AggressionForm.VERBAL, AggressionForm.NON_VERBAL)
BOTH = (False, True)


def default_posts() -> dict[PostKind, str]:
    """Return the functions of the map with their names, in order."""
    left_out = {PostKind.OTHER, PostKind.ADVISER}
    return {kind: str(kind.label) for kind in PostKind if kind not in left_out}


def default_routes() -> list[DefaultRoute]:
    """Return the routes from light to grave; together they are for every situation, each once."""
    quarrel, again, online, grave = (
        _("A quarrel that got out of hand"), _("Again, or serious"), _("Online"), _("Threat or violence"),
    )  # fmt: skip
    return [
        DefaultRoute(quarrel, tuple((form, Rank.LIGHT, False) for form in SPOKEN), _after_a_quarrel(), then=again),
        DefaultRoute(again, _again_or_serious(), _when_it_goes_on(), then=grave),
        DefaultRoute(online, _situations(AggressionForm.DIGITAL, Rank.LIGHT, Rank.SERIOUS), _online(), then=grave),
        DefaultRoute(grave, _gravest(), _at_a_threat()),
    ]


def _situations(form: AggressionForm, *ranks: Rank) -> tuple[Situation, ...]:
    return tuple((form, rank, again) for rank in ranks for again in BOTH)


def _again_or_serious() -> tuple[Situation, ...]:
    spoken = [each for form in SPOKEN for each in ((form, Rank.LIGHT, True), *_situations(form, Rank.SERIOUS))]
    return (*spoken, *_situations(AggressionForm.PHYSICAL, Rank.LIGHT))


def _gravest() -> tuple[Situation, ...]:
    every = [each for form in AggressionForm for each in _situations(form, Rank.GRAVE)]
    return (*every, *_situations(AggressionForm.PHYSICAL, Rank.SERIOUS))


def _after_a_quarrel() -> tuple[DefaultStep, ...]:
    return (*_first_minutes(), _stand_behind(), _aftercare(), _hear_the_parent())


def _when_it_goes_on() -> tuple[DefaultStep, ...]:
    return (*_first_minutes(), _stand_behind(), _aftercare(), _talk_about_rules(), _decide(), _recover())


def _online() -> tuple[DefaultStep, ...]:
    keep = DefaultStep(
        _("Keep a picture of the screen, the address of the page, date and time."), PostKind.LIVED_THROUGH, Term.AT_ONCE
    )
    report = DefaultStep(
        _("Do not answer online; report it here, in two minutes."), PostKind.LIVED_THROUGH, Term.SAME_DAY
    )
    return (keep, report, _stand_behind(), _aftercare(), _talk_about_rules(), _decide())


def _at_a_threat() -> tuple[DefaultStep, ...]:
    leader, safety = PostKind.LEADER, PostKind.SAFETY
    return (
        DefaultStep(
            _("See that you are safe, and ring 112 when there is danger."),
            *(PostKind.LIVED_THROUGH, Term.AT_ONCE), outside=OutsideBody.POLICE,
        ),
        DefaultStep(
            _("Take over the class, the parent and the telephone."), leader, Term.AT_ONCE,
            say=_("I take it from here. Go and sit down with a colleague."),
        ),
        DefaultStep(
            _("Report a threat or violence to the police, and tell the board."), leader, Term.AT_ONCE,
            informs=(PostKind.BOARD,), outside=OutsideBody.POLICE,
        ),
        DefaultStep(
            _("Send the parent away when that is needed, and warn that the police will be called."),
            *(leader, Term.SAME_DAY),
        ),
        _stand_behind(),
        DefaultStep(_("Tell the team what it must know, without names."), leader, Term.HOURS, 24),
        _aftercare(),
        DefaultStep(
            _("Keep pictures of messages, names of who saw it, and what is broken."), safety, Term.HOURS, 24
        ),
        DefaultStep(
            _("Hospital, permanent injury or a death? Tell the labour inspectorate directly."), safety, Term.HOURS, 24,
            outside=OutsideBody.LABOUR_INSPECTORATE,
        ),
        DefaultStep(
            _("Decide with the board who files a criminal complaint, with the address of the school."),
            *(leader, Term.SCHOOL_DAYS, 3), informs=(PostKind.BOARD,), outside=OutsideBody.POLICE,
        ),
        DefaultStep(
            _("Hear the parent, weigh what it means for colleague, parent and child, and decide."),
            *(leader, Term.SCHOOL_DAYS, 10), informs=(PostKind.BOARD, safety), document=_("Written warning"),
        ),
        _recover(),
    )  # fmt: skip


def _first_minutes() -> tuple[DefaultStep, ...]:
    return (
        DefaultStep(
            _("Stop the talk and get a colleague."), PostKind.LIVED_THROUGH, Term.AT_ONCE,
            say=_("I stop this talk now. We go on when it is calm."),
        ),
        DefaultStep(_("Report it here; it takes two minutes."), PostKind.LIVED_THROUGH, Term.SAME_DAY),
    )  # fmt: skip


def _stand_behind() -> DefaultStep:
    return DefaultStep(
        _("Speak with your colleague today."), PostKind.LEADER, Term.SAME_DAY,
        say=_("We stand behind you. What do you need now?"),
    )  # fmt: skip


def _aftercare() -> DefaultStep:
    return DefaultStep(_("Offer aftercare; your colleague decides."), PostKind.COUNSELLOR, Term.HOURS, 72)


def _hear_the_parent() -> DefaultStep:
    return DefaultStep(
        _("Hear the parent, and agree how to go on."), PostKind.LEADER, Term.SCHOOL_DAYS, 5,
        say=_("I want to hear your side. And this is how we speak with each other here."),
    )  # fmt: skip


def _talk_about_rules() -> DefaultStep:
    return DefaultStep(
        _("Hold a talk about the rules of conduct; both sides are heard."), PostKind.LEADER, Term.SCHOOL_DAYS, 5,
        informs=(PostKind.SAFETY,), document=_("Rules of conduct"),
    )  # fmt: skip


def _decide() -> DefaultStep:
    return DefaultStep(
        _("Decide: an agreement, a written warning, or nothing more."), PostKind.LEADER, Term.SCHOOL_DAYS, 10,
        informs=(PostKind.BOARD,), document=_("Written warning"), outside=OutsideBody.ADVICE_LINE,
    )  # fmt: skip


def _recover() -> DefaultStep:
    return DefaultStep(
        _("Offer a talk to recover contact; both sides decide freely."), PostKind.COUNSELLOR, Term.SCHOOL_DAYS, 15,
        outside=OutsideBody.MEDIATION,
    )  # fmt: skip
