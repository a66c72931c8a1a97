"""Rows of people in a report: a name typed is enough; somebody who was chosen has a key."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.enums import KINDS, Kind, Side, YesNo
from incidents.services.people import Known, colleague_named, known_by
from incidents.services.report import NewParty
from partnership.school.telephones import normalise

ROWS = {Side.AFFECTED: 4, Side.INVOLVED: 4, Side.WITNESS: 4}
USUAL = {Side.AFFECTED: Kind.STAFF, Side.INVOLVED: Kind.GUARDIAN, Side.WITNESS: Kind.STAFF}
LABELS = {
    Side.AFFECTED: _("Name of a colleague, child or parent"),
    Side.INVOLVED: _("Name of the person, or of the child"),
    Side.WITNESS: _("Name of a colleague, child or parent"),
}


class PeopleRows:
    """The fields for the people of one side of a report, and what was filled in there."""

    def __init__(self, form: forms.Form, side: Side):
        self.form, self.side = form, side
        fields = self._fields()  # the same for each row: what differs stands in `form.initial`
        self.parts = tuple(fields)
        for number in range(ROWS[side]):
            for part, field in fields.items():
                form.fields[self.name(number, part)] = field
            form.initial[self.name(number, "kind")] = USUAL[side].value

    def name(self, number: int, part: str) -> str:
        return f"{self.side.value}_{number}_{part}"

    def _fields(self) -> dict[str, forms.Field]:
        typed = forms.TextInput(attrs={"autocomplete": "off"})
        fields = {
            "name": forms.CharField(label=LABELS[self.side], required=False, max_length=200, widget=typed),
            "key": forms.CharField(required=False, max_length=100, widget=forms.HiddenInput),
            "kind": forms.ChoiceField(
                label=_("Who is it?"), required=False, choices=[(kind.value, kind.label) for kind in KINDS[self.side]]
            ),
        }
        return fields | (self._fields_of_involved() if self.side == Side.INVOLVED else {})

    @staticmethod
    def _fields_of_involved() -> dict[str, forms.Field]:
        return {
            "description": forms.CharField(
                label=_("You do not know who it is?"),
                required=False,
                max_length=500,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                help_text=_("Only behaviour and clothes, nothing about how somebody looks otherwise."),
            ),
            "works_here": forms.ChoiceField(
                label=_("Does this person also work at our school or board?"),
                required=False,
                choices=YesNo.choices,
                initial=YesNo.UNKNOWN,
            ),
            "email": forms.EmailField(label=_("E-mail address, if it came by e-mail"), required=False),
            "telephone": forms.CharField(label=_("Telephone, if it was a call"), required=False, max_length=40),
        }

    @property
    def rows(self) -> list[dict]:
        """The fields as they are drawn, row by row."""
        return [
            {part: self.form[self.name(number, part)] for part in self.parts} | {"is_filled": self._is_shown(number)}
            for number in range(ROWS[self.side])
        ]

    def _is_shown(self, number: int) -> bool:
        """Whether a row that is folded away at first has something in it."""
        names = (self.name(number, part) for part in ("name", "description", "email", "telephone"))
        fields = [self.form[name] for name in names if name in self.form.fields]
        return any(field.value() or field.errors for field in fields)

    def clean(self) -> None:
        """Find whom each row stands for; a telephone number gets one form."""
        self.found: list[tuple[NewParty, Known | None]] = list(self._cleaned())

    def _cleaned(self) -> Iterator[tuple[NewParty, Known | None]]:
        for number in range(ROWS[self.side]):
            answers = {part: self.form.cleaned_data.get(self.name(number, part), "") for part in self.parts}
            if answers["key"] or answers["name"] or answers.get("description"):
                known = self._known(number, answers)
                yield self._party(number, answers, known), known

    def _known(self, number: int, answers: dict) -> Known | None:
        """Who was chosen; who changed the name afterwards means the name that stands there."""
        staff = self.form.staff
        if answers["key"]:
            known = known_by(answers["key"], staff=staff)
            if known is None or (known.pupil and self.side == Side.INVOLVED) or (known.staff and self._is_involved):
                message = _("This person cannot be chosen. Type the name instead.")
                self.form.add_error(self.name(number, "name"), message)
                return None
            return known if answers["name"] in ("", known.name) else None
        if not self._is_involved and (
            colleague := colleague_named(answers["name"], among=self.form.colleagues.values())
        ):
            return Known(staff=colleague)
        return None

    @property
    def _is_involved(self) -> bool:
        return self.side == Side.INVOLVED

    def _party(self, number: int, answers: dict, known: Known | None) -> NewParty:
        known = known or Known()
        typed = "" if known != Known() else answers["name"]
        return NewParty(
            side=self.side,
            kind=self._kind(answers, known),
            staff=known.staff,
            guardian=known.guardian,
            pupil=known.pupil,
            name=typed,
            email=answers.get("email", ""),
            telephone=self._telephone(number, answers),
            works_here=YesNo(answers.get("works_here") or YesNo.UNKNOWN),
            description=answers.get("description", ""),
        )

    def _kind(self, answers: dict, known: Known) -> Kind:
        if known.staff:
            return Kind.STAFF
        if known.pupil:
            return Kind.PUPIL
        if known.guardian and not self._is_involved:
            return Kind.OTHER_PARENT
        chosen = Kind(answers["kind"] or USUAL[self.side])
        is_described = not (known.guardian or answers["name"])
        return Kind.UNKNOWN if is_described and chosen == Kind.GUARDIAN else chosen

    def _telephone(self, number: int, answers: dict) -> str:
        try:
            return normalise(answers.get("telephone", ""))
        except ValueError as error:
            self.form.add_error(self.name(number, "telephone"), str(error))
            return ""
