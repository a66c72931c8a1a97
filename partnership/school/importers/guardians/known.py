"""What is known of the guardians in one batch of a file."""

from collections import defaultdict
from uuid import UUID

from django.db.models import Q

from partnership.school.importers.guardians.rows import GuardianRow, folded_address, folded_name
from partnership.school.models import Guardian, GuardianDetails, Guardianship, Household, Reachability, School


class Known:
    """Guardians by key, and by pupil and name; their details, households and ties. Grows as rows are planned."""

    def __init__(self, school: School, rows: list[GuardianRow], pupils: dict[str, UUID]):
        self.new: set[UUID] = set()
        self._load_guardians(school, rows, pupils)
        guardians = Q(school=school, guardian__in=list(self.guardians))
        self.details = {row.guardian_id: row for row in GuardianDetails.objects.filter(guardians)}
        self.reachability = {row.guardian_id: row for row in Reachability.objects.filter(guardians)}
        self._load_households(school, rows)

    def _load_guardians(self, school: School, rows: list[GuardianRow], pupils: dict[str, UUID]) -> None:
        pupil_ids = {pupils[row.pupil_key] for row in rows}
        keys = {row.guardian_key for row in rows} - {""}
        ties = Guardianship.objects.filter(school=school, pupil__in=pupil_ids).select_related("guardian")
        keyed = list(Guardian.objects.filter(school=school, key__in=keys).select_related("joined_into"))
        people = [guardian.joined_into or guardian for guardian in keyed]
        self.guardians = {person.pk: person for person in people}
        self.by_key = {guardian.key: self.guardians[person.pk] for guardian, person in zip(keyed, people, strict=True)}
        self.ties: dict[tuple[UUID, UUID], Guardianship] = {}
        self.by_pupil: dict[UUID, list[Guardian]] = defaultdict(list)
        # Ended ties first, the open one last: it is the one that counts.
        for tie in sorted(ties, key=lambda tie: (tie.until is None, str(tie.until), str(tie.pk))):
            guardian = self.guardians.setdefault(tie.guardian_id, tie.guardian)
            self.ties[tie.pupil_id, guardian.pk] = tie
            self.by_pupil[tie.pupil_id].insert(0, guardian)
        self.names: dict[UUID, set[tuple]] = defaultdict(set)
        joined = Guardian.objects.filter(school=school, joined_into__in=self.guardians)
        for guardian in (*self.guardians.values(), *joined):
            name = folded_name(guardian.first_name, guardian.prefix, guardian.last_name, guardian.institution)
            self.names[guardian.joined_into_id or guardian.pk].add(name)

    def _load_households(self, school: School, rows: list[GuardianRow]) -> None:
        keys = {row.household_key for row in rows} - {""}
        postcodes = {row.postcode for row in rows if not row.household_key and any(row.address)}
        of_details = {row.household_id for row in self.details.values()} - {None}
        wanted = Q(key__in=keys) | Q(key="", postcode__in=postcodes) | Q(pk__in=of_details)
        self.household_by_pk: dict[UUID, Household] = {}
        self.household_by_key: dict[str, Household] = {}
        self.household_by_address: dict[tuple, Household] = {}
        for household in Household.objects.filter(wanted, school=school).order_by("pk"):
            self.add_household(household)

    def find(self, row: GuardianRow, pupil_id: UUID) -> Guardian | None:
        """Return the guardian by the key of the pupil system, else by pupil and name."""
        if guardian := self.by_key.get(row.guardian_key) if row.guardian_key else None:
            return guardian
        for guardian in self.by_pupil[pupil_id]:
            if row.name in self.names[guardian.pk] and not (row.guardian_key and guardian.key):
                return guardian
        return None

    def remember(self, guardian: Guardian, pupil_id: UUID) -> None:
        if guardian.pk not in self.guardians:
            self.guardians[guardian.pk] = guardian
            self.new.add(guardian.pk)
            self.by_pupil[pupil_id].append(guardian)
        name = folded_name(guardian.first_name, guardian.prefix, guardian.last_name, guardian.institution)
        self.names[guardian.pk].add(name)
        if guardian.key:
            self.by_key[guardian.key] = guardian

    def tie(self, pupil_id: UUID, guardian_id: UUID) -> Guardianship | None:
        return self.ties.get((pupil_id, guardian_id))

    def household(self, row: GuardianRow, current_id: UUID | None) -> Household | None:
        """Return the household by its key, else where the guardian lives already, else one with this address."""
        if row.household_key:
            return self.household_by_key.get(row.household_key)
        current = self.household_by_pk.get(current_id)
        if current is not None and folded_address(current.street, current.postcode, current.town) == row.folded_address:
            return current
        return self.household_by_address.get(row.folded_address)

    def add_household(self, household: Household) -> None:
        self.household_by_pk[household.pk] = household
        if household.key:
            self.household_by_key[household.key] = household
        else:
            address = folded_address(household.street, household.postcode, household.town)
            self.household_by_address.setdefault(address, household)
