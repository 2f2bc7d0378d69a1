"""Versions: what this one is called, what it upgrades, and its migrations in both directions."""

import gzip
import json
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations import AddField, RemoveField, RenameField
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse

import newsroom
from tests.crawl import records
from tests.databases import new_database
from tests.starting import PRODUCTION, ROOT, manage_alone

UPGRADES = Path(__file__).parent / "upgrades"
RELEASED = sorted(path.name.removesuffix(".sql.gz") for path in UPGRADES.glob("*.sql.gz"))


def test_the_version_is_the_one_that_the_changelog_tells_of():
    released = re.findall(r"^## (\d+\.\d+\.\d+) ", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    number, is_next, _rest = newsroom.__version__.partition(".dev")

    assert released == sorted(released, key=numbers, reverse=True)
    assert (numbers(number) > numbers(released[0])) if is_next else (number == released[0])


def numbers(version):
    return [int(part) for part in version.split(".")]


@pytest.mark.parametrize("asked", ["version", "--version"])
def test_a_command_says_the_version_without_any_setting(asked):
    said = subprocess.run(
        [sys.executable, "manage.py", asked], cwd=ROOT, env={}, capture_output=True, text=True
    )

    assert said.stdout.startswith(f"Newsroom {newsroom.__version__}, Django ")


@pytest.mark.django_db
def test_the_desk_shows_the_version_at_its_foot(at_desk, chief_editor):
    page = at_desk(chief_editor).get(reverse("admin:index")).content.decode()

    assert f"Newsroom {newsroom.__version__}" in page.partition('id="footer"')[2]


@pytest.fixture
def address(tmp_path):
    with new_database(tmp_path) as address:
        yield address


def run(address, *arguments):
    keys = {"SOURCES_KEY": settings.SOURCES_KEY[0], "HTTPS": "off", "ALLOWED_HOSTS": "testserver"}
    done = manage_alone(*arguments, **{**PRODUCTION, **keys}, DATABASE_URL=address)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.database
def test_migrations_run_backwards_to_the_first(address):
    run(address, "migrate", "-v0")

    run(address, "migrate", "articles", "0001", "-v0")
    first = run(address, "showmigrations", "articles")
    run(address, "migrate", "articles", "zero", "-v0")
    run(address, "migrate", "-v0")

    assert first.count("[X]") == 1
    assert "no issues" in run(address, "check", "--database", "default", "--fail-level", "WARNING")


@pytest.mark.django_db
def test_released_migrations_are_as_they_were():
    """A newsroom that was migrated has what they did; an edited one would be missing there."""
    known = json.loads((UPGRADES / "migrations.json").read_text())
    loader = MigrationLoader(connection)

    assert {name: digest_of(name) for name in known} == known
    assert known.keys() <= {name for app, name in loader.disk_migrations if app == "articles"}


def digest_of(name):
    return sha256((ROOT / f"articles/migrations/{name}.py").read_bytes()).hexdigest()


# The last migrations in which the version before could miss what it needs.
BEFORE_THE_RULE = {"articles": "0030_article_is_a_story", "exchange": "0004_wire_groups"}


@pytest.mark.django_db
def test_a_new_migration_leaves_the_version_before_what_it_needs():
    """While servers are restarted, the old ones write without new columns, and read those they know."""
    disk = MigrationLoader(connection).disk_migrations
    new = [key for key in disk if key[0] in BEFORE_THE_RULE and key[1] > BEFORE_THE_RULE[key[0]]]

    assert [name for key in new for name in taken(disk[key])] == []
    assert "article.lead_form" in taken(disk["articles", "0024_lead_form"])


def taken(migration):
    """Return the columns that a migration takes away, or that nobody can leave out any more."""
    return [
        f"{each.model_name}.{getattr(each, 'name', 'old_name')}"
        for each in migration.operations
        if isinstance(each, RemoveField | RenameField)
        or (isinstance(each, AddField) and must_be_given(each.field))
    ]


def must_be_given(field):
    return not (field.many_to_many or field.null or field.has_db_default())


@pytest.mark.database
@pytest.mark.parametrize("version", RELEASED)
def test_a_filled_newsroom_of_each_released_version_is_upgraded(version, address, tmp_path):
    fill(address, version)

    for command in (
        ["migrate"],
        ["rebuild_derived", "--missing"],
        ["rebuild_search"],
        ["rotate_sources_key"],
    ):
        run(address, *command)
    run(address, "check", "--database", "default", "--fail-level", "WARNING")
    said = crawl(tmp_path / "record", address)

    answers = records.read(tmp_path / "record" / "answers")
    before = json.loads((UPGRADES / f"{version}.json").read_text())
    assert "no fault" in said
    assert "FAILED" not in said
    assert {path: int(answers[path].split("\n")[1]) for path in before} == before


def fill(address, version, vendor=connection.vendor):
    """Put the newsroom that a version left into an empty database."""
    if vendor == "sqlite":
        packed = (UPGRADES / f"{version}.sqlite3.gz").read_bytes()
        Path(address.removeprefix("sqlite:///")).write_bytes(gzip.decompress(packed))
        return
    with psycopg.connect(address) as asked:
        asked.execute(gzip.decompress((UPGRADES / f"{version}.sql.gz").read_bytes()))


def crawl(folder, address):
    command = [sys.executable, "-m", "tests.crawl", "record", str(folder)]
    environment = {"PATH": "/usr/bin", "DATABASE_URL": address}
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout
