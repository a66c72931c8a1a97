"""Words the code decides on, about aggression (domain.md 1 and 6.5, decision 21)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AggressionForm(TextChoices):
    """The four forms of aggression of School & Veiligheid; more than one may hold."""

    VERBAL = "verbal", _("verbal")
    NON_VERBAL = "non_verbal", _("non-verbal")
    PHYSICAL = "physical", _("physical")
    DIGITAL = "digital", _("digital")


class Pattern(TextChoices):
    ONCE = "once", _("this once")
    REPEATED = "repeated", _("again and again")


class YesNo(TextChoices):
    """An answer that may be left open."""

    YES = "yes", _("yes")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("I do not know")


class Side(TextChoices):
    """What someone has to do with it (users.md 10)."""

    AFFECTED = "affected", _("lived through it")
    INVOLVED = "involved", _("was involved")
    WITNESS = "witness", _("saw it")


class Kind(TextChoices):
    """Who someone is."""

    STAFF = "staff", _("colleague")
    OUTSIDER = "outsider", _("someone who works here without a login")
    PUPIL = "pupil", _("pupil")
    GUARDIAN = "guardian", _("parent or guardian")
    OTHER_PARENT = "other_parent", _("another parent")
    EX_PARTNER = "ex_partner", _("ex-partner of a parent")
    GRANDPARENT = "grandparent", _("grandparent")
    RELATIVE = "relative", _("another relative")
    UNKNOWN = "unknown", _("somebody unknown")
    OTHER = "other", _("someone else")


KINDS = {
    Side.AFFECTED: (Kind.STAFF, Kind.OUTSIDER, Kind.PUPIL, Kind.OTHER_PARENT, Kind.OTHER),
    Side.INVOLVED: (
        Kind.GUARDIAN, Kind.EX_PARTNER, Kind.GRANDPARENT, Kind.RELATIVE, Kind.OTHER_PARENT, Kind.UNKNOWN, Kind.OTHER,
    ),
    Side.WITNESS: (Kind.STAFF, Kind.OUTSIDER, Kind.PUPIL, Kind.OTHER_PARENT, Kind.OTHER),
}  # fmt: skip


class Rank(TextChoices):
    """The three levels of severity; what they mean is the school's own (words.md)."""

    LIGHT = "1", _("1 unwanted behaviour")
    SERIOUS = "2", _("2 serious")
    GRAVE = "3", _("3 very serious (perhaps punishable)")


class OcwCategory(TextChoices):
    """Categories schools use for their yearly figures (domain.md 1.3); an optional second label."""

    INJURY = "injury", _("physical violence with injury")
    WEAPON = "weapon", _("violence with a weapon")
    POSSESSION = "possession", _("possession of a weapon")
    SEXUAL = "sexual", _("sexual abuse")
    BULLYING = "bullying", _("gross bullying")
    DISCRIMINATION = "discrimination", _("discrimination")
    THREAT = "threat", _("threat")
    DAMAGE = "damage", _("damage or theft")
    DRUGS = "drugs", _("drugs")


class Status(TextChoices):
    REPORTED = "reported", _("reported")
    HANDLING = "handling", _("in handling")
    MEASURE = "measure", _("measure")
    AFTERCARE = "aftercare", _("aftercare and recovery")
    EVALUATION = "evaluation", _("evaluation")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")


class Outcome(TextChoices):
    """What is thought of it after both sides were heard or invited (users.md 8)."""

    ESTABLISHED = "established", _("established")
    PARTLY = "partly", _("partly established")
    NOT_ESTABLISHED = "not_established", _("not established")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PASSED_ON = "passed_on", _("passed on")


class PassedOn(TextChoices):
    """Where it belongs, when it is no incident (users.md 8)."""

    COMPLAINT = "complaint", _("complaint")
    ALLEGATION = "allegation", _("allegation against staff")
    CHILD_PROTECTION = "child_protection", _("child protection")
    PUPIL_MATTER = "pupil_matter", _("matter of a pupil")


# Only these show as an earlier incident, and count as "again".
ESTABLISHED = frozenset([Outcome.ESTABLISHED, Outcome.PARTLY])


