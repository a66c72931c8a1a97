"""How fast the pages of incidents are beside a floor, and whether they stay so when there are many, on the web server
of the site."""

import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure
from benchmarks.planner import COUNT, Browser, csrf_cookie, in_turns, run, web_server
from tests.flows.server import site_env

FEW, MANY = 1_000, 100_000
GOALS = {"list": "<= 4", "case": "<= 3.5", "report": "<= 4", "overview": "<= 6"}
GROWING = ("list", "case", "report")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def figures() -> Iterator[Figure]:
    """Measure every page in turns with the floor, first with few incidents in the database and then with many."""
    with tempfile.TemporaryDirectory() as folder:
        env = site_env(Path(folder), DJANGO_SETTINGS_MODULE="benchmarks.floor.settings")
        run(env, "manage.py", "prepare")
        ratios, queries, floor, sent = {}, {}, {}, {}
        for number in (FEW, MANY):
            found = json.loads(run(env, "-m", "benchmarks.floor.cases", str(number)))
            with web_server(env) as port:
                leader = Browser(port, f"{found['session']}={found['leader']}")
                medians = in_turns(leader, {"floor": "/floor/"} | {name: found[name] for name in GOALS})
                floor[number] = medians.pop("floor")
                ratios[number] = {name: seconds / floor[number] for name, seconds in medians.items()}
                queries[number] = {name: leader.queries(found[name]) for name in (*GOALS, "full_case")}
                sent[number] = queries_of_a_report(Browser(port, f"{found['session']}={found['teacher']}"), found)
    yield Figure("incidents.floor.milliseconds", floor[MANY] * 1000, "ms", ">= 0")
    for name, goal in GOALS.items():
        yield Figure(f"incidents.{name}.ratio", ratios[MANY][name], "x", goal)
    for name in GROWING:
        yield Figure(f"incidents.{name}.growth", ratios[MANY][name] / ratios[FEW][name], "x", "<= 1.2")
    for name, number in queries[FEW].items():
        yield Figure(f"incidents.{name}.queries", number, "queries", "<= 12")
        yield Figure(f"incidents.{name}.queries_of_many", queries[MANY][name], "queries", f"<= {number}")
    yield Figure("incidents.report_sent.queries", sent[FEW], "queries", "<= 40")
    yield Figure("incidents.report_sent.queries_of_many", sent[MANY], "queries", f"<= {sent[FEW]}")


def queries_of_a_report(teacher: Browser, found: dict) -> int:
    """Return how many queries it takes to send a report with a parent, a child and a witness."""
    _seconds, answer, page = teacher.ask(found["report"])
    fields = dict(HIDDEN.findall(page.decode()))
    fields |= {
        "what": ["verbal"], "place": found["place"], "occurred_at": "2026-01-12T08:30", "facts": "Wat er werd gezegd.",
        "myself": "on", "involved_0_kind": "guardian", "involved_0_name": found["guardian"]["name"],
        "involved_0_key": found["guardian"]["key"], "witness_0_kind": "staff", "witness_0_name": found["witness"],
        "pattern": "once",
    }  # fmt: skip
    teacher.cookie += f"; {csrf_cookie(answer)}"
    _seconds, answer, _page = teacher.ask(found["report"], data=fields, more={COUNT: "1"})
    assert answer.status == 302, f"The report was not sent: {answer.status}"
    return int(answer.headers[COUNT])
