"""Words the code decides on, about contacts with guardians (domain.md 6.5, users.md 14)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partnership.school.enums import Channel


class About(TextChoices):
    """What a contact was about; how it went stands apart."""

    NICE = "nice", _("something nice")
    ORDINARY = "ordinary", _("ordinary")
    CONCERN = "concern", _("concern about the child")


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


WRITTEN = frozenset([Channel.EMAIL, Channel.APP, Channel.LETTER])
RESULTS_OF_TALK = (Result.SPOKEN, Result.MESSAGE_LEFT, Result.NO_ANSWER, Result.DID_NOT_COME)
RESULTS_OF_WRITING = (Result.SENT, Result.ANSWERED, Result.CAME_BACK)
# An attempt that failed: a fact about the school's effort. A message sent or left is on its way.
FAILED = frozenset([Result.MESSAGE_LEFT, Result.NO_ANSWER, Result.DID_NOT_COME, Result.CAME_BACK])
REACHED = frozenset([Result.SPOKEN, Result.ANSWERED])


def results_of(channel: str) -> tuple[Result, ...]:
    """Return the results that `channel` can have."""
    return RESULTS_OF_WRITING if channel in WRITTEN else RESULTS_OF_TALK


def usual_result(channel: str) -> Result:
    """Return the result taken when nothing else is said."""
    return Result.SENT if channel in WRITTEN else Result.SPOKEN
