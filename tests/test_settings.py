import json
import os
import re
import runpy
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import databases
from newsroom.environment import Environment
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
        ("DATABASE_URL", "sqlite://"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("REDIS_URL", "redis://127.0.0.1:6379/pages"),
        ("REDIS_URL", "redis://:pass/word@127.0.0.1:6379/0"),
        ("REDIS_PAGES_URL", "redis://127.0.0.1:port/0"),
        ("REPLICA_URL", "postgres://host/name"),
        ("REPLICA_URL", "nonsense"),
        ("CDN", "akamai"),
        ("CDN", "varnish"),  # without an address
        ("CDN_SECONDS", "-1"),
        ("LANGUAGE_CODE", "de"),
        ("EMAIL_URL", "nonsense"),
        ("EMAIL_URL", "smtp://user:password@host:port"),
        ("LOG_LEVEL", "loud"),
        ("DATABASE_POOL", "two"),
        ("DATABASE_POOL", "2"),  # SQLite has none
        ("SLOW_QUERY_SECONDS", "-1"),
        ("SLOW_QUERY_SECONDS", "nan"),
        ("SENTRY_DSN", "https://errors.example.org/1"),
        ("OIDC_HOURS", "0"),
        ("OIDC_HOURS", "99999999999"),
        ("METRICS_TOKEN", "ключ" * 6),
        ("METRICS_TOKEN", "a token of several words "),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", " , "),
        ("CSRF_TRUSTED_ORIGINS", "desk.example.org"),
        ("CSRF_TRUSTED_ORIGINS", "https://desk.example.org/"),
        ("CSRF_TRUSTED_ORIGINS", "https://"),
        ("TRUSTED_PROXIES", ""),
        ("HSTS_SECONDS", "1e3"),
        ("HSTS_SECONDS", "9" * 20),
        ("SLOW_QUERY_SECONDS", "inf"),
        ("ROBOTS", "<noindex>"),
        ("ROBOTS", "no index"),
        ("DATABASE_URL", "postgres://host/name?foo=bar"),
        ("DATABASE_URL", "postgres://host/name?connect_timeout=soon"),
        ("DATABASE_URL", "postgres://host/name?sslmode=requir"),
        ("DATABASE_URL", "postgres://host/name?keepalives_idle=5s"),
        ("DATABASE_URL", "sqlite:////tmp/newsroom.sqlite3?mode=ro"),
        ("DATABASE_URL", "sqlite:////nope/newsroom.sqlite3"),
        ("DATABASE_URL", "sqlite:///var"),
        ("REDIS_URL", "redis://127.0.0.1:6379/0?foo=bar"),
        ("S3_BUCKET", "a b"),
        ("S3_BUCKET", "s3://pictures"),
        ("S3_REGION", "eu central"),
        ("S3_ENDPOINT_URL", "minio:9000"),
        ("S3_ENDPOINT_URL", "https://:99999"),
        ("S3_ENDPOINT_URL", "https://s3.example.org:port"),
        ("CDN_PURGE_URL", "http://"),
        ("CDN_PURGE_URL", "https://[::1/"),
        ("CDN_PURGE_URL", "http://127.0.0.1:6081/,127.0.0.2"),
        ("CDN_PURGE_KEY", "ключ"),
        ("CDN_PURGE_KEY", "a word\nX-Purge: all"),
        ("WIRE_FOLDER", "wire"),
        ("WIRE_HOSTS", "https://feeds.example.org"),
        ("WIRE_HOSTS", "feeds.example.org;b.example"),
        ("WIRE_HOSTS", "*.example.org"),
        ("EMAIL_URL", "smtp://"),
        ("EMAIL_URL", "smtp+tls://desk:слово@mail.example.org:587"),
        ("EMAIL_URL", "smtp://mail..example.org"),
        ("EMAIL_URL", "smtp+ssl://mail.example.org:465?email_use_tls=True"),
        ("DEFAULT_FROM_EMAIL", "The desk"),
        ("DEFAULT_FROM_EMAIL", "The desk, abroad <desk@example.org>"),
        ("DEFAULT_FROM_EMAIL", "desk@example.org\nBcc: all@example.org"),
        ("SECRET_KEY", "  "),
        ("EMAIL_URL", "smtp+tls://user:password@:587"),
        ("SENTRY_DSN", "https://key@errors.example.org:port/1"),
        ("OIDC_URL", "https://"),
        ("OIDC_URL", "http://login.example.org"),
        ("OIDC_GROUPS", "desk"),
        ("OIDC_GROUPS", "desk=Editor,chiefs:Chief editor"),
    ],
)
def test_a_value_that_can_t_be_read_stops_the_start(name, value):
    run = manage("check", **PRODUCTION | {name: value})

    assert run.returncode != 0
    assert f"Newsroom can't start: {name}" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_secret_that_begins_with_a_dollar_is_read_as_it_is(monkeypatch):
    monkeypatch.setenv("OIDC_CLIENT_SECRET", "$e$cret")
    monkeypatch.setenv("SOURCES_KEY", "$one,two")
    monkeypatch.setenv("OIDC_HOURS", "$e")
    env = Environment()

    assert env("OIDC_CLIENT_SECRET", default="") == "$e$cret"
    assert env.list("SOURCES_KEY", default=[]) == ["$one", "two"]
    with pytest.raises(ImproperlyConfigured, match="OIDC_HOURS is a number"):
        env.number("OIDC_HOURS", default=12)


