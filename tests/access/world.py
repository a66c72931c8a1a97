"""The policy once more, in plain Python over plain rows: what the queries of the application must agree with.

Nothing of `partnership.school.rules` is used here. The policy file is read as it lies there; the rest is written down
again from the design: roles and assignments that hold on the day, the conflict rule, the year rule of contacts.
"""

import csv
import datetime
from collections import defaultdict
from pathlib import Path

from django.utils import timezone

from contacts.models import (
    Agreement,
    Contact,
    ContactGuardian,
    ContactNorm,
    ContactPupil,
    PlanChange,
    PlanRun,
    TalkSupport,
)
from incidents.models import (
    Account,
    Addendum,
    Behaviour,
    CaseAction,
    CaseShare,
    CaseStep,
    ChildTalk,
    EmergencyNumber,
    Hint,
    Incident,
    KeptFrom,
    MapPost,
    MapVersion,
    Measure,
    NameQuestion,
    Party,
    Place,
    Route,
    RouteStep,
    SecondLook,
    Severity,
    Telling,
)
from partnership.school.models import (
    Absence,
    Assignment,
    DayOff,
    DeclaredTie,
    Enrolment,
    Group,
    Guardian,
    GuardianDetails,
    GuardianPair,
    Guardianship,
    Instruction,
    Pupil,
    Restriction,
    RoleAssignment,
    StaffMember,
)
from partnership.vision.models import Rule

POLICY = Path(__file__).parents[2] / "partnership" / "school" / "policy.csv"
WITHOUT_GROUND = {"case", "request", "escalated"}
HANDLERS = {"school_leader", "safety_coordinator", "board_officer"}
FROM_WORK = ("employee", "teacher", "keeper")
# What belongs to the school as a whole: a role for one location or team has no say in it.
OF_WHOLE_SCHOOL = ("school", "calendar", "assignment", "incident_terms", "vision", "escalation_map")
WORDS = (Severity, Behaviour, Place, Hint, EmergencyNumber)


