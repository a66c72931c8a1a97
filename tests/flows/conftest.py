"""A real browser and a real site for the flows."""

import os
import shutil

import pytest

from tests.flows.server import running_site


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
