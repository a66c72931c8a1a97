"""All that the page of one case shows, read with few questions: what a case does not have is not asked for."""

import datetime
from functools import cached_property

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.utils import timezone

from incidents.enums import Side
from incidents.models import (
    Account,
    Addendum,
    CaseShare,
    ChildTalk,
    Incident,
    IncidentSettings,
    KeptFrom,
    Measure,
    NameQuestion,
    Party,
    SecondLook,
    Telling,
)
from incidents.rules import case_rights
from incidents.services.naming import Naming
from partnership.school.models import StaffMember

PARTS = {
    "tellings": (Telling, ["party__guardian", "party__pupil", "party__staff"]),
    "child_talks": (ChildTalk, ["pupil", "speaker"]),
    "name_questions": (NameQuestion, ["party__guardian", "colleague"]),
    "second_looks": (SecondLook, ["asked_by", "asked_of"]),
    "shares": (CaseShare, ["staff", "by"]),
    "kept_from": (KeptFrom, ["staff"]),
    "addenda": (Addendum, ["author", "party__guardian", "party__pupil", "party__staff"]),
    "measures": (Measure, ["party__guardian"]),
}
TO_DO = ("tellings", "child_talks", "name_questions", "second_looks")
EARLIER = 5


def with_parts(cases: QuerySet[Incident], *, staff: StaffMember) -> QuerySet[Incident]:
    """Return cases with, in the same question, which parts they have and whether `staff` handles them."""
    has = {f"has_{name}": Exists(model.objects.filter(incident=OuterRef("pk"))) for name, (model, _) in PARTS.items()}
    has["has_objections"] = _objections()
    has["has_joined"] = Exists(Incident.objects.filter(joined_to=OuterRef("pk")))
    years = IncidentSettings.objects.filter(school=OuterRef("school")).values("again_within_years")
    handles = ExpressionWrapper(case_rights(staff).handled("change"), output_field=BooleanField())
    related = ("place", "severity", "handler", "reporter", "on_behalf_of", "confided_to", "joined_to", "school")
    return cases.select_related(*related).annotate(**has, again_years=Subquery(years[:1]), is_handled=handles)


def _objections() -> Exists:
    return Exists(Account.objects.filter(incident=OuterRef("pk"), talk_before__isnull=False))


def _part(name: str) -> Prefetch:
    model, related = PARTS[name]
    rows = model.objects.select_related(*related)
    return Prefetch(name, rows if model._meta.ordering else rows.order_by("pk"))


class CaseFile:
    """One case as `staff` may read it. `incident` comes from `with_parts`."""

    def __init__(self, incident: Incident, *, staff: StaffMember):
        self.incident, self.staff = incident, staff
        there = [name for name in PARTS if getattr(incident, f"has_{name}")]
        prefetch_related_objects([incident], *(_part(name) for name in there))
        for name in PARTS.keys() - set(there):
            incident._prefetched_objects_cache[name] = PARTS[name][0].objects.none()
        self.joined = self._read_joined()

    def _read_joined(self) -> list[Incident]:
        """Reports that were joined to this case, with what is to be done for their people."""
        rows = self.incident.joined.none()
        if self.incident.has_joined:
            rows = self.incident.joined.select_related("reporter", "place").order_by("reported_at")
            rows = rows.annotate(has_objections=_objections())
            prefetch_related_objects([self.incident], Prefetch("joined", rows))
            prefetch_related_objects(list(self.incident.joined.all()), *(_part(name) for name in TO_DO))
            return list(self.incident.joined.all())
        self.incident._prefetched_objects_cache["joined"] = rows
        return []

    @cached_property
    def group(self) -> list[Incident]:
        return [self.incident, *self.joined]

    @cached_property
    def naming(self) -> Naming:
        return Naming(self.group, self.staff)

    @cached_property
    def may_change(self) -> bool:
        return self.incident.is_handled and self.incident.joined_to_id is None

    @cached_property
    def parties(self) -> list[Party]:
        rows = Party.objects.filter(incident__in=[each.pk for each in self.group])
        rows = list(rows.select_related("staff", "guardian", "pupil").order_by("pk"))
        for row in rows:
            row.shown = self.naming.of_party(row)
        return rows

    def of_side(self, side: Side) -> list[Party]:
        return [party for party in self.parties if party.side == side]

    @cached_property
    def accounts(self) -> list[Account]:
        rows = Account.objects.visible_to(self.staff).filter(incident__in=[each.pk for each in self.group])
        rows = list(rows.select_related("author").order_by("written_at"))
        for row in rows:
            row.author_shown = self.naming.of(row.author)
        return rows

    @cached_property
    def addenda(self) -> list[Addendum]:
        rows = list(self.incident.addenda.all())
        for row in rows:
            row.author_shown = self.naming.of(row.author)
            row.party_shown = self.naming.of_party(row.party) if row.party else ""
        return rows

    @cached_property
    def name_questions(self) -> list[NameQuestion]:
        """Questions that wait for an answer; never one about the reader."""
        rows = self.incident.name_questions.all()
        return [row for row in rows if row.answer is None and row.colleague_id != self.staff.pk]

    @cached_property
    def shares(self) -> list[CaseShare]:
        today = timezone.localdate()
        rows = [row for row in self.incident.shares.all() if row.ended_at is None and row.until >= today]
        for row in rows:
            row.by_shown = self.naming.of(row.by)
        return rows

    @cached_property
    def second_looks(self) -> list[SecondLook]:
        rows = list(self.incident.second_looks.all())
        for row in rows:
            row.asked_by_shown = self.naming.of(row.asked_by)
        return rows

    @cached_property
    def earlier(self) -> list[Incident]:
        """Earlier incidents, at least partly established, by the same known person within the school's term.

        Only for who handles the case, and of those only what they may open.
        """
        if not self.incident.is_handled or (same := self._same_person()) is None:
            return []
        years = self.incident.again_years or IncidentSettings().again_within_years
        since = self.incident.occurred_at - datetime.timedelta(days=365 * years)
        others = Party.objects.filter(same, school=self.incident.school_id, side=Side.INVOLVED).values("incident")
        found = Incident.objects.visible_to(self.staff).cases().established()
        found = found.filter(Q(pk__in=others) | Q(joined__in=others), occurred_at__gte=since)
        found = found.filter(occurred_at__lt=self.incident.occurred_at).exclude(pk=self.incident.pk)
        return list(
            found.select_related("place").prefetch_related("forms").order_by("-occurred_at").distinct()[:EARLIER]
        )

    def _same_person(self) -> Q | None:
        condition = None
        for party in self.of_side(Side.INVOLVED):
            keys = {
                "guardian": party.guardian_id, "staff": party.staff_id, "pupil": party.pupil_id,
                "email__iexact": party.email, "telephone": party.telephone,
            }  # fmt: skip
            for name, key in keys.items():
                if key:
                    condition = (condition or Q()) | Q(**{name: key})
        return condition