@pytest.mark.parametrize(
    ("name", "value", "others"),
    [
        ("CDN", "fastly", {"CDN_PURGE_URL": "https://api.fastly.com/service/ID/purge"}),
        ("REPLICA_URL", "postgres://", {"DATABASE_URL": "postgres://host/name"}),
        ("REPLICA_URL", "postgres://host/name?sslmod=require", {"DATABASE_URL": "postgres://host/name"}),
        ("REPLICA_URL", "postgres://host/name?sslmode=requir", {"DATABASE_URL": "postgres://host/name"}),
    ],
)
def test_a_value_that_does_not_do_beside_the_others_stops_the_start(name, value, others):
    run = manage("check", **PRODUCTION | others | {name: value})

    assert f"Newsroom can't start: {name}" in run.stderr
    assert len(run.stderr.splitlines()) == 1


def test_a_pool_behind_pgbouncer_is_refused():
    address = "postgres://host/name?DISABLE_SERVER_SIDE_CURSORS=True"

    run = manage("check", **PRODUCTION, DATABASE_URL=address, DATABASE_POOL="2")

    assert "PgBouncer is one" in run.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "www.example.org, example.org,"),
        ("CSRF_TRUSTED_ORIGINS", "https://*.example.org, http://desk.example.org:8443"),
        ("HTTPS", "on "),
        ("ROBOTS", "noindex, max-snippet:-1,unavailable_after: 25 Jun 2030 15:00:00 PST"),
        ("ROBOTS", ""),
        ("DATABASE_URL", "postgres://host/name?sslmode=require&server_side_binding=True&connect_timeout=3"),
        (
            "DATABASE_URL",
            "postgres://host/name?sslmode=verify-full&sslrootcert=/etc/ca.pem&keepalives_idle=5",
        ),
        ("SLOW_QUERY_SECONDS", "0.5"),
        ("DEFAULT_FROM_EMAIL", "Заря <desk@example.org>"),
        ("REDIS_URL", "rediss://:word@127.0.0.1:6379/0?ssl_cert_reqs=none"),
        ("CDN_PURGE_URL", "http://127.0.0.1:6081/, http://[::1]:6081/"),
        ("LOG_LEVEL", "warning"),
        ("OIDC_GROUPS", "cn=desk=Editor, chiefs = Chief editor"),
        ("WIRE_HOSTS", "Feeds.example.org., 127.0.0.1"),
    ],
)
def test_what_is_meant_is_read(name, value):
    run = manage("check", **PRODUCTION | {name: value})

    assert run.returncode == 0, run.stderr


