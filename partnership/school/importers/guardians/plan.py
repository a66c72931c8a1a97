"""Guardians of a file: who is known, what differs, which ties end, batch by batch."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from partnership.school.enums import Custody, Information, Source
from partnership.school.importers.changes import Changes
from partnership.school.importers.guardians.known import Known
from partnership.school.importers.guardians.rows import GuardianRow
from partnership.school.importers.outcome import Summary
from partnership.school.models import Guardian, GuardianDetails, Guardianship, Household, Pupil, Reachability, School


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
        self.left_households: set[UUID] = set()
        self.lines: dict[str, list[int]] = defaultdict(list)

    def plan(self, rows: list[GuardianRow], pupils: dict[str, UUID]) -> None:
        """Plan `rows`; `pupils` gives the pupil of every key."""
        known = Known(self.school, rows, pupils)
        for row in rows:
            pupil_id = pupils[row.pupil_key]
            guardian, is_new = self._guardian(row, pupil_id, known)
            changed = self._details(row, guardian, known)
            changed |= self._reachability(row, guardian, known)
            if is_new:
                self.guardians.new += 1
            elif changed or guardian.pk in known.renamed:
                known.renamed.discard(guardian.pk)
                self.guardians.changed += 1
            self._tie(row, pupil_id, guardian, known)

    def _guardian(self, row: GuardianRow, pupil_id: UUID, known: Known) -> tuple[Guardian, bool]:
        guardian = known.find(row, pupil_id)
        if guardian is None:
            guardian = Guardian(school=self.school, key=row.guardian_key, institution=row.institution, **_names(row))
            self.changes.add(guardian)
            known.remember(guardian, pupil_id)
            return guardian, True
        told = _names(row)
        if row.guardian_key:
            told["key"] = row.guardian_key
        if row.institution:
            told["institution"] = row.institution
        if self.changes.change(guardian, **told) and guardian.pk not in known.new:
            known.renamed.add(guardian.pk)
        known.remember(guardian, pupil_id)
        return guardian, False

    def _details(self, row: GuardianRow, guardian: Guardian, known: Known) -> bool:
        details = known.details.get(guardian.pk)
        if details is None:
            details = known.details[guardian.pk] = GuardianDetails(school=self.school, guardian=guardian)
            self.changes.add(details)
        told = {name: value for name in ("email", "telephone") if (value := getattr(row, name))}
        household = self._household(row, details, known)
        if household is not None and household.pk != details.household_id:
            self.left_households |= {details.household_id} - {None}
            told["household_id"] = household.pk
        told |= self._secret(row, details)
        is_known = guardian.pk not in known.new
        return self.changes.change(details, **told) and is_known

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
            household = Household(
                school=self.school, key=row.household_key, is_secret=bool(row.secret), **address
            )  # fmt: skip
            known.add_household(household)
            self.changes.add(household)
            self.addresses.new += 1
        else:
            told = (address if any(row.address) else {}) | self._secret(row, household)
            is_known = household.pk not in self.changes.new.get(Household, {})
            self.addresses.changed += self.changes.change(household, **told) and is_known
        return household

    def _reachability(self, row: GuardianRow, guardian: Guardian, known: Known) -> bool:
        told = {"language": row.language} if row.language else {}
        if row.interpreter is not None:
            told["needs_interpreter"] = row.interpreter
        reachability = known.reachability.get(guardian.pk)
        if reachability is None:
            if not row.language and not row.interpreter:
                return False
            reachability = known.reachability[guardian.pk] = Reachability(school=self.school, guardian=guardian, **told)
            self.changes.add(reachability)
            return guardian.pk not in known.new
        return self.changes.change(reachability, **told) and guardian.pk not in known.new

    def _tie(self, row: GuardianRow, pupil_id: UUID, guardian: Guardian, known: Known) -> None:
        tie = known.tie(pupil_id, guardian.pk)
        if tie is None:
            tie = Guardianship(school=self.school, pupil_id=pupil_id, guardian=guardian)
            self.changes.change(tie, **self._facts(row, tie))
            self.changes.add(tie)
            self.ties.new += 1
        else:
            self.ties.changed += self.changes.change(tie, until=None, **self._facts(row, tie))
        self.kept.add(tie.pk)

    def _facts(self, row: GuardianRow, tie: Guardianship) -> dict:
        """Kind and custody as the file says, with source and date; what a document showed stays."""
        told = {"kind": row.kind} if row.kind else {}
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


def _names(row: GuardianRow) -> dict:
    if not (row.first_name or row.last_name):
        return {}
    return {"first_name": row.first_name, "prefix": row.prefix, "last_name": row.last_name}


def pupils_by_key(school: School, keys: Iterable[str]) -> dict[str, UUID]:
    """Return the pupils of `school` with one of `keys`."""
    wanted = set(keys)
    known = Pupil.objects.filter(school=school).order_by().values_list("key", "pk").iterator()
    return {key: pk for key, pk in known if key in wanted}