class Step(TextChoices):
    """What happened with a case, for its timeline."""

    REPORTED = "reported", _("reported")
    OPENED = "opened", _("opened by who handles it")
    STATUS = "status", _("moved on")
    SEVERITY = "severity", _("severity set")
    OUTCOME = "outcome", _("outcome")
    HANDLER = "handler", _("given to somebody else")
    SHARED = "shared", _("shared")
    UNSHARED = "unshared", _("no longer shared")
    JOINED = "joined", _("joined with another report")
    PARTED = "parted", _("parted again")
    ACCOUNT = "account", _("account written")
    ACCOUNT_SHARED = "account_shared", _("account shared")
    OBJECTED = "objected", _("a colleague objects to the report on their behalf")
    TALKED = "talked", _("talked with the colleague who objects")
    ADDENDUM = "addendum", _("something added")
    NAMED = "named", _("an unknown person was named")
    SECOND_LOOK = "second_look", _("someone else was asked to look")
    LOOKED_AGAIN = "looked_again", _("someone else has looked")
    TOLD = "told", _("the person concerned was told")
    TELLING_WAITS = "telling_waits", _("telling the person concerned waits")
    REPORTER_TOLD = "reporter_told", _("the reporter was told the outcome")
    CHILD = "child", _("spoken with the child")
    MEASURE = "measure", _("measure")
    DETAILS = "details", _("details filled in")
    ACTION = "action", _("step of who does what")


class Addition(TextChoices):
    """What is added beside a report; a sent report is never rewritten."""

    MORE = "more", _("addition")
    CORRECTION = "correction", _("correction")
    REACTION = "reaction", _("reaction of the parent")


class Talk(TextChoices):
    """Whether somebody spoke with a child."""

    OPEN = "open", _("still to do")
    DONE = "done", _("done")
    NOT_NEEDED = "not_needed", _("not needed")


class MeasureKind(TextChoices):
    BOUNDARY_TALK = "boundary_talk", _("talk about the rules of conduct")
    WRITTEN_WARNING = "written_warning", _("written warning")


class MeasureState(TextChoices):
    """How far a measure is; a step of the case says what it came to."""

    DRAFT = "draft", _("draft")
    DECIDED = "decided", _("decided")
    DONE = "done", _("held or sent")
    DROPPED = "dropped", _("dropped")


class Heard(TextChoices):
    """Whether the parent was heard before a measure."""

    YES = "yes", _("heard")
    OFFERED = "offered", _("invited; the parent did not want to")
    NOT_YET = "not_yet", _("not yet")


class Way(TextChoices):
    """How the person concerned was told of the record."""

    TALK = "talk", _("in a talk")
    PHONE = "phone", _("by telephone")
    LETTER = "letter", _("by letter")


class DutyKind(TextChoices):
    """What a case asks of people. The words stand in lists of duties: they never say what it is about."""

    OPEN = "incident.open", _("New report")
    TELL_PERSON = "incident.tell_person", _("Tell somebody that there is a record")
    CHILD_TALK = "incident.child_talk", _("Talk with a child")
    NAME_QUESTION = "incident.name_question", _("A question about a name")
    ACCOUNT = "incident.account", _("Write down what you saw or lived through")
    TELL_REPORTER = "incident.tell_reporter", _("Tell the reporter how it ended")
    SECOND_LOOK = "incident.second_look", _("Somebody asks you to look")
    MEASURE = "incident.measure", _("Prepare a measure")
    OBJECTION = "incident.objection", _("Talk with a colleague before you go on")
    ACTION = "incident.action", _("A step of who does what")


class MapState(TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("in use")
    REPLACED = "replaced", _("replaced")


class PostKind(TextChoices):
    """Who does something on the map. The first one is told what to do and gets no duty."""

    LIVED_THROUGH = "lived_through", _("you, who lived through it")
    LEADER = "leader", _("school leader")
    SAFETY = "safety", _("safety coordinator")
    COUNSELLOR = "counsellor", _("counsellor for aftercare")
    CARE = "care", _("care coordinator")
    BOARD = "board", _("board")
    CHILD_PROTECTION = "child_protection", _("contact for child protection")
    ADVISER = "adviser", _("confidential adviser")
    OTHER = "other", _("somebody else")


class Term(TextChoices):
    """Within which term a step is done, from the report on (users.md 25).

    Hours run on the clock, through weekends and holidays; days are school days; "at once" knows no working time.
    """

    AT_ONCE = "at_once", _("at once")
    SAME_DAY = "same_day", _("the same day")
    HOURS = "hours", _("hours")
    SCHOOL_DAYS = "school_days", _("school days")


class OutsideBody(TextChoices):
    """Who outside the school can be called (domain.md 1.4 and 1.5)."""

    POLICE = "police", _("police")
    COMMUNITY_OFFICER = "community_officer", _("community police officer")
    COMPANY_DOCTOR = "company_doctor", _("company doctor")
    BOARD = "board", _("board")
    ADVICE_LINE = "advice_line", _("advice line of School & Veiligheid")
    LABOUR_INSPECTORATE = "labour_inspectorate", _("labour inspectorate")
    MEDIATION = "mediation", _("mediation")


class ActionState(TextChoices):
    """Whether a step of the map was done in a case."""

    OPEN = "open", _("to do")
    DONE = "done", _("done")
    NOT_NEEDED = "not_needed", _("not needed")
