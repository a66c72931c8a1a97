"""Write, publish and end rules of conduct; read what holds on a day in somebody's language."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partnership.audit import services as audit
from partnership.records.versions import lock_version
from partnership.school.models import School, StaffMember
from partnership.vision.models import Rule, Wording

DUTCH = "nl"


@dataclass(frozen=True)
class RuleInWords:
    """A rule with the wording to show: in the reader's language, or in Dutch where there is none."""

    rule: Rule
    wording: Wording

    @property
    def text(self) -> str:
        return self.wording.text

    @property
    def lang(self) -> str:
        return self.wording.language


def rules_in_force(
    school: School, *, day: datetime.date | None = None, language: str | None = None
) -> list[RuleInWords]:
    """Return the published rules of `school` that hold on `day` (today), by number, in two queries.

    `language` is the language of the reader (of this request). A translation counts only beside the Dutch wording of
    the same day: an older one says what the rule was, not what it is.
    """
    day = day or timezone.localdate()
    rules = list(Rule.objects.filter(school=school).in_force(day))
    language = (language or get_language() or DUTCH)[:2]
    wordings = Wording.objects.published(day).filter(rule__in=rules, language__in={DUTCH, language})
    newest = {(wording.rule_id, wording.language): wording for wording in wordings.order_by("from_date")}
    found = []
    for rule in rules:
        if (text := newest.get((rule.pk, DUTCH))) is not None:
            other = newest.get((rule.pk, language))
            found.append(RuleInWords(rule, other if other and other.from_date == text.from_date else text))
    return found


def next_number(school: School) -> int:
    """Return the lowest number that no rule of the school had yet: numbers are never used again."""
    return (Rule.objects.filter(school=school).order_by("-number").values_list("number", flat=True).first() or 0) + 1


@transaction.atomic
def add_rule(
    school: School, *, actor: StaffMember, number: int, texts: dict[str, str], from_date: datetime.date
) -> Rule:
    """Add a rule with its first wording, not published yet. `texts` are by language; Dutch must be among them.

    Raises `ValidationError` when the number was used before.
    """
    if Rule.objects.filter(school=school, number=number).exists():
        raise ValidationError(_("There is a rule with this number, now or earlier. Numbers are not used again."))
    rule = Rule.objects.create(school=school, number=number)
    _write(rule, texts, from_date)
    audit.record("rule.add", actor=actor.user, school_id=school.pk, obj=rule)
    return rule


@transaction.atomic
def write_wording(
    rule: Rule, *, actor: StaffMember, version: int, texts: dict[str, str], from_date: datetime.date
) -> Rule:
    """Write the wording that will follow, in place of one that was not published yet.

    Raises `VersionConflict` when somebody else was first, and `ValidationError` for a rule that has ended or for a day
    that would change what held before.
    """
    current = lock_version(rule, version=version)
    if current.ended_on:
        raise ValidationError(_("This rule has ended. Add a new rule."))
    _check_follows(current, from_date)
    current.wordings.filter(published_on=None).delete()
    _write(current, texts, from_date)
    _save(current)
    audit.record("rule.write", actor=actor.user, school_id=current.school_id, obj=current)
    return current


def _check_follows(rule: Rule, from_date: datetime.date) -> None:
    """The first wording may say since when the rule holds on paper already; what follows changes nothing of before."""
    last = rule.wordings.filter(published_on__isnull=False).order_by("-from_date").first()
    if last is None:
        return
    if from_date < timezone.localdate():
        raise ValidationError(_("A new wording holds from today or later: what held before stays as it was."))
    if from_date <= last.from_date:
        raise ValidationError(_("There is a published wording from this day or later already. Choose a later day."))


def _write(rule: Rule, texts: dict[str, str], from_date: datetime.date) -> None:
    if not texts.get(DUTCH):
        raise ValidationError(_("Write the rule in Dutch."))
    for language, text in texts.items():
        if text:
            Wording.objects.create(
                school_id=rule.school_id, rule=rule, language=language, text=text, from_date=from_date
            )


def _save(rule: Rule, *fields: str) -> None:
    rule.version += 1
    rule.save(update_fields=[*fields, "version"])


@transaction.atomic
def publish_rule(rule: Rule, *, actor: StaffMember, version: int) -> Rule:
    """Publish the wording that was written: from its day on everybody at work reads it, and it is never changed."""
    current = lock_version(rule, version=version)
    waiting = list(current.wordings.filter(published_on=None))
    if not waiting or current.ended_on:
        raise ValidationError(_("There is no new wording to publish."))
    _check_follows(current, waiting[0].from_date)
    for wording in waiting:
        wording.published_on, wording.published_by = timezone.localdate(), actor
        wording.save(update_fields=["published_on", "published_by"])
    _save(current)
    audit.record("rule.publish", actor=actor.user, school_id=current.school_id, obj=current)
    return current


@transaction.atomic
def end_rule(rule: Rule, *, actor: StaffMember, version: int) -> Rule:
    """End a rule today. It stays readable, keeps its number, and measures keep naming it."""
    current = lock_version(rule, version=version)
    if current.ended_on is None:
        current.ended_on = timezone.localdate()
        current.wordings.filter(published_on=None).delete()
        _save(current, "ended_on")
        audit.record("rule.end", actor=actor.user, school_id=current.school_id, obj=current)
    return current


@dataclass(frozen=True)
class Dated:
    """What a rule said from a day on, per language."""

    from_date: datetime.date
    wordings: list[Wording]

    @property
    def published_on(self) -> datetime.date | None:
        return self.wordings[0].published_on

    @property
    def is_to_come(self) -> bool:
        return self.from_date > timezone.localdate()


def history(rule: Rule, *, with_drafts: bool) -> list[Dated]:
    """Return every wording of a rule, the newest first, those of one day together and Dutch first."""
    wordings = rule.wordings.order_by("-from_date", "-published_on")
    if not with_drafts:
        wordings = wordings.filter(published_on__isnull=False)
    days: dict[datetime.date, list[Wording]] = {}
    for wording in wordings:
        days.setdefault(wording.from_date, []).append(wording)
    return [Dated(day, sorted(rows, key=lambda row: row.language != DUTCH)) for day, rows in days.items()]
