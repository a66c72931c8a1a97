"""Rules of conduct: for everybody at work to read and print, for the leader to write."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, TemplateView

from partnership.vision.forms.rules import RuleForm, WordingForm
from partnership.vision.models import Rule, Wording
from partnership.vision.services.rules import (
    add_rule,
    end_rule,
    history,
    next_number,
    publish_rule,
    rules_in_force,
    write_wording,
)
from partnership.web.access import Allowed
from partnership.web.views import ServiceActionView, ServiceFormView, StaffViewMixin, VisibleObjectMixin


class RuleListView(StaffViewMixin, TemplateView):
    access = Allowed("vision", "read")
    template_name = "vision/rule_list.html"

    def get_context_data(self, **kwargs) -> dict:
        may_change = self.staff.rights.may("vision", "change")
        return super().get_context_data(**kwargs) | {
            "rules": rules_in_force(self.staff.school),
            "may_change": may_change,
            "today": timezone.localdate(),
            **(self._to_change() if may_change else {}),
        }

    def _to_change(self) -> dict:
        """What only who writes the rules sees: rules that wait to be published or to begin, and ended ones."""
        rules = Rule.objects.visible_to(self.staff)
        texts = {}
        for wording in Wording.objects.filter(rule__in=rules, language="nl").order_by("from_date"):
            texts[wording.rule_id] = wording.text
        begun = Rule.objects.in_force().values("pk")
        waiting = list(rules.filter(ended_on=None).exclude(pk__in=begun))
        ended = list(rules.filter(ended_on__isnull=False))
        for rule in (*waiting, *ended):
            rule.last_text = texts.get(rule.pk, "")
        unpublished = set(Wording.objects.filter(rule__in=rules, published_on=None).values_list("rule", flat=True))
        return {"waiting": waiting, "ended": ended, "unpublished": unpublished}


class RuleDetailView(VisibleObjectMixin, DetailView):
    """Everything a rule has said, and since when."""

    access = Allowed("vision", "read")
    model = Rule
    template_name = "vision/rule_detail.html"
    context_object_name = "rule"

    def get_context_data(self, **kwargs) -> dict:
        may_change = self.staff.rights.may("vision", "change")
        wordings = history(self.object, with_drafts=may_change)
        waits = any(each.published_on is None for each in wordings)
        return super().get_context_data(**kwargs) | {"wordings": wordings, "may_change": may_change, "waits": waits}


class RuleCreateView(ServiceFormView):
    access = Allowed("vision", "create")
    form_class = RuleForm
    template_name = "vision/rule_form.html"
    success_message = gettext_lazy("The rule has been written. Nobody else sees it until you publish it.")

    def object_key(self) -> str:
        return "new"

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "number": next_number(self.staff.school)}

    def perform(self, form: RuleForm) -> str:
        number = form.cleaned_data["number"]
        rule = add_rule(
            self.staff.school, actor=self.staff, number=number, texts=form.texts, from_date=form.from_day
        )  # fmt: skip
        return reverse("vision:rule", args=[rule.pk])


class WordingCreateView(VisibleObjectMixin, ServiceFormView):
    access = Allowed("vision", "change")
    model = Rule
    permitted = "changeable_by"
    form_class = WordingForm
    template_name = "vision/rule_form.html"
    success_message = gettext_lazy("The wording has been written. Nobody else sees it until you publish it.")

    @cached_property
    def rule(self) -> Rule:
        return self.get_object()

    def object_key(self) -> str:
        return str(self.rule.pk)

    def get_form_kwargs(self) -> dict:
        return {**super().get_form_kwargs(), "rule": self.rule, "version": self.rule.version}

    def get_context_data(self, **kwargs) -> dict:
        return {"rule": self.rule, **super().get_context_data(**kwargs)}

    def perform(self, form: WordingForm) -> str:
        version = form.cleaned_data["version"] or 0
        write_wording(self.rule, actor=self.staff, version=version, texts=form.texts, from_date=form.from_day)
        return reverse("vision:rule", args=[self.rule.pk])


class RuleActionView(ServiceActionView):
    """A button beside a rule, pressed on the version that was shown."""

    access = Allowed("vision", "change")
    model = Rule
    permitted = "changeable_by"

    @property
    def version(self) -> int:
        text = self.request.POST.get("version", "")
        return int(text) if text.isdecimal() else 0

    def back(self, row: Rule) -> str:
        return reverse("vision:rule", args=[row.pk])


class RulePublishView(RuleActionView):
    success_message = gettext_lazy("The rule has been published. Everybody at work can read it.")

    def perform(self, row: Rule) -> str:
        publish_rule(row, actor=self.staff, version=self.version)
        return self.back(row)


class RuleEndView(RuleActionView):
    success_message = gettext_lazy("The rule has ended. It stays readable, and its number is not used again.")

    def perform(self, row: Rule) -> str:
        end_rule(row, actor=self.staff, version=self.version)
        return reverse("vision:rules")
