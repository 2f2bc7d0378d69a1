import json
import re

import pytest

from tests.starting import PRODUCTION, ROOT, manage, manage_alone

ENVIRONMENT_READ = {
    "newsroom/settings.py": r'\benv(?:\.\w+)?\(\s*"([A-Z0-9_]+)"',
    "gunicorn.conf.py": r'os\.environ\.get\("([A-Z0-9_]+)"|os\.environ\.get\(\'([A-Z0-9_]+)\'',
    "Makefile": r"^([A-Z_]+) \?=",
    "tests/conftest.py": r'os\.environ\.get\("([A-Z0-9_]+)"',
}


def test_a_missing_secret_key_refuses_to_start_and_says_what_to_do():
    run = manage_alone("check", SECRET_KEY="", DEBUG="off")

    assert run.returncode != 0
    assert run.stderr.startswith("Newsroom can't start: SECRET_KEY is not set. Put a line")
    assert "Traceback" not in run.stderr


def test_production_settings_pass_djangos_deployment_checks():
    run = manage_alone("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    ("environment", "check"),
    [
        ({"DEBUG": "on"}, "newsroom.E001"),
        ({"HTTPS": "off"}, "newsroom.W001"),
        ({"ALLOWED_HOSTS": "localhost"}, "newsroom.W002"),
    ],
)
def test_a_mistake_in_a_deployment_is_named(environment, check):
    run = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION | environment)

    assert run.returncode != 0
    assert check in run.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HTTPS", "ja"),
        ("TRUSTED_PROXIES", "two"),
        ("TRUSTED_PROXIES", "-1"),
        ("HSTS_SECONDS", "-5"),
        ("HSTS_PRELOAD", "on"),
        ("HSTS_SUBDOMAINS", "all"),
        ("CONN_MAX_AGE", "-1"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "mysql://host/name"),
        ("DATABASE_URL", "postgres://host:99999/name"),
        ("DATABASE_URL", "postgres://"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("LANGUAGE_CODE", "de"),
        ("EMAIL_URL", "nonsense"),
        ("EMAIL_URL", "smtp://user:password@host:port"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_value_that_can_t_be_read_stops_the_start(name, value):
    run = manage("check", **PRODUCTION | {name: value})

    assert run.returncode != 0
    assert f"Newsroom can't start: {name}" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_bucket_needs_no_host_of_its_own():
    run = manage("check", **PRODUCTION, S3_BUCKET="pictures")

    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("file", ENVIRONMENT_READ)
def test_every_setting_is_documented(file):
    found = re.findall(ENVIRONMENT_READ[file], (ROOT / file).read_text(), re.M)
    names = {name for groups in found for name in ([groups] if isinstance(groups, str) else groups) if name}
    reference = (ROOT / "docs/reference/settings.md").read_text()

    undocumented = {name for name in names if f"| `{name}` |" not in reference}

    assert names
    assert not undocumented


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "acceptance/requirements.txt"])
def test_a_lock_names_hashes_and_no_index(lock):
    lines = (ROOT / lock).read_text().splitlines()

    assert any("--hash=sha256:" in line for line in lines)
    assert not [line for line in lines if re.search(r"index|find-links|file:|https?:", line)]


def test_the_lock_of_npm_names_hashes_and_no_registry():
    lock = json.loads((ROOT / "acceptance/package-lock.json").read_text())
    packages = [package for path, package in lock["packages"].items() if path]

    assert all(package["integrity"].startswith("sha512-") for package in packages)
    assert not [package for package in packages if "resolved" in package]
