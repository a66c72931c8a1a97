"""Two records of one person: proposed by what is the same, joined by a person, and split again (users.md 19).

Nothing is taken away. Every row that names the record that does not go on, in whatever app, names the other one from
then on, and each changed row is kept as it was, so that all of it can go back.
"""

import datetime
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnership.audit import services as audit
from partnership.records.services import keep_revision
from partnership.records.versions import lock_version
from partnership.school.enums import Custody, Information, PairState
from partnership.school.models import (
    Guardian,
    GuardianDetails,
    GuardianPair,
    Guardianship,
    JoinedRow,
    Reachability,
    Restriction,
    StaffMember,
)
from partnership.school.services.guardians import NAMES, TIE

DAY = datetime.timedelta(days=1)
REACHED_BY = ("email", "telephone")
WAYS = ("preferred_channel", "language", "best_days", "best_times")


@transaction.atomic
def join(pair: GuardianPair, *, actor: StaffMember, version: int, kept: Guardian) -> GuardianPair:
    """Let `kept`, one of the two, go on as the one person; all that named the other names `kept` from now on.

    Raises `ValidationError` when the actor may not do this, or one of the two was joined already, and
    `VersionConflict` when somebody decided about this pair meanwhile.
    """
    current = _locked(pair, actor=actor, version=version)
    one, other = _lock_people(current)
    if kept.pk not in (one.pk, other.pk) or one.joined_into_id or other.joined_into_id:
        raise ValidationError(_("One of these two was joined already. Look at the list again."))
    kept, gone = (one, other) if kept.pk == one.pk else (other, one)
    current.rows.all().delete()
    for guardian in (kept, gone):
        keep_revision(guardian, actor=actor.user, fields=[*NAMES, "joined_into"])
        guardian.version += 1
    gone.joined_into = kept
    for guardian in (kept, gone):
        guardian.save(update_fields=["version", "joined_into"])
    Joining(current, kept=kept, gone=gone, actor=actor).run()
    current.kept = kept
    return _decide(current, PairState.JOINED, "guardian.join", actor=actor)


@transaction.atomic
def part(pair: GuardianPair, *, actor: StaffMember, version: int) -> GuardianPair:
    """Split what was joined: what moved goes back, unless somebody changed it since; what came since stays.

    Raises as `join` does.
    """
    current = _locked(pair, actor=actor, version=version)
    if current.state != PairState.JOINED:
        raise ValidationError(_("These two are not joined."))
    gone = Guardian.objects.select_for_update(of=("self",)).get(pk=current.gone.pk)
    went_on = Guardian.objects.select_for_update(of=("self",)).get(pk=gone.joined_into_id)
    for guardian in (gone, went_on):
        keep_revision(guardian, actor=actor.user, fields=[*NAMES, "joined_into"])
        guardian.version += 1
    for row in current.rows.all():
        _give_back(row, pair=current, gone=gone, went_on=went_on, actor=actor)
    gone.joined_into = None
    for guardian in (gone, went_on):
        guardian.save(update_fields=["version", "joined_into"])
    return _decide(current, PairState.PARTED, "guardian.part", actor=actor)


@transaction.atomic
def keep_apart(pair: GuardianPair, *, actor: StaffMember, version: int) -> GuardianPair:
    """Note that these are two people; they are not proposed again. Raises as `join` does."""
    current = _locked(pair, actor=actor, version=version)
    if current.state == PairState.JOINED:
        raise ValidationError(_("These two are joined. Split them first."))
    return _decide(current, PairState.DIFFERENT, "guardian.keep_apart", actor=actor)


def _locked(pair: GuardianPair, *, actor: StaffMember, version: int) -> GuardianPair:
    if not GuardianPair.objects.visible_to(actor).filter(pk=pair.pk).exists():
        raise ValidationError(_("You cannot decide about these two."))
    return lock_version(pair, version=version)


