"""Rows come and go with the duties, in the same transaction; what is sent is judged when it is sent."""

import datetime
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from partnership.accounts.models import User
from partnership.accounts.services import deactivate
from partnership.audit.models import AuditEvent
from partnership.duties.digest import KIND, gathered, wake_digests
from partnership.duties.models import Duty, State
from partnership.duties.services import end_duty, hand_over, open_duty
from partnership.notifications.enums import State as Mail
from partnership.notifications.models import Notification
from partnership.notifications.sending import send_due
from partnership.school.models import Absence, StaffMember
from tests.cast import make_school, make_staff

from .conftest import count_in, give

pytestmark = pytest.mark.django_db


def rows(staff) -> list[str]:
    return list(
        Notification.objects.filter(recipient=staff.user, kind=KIND).order_by("key").values_list("key", flat=True)
    )


def choose(staff, **columns) -> None:
    User.objects.filter(pk=staff.user_id).update(**columns)


def morning(time, day: str, hour: str = "07:00"):
    """Let beat and worker run on that morning; return what became of the rows that were still needed."""
    time.at(f"{day} {hour}")
    wake_digests()
    return {state: number for state, number in send_due().items() if state != Mail.DROPPED}


def counts(mail_server) -> list[int]:
    return [count_in(message) for message in mail_server.mails]


def test_a_duty_brings_its_reminders_and_the_first_one_after_it(teacher):
    give(teacher, "2027-03-11")

    assert rows(teacher) == ["2027-03-09", "2027-03-11", "2027-03-12"]
    assert Notification.objects.get(key="2027-03-09").due_at == datetime.datetime(2027, 3, 9, 6, tzinfo=datetime.UTC)


def test_reminders_of_one_day_are_one_row(teacher):
    give(teacher, "2027-03-11")
    give(teacher, "2027-03-11")
    give(teacher, "2027-03-09")

    assert rows(teacher) == ["2027-03-05", "2027-03-09", "2027-03-10", "2027-03-11", "2027-03-12"]


def test_moving_a_duty_moves_its_reminders(teacher):
    duty = give(teacher, "2027-03-11")
    give(teacher, "2027-03-18", source=duty.source)

    assert rows(teacher) == ["2027-03-16", "2027-03-18", "2027-03-19"]
    assert Duty.objects.get().sequence == 1


def test_ending_a_duty_removes_what_nothing_else_asks_for(teacher):
    duty = give(teacher, "2027-03-11")
    give(teacher, "2027-03-12")
    end_duty("test.duty", source=duty.source)

    assert rows(teacher) == ["2027-03-10", "2027-03-12", "2027-03-15"]


def test_a_transaction_that_is_undone_leaves_no_reminders(teacher):
    with transaction.atomic():
        give(teacher, "2027-03-11")
        assert rows(teacher)
        transaction.set_rollback(True)

    assert rows(teacher) == []


def test_a_new_owner_takes_the_reminders_over(school, teacher):
    colleague = make_staff(school, "Joris")
    duty = give(teacher, "2027-03-11")
    give(colleague, "2027-03-11", source=duty.source)

    assert rows(teacher) == []
    assert rows(colleague) == ["2027-03-09", "2027-03-11", "2027-03-12"]


def test_handing_over_a_duty_takes_the_reminders_along(school, teacher):
    colleague = make_staff(school, "Joris", working_days="35")
    duty = give(teacher, "2027-03-11")

    hand_over(duty, actor=teacher, to=colleague)

    assert rows(teacher) == []
    assert rows(colleague) == ["2027-03-05", "2027-03-10", "2027-03-12"]
    assert AuditEvent.objects.get().action == "duty.hand_over"


def test_what_is_late_reminds_its_new_owner_on_the_next_working_day(school, teacher, time, mail_server):
    colleague = make_staff(school, "Joris")
    duty = give(teacher, "2027-03-02")
    time.at("2027-03-10 12:00")

    hand_over(duty, actor=teacher, to=colleague)

    assert morning(time, "2027-03-11") == {Mail.SENT: 1}
    assert mail_server.recipients == [colleague.user.email]


def test_a_duty_is_not_handed_over_to_another_school_or_when_it_is_done(teacher):
    duty = give(teacher, "2027-03-11")
    with pytest.raises(ValidationError):
        hand_over(duty, actor=teacher, to=make_staff(make_school("De Berk")))
    end_duty("test.duty", source=duty.source)
    with pytest.raises(ValidationError):
        hand_over(duty, actor=teacher, to=make_staff(teacher.school))


def test_a_duty_with_only_a_moment_reminds_on_its_local_date(teacher):
    at = datetime.datetime(2027, 3, 10, 23, 30, tzinfo=datetime.UTC)
    open_duty("test.duty", source=uuid.uuid4(), owner=teacher, link="/", due_at=at)

    assert "2027-03-11" in rows(teacher)


def test_who_has_no_login_gets_no_mail(school):
    give(make_staff(school, login=False), "2027-03-11")

    assert Notification.objects.count() == 0


def test_who_wants_no_digest_gets_no_rows(teacher, time):
    choose(teacher, digest="none")
    give(teacher, "2027-03-11")
    time.at("2027-03-11 07:00")
    wake_digests()

    assert rows(teacher) == []


def test_a_weekly_digest_comes_on_the_first_own_working_day_of_the_week(teacher, time, mail_server):
    choose(teacher, digest="weekly")
    StaffMember.objects.filter(pk=teacher.pk).update(working_days="345")
    teacher.refresh_from_db()
    give(teacher, "2027-03-11")
    give(teacher, "2027-03-12")

    assert rows(teacher) == ["2027-03-03", "2027-03-10", "2027-03-17"]
    assert morning(time, "2027-03-09") == {}
    assert morning(time, "2027-03-10") == {Mail.SENT: 1}
    assert morning(time, "2027-03-11") == {}
    assert counts(mail_server) == [2]


