"""Production starts only with everything that makes it safe, and then Django finds nothing to warn about."""

import subprocess
import sys

import pytest

from tests.flows.server import ROOT, site_env

pytestmark = pytest.mark.once


@pytest.fixture
def production(tmp_path):
    """Return the settings of a complete installation, with a key ring outside its data folder."""
    key_ring = tmp_path / "keys" / "ring.json"
    key_ring.parent.mkdir()
    subprocess.run([sys.executable, "-m", "partnership.records.keys", key_ring], cwd=ROOT, check=True)
    return {
        "MODE": "production",
        "SECRET_KEY": "a-long-random-text-of-this-test-only-0123456789-abcdefghijklmnop",
        "ALLOWED_HOSTS": "partnerschap.example.org",
        "BASE_URL": "https://partnerschap.example.org",
        "KEY_RING": str(key_ring),
        "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
        "DATABASE_URL": "postgres://partnership@127.0.0.1:1/partnership",
    }


def run_check(data_dir, settings):
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    env = {name: value for name, value in site_env(data_dir).items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.run(command, cwd=ROOT, env=env | settings, capture_output=True, text=True, check=False)


def test_complete_production_passes_the_deployment_check(production, tmp_path):
    done = run_check(tmp_path / "data", production)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_without_settings_names_all_that_is_missing(tmp_path):
    done = run_check(tmp_path / "data", {"MODE": "production"})
    assert done.returncode != 0
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "KEY_RING", "EMAIL_URL", "DATABASE_URL"):
        assert f"- {name}: " in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", "*"),
        ("BASE_URL", "http://partnerschap.example.org"),
        ("KEY_RING", "/nowhere/ring.json"),
        ("EMAIL_URL", ""),
        ("DATABASE_URL", ""),
    ],
)
def test_production_refuses_one_unsafe_setting(production, tmp_path, name, value):
    done = run_check(tmp_path / "data", production | {name: value})
    assert done.returncode != 0
    assert f"- {name}: " in done.stderr


def test_production_refuses_a_key_ring_in_the_data_folder(production, tmp_path):
    done = run_check(tmp_path, production)
    assert done.returncode != 0
    assert "KEY_RING: must stand outside DATA_DIR" in done.stderr


def test_production_has_no_demo(production, tmp_path):
    settings = production | {"DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}", "ALLOW_SQLITE": "1"}
    env = site_env(tmp_path / "data") | settings
    for arguments in (["demo"], ["demo", "--accounts"]):
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert done.returncode != 0, arguments
        assert done.stderr.startswith("CommandError: ")


def test_production_with_a_provider_passes_and_with_half_a_provider_says_what_is_missing(production, tmp_path):
    provider = {
        "OIDC_PROVIDERS": "google",
        "OIDC_GOOGLE_CLIENT_ID": "id",
        "OIDC_GOOGLE_CLIENT_SECRET": "not-a-secret",
        "OIDC_GOOGLE_DOMAINS": "school.example",
    }
    whole = run_check(tmp_path / "data", production | provider)
    half = run_check(tmp_path / "data", production | provider | {"OIDC_GOOGLE_DOMAINS": ""})

    assert whole.returncode == 0, whole.stderr
    assert "- OIDC_GOOGLE_DOMAINS: " in half.stderr
