"""The log in words: names are looked up for the reader, the log itself holds only keys."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from contacts.models import Agreement, Contact, ContactPupil
from partnership.audit.models import AuditEvent
from partnership.school.models import Pupil, StaffMember
from partnership.views.case_words import CASE_ACTIONS
from partnership.views.incident_words import INCIDENT_ACTIONS
from partnership.views.map_words import MAP_ACTIONS
from partnership.views.measure_words import MEASURE_ACTIONS

ACTIONS = {
    **MEASURE_ACTIONS,
    **MAP_ACTIONS,
    "pupil.read": _("opened the page of a pupil"),
    "contact.log": _("logged a contact"),
    "contact.read": _("read a contact"),
    "contact.read_history": _("read older versions of a contact"),
    "contact.change": _("changed a contact"),
    "contact.withdraw": _("took a contact back"),
    "contact.restore": _("put a contact back"),
    "contact.export": _("copied a contact for the pupil system"),
    "agreement.add": _("noted an agreement"),
    "agreement.read": _("read an agreement"),
    "agreement.done": _("marked an agreement as done"),
    "agreement.drop": _("marked an agreement as no longer needed"),
    "agreement.reopen": _("opened an agreement again"),
    "account.login": _("logged in"),
    "account.login_by_provider": _("logged in with the account of the school"),
    "account.link": _("connected a login with the account of the school"),
    "account.unlink": _("parted a login from the account of the school"),
    "account.refuse": _("was not let in with the account of the school"),
    "account.deactivate": _("closed a login"),
    "import.edexml": _("brought in a file from the pupil system"),
    "import.guardians": _("brought in a file with guardians"),
    "invitation.send": _("invited someone"),
    "invitation.accept": _("accepted an invitation"),
    "role.give": _("gave someone a role"),
    "agreement.hand_over": _("gave an agreement to a colleague"),
    "calendar.add": _("added a day to the calendar"),
    "calendar.remove": _("took a day out of the calendar"),
    "contact.cancel": _("cancelled a planned contact"),
    "contact.export_plan": _("downloaded the plan of a class"),
    "contact.hand_over": _("gave a planned contact to a colleague"),
    "contact.held": _("marked a planned contact as held"),
    "contact.move": _("moved a planned contact"),
    "contact.plan": _("planned a contact"),
    "contact.plan_class": _("planned a class"),
    "contact.print_day": _("opened the day sheet of a class"),
    "contact.tried": _("noted an attempt"),
    "contact.undo_change": _("undid a change of what is planned"),
    "contact.undo_plan": _("undid the plan of a class"),
    "coverage.read": _("looked at the coverage"),
    "duty.hand_over": _("gave a duty to a colleague"),
    "feed.end": _("ended a calendar address"),
    "feed.make": _("made a calendar address"),
    "private_number.give": _("gave a private number"),
    "private_number.take_back": _("took a private number back"),
    "guardian.add": _("added a parent to a child"),
    "guardian.change": _("changed how to reach a parent"),
    "guardian.change_tie": _("changed custody or information of a parent"),
    "guardian.end_tie": _("ended the tie of a parent with a child"),
    "guardian.join": _("joined two records of one parent"),
    "guardian.part": _("split two records of a parent again"),
    "guardian.keep_apart": _("noted that two parents are two people"),
    "account.close": _("ended the work and the login of someone"),
    "account.reopen": _("opened a login again"),
    "staff.last_day": _("changed the last day of someone"),
    "role.end": _("ended a role of someone"),
    "mail.give_up": _("let mail go that did not arrive"),
    "mail.retry": _("had mail tried again"),
    "norm.agree": _("kept an agreement about contact"),
    "norm.end": _("ended an agreement about contact"),
    "restriction.add": _("noted a restriction"),
    "restriction.change": _("changed a restriction"),
    "restriction.read": _("read a restriction"),
    "school.change": _("changed settings of the school"),
    "support.ask": _("asked a colleague along"),
    "absence.report": _("reported someone absent"),
    "absence.end": _("noted that someone is back"),
    "assignment.add": _("gave someone a class"),
    "assignment.change": _("changed who works with a class"),
    "assignment.end": _("ended who works with a class"),
    "staff.change": _("changed the working days of someone"),
    "audit.read": _("looked at this log"),
    "demo.load": _("loaded the demonstration"),
    **INCIDENT_ACTIONS,
    **CASE_ACTIONS,
}


@dataclass(frozen=True)
class EventInWords:
    at: datetime
    who: str
    what: str
    pupils: list[Pupil]


class EventReader:
    """Turns a page of events into words with a fixed number of queries.

    In what others did (`of_others`) only pupils are named for whom the policy lets `staff` read the log: the leader
    of one team learns no names of another. Of what one did oneself, all that one may know of are named.
    """

    def __init__(self, events: list[AuditEvent], *, staff: StaffMember, of_others: bool):
        self.events = events
        keys = {event.object_id for event in events}
        contacts = self._keys(events, Contact)
        agreements = dict(
            Agreement.objects.filter(pk__in=self._keys(events, Agreement)).values_list("pk", "contact_id")
        )
        self.contact_of = {str(pk): str(contact) for pk, contact in agreements.items()}
        rows = ContactPupil.objects.filter(contact__in=[*contacts, *agreements.values()])
        self.pupils_of: dict[str, list[str]] = {}
        for contact, pupil in rows.values_list("contact_id", "pupil_id"):
            self.pupils_of.setdefault(str(contact), []).append(str(pupil))
        wanted = {key for keys_ in self.pupils_of.values() for key in keys_} | set(self._keys(events, Pupil)) & keys
        pupils = Pupil.objects.visible_to(staff).filter(pk__in=wanted)
        self.pupils = {str(pupil.pk): pupil for pupil in pupils}
        self.reader, self.named = staff.user_id, self.pupils
        if of_others:
            named = pupils.allowed(staff, "audit", "read").values_list("pk", flat=True)
            self.named = {str(key): self.pupils[str(key)] for key in named}
        people = StaffMember.objects.filter(user__in={event.actor_id for event in events if event.actor_id})
        self.names = {person.user_id: person.name for person in people}

    @staticmethod
    def _keys(events: list[AuditEvent], model) -> list[str]:
        return [event.object_id for event in events if event.object_type == model._meta.label_lower]

    def in_words(self) -> list[EventInWords]:
        return [self._event(event) for event in self.events]

    def _event(self, event: AuditEvent) -> EventInWords:
        contact = self.contact_of.get(event.object_id, event.object_id)
        keys = self.pupils_of.get(contact, [event.object_id])
        pupils = self.pupils if event.actor_id == self.reader else self.named
        who = self.names.get(event.actor_id) or (_("someone from outside") if event.actor_id else _("the application"))
        return EventInWords(
            at=event.at,
            who=who,
            what=ACTIONS.get(event.action, event.action),
            pupils=[pupils[key] for key in keys if key in pupils],
        )
