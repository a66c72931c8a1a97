"""Guardians of a file: who is known, what differs, which ties end, batch by batch."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from partnership.school.enums import Custody, Information, Source
from partnership.school.importers.changes import Changes
from partnership.school.importers.guardians.known import Known
from partnership.school.importers.guardians.rows import GuardianRow, folded_address
from partnership.school.importers.outcome import Summary
from partnership.school.models import (
    Correctable,
    Guardian,
    GuardianDetails,
    Guardianship,
    Household,
    Pupil,
    Reachability,
    School,
)


class GuardianPlan:
    """Compares the guardians of a file with those known. `plan` takes a batch of rows; the caller writes."""

    def __init__(self, school: School, today: datetime.date, changes: Changes, summary: Summary):
        self.school = school
        self.today = today
        self.changes = changes
        self.guardians = summary.tally(_("guardians"))
        self.ties = summary.tally(_("ties of guardian and pupil"))
        self.addresses = summary.tally(_("addresses"))
        self.kept: set[UUID] = set()
        self.spoken: dict[UUID, tuple] = {}
        self.left_households: set[UUID] = set()
        self.lines: dict[str, list[int]] = defaultdict(list)
        self.people: dict[tuple, UUID] = {}

    def plan(self, rows: list[GuardianRow], pupils: dict[str, UUID]) -> None:
        """Plan `rows`; `pupils` gives the pupil of every key."""
        known = Known(self.school, rows, pupils)
        for row in rows:
            pupil_id = pupils[row.pupil_key]
            guardian = known.find(row, pupil_id)
            if guardian is not None and self.spoken.setdefault(guardian.pk, row.person) != row.person:
                text = _("These guardians stand on an earlier line as well; what that line says holds.")
                self.lines[text].append(row.line)
            else:
                guardian = self._person(row, pupil_id, guardian, known)
            self.people[row.person] = guardian.pk
            self._tie(row, pupil_id, guardian, known)

    def _person(self, row: GuardianRow, pupil_id: UUID, guardian: Guardian | None, known: Known) -> Guardian:
        """Make the guardian, or tell it what the file says; return it."""
        guardian, is_new, changed = self._guardian(row, pupil_id, guardian, known)
        self.spoken[guardian.pk] = row.person
        changed |= self._details(row, guardian, known)
        changed |= self._reachability(row, guardian, known)
        self.guardians.new += is_new
        self.guardians.changed += changed and guardian.pk not in known.new
        return guardian

    def _guardian(
        self, row: GuardianRow, pupil_id: UUID, guardian: Guardian | None, known: Known
    ) -> tuple[Guardian, bool, bool]:
        """Return the guardian, whether it is new, and whether it changed."""
        told = _names(row)
        told |= {"key": row.guardian_key} if row.guardian_key and row.guardian_key not in known.by_key else {}
        told |= {"institution": row.institution} if row.institution else {}
        is_new = guardian is None
        if is_new:
            guardian = Guardian(school=self.school, **told)
            self.changes.add(guardian)
        changed = self.changes.change(guardian, **self._uncorrected(row, guardian, told))
        known.remember(guardian, pupil_id)
        return guardian, is_new, changed

    def _details(self, row: GuardianRow, guardian: Guardian, known: Known) -> bool:
        details = known.details.get(guardian.pk)
        if details is None:
            details = known.details[guardian.pk] = GuardianDetails(school=self.school, guardian=guardian)
            self.changes.add(details)
        told = {name: value for name in ("email", "telephone") if (value := getattr(row, name))}
        household = None if self._has_moved_here(row, details, known) else self._household(row, details, known)
        if household is not None and household.pk != details.household_id:
            self.left_households |= {details.household_id} - {None}
            told["household_id"] = household.pk
        told |= self._secret(row, details)
        return self.changes.change(details, **self._uncorrected(row, details, told))

    def _uncorrected(self, row: GuardianRow, holder: Correctable, told: dict) -> dict:
        """What the file tells without what a person corrected here; where the file has caught up, it counts again."""
        if not holder.corrections:
            return told
        corrected = holder.corrections & set(told)
        kept = {name for name in corrected if getattr(holder, name) != told[name]}
        if kept:
            self._stays_corrected(row)
        caught_up = corrected - kept
        told = {name: value for name, value in told.items() if name not in kept}
        return told | ({"corrected": " ".join(sorted(holder.corrections - caught_up))} if caught_up else {})

    def _stays_corrected(self, row: GuardianRow) -> None:
        self.lines[_("What was corrected here stays, though the file says otherwise.")].append(row.line)

    def _has_moved_here(self, row: GuardianRow, details: GuardianDetails, known: Known) -> bool:
        """Whether a person noted another address than the file has; where the file has caught up, it counts again."""
        if "household" not in details.corrections:
            return False
        home = known.household_by_pk.get(details.household_id)
        here = folded_address(home.street, home.postcode, home.town) if home else ()
        if here != row.folded_address:
            if any(row.address):
                self._stays_corrected(row)
            return True
        self.changes.change(details, corrected=" ".join(sorted(details.corrections - {"household"})))
        return False

    def _secret(self, row: GuardianRow, holder: GuardianDetails | Household) -> dict:
        """A file may make something secret, never open it again."""
        if row.secret is False and holder.is_secret:
            self.lines[_("What is secret here stays secret, though the file says it is not.")].append(row.line)
        return {"is_secret": True} if row.secret else {}

    def _household(self, row: GuardianRow, details: GuardianDetails, known: Known) -> Household | None:
        """Return where the guardian lives by this row, None when it does not say."""
        if not row.household_key and not any(row.address):
            return None
        household = known.household(row, details.household_id)
        address = dict(zip(("street", "postcode", "town"), row.address, strict=True))
        if household is None:
            household = Household(school=self.school, key=row.household_key, **address)
            known.add_household(household)
            self.changes.add(household)
            self.addresses.new += 1
        told = self._secret(row, household)
        if household.key and any(row.address):
            told |= address
        is_new = household.pk in self.changes.new.get(Household, {})
        self.addresses.changed += self.changes.change(household, **told) and not is_new
        return household

    def _reachability(self, row: GuardianRow, guardian: Guardian, known: Known) -> bool:
        told = {"language": row.language} if row.language else {}
        if row.interpreter is not None:
            told["needs_interpreter"] = row.interpreter
        reachability = known.reachability.get(guardian.pk)
        if reachability is None:
            if not row.language and not row.interpreter:
                return False
            reachability = known.reachability[guardian.pk] = Reachability(school=self.school, guardian=guardian)
            self.changes.add(reachability)
        return self.changes.change(reachability, **self._uncorrected(row, reachability, told))

    def _tie(self, row: GuardianRow, pupil_id: UUID, guardian: Guardian, known: Known) -> None:
        """Make the tie, or tell it what the file says; one that ended opens again, unless a person has spoken."""
        tie = known.tie(pupil_id, guardian.pk)
        if tie is not None and tie.pk in self.kept:
            return  # two lines about one person, who was joined: the first one holds
        is_new = tie is None
        if is_new:
            tie = Guardianship(school=self.school, pupil_id=pupil_id, guardian=guardian)
            self.changes.add(tie)
            self.ties.new += 1
        told = self._facts(row, tie)
        if tie.until is not None and tie.until <= self.today:
            if is_told_by_hand(tie):
                text = _("Ties that ended here, and whose facts did not come from a file, stay ended.")
                self.lines[text].append(row.line)
                told = {}
            else:
                told["until"] = None
        self.ties.changed += self.changes.change(tie, **told) and not is_new
        self.kept.add(tie.pk)

    def _facts(self, row: GuardianRow, tie: Guardianship) -> dict:
        """Kind and custody as the file says, with source and date; what a document showed stays."""
        told = {"kind": row.kind} if row.kind else {}
        if row.custody and "custody" in tie.corrections:
            told = self._uncorrected(row, tie, told | {"custody": row.custody})
            return {name: value for name, value in told.items() if name != "custody"}
        told = self._uncorrected(row, tie, told)
        if not row.custody or row.custody == tie.custody:
            return told
        if tie.custody_source == Source.DOCUMENT or (
            row.custody == Custody.UNKNOWN and tie.custody_source != Source.FILE
        ):
            self.lines[_("Custody differs from what a document or a guardian told; it stays.")].append(row.line)
            return told
        on = None if row.custody == Custody.UNKNOWN else self.today
        told |= {"custody": row.custody, "custody_source": Source.FILE, "custody_on": on}
        if tie.information_source == Source.FILE:
            told |= self._information(row, on)
        return told

    @staticmethod
    def _information(row: GuardianRow, on: datetime.date | None) -> dict:
        """A parent without custody is told on request (article 1:377c of the Civil Code), unless a person said so."""
        level = Information.ON_REQUEST if row.custody == Custody.NO else Information.FULL
        return {"information": level, "information_source": Source.FILE, "information_on": on}


def is_told_by_hand(tie: Guardianship) -> bool:
    """Whether a person told, showed or ended something about this tie that no file may undo."""
    if "until" in tie.corrections:
        return True
    return not tie.custody_source == tie.information_source == Source.FILE


def _names(row: GuardianRow) -> dict:
    if not (row.first_name or row.last_name):
        return {}
    return {"first_name": row.first_name, "prefix": row.prefix, "last_name": row.last_name}


def pupils_by_key(school: School, keys: Iterable[str]) -> dict[str, UUID]:
    """Return the pupils of `school` with one of `keys`."""
    wanted = set(keys)
    known = Pupil.objects.filter(school=school).order_by().values_list("key", "pk").iterator()
    return {key: pk for key, pk in known if key in wanted}
