"""Send many digests from a database of its own and say how that went: `python -m tests.notifications.mailing 10000`.

Prints JSON: how many went out, in how many seconds, and the memory in MB at each tenth of them.
"""

import json
import os
import resource
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnership.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from partnership.duties.digest import wake_digests  # noqa: E402
from partnership.notifications.enums import State  # noqa: E402
from partnership.notifications.sending import send_due  # noqa: E402

from .people import Ahead, make_teachers, next_tuesday, seconds_until  # noqa: E402

PAGE = resource.getpagesize()


def memory() -> float:
    """Return how many MB this process holds now."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * PAGE / 1e6


def main(number: int) -> None:
    call_command("migrate", verbosity=0)
    tuesday = Ahead(seconds_until(next_tuesday(), 8))
    with scopes_disabled():
        make_teachers(number)
    wake_digests(tuesday())
    samples = []

    def clock():
        samples.append(memory())
        return tuesday()

    start = time.monotonic()
    outcome = send_due(clock=clock, seconds=3600)
    seconds = time.monotonic() - start
    tenths = [round(samples[len(samples) * part // 10], 1) for part in range(10)] + [round(samples[-1], 1)]
    sys.stdout.write(json.dumps({"sent": outcome[State.SENT], "seconds": seconds, "memory": tenths}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
