"""Words the code decides on, about contacts with guardians (domain.md 6.5, users.md 14)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partnership.school.enums import Channel


class About(TextChoices):
    """What a contact was about; how it went stands apart."""

    NICE = "nice", _("something nice")
    ORDINARY = "ordinary", _("ordinary")
    CONCERN = "concern", _("concern about the child")


class Purpose(TextChoices):
    """Why a contact is planned (domain.md 6.5, words.md)."""

    START_TALK = "start_talk", _("start talk")
    PROGRESS = "progress", _("progress talk")
    TRIAD = "triad", _("talk of pupil, parent and mentor")
    ADVICE = "advice", _("advice talk")
    NICE = "nice", _("share something nice")
    CONCERN = "concern", _("concern about the child")
    PRACTICAL = "practical", _("practical matter")
    INFORMAL = "informal", _("informal contact")
    OTHER = "other", _("something else")


class Precision(TextChoices):
    """How exactly a contact is planned."""

    WEEK = "week", _("some time in the week")
    DAY = "day", _("on a day")
    TIME = "time", _("at a time")


class Per(TextChoices):
    """The stretch of time an agreement about contact counts in."""

    YEAR = "year", _("per school year")
    HALF = "half", _("per half school year")
    MONTH = "month", _("per month")
    WINDOW = "window", _("in a window")


class Way(TextChoices):
    """Which ways of contact count for an agreement about contact."""

    ANY = "any", _("any way")
    SPOKEN = "spoken", _("spoken: in person, by telephone or video")
    IN_PERSON = "in_person", _("in person")


class ForWhom(TextChoices):
    """Who must be reached."""

    ONE_GUARDIAN = "one_guardian", _("at least one parent")
    EVERY_CUSTODY = "every_custody", _("every parent with custody")
    PUPIL = "pupil", _("the pupil")


class AgreedBy(TextChoices):
    TEAM = "team", _("the team")
    MR = "mr", _("the participation council")
    LEADER = "leader", _("the school leader")


class Mood(TextChoices):
    """How the talk went; about the talk, never about the parent."""

    WELL = "well", _("well")
    ALL_RIGHT = "all_right", _("all right")
    HARD = "hard", _("hard")


class Result(TextChoices):
    SPOKEN = "spoken", _("spoken")
    MESSAGE_LEFT = "message_left", _("message left")
    NO_ANSWER = "no_answer", _("not reached")
    DID_NOT_COME = "did_not_come", _("did not come")
    SENT = "sent", _("sent")
    ANSWERED = "answered", _("answered")
    CAME_BACK = "came_back", _("not delivered")


class Kind(TextChoices):
    PLANNED = "planned", _("planned")
    SPONTANEOUS = "spontaneous", _("spontaneous")


class Status(TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    MISSED = "missed", _("missed")
    CANCELLED = "cancelled", _("cancelled")


class Initiative(TextChoices):
    SCHOOL = "school", _("school")
    GUARDIAN = "guardian", _("parent")
    PUPIL = "pupil", _("pupil")


class AttendeeKind(TextChoices):
    COLLEAGUE = "colleague", _("colleague")
    INTERPRETER = "interpreter", _("interpreter")
    OTHER = "other", _("someone else")


IN_PERSON = frozenset([Channel.AT_DOOR, Channel.AT_SCHOOL, Channel.HOME_VISIT])
WRITTEN = frozenset([Channel.EMAIL, Channel.APP, Channel.LETTER])
RESULTS_OF_TALK = (Result.SPOKEN, Result.MESSAGE_LEFT, Result.NO_ANSWER, Result.DID_NOT_COME)
RESULTS_OF_WRITING = (Result.SENT, Result.ANSWERED, Result.CAME_BACK)
# An attempt that failed: a fact about the school's effort. A message sent or left is on its way.
FAILED = frozenset([Result.MESSAGE_LEFT, Result.NO_ANSWER, Result.DID_NOT_COME, Result.CAME_BACK])
REACHED = frozenset([Result.SPOKEN, Result.ANSWERED])


def results_of(channel: str) -> tuple[Result, ...]:
    """Return the results that `channel` can have."""
    return RESULTS_OF_WRITING if channel in WRITTEN else RESULTS_OF_TALK


def tries_of(channel: str) -> tuple[Result, ...]:
    """Return the attempts that failed which fit a planned contact of `channel`, the most likely first."""
    if channel in WRITTEN:
        return (Result.CAME_BACK,)
    if channel == Channel.PHONE:
        return (Result.NO_ANSWER, Result.MESSAGE_LEFT)
    return (Result.DID_NOT_COME, Result.NO_ANSWER)


def usual_result(channel: str) -> Result:
    """Return the result taken when nothing else is said."""
    return Result.SENT if channel in WRITTEN else Result.SPOKEN
