"""What is installed is pinned with hashes, and nothing in the pins says where it came from."""

import re
import tomllib

import pytest

from tests.flows.server import ROOT

PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z0-9,_-]+\])?==", re.IGNORECASE | re.MULTILINE)


def pinned(name):
    return set(PIN.findall((ROOT / name).read_text()))


def asked(name):
    lines = (ROOT / name).read_text().splitlines()
    return {re.split(r"[\[<>=]", line)[0].lower() for line in lines if line and line[0] not in "#-"}


@pytest.mark.parametrize("lock", ["requirements.lock.txt", "requirements-dev.lock.txt"])
def test_each_pin_has_a_hash_and_no_address(lock):
    text = (ROOT / lock).read_text()
    for block in re.split(r"\n(?=[a-z])", text, flags=re.IGNORECASE)[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "://" not in text
    assert "--index" not in text


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_all_that_is_asked_for_is_pinned(name):
    assert asked(f"{name}.txt") <= {pin.lower() for pin in pinned(f"{name}.lock.txt")}


def test_checks_run_on_the_versions_of_production():
    lines = set(re.findall(r"^\S+==\S+", (ROOT / "requirements.lock.txt").read_text(), re.MULTILINE))
    assert lines <= set(re.findall(r"^\S+==\S+", (ROOT / "requirements-dev.lock.txt").read_text(), re.MULTILINE))


def test_licence_is_named_by_its_identifier():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "EUPL-1.2"