def test_many_duties_at_once_bring_the_rows_up_to_date_once(teacher, django_assert_max_num_queries):
    with transaction.atomic(), gathered():
        give(teacher, "2027-03-11")
        assert rows(teacher) == []
    assert rows(teacher) == ["2027-03-09", "2027-03-11", "2027-03-12"]
    with django_assert_max_num_queries(18), transaction.atomic(), gathered():
        end_duty("test.duty", source=Duty.objects.get().source)
    assert rows(teacher) == []


def test_each_reminder_comes_once_with_the_number_of_duties(teacher, time, mail_server):
    give(teacher, "2027-03-11")
    give(teacher, "2027-03-11")
    give(teacher, "2027-03-05")
    for day in range(2, 14):
        morning(time, f"2027-03-{day:02}")
        morning(time, f"2027-03-{day:02}", "12:00")

    days = [f"{message['Date'].datetime:%d}" for message in mail_server.mails]
    assert dict(zip(days, counts(mail_server), strict=True)) == {"03": 1, "05": 1, "08": 1, "09": 2, "11": 2, "12": 2}


def test_what_is_done_before_the_morning_is_not_mailed(teacher, time, mail_server):
    duty = give(teacher, "2027-03-11")
    time.at("2027-03-11 06:59")
    wake_digests()
    Duty.objects.filter(pk=duty.pk).update(state=State.DONE)

    assert morning(time, "2027-03-11") == {}
    assert mail_server.recipients == []


@pytest.mark.parametrize("leave", ["login closed", "left the school", "absent", "no digest any more", "other owner"])
def test_rights_are_those_of_the_moment_of_sending(school, teacher, time, mail_server, leave):
    duty = give(teacher, "2027-03-11")
    time.at("2027-03-11 06:59")
    wake_digests()
    yesterday = datetime.date(2027, 3, 10)
    if leave == "login closed":
        deactivate(teacher.user, actor=None)
    elif leave == "left the school":
        StaffMember.objects.filter(pk=teacher.pk).update(until=yesterday)
    elif leave == "absent":
        Absence.objects.create(school=school, staff=teacher, from_date=yesterday)
    elif leave == "no digest any more":
        choose(teacher, digest="none")
    else:
        Duty.objects.filter(pk=duty.pk).update(owner=make_staff(school, login=False))

    assert morning(time, "2027-03-11") == {}
    assert mail_server.recipients == []


def test_two_schools_are_one_mail(school, teacher, time, mail_server):
    other = make_staff(make_school("De Berk", remind_days=2), user=teacher.user)
    give(teacher, "2027-03-11")
    give(other, "2027-03-11")

    assert morning(time, "2027-03-11") == {Mail.SENT: 1}
    assert counts(mail_server) == [2]


def test_another_hour_moves_the_mail_of_today(teacher, time, mail_server):
    give(teacher, "2027-03-11")
    time.at("2027-03-11 00:05")
    wake_digests()
    choose(teacher, digest_hour=16)

    assert morning(time, "2027-03-11", "07:00") == {}
    assert morning(time, "2027-03-11", "16:00") == {Mail.SENT: 1}
    choose(teacher, digest_hour=18)
    assert morning(time, "2027-03-11", "18:00") == {}


def test_after_a_day_without_a_worker_each_reminder_comes_once(teacher, time, mail_server):
    give(teacher, "2027-03-09")
    give(teacher, "2027-03-10")
    morning(time, "2027-03-05")
    morning(time, "2027-03-08")
    assert counts(mail_server) == [1, 1]

    assert morning(time, "2027-03-10", "12:00") == {Mail.SENT: 1}
    assert counts(mail_server) == [1, 1, 2]


def test_a_digest_that_is_late_goes_out_within_four_hours_also_after_midnight(teacher, time, mail_server):
    choose(teacher, digest_hour=23)
    give(teacher, "2027-03-11")
    give(teacher, "2027-03-16")
    time.at("2027-03-11 22:00")
    wake_digests()

    assert morning(time, "2027-03-12", "01:00") == {Mail.SENT: 1}
    assert morning(time, "2027-03-12", "23:00") == {Mail.SENT: 1}
    assert counts(mail_server) == [1, 2]


def test_what_an_uncertain_digest_said_is_in_the_next_one(teacher, time, mail_server):
    give(teacher, "2027-03-11")
    mail_server.script = lambda phase, _: "cut after accepting" if phase == "TEXT" else None
    assert morning(time, "2027-03-09") == {Mail.UNCERTAIN: 1}

    mail_server.script = lambda *_: None
    assert morning(time, "2027-03-10") == {Mail.SENT: 1}
    assert counts(mail_server) == [1, 1]


def test_what_a_refused_digest_said_is_in_the_next_one(teacher, time, mail_server):
    give(teacher, "2027-03-11")
    mail_server.script = lambda phase, _: "550 Unknown" if phase == "RCPT" else None
    assert morning(time, "2027-03-09") == {Mail.FAILED: 1}

    mail_server.script = lambda *_: None
    assert morning(time, "2027-03-10") == {Mail.SENT: 1}


def test_a_clock_that_is_set_back_sends_nothing_twice(teacher, time, mail_server):
    give(teacher, "2027-03-11")

    assert morning(time, "2027-03-11", "07:10") == {Mail.SENT: 1}
    assert morning(time, "2027-03-11", "06:10") == {}
    assert morning(time, "2027-03-11", "07:10") == {}
