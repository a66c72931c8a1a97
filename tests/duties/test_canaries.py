"""T12: 200 mails about people whose every name and word is marked; no mark may be in any header or part."""

import datetime
import random
import re

import pytest

from contacts.enums import Precision, Purpose
from contacts.services.agreements import NewAgreement, add_agreement
from contacts.services.planned import PlannedContact, plan_contact
from contacts.services.when import When
from partnership.accounts.models import User
from partnership.duties.digest import wake_digests
from partnership.notifications.sending import send_due
from partnership.school.enums import Channel
from tests.cast import make_group, make_pupil, make_school, make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]

MAILS = 200
MARK = "kanarie"
DUE_ON = datetime.date(2027, 3, 11)


def marked(number: int, what: str) -> str:
    return f"{MARK}{what}{number}"


def make_marked_teacher(number: int, school, group, chance: random.Random):
    """Someone with a marked name, who must speak with the parents of a marked child and keep a marked agreement."""
    teacher = make_staff(school, marked(number, "Leerkracht"), last_name=marked(number, "Achternaam"))
    User.objects.filter(pk=teacher.user_id).update(
        name=marked(number, "Naam"), language=chance.choice(["", "nl", "en"]), digest=chance.choice(["daily", "weekly"])
    )
    pupil = make_pupil(group, marked(number, "Kind"))
    talk = PlannedContact(
        pupils=(pupil,), owner=teacher, when=When(Precision.DAY, DUE_ON),
        purpose=chance.choice(Purpose.values), channel=chance.choice([Channel.PHONE, Channel.AT_SCHOOL]),
    )  # fmt: skip
    contact = plan_contact(talk, actor=teacher)
    new = NewAgreement(text=marked(number, "Afspraak"), owner=teacher, due_on=DUE_ON)
    if chance.random() < 0.5:
        add_agreement(contact, actor=teacher, new=new)
    return teacher


def words_of(message) -> str:
    """All a mail says, as it came and as a reader sees it."""
    headers = "\n".join(f"{name}: {value}" for name, value in message.items())
    parts = "\n".join(part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    return f"{message.as_string()}\n{headers}\n{parts}".lower()


def test_no_mail_says_a_word_about_anybody(time, mail_server, tell):
    chance = random.Random(200)  # noqa: S311 - choices, no secrets
    school = make_school(f"De {marked(0, 'School')}", remind_days=2)
    group = make_group(school, marked(0, "Groep"))
    people = [make_marked_teacher(number, school, group, chance) for number in range(MAILS)]
    kinds = {duty.kind for person in people for duty in person.duties.all()}
    for day in ("2027-03-08", "2027-03-09"):
        time.at(f"{day} 07:00")
        wake_digests()
        send_due(seconds=600)

    assert len(mail_server.mails) == MAILS
    assert sorted(mail_server.recipients) == sorted(person.user.email for person in people)
    said = [words_of(message) for message in mail_server.mails]
    found = [word for word in said if MARK in word or any(kind in word for kind in kinds)]
    assert found == []
    # Apart from address, key and moment there are only two mails: of one task and of two, in two languages at most.
    assert len({message["Subject"] for message in mail_server.mails}) <= 2
    assert {message["From"] for message in mail_server.mails} == {mail_server.mails[0]["From"]}
    bodies = {re.sub(r"^\d+", "#", message.get_content()) for message in mail_server.mails}
    assert len(bodies) <= 4
    assert all(body.count("http") == 1 for body in bodies)
    tell(f"T12: {len(said)} mails, {sum(len(text) for text in said)} characters: {len(found)} with a marked word")
