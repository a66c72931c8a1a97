"""One very first start; all other starts are on copies of what it left behind."""

import shutil
from pathlib import Path

import pytest

from tests.flows.server import running_site


@pytest.fixture(scope="session")
def first_start(tmp_path_factory):
    """A site that was started for the first time, with the command that people use, and ended again."""
    with running_site(tmp_path_factory.mktemp("first") / "data", command=("script/server",)) as site:
        pass
    return site


@pytest.fixture(scope="session")
def site(first_start, tmp_path_factory):
    """A site that runs, for tests that only ask it something."""
    folder = tmp_path_factory.mktemp("running") / "data"
    with running_site(shutil.copytree(first_start.env["DATA_DIR"], folder)) as site:
        yield site


@pytest.fixture
def data_dir(first_start, tmp_path) -> Path:
    """The data of a stopped site, for a test that starts a site of its own."""
    return shutil.copytree(first_start.env["DATA_DIR"], tmp_path / "data")
