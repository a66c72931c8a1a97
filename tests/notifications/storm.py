"""T11a: two workers and two beats, one of them killed every moment, while reminders go out."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
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
PAUSE = 3.0
A_DAY = 24 * 3600
MEMBERS = [("worker", "a"), ("worker", "b"), ("beat", "a"), ("beat", "b")]
WEIGHTS = [4, 4, 1, 1]
OPEN = [State.PENDING, State.LEASED, State.SENDING, State.RETRY]


@dataclass(frozen=True)
class Storm:
    """How many people are reminded; how many processes are killed, how many of those are stopped for a while instead.

    `meanwhile` is called now and then, with the number of kills so far.
    """

    people: int
    kills: int
    seed: int
    stops: float = 0.0
    redis_url: str = ""
    meanwhile: Callable[[int], None] = lambda _: None
    patience: float = 300


@dataclass(frozen=True)
class Toll:
    """What a storm left behind."""

    people: int
    fallen: Counter
    uncertain: int
    arrived: int
    lost: int
    twice: int
    told_next_day: int
    told_without_need: int

    def __str__(self) -> str:
        fallen = ", ".join(f"{number} {name}s" for name, number in sorted(self.fallen.items()))
        return (
            f"T11a: {self.people} reminders while {self.fallen.total()} processes fell ({fallen}): {self.lost} lost, "
            f"{self.twice} sent twice, {self.uncertain} uncertain of which {self.arrived} had arrived and "
            f"{self.told_next_day} were in the next digest"
        )


def run_storm(storm: Storm, folder: Path, server: MailServer) -> Toll:
    """Let the storm rage on the database of the calling test, and tell the toll. Same seed, same choices."""
    chance, delays = (random.Random(storm.seed + number) for number in range(2))  # noqa: S311 - choices, no secrets
    ahead = Ahead(seconds_until(next_tuesday(), 8))
    make_teachers(storm.people)
    server.script = lambda phase, _: Slow(delays.uniform(0.002, 0.03)) if phase == "TEXT" else None
    options = {"mail_port": server.port, "seconds_ahead": ahead.seconds, "lease": LEASE, "redis_url": storm.redis_url}
    with nursery(folder, **options) as home:
        fallen = _rage(storm, home, server, chance)
        _settle(storm.patience)
    return _count(storm, server, ahead, fallen)


def _rage(storm: Storm, home: Nursery, server: MailServer, chance: random.Random) -> Counter:
    """Kill or stop one of the four again and again, each time while mail goes out; the killed are back at once."""
    alive = {member: home.start(member[0], name=member[1]) for member in MEMBERS}
    stopped: dict[int, float] = {}
    fallen: Counter = Counter()
    while fallen.total() < storm.kills:
        _wait_for_mail(server, chance.randint(1, 5))
        time.sleep(chance.uniform(0, 0.03))
        member = chance.choices(MEMBERS, weights=WEIGHTS)[0]
        if chance.random() < storm.stops:
            home.kill(alive[member], signal.SIGSTOP)
            stopped[alive[member]] = time.monotonic() + PAUSE
            fallen[f"stopped {member[0]}"] += 1
        else:
            home.kill(alive[member])
            fallen[f"killed {member[0]}"] += 1
            alive[member] = home.start(member[0], name=member[1])
        _wake(home, stopped, time.monotonic())
        storm.meanwhile(fallen.total())
    _wake(home, stopped, float("inf"))
    return fallen


def _wake(home: Nursery, stopped: dict[int, float], now: float) -> None:
    """Let those go on whose pause is over."""
    for pid in [pid for pid, until in stopped.items() if until <= now]:
        home.kill(pid, signal.SIGCONT)
        del stopped[pid]


def _wait_for_mail(server: MailServer, number: int) -> None:
    """Wait until some more mails were handed over; not for ever, since all workers may just be dead."""
    enough, give_up = server.asked["TEXT"] + number, time.monotonic() + LEASE
    while server.asked["TEXT"] < enough and time.monotonic() < give_up:
        time.sleep(0.002)


def _settle(patience: float) -> None:
    """Wait until every row has come to an end."""
    give_up = time.monotonic() + patience
    while not Notification.objects.exists() or Notification.objects.filter(state__in=OPEN).exists():
        assert time.monotonic() < give_up, Counter(Notification.objects.values_list("state", flat=True))
        time.sleep(0.2)


def _count(storm: Storm, server: MailServer, ahead: Ahead, fallen: Counter) -> Toll:
    """Compare rows and mails of Tuesday, then let Wednesday's digest go out and see whom it reaches."""
    on_tuesday = Counter(server.recipients)
    states = dict(Notification.objects.filter(kind=KIND).values_list("recipient__email", "state"))
    sent, uncertain = (
        {address for address, state in states.items() if state == wanted} for wanted in (State.SENT, State.UNCERTAIN)
    )
    server.script = lambda *_: None
    server.accepted.clear()
    wednesday = Ahead(ahead.seconds + A_DAY)
    wake_digests(wednesday())
    send_due(clock=wednesday, seconds=600)
    on_wednesday = set(server.recipients)
    return Toll(
        people=storm.people,
        fallen=fallen,
        uncertain=len(uncertain),
        arrived=len(uncertain & set(on_tuesday)),
        lost=storm.people - len(sent | uncertain) + len(sent - set(on_tuesday)),
        twice=sum(number > 1 for number in on_tuesday.values()),
        told_next_day=len(uncertain & on_wednesday),
        told_without_need=len(on_wednesday - uncertain),
    )
