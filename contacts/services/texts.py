"""Plain texts to take along: for the pupil system, and for the parent."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.models import Agreement, Contact, ContactPupil
from partnership.school.models import Guardian


def text_for_pupil_system(
    contact: Contact, parts: list[ContactPupil], guardians: list[Guardian], agreements: list[Agreement]
) -> str:
    """Return date, with whom, how, summary and agreements as plain lines.

    Only `parts` (the children the reader may read) appear, so that a copy never tells more than the page.
    """
    people = [guardian.name for guardian in guardians] + [part.pupil.first_name for part in parts if part.took_part]
    moment = date_format(timezone.localtime(contact.happened_at), "j F Y H:i")
    lines = [f"{moment}, {contact.get_channel_display()} ({contact.get_result_display()})"]
    if people:
        lines.append(_("With: %(names)s") % {"names": ", ".join(people)})
    lines.append(contact.summary)
    several = len(parts) > 1
    lines += [f"{part.pupil.first_name}: {part.text}" if several else part.text for part in parts if part.text]
    if agreements:
        lines += ["", _("Agreed:"), *[_line(agreement) for agreement in agreements]]
    return "\n".join(line for line in lines if line is not None).strip()


def text_for_parent(agreements: list[Agreement]) -> str:
    """Return the open agreements in plain words, to paste into the school's parent app; empty without any.

    Only what was agreed: with two guardians apart, what one said is not in what the other gets.
    """
    still = [_line(agreement) for agreement in agreements if agreement.is_open]
    return "\n".join([_("This is what we agreed:"), *still]) if still else ""


def _line(agreement: Agreement) -> str:
    line = f"- {agreement.keeper.name}: {agreement.text}"
    if agreement.due_on:
        line += " " + _("(before %(date)s)") % {"date": date_format(agreement.due_on, "j F")}
    return line
