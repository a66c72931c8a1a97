"""How fast the pages of the planner are beside a floor, and how long planning takes, on the web server of the site."""

import gzip
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.figure import Figure
from partnership.web.processes import end_with_parent
from tests.flows.server import ROOT, free_port, site_env

ROUNDS = 60
WARM_UP = 10
COUNT = "X-Count-Queries"
WEB = "granian --interface wsgi --no-ws --log-level warning --workers 2 --blocking-threads 4"


def figures() -> Iterator[Figure]:
    """Measure in turns, floor and page, so that both meet the same machine; figures are medians."""
    with tempfile.TemporaryDirectory() as folder:
        env = site_env(Path(folder), DJANGO_SETTINGS_MODULE="benchmarks.floor.settings")
        run(env, "manage.py", "prepare")
        found = json.loads(run(env, "-m", "benchmarks.floor.classes"))
        with web_server(env) as port:
            yield from page_figures(port, found)
            yield Figure("planner.plan_class.seconds", plan_a_class(port, found), "s", "<= 1")
        yield Figure("planner.plan_25_classes.seconds", found["plan_25_classes"], "s", "<= 10")


def page_figures(port: int, found: dict) -> Iterator[Figure]:
    teacher = Browser(port, f"{found['session']}={found['teacher']}")
    paths = {"floor": "/floor/", "grid": found["grid"], "today": found["today"], "log": found["log"]}
    medians = in_turns(teacher, paths)
    yield Figure("planner.floor.milliseconds", medians["floor"] * 1000, "ms", ">= 0")
    for name, goal in (("grid", "<= 4"), ("today", "<= 3.5"), ("log", "<= 4")):
        yield Figure(f"planner.{name}.ratio", medians[name] / medians["floor"], "x", goal)
    large = Browser(port, f"{found['session']}={found['large_teacher']}")
    number, of_large = teacher.queries(found["grid"]), large.queries(found["large_grid"])
    yield Figure("planner.grid.queries", number, "queries", "<= 12")
    yield Figure("planner.grid.queries_tenfold", of_large, "queries", f"<= {number}")


def in_turns(browser: "Browser", paths: dict[str, str]) -> dict[str, float]:
    """Return the median seconds per page, each asked once a round."""
    seconds: dict[str, list[float]] = {name: [] for name in paths}
    for turn in range(WARM_UP + ROUNDS):
        for name, path in paths.items():
            taken = browser.get(path)
            if turn >= WARM_UP:
                seconds[name].append(taken)
    return {name: statistics.median(values) for name, values in seconds.items()}


def plan_a_class(port: int, found: dict) -> float:
    """Return the seconds from asking for the plan of a class of 30 until it stands, both requests together."""
    planner = Browser(port, f"{found['session']}={found['planner']}")
    for _ in range(WARM_UP):
        planner.get(found["today"])
    shown, answer, page = planner.ask(found["plan"])
    assert answer.status == 200, f"{found['plan']}: {answer.status}"
    fields = Fields(page.decode()).values
    places = sum(name.startswith("take_") for name in fields)
    assert places == 30, f"{places} of 30 families have a place"
    planner.cookie += f"; {csrf_cookie(answer)}"
    kept, answer, page = planner.ask(found["plan"], data=fields)
    assert answer.status == 302, f"The plan was not kept: {answer.status}"
    return shown + kept


class Browser:
    """One connection that stays open, with the cookie of somebody who is logged in."""

    def __init__(self, port: int, cookie: str):
        self.cookie = cookie
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, path: str, *, data: dict | None = None, more: dict | None = None):
        """Return the seconds until the last byte, the answer, and its body unpacked."""
        headers = {"Host": "localhost", "Cookie": self.cookie, "Accept-Encoding": "gzip", **(more or {})}
        body = None if data is None else urlencode(data, doseq=True)
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begin = time.perf_counter()
        self.connection.request("GET" if body is None else "POST", path, body=body, headers=headers)
        answer = self.connection.getresponse()
        content = answer.read()
        seconds = time.perf_counter() - begin
        packed = answer.headers.get("Content-Encoding") == "gzip"
        return seconds, answer, gzip.decompress(content) if packed else content

    def get(self, path: str) -> float:
        seconds, answer, _page = self.ask(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return seconds

    def queries(self, path: str) -> int:
        """Return how many queries a page takes that follows another one at once, as the second does here."""
        self.get(path)
        _seconds, answer, _page = self.ask(path, more={COUNT: "1"})
        return int(answer.headers[COUNT])


class Fields(HTMLParser):
    """What the form of the preview sends as it stands; it has nothing but inputs."""

    def __init__(self, page: str):
        super().__init__()
        self.values: dict[str, str] = {}
        self.is_in_main = False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.is_in_main |= tag == "main"
        is_off = given.get("type") == "checkbox" and "checked" not in given
        if tag == "input" and self.is_in_main and "name" in given and not is_off:
            self.values[given["name"]] = given.get("value", "on" if given.get("type") == "checkbox" else "")


def csrf_cookie(answer: http.client.HTTPResponse) -> str:
    cookies = SimpleCookie(answer.headers.get("Set-Cookie", ""))
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())


def run(env: dict[str, str], *arguments: str) -> str:
    """Run Python with `arguments` on the data of the benchmark; return what it prints."""
    done = subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def web_server(env: dict[str, str]) -> Iterator[int]:
    """Run the web server as an installation does, with two workers; give its port once it answers."""
    port = free_port()
    command = [sys.executable, "-m", *WEB.split(), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(  # noqa: S603 - our own program
        [*command, "partnership.wsgi:application"], cwd=ROOT, env=env, preexec_fn=end_with_parent
    ) as server:
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("The web server does not answer.")
