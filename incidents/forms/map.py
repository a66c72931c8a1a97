"""Forms with which the map is written: routes, steps, functions, publishing; and the dry run."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from incidents.enums import AggressionForm, MapState, OutsideBody, PostKind, Rank, Term
from incidents.forms.case import day_field, pick
from incidents.models import MapPost, MapVersion, Route, RouteStep
from incidents.models.map import ROLES, UNFILLED
from incidents.services.map_check import situations_of_all
from partnership.school.formfields import TelephoneField
from partnership.school.models import StaffMember
from partnership.web.forms import BaseForm

COUNTED = (Term.HOURS, Term.SCHOOL_DAYS)
MOST_DAYS = 60
MOST_HOURS = 240
A_YEAR = datetime.timedelta(days=366)
FIRST_OR_AGAIN = [("", _("first time")), ("again", _("again"))]


def _line(label, length: int, **more) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=more.pop("required", False), **more)


class ConfirmForm(BaseForm):
    """No questions: the button is the answer."""

    form_name = "map_confirm"


class RouteForm(BaseForm):
    form_name = "map_route"
    name = _line(_("Name"), 100, required=True, help_text=_("In the words of your team, such as 'Online'."))
    situations = forms.MultipleChoiceField(
        label=_("For which situations?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    then = forms.ModelChoiceField(
        label=_("If this does not help, go on with"), required=False, queryset=Route.objects.none(),
        empty_label=_("no other route"),
    )  # fmt: skip

    def __init__(self, *args, draft: MapVersion, route: Route | None = None, **kwargs):
        super().__init__(*args, version=draft.version, **kwargs)
        others = draft.routes.exclude(pk=route.pk) if route else draft.routes.all()
        self.fields["then"].queryset = others
        self.fields["situations"].choices = [(_key(*each), _words(*each)) for each in situations_of_all()]
        taken = draft.situations.select_related("route")
        self.taken = {_key(row.form, row.rank, row.again): row.route for row in taken}
        if route is not None:
            own = [key for key, other in self.taken.items() if other == route]
            self.initial |= {"name": route.name, "then": route.then_id, "situations": own}
            self.taken = {key: other for key, other in self.taken.items() if other != route}

    def grid(self) -> list[dict]:
        """Return a row per form and first or again, with a checkbox per level and the route that has it now."""
        boxes = {box.data["value"]: box for box in self["situations"]}
        return [
            {
                "form": form.label, "is_first": not again, "again": again,
                "cells": [(boxes[key], self.taken.get(key)) for key in (_key(form, rank, again) for rank in Rank)],
            }
            for form in AggressionForm for again in (False, True)
        ]  # fmt: skip

    @property
    def levels(self) -> list[tuple[str, str]]:
        """Return number and words of each level; on a phone the number stands above its column."""
        return Rank.choices

    def chosen(self) -> list[tuple[str, str, bool]]:
        wanted = set(self.cleaned_data["situations"])
        return [each for each in situations_of_all() if _key(*each) in wanted]


def _key(form: str, rank: str, again: bool) -> str:
    return f"{form}-{rank}-{int(again)}"


def _words(form: str, rank: str, again: bool) -> str:
    when = _("again") if again else _("first time")
    return f"{AggressionForm(form).label}, {Rank(rank).label}, {when}"


class StepForm(BaseForm):
    form_name = "map_step"
    what = _line(_("What is done?"), 200, required=True, help_text=_("One sentence, as you would say it."))
    say = _line(_("What can one say?"), 300, help_text=_("Words to hold on to, such as 'We stand behind you'."))
    post = forms.ModelChoiceField(label=_("Who does it?"), queryset=MapPost.objects.none(), empty_label=_("choose"))
    term = pick(_("Within which term?"), choices=Term.choices)
    number = forms.IntegerField(
        label=_("How many?"), required=False, min_value=1, max_value=MOST_HOURS,
        widget=forms.NumberInput(attrs={"class": "short-number"}),
        help_text=_("Hours run on the clock, also at night and in the holidays. Days are school days."),
    )  # fmt: skip
    informs = forms.ModelMultipleChoiceField(
        label=_("Who is told?"), required=False, queryset=MapPost.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    document = _line(_("Document"), 200, help_text=_("What is used or written here, such as 'Written warning'."))
    outside = forms.ChoiceField(
        label=_("Who outside the school can help?"), required=False,
        choices=[("", _("nobody")), *OutsideBody.choices],
    )  # fmt: skip

    def __init__(self, *args, draft: MapVersion, step: RouteStep | None = None, **kwargs):
        super().__init__(*args, version=draft.version, **kwargs)
        told = list(step.informs.values_list("pk", flat=True)) if step else []
        known = [step.post_id, *told] if step else []
        offered = MapPost.objects.filter(Q(is_active=True) | Q(pk__in=known), school=draft.school_id)
        self.fields["post"].queryset = offered
        self.fields["informs"].queryset = offered.exclude(kind__in=UNFILLED)
        if step is not None:
            names = ("what", "say", "term", "number", "document", "outside")
            self.initial |= {name: getattr(step, name) for name in names}
            self.initial |= {"post": step.post_id, "informs": told}

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("term") not in COUNTED:
            cleaned["number"] = None
        elif cleaned.get("number") is None and "number" not in self.errors:
            self.add_error("number", _("Say how many hours or school days."))
        elif cleaned["term"] == Term.SCHOOL_DAYS and (cleaned.get("number") or 0) > MOST_DAYS:
            self.add_error("number", _("Choose at most %(days)d school days.") % {"days": MOST_DAYS})
        return cleaned

    def values(self) -> dict:
        """Return the columns of the step."""
        return {name: self.cleaned_data[name] for name in self.declared_fields if name not in BaseForm.declared_fields}


class PublishForm(BaseForm):
    form_name = "map_publish"
    approved_on = day_field(_("Approved on"))
    approved_by = _line(_("Approved by"), 200, required=True, help_text=_("Such as: the team and the council."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["approved_on"] = timezone.localdate()


class PostForm(BaseForm):
    """A function: its name, and who fills it where no role of the school says so."""

    form_name = "map_post"
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=[each for each in PostKind.choices if each[0] not in UNFILLED],
        initial=PostKind.OTHER,
    )  # fmt: skip
    name = _line(_("Name"), 100, required=True, help_text=_("As people say it at your school."))
    holder = forms.ModelChoiceField(
        label=_("Who is it?"), required=False, queryset=StaffMember.objects.none(),
        empty_label=_("nobody with a login here"),
    )  # fmt: skip
    holder_name = _line(_("Or a name"), 100, help_text=_("Of somebody without a login here."))
    holder_telephone = TelephoneField()
    deputy = forms.ModelChoiceField(
        label=_("Who stands in?"), required=False, queryset=StaffMember.objects.none(),
        empty_label=_("nobody with a login here"),
    )  # fmt: skip
    deputy_name = _line(_("Or somebody of another school or the board"), 100)
    deputy_telephone = TelephoneField()

    HOLDER = ("holder", "holder_name", "holder_telephone")
    DEPUTY = ("deputy", "deputy_name", "deputy_telephone")

    def __init__(self, *args, staff: StaffMember, post: MapPost | None = None, **kwargs):
        super().__init__(*args, version=post.version if post else None, **kwargs)
        self.post = post
        known = [post.holder_id, post.deputy_id] if post else []
        people = StaffMember.objects.filter(school=staff.school_id)
        here = people.today().with_login().filter(is_employee=True).values("pk")
        for name in ("holder", "deputy"):
            self.fields[name].queryset = people.filter(Q(pk__in=here) | Q(pk__in=known)).order_by("first_name", "pk")
        self.fields["deputy_telephone"].label = _("Telephone of who stands in")
        if post is not None:
            self.initial |= {name: getattr(post, name) for name in ("name", "holder_name", "deputy_name")}
            self.initial |= {name: getattr(post, name) for name in ("holder_telephone", "deputy_telephone")}
            self.initial |= {"holder": post.holder_id, "deputy": post.deputy_id}
            for name in ("kind", *self._unasked(post.kind)):
                del self.fields[name]
            if post.role:
                self.fields["deputy_name"].label = _("Who stands in from another school or the board")

    def _unasked(self, kind: str) -> tuple[str, ...]:
        """Return the fields that this kind does not have: a role says who it is, and nobody lived through it for us."""
        if kind in UNFILLED:
            return (*self.HOLDER, *self.DEPUTY)
        return (*self.HOLDER, "deputy") if kind in ROLES else ()

    def clean(self) -> dict:
        cleaned = super().clean()
        for who in ("holder", "deputy"):
            if cleaned.get(who) and cleaned.get(f"{who}_name"):
                self.add_error(f"{who}_name", _("Choose a colleague, or write a name; not both."))
        return cleaned

    def values(self) -> dict:
        """Return the columns that this kind has, the others empty."""
        cleaned = self.cleaned_data
        kind = self.post.kind if self.post else cleaned["kind"]
        left_out = self._unasked(kind)
        empty = {name: None if name in ("holder", "deputy") else "" for name in left_out}
        said = {name: cleaned[name] for name in ("name", *self.HOLDER, *self.DEPUTY) if name not in left_out}
        return {"kind": kind} | empty | said


class DryRunForm(forms.Form):
    """What would be reported, and when. Sent by GET: it says nothing about anybody."""

    form = forms.MultipleChoiceField(
        label=_("What happened?"), choices=AggressionForm.choices, widget=forms.CheckboxSelectMultiple
    )
    level = forms.ChoiceField(label=_("How serious?"), choices=Rank.choices, widget=forms.RadioSelect)
    again = forms.ChoiceField(
        label=_("By the same person?"), required=False, choices=FIRST_OR_AGAIN, widget=forms.RadioSelect
    )
    on = day_field(_("Reported on"))
    at = forms.TimeField(label=_("At"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    state = forms.ChoiceField(label=_("Try what?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args, versions: list[MapVersion], **kwargs):
        super().__init__(*args, **kwargs)
        self.versions = {version.state: version for version in versions}
        now = timezone.localtime()
        self.initial = {"form": [AggressionForm.VERBAL], "level": Rank.SERIOUS, "again": "", "on": now.date()}
        self.initial |= {"at": now.time(), "state": MapState.PUBLISHED}
        if len(versions) < 2:
            del self.fields["state"]
        else:
            self.fields["state"].choices = [("published", _("what is in use")), ("draft", _("the draft"))]

    def version(self) -> MapVersion:
        """Return what is tried: the draft when it was chosen, or when there is nothing else."""
        asked = self.cleaned_data.get("state") or MapState.PUBLISHED
        return self.versions.get(asked) or next(iter(self.versions.values()))

    def clean_on(self) -> datetime.date:
        day = self.cleaned_data["on"]
        if abs(day - timezone.localdate()) > A_YEAR:
            raise ValidationError(_("Choose a day within a year from today."))
        return day

    def moment(self) -> datetime.datetime:
        both = datetime.datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"])
        return timezone.make_aware(both)
