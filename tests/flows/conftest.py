"""A real browser and a real site for the flows, and people who use them."""

import os
import shutil

import pytest
from playwright.sync_api import expect

from tests.flows.person import Person
from tests.flows.server import running_site


def pytest_configure(config):
    expect.set_options(timeout=10_000)


def pytest_terminal_summary(terminalreporter):
    """Show what was measured; it travels with the results, so from every process that ran flows."""
    for report in terminalreporter.getreports("passed"):
        for name, line in report.user_properties:
            if name == "measured":
                terminalreporter.write_line(f"Measured: {line}")


@pytest.fixture
def measured(request):
    """Call it with a line that is shown when all tests are done."""
    return lambda line: request.node.user_properties.append(("measured", line))


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The demo site, run for all flows together."""
    with running_site(tmp_path_factory.mktemp("site") / "data") as site:
        yield site


@pytest.fixture(scope="session")
def base_url(site):
    """Let `page.goto("/…")` mean the site."""
    return site.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Chromium of the machine; it asks nothing of addresses outside."""
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": shutil.which("chromium"), "args": quiet}


@pytest.fixture
def visitor(new_context, site):
    """Return a function that gives someone who has not logged in a browser of their own."""

    def visit(look: dict, **changes) -> Person:
        options = look | changes
        return Person(new_context(**options), site.url, scripts=options.get("java_script_enabled", True))

    return visit


@pytest.fixture(scope="session")
def _sessions() -> dict[str, dict]:
    return {}


@pytest.fixture
def worker(visitor, _sessions):
    """Return a function that gives someone at work a browser of their own, logged in already."""

    def work(email: str, look: dict, **changes) -> Person:
        if email not in _sessions:
            person = visitor(look, **changes)
            person.log_in(email)
            _sessions[email] = person.context.storage_state()
            return person
        return visitor(look, storage_state=_sessions[email], **changes)

    return work