def test_an_issuer_that_ends_with_a_slash_is_asked_at_one_address():
    issuer = {
        "OIDC_URL": "https://login.example.org/paper/",
        "OIDC_CLIENT_ID": "a",
        "OIDC_GROUPS": "a=Editor",
    }
    where = "settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'][0]['settings']['server_url']"

    run = manage_alone(
        "shell", "-c", f"from django.conf import settings; print({where})", **PRODUCTION | issuer
    )

    assert run.stdout.splitlines()[-1] == "https://login.example.org/paper"


def test_a_clone_may_lie_in_a_folder_of_any_name(tmp_path, monkeypatch):
    home = tmp_path / "news+room #1"
    for name in ("newsroom", "var"):
        (home / name).mkdir(parents=True)
    (home / "articles").symlink_to(ROOT / "articles")
    shutil.copy(ROOT / "newsroom/settings.py", home / "newsroom")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SECRET_KEY", PRODUCTION["SECRET_KEY"])

    read = runpy.run_path(str(home / "newsroom/settings.py"))

    assert read["DATABASES"]["default"]["NAME"] == str(home / "var/newsroom.sqlite3")


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


@pytest.mark.parametrize("port", ["http", "0", "70000"])
def test_a_port_that_is_none_is_said_in_one_sentence(port):
    said = serve(PORT=port)

    assert said == f"PORT is {port}, which is no port. Set it to a number, such as PORT=8000.\n"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is not set."),
        ("HTTPS", "ja", "HTTPS is a switch: set it to on or off."),
        ("ALLOWED_HOSTS", "https://news.example.org", "ALLOWED_HOSTS holds “https://news.example.org”,"),
        ("SOURCES_KEY", "x", "SOURCES_KEY holds something that is no key."),
    ],
)
def test_a_server_stops_at_what_stops_a_command_with_one_line(name, value, sentence):
    said = serve(PORT="1", **{name: value}).splitlines()

    assert said[-1].startswith(f"Newsroom can't start: {sentence}")
    assert [line for line in said if "Starting gunicorn" not in line] == said[-1:]


def test_no_process_at_all_is_said_in_one_sentence():
    said = serve(WEB_CONCURRENCY="0")

    assert said == "WEB_CONCURRENCY is 0, so that no process would serve. Set it to a number, such as 2.\n"


def test_a_port_in_use_is_said_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = serve(PORT=str(port))

    assert (
        said.splitlines()[-1]
        == f"Port {port} is in use. Stop what uses it, or choose another, such as PORT=8001."
    )


def serve(**environment):
    command = [sys.executable, "-m", "gunicorn"]
    environment = {"PATH": os.environ["PATH"]} | PRODUCTION | environment
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    return run.stderr


@pytest.mark.only_on("sqlite")
@pytest.mark.django_db
def test_nobody_else_on_the_machine_may_read_a_sqlite_file(tmp_path):
    before = os.umask(0o022)
    try:
        manage_alone("migrate", "-v0", **PRODUCTION, DATABASE_URL=f"sqlite:///{tmp_path}/newsroom.sqlite3")
    finally:
        os.umask(before)

    assert (tmp_path / "newsroom.sqlite3").stat().st_mode & 0o007 == 0


def test_a_thread_holds_half_a_megabyte_of_a_sqlite_file():
    options = databases.sqlite({"NAME": "newsroom.sqlite3"}, ROOT)["OPTIONS"]

    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(options["init_command"])
        size = connection.execute("PRAGMA cache_size").fetchone()

    assert size == (-512,)


def test_a_token_that_can_be_guessed_opens_no_figures():
    short = manage("check", **PRODUCTION | {"METRICS_TOKEN": "secret"})
    right = manage("check", **PRODUCTION | {"METRICS_TOKEN": "a token of several words"})

    assert short.stderr.startswith("Newsroom can't start: METRICS_TOKEN is short enough to be guessed")
    assert right.returncode == 0, right.stderr
