"""Words that differ per sector, in one table: the same thing has another name in primary and secondary schools."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partnership.school.enums import AssignmentKind, Role, Sector

PRIMARY = {
    "my_class": pgettext_lazy("primary", "My class"),
    "classes": pgettext_lazy("primary", "Classes"),
    AssignmentKind.CLASS_TEACHER: pgettext_lazy("primary", "class teacher"),
    Role.CARE_COORDINATOR: pgettext_lazy("primary", "care coordinator"),
    Role.SCHOOL_LEADER: pgettext_lazy("primary", "school leader"),
}
SECONDARY = {
    "my_class": pgettext_lazy("secondary", "My mentor class"),
    "classes": pgettext_lazy("secondary", "Classes"),
    AssignmentKind.CLASS_TEACHER: pgettext_lazy("secondary", "mentor"),
    Role.CARE_COORDINATOR: pgettext_lazy("secondary", "care coordinator"),
    Role.SCHOOL_LEADER: pgettext_lazy("secondary", "head or team leader"),
}
WORDS = {Sector.PRIMARY: PRIMARY, Sector.SECONDARY: SECONDARY, Sector.SPECIAL: PRIMARY}
EVERYWHERE = {
    AssignmentKind.SUBJECT_TEACHER: _("subject teacher"),
    AssignmentKind.SUPPORT: _("support"),
    AssignmentKind.SUBSTITUTE: _("substitute"),
    Role.SAFETY_COORDINATOR: _("safety coordinator"),
    Role.COUNSELLOR: _("counsellor"),
    Role.BOARD_OFFICER: _("board officer"),
    Role.PRIVACY_OFFICER: _("privacy officer"),
    Role.ADMIN: _("administrator"),
}


def word(school, key: str) -> str:
    """Return what `key` is called at `school`. Raises `KeyError` for a word the table does not have."""
    return str((EVERYWHERE | WORDS[Sector(school.sector)])[key])
