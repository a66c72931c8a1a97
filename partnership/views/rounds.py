"""Talks of one round on one day as one row of the first page, which leads to the running sheet."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import date_format
from django.utils.timezone import localtime

from contacts.models import PlanRun
from partnership.school.models import StaffMember

MANY = 6


@dataclass(frozen=True)
class Round:
    """Talks that `staff` will have on `day` in the round `run`."""

    run: PlanRun
    day: datetime.date
    tasks: list

    @cached_property
    def times(self) -> str:
        """From the first talk until the last one, as a clock shows it; empty when they have no time."""
        moments = sorted(task.contact.planned_at for task in self.tasks if task.contact.planned_at)
        clock = [date_format(localtime(moment), "H:i") for moment in (*moments[:1], *moments[-1:])]
        return " – ".join(clock)


def with_rounds(tasks: Iterable, *, staff: StaffMember) -> list:
    """Put the talks of one round and day together at the place of the first, where there are many of them.

    Asks the database only when there are; a round whose sheet `staff` may not open stays as it is.
    """
    tasks = list(tasks)
    together = defaultdict(list)
    for task in (each for each in tasks if each.contact and each.contact.run_id):
        together[task.contact.run_id, task.contact.planned_on].append(task)
    many = {key: rows for key, rows in together.items() if len(rows) >= MANY}
    if not many:
        return tasks
    runs = PlanRun.objects.visible_to(staff).in_bulk({run for run, _day in many})
    rounds = {rows[0].duty.pk: Round(runs[run], day, rows) for (run, day), rows in many.items() if run in runs}
    folded = {task.duty.pk for each in rounds.values() for task in each.tasks[1:]}
    return [rounds.get(task.duty.pk, task) for task in tasks if task.duty.pk not in folded]
