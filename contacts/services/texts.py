"""Plain texts to take along: one per child for the pupil system, and one per parent with what was agreed."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contacts.models import Agreement, Contact, ContactPupil
from partnership.school.models import Guardian, Guardianship, Pupil, StaffMember

Ties = frozenset[tuple[UUID, UUID]]


@dataclass(frozen=True)
class ChildCopy:
    part: ContactPupil
    text: str


@dataclass(frozen=True)
class ParentCopy:
    """What was agreed with `people`, for whom it is the same text."""

    people: list[Guardian | Pupil]
    text: str

    @property
    def names(self) -> str:
        return ", ".join(person.name for person in self.people)


@dataclass(frozen=True)
class TakeAlong:
    children: list[ChildCopy]
    parents: list[ParentCopy]


def take_along(contact: Contact, *, staff: StaffMember, agreements: list[Agreement]) -> TakeAlong:
    """Return what `staff` may take along of `contact`: of each child a copy of its own (users.md 6 and 13).

    A copy holds the common part and the text of that child only. With two guardians apart, what one keeps is not in
    what the other gets. `agreements` are those the page shows.
    """
    parts = list(ContactPupil.objects.exportable_by(staff).filter(contact=contact).select_related("pupil", "contact"))
    if not parts:
        return TakeAlong([], [])
    guardians = [row.guardian for row in contact.guardians.select_related("guardian")]
    people = {*(guardian.pk for guardian in guardians), *(each.guardian_id for each in agreements)} - {None}
    pupils = {*(part.pupil_id for part in parts), *(each.pupil_id for each in agreements)} - {None}
    rows = Guardianship.objects.filter(guardian__in=people, pupil__in=pupils)
    ties = frozenset(rows.values_list("guardian", "pupil"))
    return TakeAlong(
        children=[ChildCopy(part, text_of_child(contact, part, guardians, agreements, ties)) for part in parts],
        parents=_copies_of_parents(guardians or [part.pupil for part in parts if part.took_part], agreements, ties),
    )


def text_of_child(
    contact: Contact, part: ContactPupil, guardians: list[Guardian], agreements: list[Agreement], ties: Ties
) -> str:
    """Return date, with whom, how, the common part, the text of this child and agreements as plain lines."""
    people = [guardian.name for guardian in guardians] + ([part.pupil.first_name] if part.took_part else [])
    moment = date_format(timezone.localtime(contact.happened_at), "j F Y H:i")
    lines = [f"{moment}, {contact.get_channel_display()} ({contact.get_result_display()})"]
    if people:
        lines.append(_("With: %(names)s") % {"names": ", ".join(people)})
    lines += [text for text in (contact.summary, part.text) if text]
    if agreed := [_line(agreement) for agreement in agreements if _is_about(agreement, part.pupil_id, ties)]:
        lines += ["", _("Agreed:"), *agreed]
    return "\n".join(lines)


def text_of_parent(person: Guardian | Pupil, agreements: list[Agreement], ties: Ties) -> str:
    """Return the open agreements that concern `person` in plain words, to paste into the school's parent app.

    Only what was agreed and nothing that was said; empty when nothing was.
    """
    lines = [_line(each) for each in agreements if each.is_open and _concerns(each, person, ties)]
    return "\n".join([_("This is what we agreed:"), *lines]) if lines else ""


def _copies_of_parents(people: list, agreements: list[Agreement], ties: Ties) -> list[ParentCopy]:
    """Who would get the same text shares one copy."""
    copies: dict[str, list] = {}
    for person in people:
        if text := text_of_parent(person, agreements, ties):
            copies.setdefault(text, []).append(person)
    return [ParentCopy(together, text) for text, together in copies.items()]


def _is_about(agreement: Agreement, pupil: UUID, ties: Ties) -> bool:
    """What another child, or the parent of another child alone, has to do is not about this child."""
    if agreement.guardian_id:
        return (agreement.guardian_id, pupil) in ties
    return agreement.pupil_id in (None, pupil)


def _concerns(agreement: Agreement, person: Guardian | Pupil, ties: Ties) -> bool:
    """What the school does, what the person does, and what a child of that person does."""
    if agreement.guardian_id:
        return agreement.guardian_id == person.pk
    own = agreement.pupil_id in (None, person.pk)
    return own or (person.pk, agreement.pupil_id) in ties


def _line(agreement: Agreement) -> str:
    line = f"- {agreement.keeper.name}: {agreement.text}"
    if agreement.due_on:
        line += " " + _("(before %(date)s)") % {"date": date_format(agreement.due_on, "j F")}
    return line
