"""The school, the person at work and where they can go: for every page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from partnership.school.words import word


def school(request: HttpRequest) -> dict:
    """Return `nav` (at most four entries), `may_report`, `school` and `schools` for who is at work; else nothing."""
    staff = getattr(request, "staff", None)
    if staff is None:
        return {"nav": [], "schools": []}
    schools = [
        {"id": place.school_id, "name": place.school.name, "current": place.school_id == staff.school_id}
        for place in request.workplaces
    ]
    may_report = staff.rights.may("incident", "create")
    nav = _entries(staff, request.path)
    return {"nav": nav, "may_report": may_report, "school": staff.school, "schools": schools}


def _entries(staff, path: str) -> list[dict]:
    entries = [(_("Today"), reverse("today"), "sun")]
    if staff.rights.may("group", "read"):
        entries.append(_class_entry(staff))
    if staff.rights.may("directory", "read"):
        entries.append((_("Pupils"), reverse("pupil_list"), "magnifying-glass"))
    if staff.rights.may("incident", "change"):
        entries.append((_("Reports"), reverse("incidents:triage"), "inbox"))
    if staff.rights.may("escalation_map", "read"):
        entries.append((_("Who does what"), reverse("map:read"), "lifebuoy"))
    if staff.rights.may("account", "change"):
        entries.append((_("Staff"), reverse("school:staff_list"), "users"))
    elif "school" in staff.rights.scopes("audit", "read"):
        entries.append((_("Who looked"), reverse("audit_list"), "eye"))
    return [
        {"label": label, "url": url, "icon": icon, "current": path == url if url == "/" else path.startswith(url)}
        for label, url, icon in entries[:4]
    ]


def _class_entry(staff) -> tuple[str, str, str]:
    """A teacher of one class goes straight to it; others choose."""
    kept = staff.rights.kept_groups
    if len(kept) == 1:
        return word(staff.school, "my_class"), reverse("contacts:group", args=[kept[0]]), "user-group"
    return word(staff.school, "classes"), reverse("contacts:group_list"), "user-group"
