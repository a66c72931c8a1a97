"""Correct how to reach a guardian and what the tie is; add a guardian; end a tie."""

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from partnership.school.forms.guardians import GuardianForm, GuardianNewForm, TieEndForm, TieForm, in_words
from partnership.school.models import Guardian, Guardianship, Pupil, Restriction
from partnership.school.services.guardians import add_guardian, change_guardian, change_tie, end_tie
from partnership.web.access import Allowed
from partnership.web.views import ServiceFormView, VisibleObjectMixin


class TieFormView(VisibleObjectMixin, ServiceFormView):
    """A form about one tie of today; afterwards back to the page of the pupil."""

    model = Guardianship

    def get_queryset(self):
        return Guardianship.objects.select_related(
            "pupil", "guardian__details__household", "guardian__reachability", "told_by"
        )

    @cached_property
    def tie(self) -> Guardianship:
        return self.get_object()

    def object_key(self) -> str:
        return str(self.tie.pk)

    def may(self, data_class: str, operation: str) -> bool:
        allowed = Pupil.objects.allowed(self.staff, data_class, operation)
        return allowed.filter(pk=self.tie.pupil_id).exists()

    def back(self) -> str:
        return reverse("pupil_detail", args=[self.tie.pupil_id])

    def get_context_data(self, **kwargs) -> dict:
        context = {"tie": self.tie, **super().get_context_data(**kwargs)}
        if "conflict" in context:
            context["now"] = in_words(self._form_of_now())
        return context

    def _form_of_now(self):
        """What stands there now, after a colleague changed it."""
        self.__dict__.pop("tie", None)
        kwargs = self.get_form_kwargs()
        return self.form_class(**{name: value for name, value in kwargs.items() if name not in ("data", "files")})


class GuardianUpdateView(TieFormView):
    """Telephone, language and when to call, on a phone; the rest under "More"."""

    access = Allowed("guardian_details", "change")
    permitted = "detailed_by"
    form_class = GuardianForm
    template_name = "school/guardian_form.html"
    success_message = gettext_lazy("Saved. A file from the pupil system does not undo it.")

    def get_form_kwargs(self) -> dict:
        return {
            **super().get_form_kwargs(),
            "tie": self.tie,
            "version": self.tie.guardian.version,
            "may_reach": self.may("reachability", "change"),
            "may_mend": self.may("directory", "change"),
        }

    def perform(self, form: GuardianForm) -> str:
        change_guardian(self.tie, actor=self.staff, version=form.cleaned_data["version"] or 0, **form.values())
        return self.back()


class TieUpdateView(TieFormView):
    """What the guardian is to the child, custody, information, and what another parent told."""

    access = Allowed("guardian_details", "change")
    permitted = "detailed_by"
    form_class = TieForm
    template_name = "school/tie_form.html"
    success_message = gettext_lazy("Saved. A file from the pupil system does not undo it.")

    def get_form_kwargs(self) -> dict:
        others = Guardian.objects.filter(
            pk__in=Guardianship.objects.today().filter(pupil=self.tie.pupil_id).values("guardian")
        )
        others = others.untied(self.staff).exclude(pk=self.tie.guardian_id)
        if self.tie.told_by_id:
            others = others | Guardian.objects.untied(self.staff).filter(pk=self.tie.told_by_id)
        grounds = None
        if self.may("protective_flag", "change"):
            grounds = list(Restriction.objects.visible_to(self.staff).today().filter(guardianship=self.tie))
        kwargs = {"tie": self.tie, "others": list(others.distinct()), "grounds": grounds, "version": self.tie.version}
        return {**super().get_form_kwargs(), **kwargs}

    def get_context_data(self, **kwargs) -> dict:
        may_mend = self.may("directory", "change")
        return super().get_context_data(**kwargs) | {"may_end": may_mend}

    def perform(self, form: TieForm) -> str:
        change_tie(self.tie, actor=self.staff, version=form.cleaned_data["version"] or 0, values=form.values())
        return self.back()


class TieEndView(TieFormView):
    access = Allowed("directory", "change")
    permitted = "mended_by"
    form_class = TieEndForm
    template_name = "school/tie_end.html"
    success_message = gettext_lazy("The end has been noted. A file from the pupil system does not undo it.")

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "version": self.tie.version}

    def perform(self, form: TieEndForm) -> str:
        cleaned = form.cleaned_data
        end_tie(self.tie, actor=self.staff, version=cleaned["version"] or 0, last_day=cleaned["last_day"])
        return self.back()


class GuardianCreateView(VisibleObjectMixin, ServiceFormView):
    """Add a guardian whom the pupil system does not have."""

    access = Allowed("directory", "change")
    model = Pupil
    permitted = "mended_by"
    form_class = GuardianNewForm
    template_name = "school/guardian_new.html"
    success_message = gettext_lazy("The parent has been added.")

    @cached_property
    def pupil(self) -> Pupil:
        return self.get_object()

    def object_key(self) -> str:
        return f"{self.pupil.pk}/new"

    def get_form_kwargs(self) -> dict:
        """Guardians of brothers and sisters, and those of this child whose tie ended, can be chosen."""
        ours = Guardianship.objects.filter(pupil=self.pupil)
        shared = Guardianship.objects.of_family().filter(guardian__in=ours.of_family().values("guardian"))
        family = Guardianship.objects.of_family().filter(pupil__in=shared.values("pupil")).values("guardian")
        people = Guardian.objects.untied(self.staff).filter(Q(pk__in=family) | Q(pk__in=ours.values("guardian")))
        people = people.exclude(pk__in=ours.today().values("guardian"))
        return {**super().get_form_kwargs(), "family": list(people)}

    def get_context_data(self, **kwargs) -> dict:
        return {"pupil": self.pupil, **super().get_context_data(**kwargs)}

    def perform(self, form: GuardianNewForm) -> str:
        add_guardian(self.pupil, actor=self.staff, **form.values())
        return reverse("pupil_detail", args=[self.pupil.pk])
