"""Words the code decides on, about schools and the people in and around them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sector(TextChoices):
    PRIMARY = "po", _("primary")
    SECONDARY = "vo", _("secondary")
    SPECIAL = "special", _("special")


class Region(TextChoices):
    """The regions of the Dutch school holidays."""

    NORTH = "Noord", _("North")
    MIDDLE = "Midden", _("Middle")
    SOUTH = "Zuid", _("South")


class DayOffKind(TextChoices):
    HOLIDAY = "holiday", _("holiday")
    STUDY_DAY = "study_day", _("study day")
    UNSUITABLE = "unsuitable", _("not suitable for talks")


class GroupKind(TextChoices):
    CLASS = "class", _("class")
    MENTOR = "mentor", _("mentor group")
    TEACHING = "teaching", _("teaching group")
    COMBINED = "combined", _("combined group")


class Role(TextChoices):
    """Roles a person is given. Everyone at work is an employee; teaching follows from assignments."""

    SCHOOL_LEADER = "school_leader", _("school leader")
    CARE_COORDINATOR = "care_coordinator", _("care coordinator")
    SAFETY_COORDINATOR = "safety_coordinator", _("safety coordinator")
    COUNSELLOR = "counsellor", _("counsellor")
    BOARD_OFFICER = "board_officer", _("board officer")
    PRIVACY_OFFICER = "privacy_officer", _("privacy officer")
    ADMIN = "admin", _("administrator")


class Part(TextChoices):
    """Parts of the application a school may do without (users.md 30)."""

    PLANNER = "planner", _("planner")
    START_TALK = "start_talk", _("start talk")
    PARENT_GROUP = "parent_group", _("parent group")
    TRAINING = "training", _("training")
    INCIDENTS = "incidents", _("incidents")
    AFTERCARE = "aftercare", _("aftercare")


class AssignmentKind(TextChoices):
    CLASS_TEACHER = "class_teacher", _("class teacher or mentor")
    SUBJECT_TEACHER = "subject_teacher", _("subject teacher")
    SUPPORT = "support", _("support")
    SUBSTITUTE = "substitute", _("substitute")


class TieKind(TextChoices):
    """What a guardian is to a pupil (users.md 3)."""

    PARENT = "parent", _("parent")
    COURT_GUARDIAN = "court_guardian", _("court-appointed guardian")
    FOSTER_PARENT = "foster_parent", _("foster parent")
    STEP_PARENT = "step_parent", _("step-parent or partner")
    FAMILY_SUPERVISOR = "family_supervisor", _("family supervisor")
    OTHER = "other", _("other carer")


class Custody(TextChoices):
    YES = "yes", _("has custody")
    NO = "no", _("no custody")
    UNKNOWN = "unknown", _("custody unknown: ask")


class Information(TextChoices):
    """What a guardian is told about the pupil."""

    FULL = "full", _("the same as parents with custody")
    ON_REQUEST = "on_request", _("on request")
    WITHHELD = "withheld", _("withheld on a ground")


class Source(TextChoices):
    """Where a fact about custody or information comes from."""

    FILE = "file", _("pupil system")
    TOLD = "told", _("told by a guardian")
    DOCUMENT = "document", _("document seen")


class Channel(TextChoices):
    AT_DOOR = "at_door", _("in the yard or at the door")
    PHONE = "phone", _("telephone")
    EMAIL = "email", _("e-mail")
    APP = "app", _("parent app")
    AT_SCHOOL = "at_school", _("talk at school")
    VIDEO = "video", _("video call")
    HOME_VISIT = "home_visit", _("home visit")
    LETTER = "letter", _("letter")


class TieToFamily(TextChoices):
    """Why a member of staff keeps away from a family (users.md 12)."""

    EX_PARTNER = "ex_partner", _("ex-partner")
    RELATIVE = "relative", _("relative")
    FRIEND = "friend", _("friend or neighbour")
    OTHER = "other", _("other tie")


class RestrictionKind(TextChoices):
    """What a restriction on a guardian says (users.md 3)."""

    CONTACT_BAN = "contact_ban", _("no contact")
    NO_INFORMATION = "no_information", _("no information about the child")
    VIA_COURT_GUARDIAN = "via_guardian", _("only with the court-appointed guardian")
    NEVER_ALONE = "never_alone", _("never alone with this parent")
    OTHER = "other", _("something else")


# With these nobody invites the guardian.
BARRING = frozenset([RestrictionKind.CONTACT_BAN, RestrictionKind.NO_INFORMATION])


class Basis(TextChoices):
    """What a restriction rests on; what somebody told is not among them."""

    DOCUMENT = "document", _("a document")
    AGREEMENT = "agreement", _("a dated agreement")


class PairState(TextChoices):
    """What is known of two records that may be one person."""

    PROPOSED = "proposed", _("perhaps one person")
    JOINED = "joined", _("joined")
    DIFFERENT = "different", _("two people")
    PARTED = "parted", _("split again")