def grants() -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return per data class and operation who has which scope."""
    found = defaultdict(list)
    with POLICY.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["scope"] not in WITHOUT_GROUND:
                found[row["data_class"], row["operation"]].append((row["who"], row["scope"]))
    return found


def holds_on(row, day: datetime.date) -> bool:
    started = row.from_date is None or row.from_date <= day
    return started and (row.until is None or row.until >= day)


class World:
    """All rows as they stand in the database now."""

    def __init__(self):
        self.day = timezone.localdate()
        self.grants = grants()
        self.pupils = list(Pupil.objects.all())
        self.groups = list(Group.objects.all())
        self.enrolments = [row for row in Enrolment.objects.select_related("group") if holds_on(row, self.day)]
        self.guardians = list(Guardian.objects.select_related("staff"))
        self.details = list(GuardianDetails.objects.all())
        self.guardianships = list(Guardianship.objects.select_related("guardian"))
        self.pairs = list(GuardianPair.objects.all())
        self.restrictions = list(Restriction.objects.select_related("guardianship"))
        self.instructions = list(Instruction.objects.all())
        self.roles = [row for row in RoleAssignment.objects.all() if holds_on(row, self.day)]
        self.assignments = [row for row in Assignment.objects.all() if holds_on(row, self.day)]
        self.ties = list(DeclaredTie.objects.filter(ended_on=None))
        self.staff = list(StaffMember.objects.select_related("user"))
        self.contacts = list(Contact.objects.select_related("year"))
        self.agreements = list(Agreement.objects.all())
        self.runs = list(PlanRun.objects.select_related("group"))
        self.changes = list(PlanChange.objects.all())
        self.norms = list(ContactNorm.objects.select_related("group"))
        self.supports = list(TalkSupport.objects.all())
        self.parts = list(ContactPupil.objects.all())
        self.work = list(Assignment.objects.all())
        self.absences = list(Absence.objects.all())
        self.days_off = list(DayOff.objects.all())
        self.incidents = list(Incident.objects.all())
        self.parties = list(Party.objects.select_related("staff"))
        self.child_talks = list(ChildTalk.objects.all())
        self.kept_from = {(row.incident_id, row.staff_id) for row in KeptFrom.objects.all()}
        self.actions = list(CaseAction.objects.all())
        self.shares = list(CaseShare.objects.all())
        self.accounts = list(Account.objects.all())
        self.addenda = list(Addendum.objects.all())
        self.steps = list(CaseStep.objects.order_by("at", "id"))
        self.looks = list(SecondLook.objects.all())
        self.tellings = list(Telling.objects.all())
        self.questions = list(NameQuestion.objects.all())
        self.measures = list(Measure.objects.select_related("incident"))
        self.rules = list(Rule.objects.all())
        self.words = {model: list(model.objects.all()) for model in WORDS}
        self.map_posts = list(MapPost.objects.all())
        self.map_versions = list(MapVersion.objects.exclude(state="draft"))
        self.map_drafts = list(MapVersion.objects.filter(state="draft"))
        self.map_routes = list(Route.objects.filter(map_version__state="draft"))
        self.map_steps = list(RouteStep.objects.filter(route__map_version__state="draft"))
        self.pupils_of = self._collect(ContactPupil, "pupil_id")
        self.guardians_of = self._collect(ContactGuardian, "guardian_id")
        self.pupil = {row.pk: row for row in self.pupils}
        self.contact = {row.pk: row for row in self.contacts}
        self.incident = {row.pk: row for row in self.incidents}
        self.persons: dict = {}

    def person(self, staff: StaffMember) -> "Person":
        """Return what `staff` may; worked out once."""
        if staff.pk not in self.persons:
            self.persons[staff.pk] = Person(self, staff)
        return self.persons[staff.pk]

    @staticmethod
    def _collect(model, column: str) -> dict:
        found = defaultdict(set)
        for contact, key in model.objects.values_list("contact_id", column):
            found[contact].add(key)
        return found

    def groups_of(self, pupil: Pupil) -> list[Group]:
        return [row.group for row in self.enrolments if row.pupil_id == pupil.pk]

    def pupils_of_pair(self, pair: GuardianPair) -> list[Pupil]:
        ties = [row for row in self.guardianships if row.guardian_id in (pair.one_id, pair.other_id)]
        return [self.pupil[row.pupil_id] for row in ties]

    def joined(self, incident: Incident) -> list[Incident]:
        """The case with all reports that are one case with it."""
        lead = incident.joined_to_id or incident.pk
        return [row for row in self.incidents if lead in (row.pk, row.joined_to_id)]

    def family_of(self, pupils: set) -> set:
        """Keys of everyone who shares a guardian that is no professional with one of `pupils`."""
        ties = [row for row in self.guardianships if row.until is None or row.until >= self.day]
        ties = [row for row in ties if row.kind != "family_supervisor" and not row.guardian.institution]
        guardians = {row.guardian_id for row in ties if row.pupil_id in pupils}
        return {row.pupil_id for row in ties if row.guardian_id in guardians}


class Person:
    """What one member of staff may know and do in `world`."""

    def __init__(self, world: World, staff: StaffMember):
        self.world, self.staff = world, staff
        live = self.is_live = staff.user is not None and staff.user.is_active and holds_on(staff, world.day)
        self.roles = [row for row in world.roles if live and row.staff_id == staff.pk]
        self.assignments = [row for row in world.assignments if live and row.staff_id == staff.pk]
        self.words = {row.role for row in self.roles}
        self.words |= {"employee"} if live and staff.is_employee else set()
        self.words |= {"teacher"} if self.assignments else set()
        self.words |= {"keeper"} if any(row.kind == "class_teacher" for row in self.assignments) else set()
        self.tied_guardians = {row.pk for row in world.guardians if self._is_tied(row)}
        children = {row.pupil_id for row in world.guardianships if row.guardian_id in self.tied_guardians}
        children |= {row.pupil_id for row in world.ties if row.staff_id == staff.pk and row.pupil_id}
        self.tied_pupils = children | world.family_of(children)

    def _is_tied(self, guardian: Guardian) -> bool:
        if guardian.school_id != self.staff.school_id:
            return False
        if guardian.staff and (guardian.staff == self.staff or guardian.staff.user_id in {self.staff.user_id} - {None}):
            return True
        if any(tie.staff_id == self.staff.pk and tie.guardian_id == guardian.pk for tie in self.world.ties):
            return True
        emails = {self.staff.email.lower(), self.staff.user.email.lower() if self.staff.user else ""} - {""}
        telephones = {self.staff.telephone} - {""}
        own = [row for row in self.world.details if row.guardian_id == guardian.pk]
        return any(row.email.lower() in emails or row.telephone in telephones for row in own)

    def scopes(self, data_class: str, operation: str) -> list[tuple[str, str]]:
        whole = {row.role for row in self.roles if row.location_id is None and row.team_id is None}
        words = self.words & (whole | set(FROM_WORK)) if data_class in OF_WHOLE_SCHOOL else self.words
        return [(who, scope) for who, scope in self.world.grants[data_class, operation] if who in words]

    # Pupils

    def teaches(self, pupil: Pupil, *, keeping: bool = False) -> bool:
        groups = {group.pk for group in self.world.groups_of(pupil)}
        rows = [row for row in self.assignments if not keeping or row.kind == "class_teacher"]
        return any(row.pupil_id == pupil.pk or row.group_id in groups for row in rows)

    def teaches_family(self, pupil: Pupil) -> bool:
        taught = {other.pk for other in self.world.pupils if self.teaches(other)}
        return pupil.pk in self.world.family_of(taught)

    def speaks_for(self, who: str, *, location, teams: set) -> bool:
        """Whether the word `who` reaches a row at `location` and in `teams` of the own school."""
        if who in FROM_WORK:
            return True
        return any(
            row.role == who
            and row.location_id in (None, location)
            and (row.team_id is None or row.team_id in teams)
            for row in self.roles
        )  # fmt: skip

    def finds(self, pupil: Pupil) -> bool:
        return pupil.school_id == self.staff.school_id and pupil.pk not in self.tied_pupils

    def reach(self, data_class: str, operation: str, pupil: Pupil) -> set[str]:
        """Return the scope words by which the operation is allowed for this pupil."""
        if not self.finds(pupil):
            return set()
        teams = {group.team_id for group in self.world.groups_of(pupil)}
        found = set()
        for who, scope in self.scopes(data_class, operation):
            holds = {
                "keeping": lambda: self.teaches(pupil, keeping=True),
                "teaching": lambda: self.teaches(pupil),
                "family": lambda: self.teaches_family(pupil),
                "school": lambda who=who: self.speaks_for(who, location=pupil.location_id, teams=teams),
            }
            if scope in holds and holds[scope]():
                found.add(scope)
        return found

    # Guardians

    def finds_tie(self, tie: Guardianship) -> bool:
        found = self.finds(self.world.pupil[tie.pupil_id]) and holds_on(tie, self.world.day)
        return found and tie.guardian_id not in self.tied_guardians

    def may_tie(self, data_class: str, operation: str, tie: Guardianship) -> bool:
        return self.finds_tie(tie) and bool(self.reach(data_class, operation, self.world.pupil[tie.pupil_id]))

    def finds_pair(self, pair: GuardianPair) -> bool:
        """Of neither of the two, and of no child of theirs, may one have a tie."""
        tied = {pair.one_id, pair.other_id} & self.tied_guardians
        mine = pair.school_id == self.staff.school_id
        return mine and not tied and all(self.finds(pupil) for pupil in self.world.pupils_of_pair(pair))

    def may_pair(self, pair: GuardianPair) -> bool:
        def reaches(guardian) -> bool:
            ties = [row for row in self.world.guardianships if row.guardian_id == guardian]
            return any(self.may_tie("directory", "change", row) for row in ties)

        return self.finds_pair(pair) and reaches(pair.one_id) and reaches(pair.other_id)

    def may_restriction(self, operation: str, restriction: Restriction) -> bool:
        tie = restriction.guardianship
        reached = self.reach("protective_flag", operation, self.world.pupil[tie.pupil_id])
        return bool(reached) and tie.guardian_id not in self.tied_guardians

    def may_instruction(self, operation: str, line: Instruction) -> bool:
        reached = self.reach("instruction", operation, self.world.pupil[line.pupil_id])
        return bool(reached) and line.guardian_id not in self.tied_guardians

    # Contacts and agreements

    def finds_contact(self, contact: Contact) -> bool:
        if contact.school_id != self.staff.school_id:
            return False
        tied = self.world.pupils_of[contact.pk] & self.tied_pupils
        return not tied and not self.world.guardians_of[contact.pk] & self.tied_guardians

    def may_contact(self, operation: str, contact: Contact) -> bool:
        if not self.finds_contact(contact):
            return False
        if any(scope == "own" for _, scope in self.scopes("contact", operation)) and contact.author_id == self.staff.pk:
            return True
        reached = set()
        for key in self.world.pupils_of[contact.pk]:
            reached |= self.reach("contact", operation, self.world.pupil[key])
        this_year = contact.year.start <= self.world.day <= contact.year.end
        return "school" in reached or (bool(reached) and (operation != "read" or this_year))

    def may_take_along(self, part: ContactPupil) -> bool:
        """The copy of one child, of what one may read: one's own, and of children whose contact one keeps."""
        contact = self.world.contact[part.contact_id]
        if not (self.may_contact("read", contact) and self.may_contact("export", contact)):
            return False
        return contact.author_id == self.staff.pk or bool(
            self.reach("contact", "export", self.world.pupil[part.pupil_id])
        )

    def may_absence(self, operation: str, absence: Absence) -> bool:
        whole = {row.role for row in self.roles if row.location_id is None and row.team_id is None}
        scopes = self.scopes("absence", operation)
        own = absence.staff_id == self.staff.pk and any(scope == "own" for _, scope in scopes)
        return own or any(scope == "school" and who in whole for who, scope in scopes)

    def knows_contact(self, contact: Contact) -> bool:
        return self.may_contact("read", contact) or self.may_contact("existence", contact)

    def may_agreement(self, operation: str, agreement: Agreement) -> bool:
        contact = self.world.contact[agreement.contact_id]
        has_own = any(scope == "own" for _, scope in self.scopes("agreement", operation))
        keeps = has_own and agreement.owner_id == self.staff.pk
        if operation == "read":
            return self.may_contact("read", contact) or (keeps and self.finds_contact(contact))
        wrote = has_own and contact.author_id == self.staff.pk
        pupils = [self.world.pupil[key] for key in self.world.pupils_of[contact.pk]]
        about = any(self.reach("agreement", operation, pupil) for pupil in pupils)
        return self.may_agreement("read", agreement) and (keeps or wrote or about)

    def may_give(self, agreement: Agreement) -> bool:
        """One's own agreement may be given to a colleague, and by who leads the school of the child, or this part."""
        contact = self.world.contact[agreement.contact_id]
        has_own = any(scope == "own" for _, scope in self.scopes("duty", "change"))
        own = has_own and self.staff.pk in (agreement.owner_id, contact.author_id)
        pupils = [self.world.pupil[key] for key in self.world.pupils_of[agreement.contact_id]]
        reached = any(self.reach("duty", "change", pupil) for pupil in pupils)
        return self.may_agreement("read", agreement) and (own or reached)

    # What is planned

    def may_plan(self, operation: str, contact: Contact) -> bool:
        """Whether the operation is allowed on a planned contact: one's own, or about a child one reaches."""
        if not self.finds_contact(contact):
            return False
        scopes = {scope for _, scope in self.scopes("contact_plan", operation)}
        pupils = [self.world.pupil[key] for key in self.world.pupils_of[contact.pk]]
        return ("own" in scopes and contact.owner_id == self.staff.pk) or any(
            self.reach("contact_plan", operation, pupil) for pupil in pupils
        )

    def finds_run(self, run: PlanRun) -> bool:
        return any(contact.run_id == run.pk and self.finds_contact(contact) for contact in self.world.contacts)

    def is_in_talk(self, support: TalkSupport) -> bool:
        """Whether this is one of the two who may know that a talk is dreaded."""
        contact = self.world.contact[support.contact_id]
        return self.finds_contact(contact) and self.staff.pk in (contact.owner_id, support.asked_id)

    def may_norm(self, operation: str, norm: ContactNorm) -> bool:
        location = norm.group.location_id if norm.group else norm.location_id
        teams = {norm.group.team_id if norm.group else norm.team_id}
        words = [who for who, scope in self.scopes("norm", operation) if scope == "school"]
        same = norm.school_id == self.staff.school_id
        return same and any(self.speaks_for(who, location=location, teams=teams) for who in words)

    # Incidents

    def knows_incident(self, incident: Incident) -> bool:
        """Whether no wall stands between this person and the case: nobody in it is they, or of a tied family.

        A wall before one report is a wall before all that were joined.
        """
        if incident.school_id != self.staff.school_id:
            return False
        return not any(self._is_walled(each) for each in self.world.joined(incident))

    def _is_walled(self, incident: Incident) -> bool:
        talks = {row.pupil_id for row in self.world.child_talks if row.incident_id == incident.pk}
        kept = (incident.pk, self.staff.pk) in self.world.kept_from
        return kept or bool(talks & self.tied_pupils) or any(self._is_wall(row) for row in self._parties(incident))

    def _parties(self, incident: Incident) -> list[Party]:
        return [party for party in self.world.parties if party.incident_id == incident.pk]

    def _is_me(self, party: Party) -> bool:
        if party.staff is None:
            return False
        return party.staff == self.staff or party.staff.user_id in {self.staff.user_id} - {None}

    def _is_wall(self, party: Party) -> bool:
        emails = {self.staff.email.lower(), self.staff.user.email.lower() if self.staff.user else ""} - {""}
        if party.email.lower() in emails or party.telephone in {self.staff.telephone} - {""}:
            return True
        children = {row.pupil_id for row in self.world.guardianships if row.guardian_id == party.guardian_id}
        children |= {party.pupil_id}
        is_involved = party.side == "involved" and self._is_me(party)
        return is_involved or party.guardian_id in self.tied_guardians or bool(children & self.tied_pupils)

    def sides_of(self, incident: Incident) -> set[str]:
        return {party.side for party in self._parties(incident) if self._is_me(party)}

    def lived_incident(self, incident: Incident) -> bool:
        """Whether they reported it, it is on their behalf, or they were affected or saw it."""
        own = self.staff.pk in (incident.reporter_id, incident.on_behalf_of_id)
        return own or bool(self.sides_of(incident) & {"affected", "witness"})

    def was_affected(self, incident: Incident) -> bool:
        """Whether they were affected by it, or by a report that was joined: they handle nothing of it."""
        return any("affected" in self.sides_of(each) for each in self.world.joined(incident))

    def follows_incident(self, incident: Incident) -> bool:
        """Whether they follow it as one who reported it, lived through it or saw it."""
        own = any(scope == "own" for _, scope in self.scopes("incident", "read"))
        return own and self.knows_incident(incident) and self.lived_incident(incident)

    def handles(self, incident: Incident, data_class: str = "incident", operation: str = "change") -> bool:
        """Whether a role for the whole school lets them handle it, or it was given to them; never what one lived."""
        whole = {row.role for row in self.roles if row.location_id is None and row.team_id is None}
        grants = self.scopes(data_class, operation)
        given = incident.handler_id == self.staff.pk
        own = given and any(who in HANDLERS and scope in ("school", "handling") for who, scope in grants)
        handles = own or any(who in whole for who, scope in grants if scope == "school")
        return self.knows_incident(incident) and not self.was_affected(incident) and handles

    def has_share(self, incident: Incident) -> bool:
        """Whether the case is shared with them today, and they still work here."""
        return self.is_live and any(
            row.incident_id == incident.pk and row.staff_id == self.staff.pk
            and row.ended_at is None and row.until >= self.world.day
            for row in self.world.shares
        )  # fmt: skip

    def opens_incident(self, incident: Incident) -> bool:
        """Whether the page of the case opens: they handle it, or it is shared with them."""
        handles = self.handles(incident, operation="read")
        return handles or (self.has_share(incident) and self.knows_incident(incident))

    def can_be_given(self, incident: Incident) -> bool:
        """Whether the case may be given to them: they did not live through it, nor report it with their name kept."""
        keeps_name = incident.confided_to_id is not None and incident.reporter_id == self.staff.pk
        return self.knows_incident(incident) and not self.was_affected(incident) and not keeps_name

    def reads_account(self, account: Account) -> bool:
        """One's own; all of what one handles, or has by a share alone; of what one lived through what was shared."""
        if account.author_id == self.staff.pk:
            return True
        incident = self.world.incident[account.incident_id]
        if self.handles(incident, operation="read"):
            return True
        if self.follows_incident(incident):
            return account.shared_at is not None
        return self.opens_incident(incident)

    def sees_who_looked(self, incident: Incident) -> bool:
        follows = self.was_affected(incident) or self.staff.pk in (incident.reporter_id, incident.on_behalf_of_id)
        own = any(scope == "own" for _, scope in self.scopes("access_list", "read"))
        return self.handles(incident, "access_list", "read") or (own and follows and self.knows_incident(incident))

    def has_a_say(self, incident: Incident) -> bool:
        """Whether the severity was made lower last, or it was closed as not established, for one it happened to."""
        lead = self.world.incident[incident.joined_to_id or incident.pk]
        steps = [row for row in self.world.steps if row.incident_id == lead.pk and row.step == "severity"]
        ranks = {str(row.pk): row.rank for row in self.world.words[Severity]}
        lowered = bool(steps and steps[-1].before) and ranks[steps[-1].after] < ranks[steps[-1].before]
        happened = self.was_affected(incident) or self.staff.pk in (incident.reporter_id, incident.on_behalf_of_id)
        denied = lead.status == "closed" and lead.outcome == "not_established"
        return happened and (lowered or denied)

    def may_measure(self, operation: str, incident: Incident) -> bool:
        """Whether a role for the whole school allows it, or the case was given to them; never what one lived."""
        return self.handles(incident, "measure", operation)

    def may_map(self, operation: str) -> bool:
        """The board changes its template, not the map of a school."""
        return any(scope == "school" for _, scope in self.scopes("escalation_map", operation))

    # Groups and staff

    def may_group(self, operation: str, group: Group, *, data_class: str = "group") -> bool:
        if group.school_id != self.staff.school_id:
            return False
        kept = {row.group_id: row.kind == "class_teacher" for row in self.assignments}
        for who, scope in self.scopes(data_class, operation):
            if scope == "teaching" and group.pk in kept:
                return True
            if scope == "keeping" and any(row.group_id == group.pk and row.kind == "class_teacher"
                                          for row in self.assignments):  # fmt: skip
                return True
            if scope == "school" and self.speaks_for(who, location=group.location_id, teams={group.team_id}):
                return True
        return False

    def may_staff(self, other: StaffMember) -> bool:
        whole = any(scope == "school" for _, scope in self.scopes("staff", "read"))
        return whole and other.school_id == self.staff.school_id