def _lock_people(pair: GuardianPair) -> tuple[Guardian, Guardian]:
    """Both, in one order for everybody, so that two people who join at the same time wait for each other."""
    keys = [pair.one_id, pair.other_id]
    found = {row.pk: row for row in Guardian.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")}
    return found[pair.one_id], found[pair.other_id]


def _decide(pair: GuardianPair, state: str, action: str, *, actor: StaffMember) -> GuardianPair:
    pair.state, pair.decided_by, pair.decided_at = state, actor, timezone.now()
    pair.version += 1
    pair.save()
    for guardian in (pair.one_id, pair.other_id):
        audit.record(action, actor=actor.user, school_id=pair.school_id, obj=Guardian(pk=guardian))
    return pair


class Joining:
    """Moves what names `gone` to `kept`, and remembers each row as it was."""

    def __init__(self, pair: GuardianPair, *, kept: Guardian, gone: Guardian, actor: StaffMember):
        self.pair, self.kept, self.gone, self.actor = pair, kept, gone, actor
        self.noted: dict[tuple[str, UUID], JoinedRow] = {}

    def run(self) -> None:
        self._fill(GuardianDetails, REACHED_BY, flags=("is_secret",))
        self._fill(Reachability, WAYS, flags=("needs_interpreter",))
        self._share_home()
        self._fold_ties()
        for model, column in _named_by():
            self._move(model, column)
        JoinedRow.objects.bulk_create(self.noted.values())

    def _note(self, row: models.Model, **values) -> None:
        """Give `row` these values, and keep which it had; saved by the caller."""
        key = (row._meta.label_lower, row.pk)
        if key not in self.noted:
            self.noted[key] = JoinedRow(
                school=self.pair.school, pair=self.pair, object_type=key[0], object_id=row.pk, before={}, after={}
            )
        noted = self.noted[key]
        for name, value in values.items():
            noted.before.setdefault(name, _plain(getattr(row, name)))
            noted.after[name] = _plain(value)
            setattr(row, name, value)

    def _fill(self, model: type[models.Model], columns: Iterable[str], *, flags: Iterable[str]) -> None:
        """What `kept` does not say, `gone` says; what one of the two keeps secret stays secret."""
        theirs = model.objects.filter(guardian=self.gone).first()
        ours = model.objects.filter(guardian=self.kept).first()
        if theirs is None:
            return
        if ours is None:
            self._note(theirs, guardian_id=self.kept.pk)
        else:
            told = {name: getattr(theirs, name) for name in columns if not getattr(ours, name)}
            told = {name: value for name, value in told.items() if value}
            told |= {name: True for name in flags if getattr(theirs, name) and not getattr(ours, name)}
            self._note(ours, **told)
            theirs = ours
        theirs.save()

    def _share_home(self) -> None:
        theirs, ours = (
            GuardianDetails.objects.filter(guardian=each).select_related("household").first()
            for each in (self.gone, self.kept)
        )
        if ours is None or theirs is None or theirs.household is None:
            return
        if ours.household is None:
            self._note(ours, household_id=theirs.household_id)
            ours.save(update_fields=["household"])
        elif theirs.household.is_secret and not ours.household.is_secret:
            self._note(ours.household, is_secret=True)
            ours.household.save(update_fields=["is_secret"])

    def _fold_ties(self) -> None:
        """Two ties with one child become one: that of `kept`, with what only the other knew, and its restrictions."""
        open_ties = Guardianship.objects.current().select_related("guardian")
        ours = {tie.pupil_id: tie for tie in open_ties.filter(guardian=self.kept)}
        for double in open_ties.filter(guardian=self.gone, pupil__in=ours):
            tie = ours[double.pupil_id]
            for row in (tie, double):
                keep_revision(row, actor=self.actor.user, fields=TIE)
                row.version += 1
            self._note(tie, **_known_only_by(double, than=tie))
            self._note(double, until=timezone.localdate() - DAY)
            for row in (double, tie):
                row.save()
            for restriction in Restriction.objects.filter(guardianship=double):
                self._note(restriction, guardianship_id=tie.pk)
                restriction.save(update_fields=["guardianship"])

    def _move(self, model: type[models.Model], column: str) -> None:
        """Let every row of `model` that names `gone` name `kept`, but for those that would then stand there twice."""
        rows = model._base_manager.filter(**{column: self.gone.pk})
        for twins in _unique_with(model, column):
            there = model._base_manager.filter(**{column: self.kept.pk})
            for name in twins:
                there = there.filter(**{name: models.OuterRef(name)})
            rows = rows.exclude(models.Exists(there))
        found = list(rows)
        for row in found:
            self._note(row, **{column: self.kept.pk})
        model._base_manager.filter(pk__in=[row.pk for row in found]).update(**{column: self.kept.pk})


def _named_by() -> Iterator[tuple[type[models.Model], str]]:
    """Every model, of whatever app, with the column by which many of its rows name a guardian."""
    for relation in Guardian._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.one_to_many and relation.related_model is not GuardianPair:
            yield relation.related_model, relation.field.attname


def _unique_with(model: type[models.Model], column: str) -> Iterator[list[str]]:
    """The other columns of each rule by which a row may stand there once."""
    for rule in model._meta.total_unique_constraints:
        names = [model._meta.get_field(name).attname for name in rule.fields]
        if column in names:
            yield [name for name in names if name != column]


def _known_only_by(double: Guardianship, *, than: Guardianship) -> dict:
    """What `double` says and `than` leaves open; that information is withheld holds whoever says so."""
    told: dict = {}
    if than.custody == Custody.UNKNOWN and double.custody != Custody.UNKNOWN:
        told |= {name: getattr(double, name) for name in ("custody", "custody_source", "custody_on")}
    if double.information == Information.WITHHELD != than.information:
        names = ("information", "information_source", "information_on", "withheld_by_id")
        told |= {name: getattr(double, name) for name in names}
    if double.told and not than.told:
        told |= {name: getattr(double, name) for name in ("told", "told_by_id", "told_on")}
    if than.lives_with is None and double.lives_with is not None:
        told["lives_with"] = double.lives_with
    return told


def _give_back(noted: JoinedRow, *, pair: GuardianPair, gone: Guardian, went_on: Guardian, actor: StaffMember) -> None:
    """Give a row what it had, column by column, where it still has what joining gave it.

    The person may have been joined once more since: then the rows name the record that goes on now.
    """
    model = apps.get_model(noted.object_type)
    row = model._base_manager.select_for_update(of=("self",)).filter(pk=noted.object_id).first()
    if row is None:
        return
    changed = []
    for name, after in noted.after.items():
        moved = noted.before[name] == str(gone.pk) and after == str(pair.kept_id)
        expected = str(went_on.pk) if moved else after
        if _plain(getattr(row, name)) == expected:
            field = model._meta.get_field(name.removesuffix("_id"))
            setattr(row, name, (field.target_field if field.is_relation else field).to_python(noted.before[name]))
            changed.append(field.name)
    if changed and model is Guardianship:
        keep_revision(row, actor=actor.user, fields=TIE)
        row.version += 1
        changed.append("version")
    if changed:
        row.save(update_fields=changed)


def _plain(value):
    return value if isinstance(value, bool | str | None) else str(value)
