"""T11a: two workers and two beats, one of them killed every moment, while reminders go out."""

import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from partnership.duties.digest import KIND, wake_digests
from partnership.notifications.enums import State
from partnership.notifications.models import Notification
from partnership.notifications.sending import send_due

from .mailserver import MailServer, Slow
from .people import Ahead, make_teachers, next_tuesday, seconds_until
from .processes import Nursery, nursery

LEASE = 2.0
DAY = 24 * 3600
MEMBERS = [("worker", "a"), ("worker", "b"), ("beat", "a"), ("beat", "b")]
OPEN = [State.PENDING, State.LEASED, State.SENDING, State.RETRY]


@dataclass
class Toll:
    """What a storm left behind."""

    people: int
    kills: Counter
    states: Counter
    mails: int
    twice: int
    lost: int
    arrived: int
    told_next_day: int

    def __str__(self) -> str:
        kills = ", ".join(f"{number} of a {name}" for name, number in sorted(self.kills.items()))
        return (
            f"T11a: {self.people} reminders, {self.kills.total()} kills ({kills}): {self.lost} silently lost, "
            f"{self.twice} sent twice, {self.states[State.UNCERTAIN]} uncertain of which {self.arrived} had arrived, "
            f"{self.told_next_day} of them in the next digest"
        )


def run_storm(
    folder: Path, server: MailServer, *, people: int, kills: int, seed: int, redis_url: str = "", patience: float = 300
) -> Toll:
    """Remind `people` while `kills` processes are killed, and tell the toll. The database is the calling test's."""
    chance = random.Random(seed)
    ahead = Ahead(seconds_until(next_tuesday(), 8))
    make_teachers(people)
    server.script = lambda phase, _: Slow(chance.uniform(0.002, 0.03)) if phase == "TEXT" else None
    with nursery(folder, mail_port=server.port, seconds_ahead=ahead.seconds, lease=LEASE, redis_url=redis_url) as home:
        fallen = _rage(home, server, chance, kills)
        _settle(patience)
    return _count(server, ahead, people, Counter(name for name, _ in fallen))


def _rage(home: Nursery, server: MailServer, chance: random.Random, kills: int) -> list[tuple[str, str]]:
    """Kill one of the four again and again, each time while mail goes out, each back at once; return who fell."""
    alive = {member: home.start(member[0], name=member[1]) for member in MEMBERS}
    fallen = []
    while len(fallen) < kills:
        _wait_for_mail(server, chance.randint(1, 5))
        time.sleep(chance.uniform(0, 0.03))
        member = chance.choices(MEMBERS, weights=[4, 4, 1, 1])[0]
        home.kill(alive[member])
        fallen.append(member)
        alive[member] = home.start(member[0], name=member[1])
    return fallen


def _wait_for_mail(server: MailServer, number: int) -> None:
    """Wait until some more mails were handed over; not for ever, since all workers may just be dead."""
    enough, give_up = server.asked["TEXT"] + number, time.monotonic() + 5
    while server.asked["TEXT"] < enough and time.monotonic() < give_up:
        time.sleep(0.002)


def _settle(patience: float) -> None:
    """Wait until every row has come to an end."""
    give_up = time.monotonic() + patience
    while not Notification.objects.exists() or Notification.objects.filter(state__in=OPEN).exists():
        assert time.monotonic() < give_up, Counter(Notification.objects.values_list("state", flat=True))
        time.sleep(0.2)


def _count(server: MailServer, ahead: Ahead, people: int, kills: Counter) -> Toll:
    on_tuesday = Counter(server.recipients)
    rows = Notification.objects.filter(kind=KIND).values_list("recipient__email", "state")
    state_of = dict(rows)
    lost = [address for address, state in state_of.items() if state == State.SENT and address not in on_tuesday]
    uncertain = {address for address, state in state_of.items() if state == State.UNCERTAIN}
    server.script = lambda *_: None
    server.accepted.clear()
    wednesday = Ahead(ahead.seconds + DAY)
    wake_digests(wednesday())
    send_due(clock=wednesday, seconds=600)
    return Toll(
        people=people,
        kills=kills,
        states=Counter(state_of.values()),
        mails=on_tuesday.total(),
        twice=sum(number > 1 for number in on_tuesday.values()),
        lost=len(lost) + people - len(state_of),
        arrived=len(uncertain & set(on_tuesday)),
        told_next_day=len(uncertain & set(server.recipients))
        if Counter(server.recipients) == Counter(uncertain)
        else -1,
    )
