"""Cases for the tests of handling: rows as a report leaves them, written at once."""

import datetime
import secrets
import uuid

from django.utils import timezone

from incidents.enums import AggressionForm, Kind, Rank, Side, Step
from incidents.models import (
    Account,
    CaseStep,
    ChildTalk,
    Incident,
    NameQuestion,
    Party,
    Place,
    SeenForm,
    Severity,
    Telling,
)
from incidents.services import children, handling, map_actions, second, sharing
from partnership.duties.services import open_duty
from partnership.school.models import Guardian, Pupil, School, SchoolYear, StaffMember
from tests.cast import DAY, today

HOUR = datetime.timedelta(hours=1)
SIGNS = "BCDFGHJKLMNPQRSTVWXZ23456789"


def make_severity(school: School, name: str = "1 ongewenst gedrag", rank: str = Rank.LIGHT, **columns) -> Severity:
    severity, _made = Severity.objects.get_or_create(school=school, name=name, defaults={"rank": rank, **columns})
    return severity


def severities(school: School) -> dict[str, Severity]:
    """The three of a school: light closes at once, serious asks nothing more here, grave asks an evaluation."""
    return {
        "light": make_severity(school),
        "serious": make_severity(school, "2 ernstig", Rank.SERIOUS, needs_recovery=True, criteria="Iemand is bang."),
        "grave": make_severity(school, "3 zeer ernstig", Rank.GRAVE, needs_evaluation=True),
    }


def make_place(school: School, name: str = "ingang") -> Place:
    return Place.objects.get_or_create(school=school, name=name)[0]


def number_of(at: datetime.datetime) -> str:
    signs = "".join(secrets.choice(SIGNS) for _ in range(4))
    return f"{at.year % 100:02}{(at.year + 1) % 100:02}-{signs}"


def make_case(
    reporter: StaffMember,
    *,
    handler: StaffMember | None = None,
    affected: list | None = None,
    guardian: Guardian | None = None,
    unknown: str = "",
    pupil: Pupil | None = None,
    facts: str = "Hij riep iets.",
    forms: tuple = (AggressionForm.VERBAL,),
    **columns,
) -> Incident:
    """Return a case as reported now by `reporter`, who lived through it unless others did."""
    school, now = reporter.school, timezone.now()
    columns = {
        "number": number_of(now), "place": make_place(school), "occurred_at": now - HOUR, "reported_at": now,
        "year": SchoolYear.objects.filter(school=school).order_by("-start").first(), "was_threatened": False,
        "was_hurt": False, "is_afraid": False, "handler": handler,
        "open_before": now + 4 * HOUR if handler else None,
    } | columns  # fmt: skip
    case = Incident.objects.create(school=school, reporter=reporter, **columns)
    here = {"incident": case, "school": school}
    for form in forms:
        SeenForm.objects.create(form=form, **here)
    for person in [reporter] if affected is None else affected:
        Party.objects.create(side=Side.AFFECTED, kind=Kind.STAFF, staff=person, **here)
    if guardian:
        Party.objects.create(side=Side.INVOLVED, kind=Kind.GUARDIAN, guardian=guardian, **here)
    if unknown:
        Party.objects.create(side=Side.INVOLVED, kind=Kind.UNKNOWN, description=unknown, **here)
    if pupil:
        Party.objects.create(side=Side.WITNESS, kind=Kind.PUPIL, pupil=pupil, **here)
        ChildTalk.objects.create(pupil=pupil, due_on=timezone.localdate() + 2 * 24 * HOUR, **here)
    Account.objects.create(author=reporter, facts=facts, experience="Ik schrok.", **here)
    CaseStep.objects.create(step=Step.REPORTED, by=reporter, at=case.reported_at, **here)
    if handler:
        link = case.get_absolute_url()
        open_duty("incident.open", source=case.pk, owner=handler, link=link, due_at=case.open_before)
    return case


def lowered_case(cast) -> Incident:
    """Daan, a colleague and the father of Mats, is the parent; Sanne and the leader Ruben lived through it.

    Fatima took it on and made its severity lower.
    """
    staff = cast.staff
    made = make_case(
        staff["sanne"], handler=staff["fatima"], affected=[staff["sanne"], staff["ruben"]],
        guardian=cast.guardians["daan"], unknown="Vrouw met een paraplu.", pupil=cast.pupils["finn"],
        label="paraplu", facts="KANARIE van het verhaal",
    )  # fmt: skip
    made = handling.take_case(made, actor=staff["fatima"], version=1)
    words = severities(cast.linde)
    for name in ("grave", "light"):
        made = handling.set_severity(
            made, actor=staff["fatima"], version=made.version, severity=words[name], reason="KANARIE van de reden"
        )
    return made


def rows_of(cast, case: Incident) -> dict[str, uuid.UUID]:
    """Return the key of a row of each kind in the case of `lowered_case`, by what it is."""
    staff, fatima = cast.staff, cast.staff["fatima"]
    share = sharing.share_case(case, actor=fatima, staff=staff["hans"], reason="KANARIE", until=today() + DAY)
    talk = case.child_talks.get()
    children.give_talk(talk, actor=fatima, speaker=staff["emine"], due_on=today() + DAY)
    look = second.ask_second_look(case, actor=staff["sanne"], asked_of=staff["yvonne"], reason="KANARIE")
    party = Party.objects.get(incident=case, side=Side.INVOLVED, guardian=None)
    action = map_actions.add_action(case, actor=fatima, what="Bel de wijkagent.", owner=staff["hans"], due_on=today())
    question = NameQuestion.objects.create(incident=case, school=case.school, party=party, colleague=staff["noor"])
    return {
        "case": case.pk, "party": party.pk, "question": question.pk, "talk": talk.pk, "share": share.pk,
        "look": look.pk, "action": action.pk, "account": case.accounts.get().pk,
        "telling": Telling.objects.filter(incident=case)[0].pk,
    }  # fmt: skip
