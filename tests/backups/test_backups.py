"""Backups: written while people work, read again, restored into an empty newsroom, moved to a database."""

import io
import json
import os
import tarfile
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.core.checks import run_checks
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, connection

from articles.archive import backups, tables
from articles.management.commands.restore import WITH_FAULTS
from articles.models import Act, Article, Edition, Source, clock
from tests.crawl import records
from tests.databases import new_database
from tests.dumps.newsrooms import empty, exact
from tests.starting import PRODUCTION, manage_alone
from tests.test_releases import fill

from .making import back_up, restore, with_changed

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_a_restored_newsroom_is_the_same_and_its_head_is_the_backups(newsroom, media, tmp_path):
    at = clock.now() + timedelta(minutes=5)
    records.record(tmp_path / "a", at)
    before = {model: list(model._base_manager.order_by("pk").values()) for model in kept()}
    archive = back_up(tmp_path / "backups")
    (media / "originals/ab/boats.jpg").unlink()
    empty()

    said = restore(archive)

    assert "no fault" in said
    records.record(tmp_path / "b", at)
    assert list(records.compare(tmp_path / "a", tmp_path / "b")) == []
    assert {model: list(model._base_manager.order_by("pk").values()) for model in kept()} == before
    assert exact()[Source]
    assert (media / "originals/ab/boats.jpg").read_bytes() == b"boats"


def kept():
    return [model for model in tables.tables() if model._meta.label != "articles.SiteState"]


@pytest.mark.django_db(transaction=True)
def test_what_is_restored_goes_on_counting(newsroom, publish, tmp_path):
    archive = back_up(tmp_path)
    empty()
    restore(archive)

    publish(headline="Afterwards")

    assert Edition.objects.filter(headline="Afterwards").exists()


@pytest.mark.only_on("postgresql")
def test_postgresql_plans_queries_for_the_rows_that_were_restored(newsroom):
    tables.store([*tables.lines()])

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stats WHERE tablename = %s", [Edition._meta.db_table])
        assert cursor.fetchone()[0] > 0


def test_a_newsroom_that_is_not_empty_is_left_alone(newsroom, tmp_path):
    archive = back_up(tmp_path)
    migrate = mock.patch("articles.management.commands.restore.call_command")

    with migrate as migrated, pytest.raises(CommandError, match="Restore into an empty database"):
        restore(archive)

    assert not migrated.called
    assert Article.objects.get().headline == "Ferries"


@pytest.mark.django_db(transaction=True)
def test_what_a_storage_in_use_has_removed_comes_back_only_if_one_says_so(newsroom, media, tmp_path):
    archive = back_up(tmp_path)
    boats, others = media / "originals/ab/boats.jpg", media / "originals/cd/others.jpg"
    others.parent.mkdir()
    boats.rename(others)
    empty()

    with pytest.raises(CommandError, match="boats.jpg is none of them.* Nothing was restored"):
        restore(archive)

    assert tables.is_empty()
    assert not boats.exists()
    assert "no fault" in restore(archive, add_files=True)
    assert boats.exists()
    assert others.exists()


@pytest.mark.django_db(transaction=True)
def test_half_a_file_that_a_crash_left_is_restored_whole(newsroom, media, tmp_path):
    archive = back_up(tmp_path)
    boats = media / "originals/ab/boats.jpg"
    boats.write_bytes(b"bo")
    empty()

    assert "no fault" in restore(archive, add_files=True)
    assert boats.read_bytes() == b"boats"


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_a_newsroom_with_single_sign_on_says_what_to_set(newsroom, tmp_path):
    manifest = {"migrations": sorted([*backups.migrations(), "socialaccount.0001_initial"])}
    changed = with_changed(back_up(tmp_path), "manifest.json", json.dumps(manifest).encode())
    empty()

    with pytest.raises(CommandError, match="set OIDC_URL as it was there. Nothing was restored"):
        restore(changed)


@pytest.mark.django_db(transaction=True)
def test_what_somebody_else_put_into_the_storage_stops_no_restoration(newsroom, media, tmp_path):
    (media / ".DS_Store").write_text("x")
    (media / "a file of mine.txt").write_text("x")
    archive = back_up(tmp_path / "backups")
    empty()

    assert "no fault" in restore(archive)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("place", "failure", "sentence"),
    [
        (
            default_storage,
            OSError(28, "No space left on device"),
            "written: .* No space .* Nothing was restored",
        ),
        (
            tables,
            OperationalError("disk is full"),
            "The database took no more: disk is full. Nothing was rest",
        ),
        (tables, InterfaceError("is closed"), "The database took no more: is closed. Nothing was restored"),
    ],
)
def test_a_restoration_that_has_no_room_or_no_database_says_so(
    newsroom, media, tmp_path, place, failure, sentence
):
    archive = back_up(tmp_path)
    empty()
    (media / "originals/ab/boats.jpg").unlink()

    method = "save" if place is default_storage else "store"
    with mock.patch.object(place, method, side_effect=failure), pytest.raises(CommandError, match=sentence):
        restore(archive)

    assert tables.is_empty()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("failure", [OperationalError("It is away"), OSError(28, "No space left on device")])
def test_what_fails_behind_the_rows_does_not_say_that_they_are_not_there(newsroom, tmp_path, failure):
    archive = back_up(tmp_path)
    empty()

    with (
        mock.patch("articles.search.rebuild", side_effect=failure),
        pytest.raises(CommandError, match="^All rows are there, .*rebuild_search. and .verify") as said,
    ):
        restore(archive)

    assert said.value.returncode == WITH_FAULTS
    assert Article.objects.exists()


def test_the_manifest_names_keys_by_fingerprints_alone(newsroom, settings, tmp_path):
    with tarfile.open(back_up(tmp_path)) as tar:
        manifest = json.load(tar.extractfile(backups.MANIFEST))

    assert manifest["keys"] == backups.fingerprints()
    assert settings.SOURCES_KEY[0] not in json.dumps(manifest)
    assert manifest["keys"]["SOURCES_KEY"]


@pytest.mark.django_db(transaction=True)
def test_a_key_that_is_missing_at_a_restoration_is_named(newsroom, settings, tmp_path):
    archive = back_up(tmp_path)
    empty()
    settings.SOURCES_KEY = []

    assert f"SOURCES_KEY lacks the key whose hash begins with {fingerprint(archive)}" in restore(archive)


def fingerprint(archive):
    with tarfile.open(archive) as tar:
        return json.load(tar.extractfile(backups.MANIFEST))["keys"]["SOURCES_KEY"][0]


def test_old_archives_go_and_nobody_else_may_read_the_new_one(newsroom, tmp_path):
    for day in range(3):
        with time_machine.travel(clock.now() + timedelta(days=day), tick=False):
            newest = back_up(tmp_path, keep=2)
    (tmp_path / "mine.tar").touch()

    assert len(list(tmp_path.glob("newsroom-*.tar"))) == 2
    assert newest.stat().st_mode & 0o077 == 0
    assert list(tmp_path.glob("*.part")) == []


def test_an_archive_from_a_clock_that_was_wrong_pushes_none_out(newsroom, tmp_path):
    for year in (2098, 2099):
        (tmp_path / f"newsroom-{year}0101T000000Z.tar").touch()

    call_command("backup", str(tmp_path), keep=1)

    assert len(list(tmp_path.glob("newsroom-*.tar"))) == 3


def test_the_half_of_a_backup_that_was_ended_goes_after_a_day(newsroom, tmp_path):
    half, current = tmp_path / "newsroom-20260101T000000Z.part", tmp_path / "newsroom-20260102T000000Z.part"
    for path, age in ((half, timedelta(hours=25)), (current, timedelta(hours=1))):
        path.touch()
        os.utime(path, times=((clock.server_time() - age).timestamp(),) * 2)

    back_up(tmp_path)

    assert not half.exists()
    assert current.exists()


def test_a_second_backup_of_one_second_leaves_the_first_one_alone(newsroom, tmp_path):
    write, refused = backups.write, []

    def while_another_begins(file):
        with pytest.raises(CommandError, match="is being written by another backup") as refusal:
            back_up(tmp_path)
        refused.append(refusal)
        return write(file)

    second, writing = clock.now(), mock.patch.object(backups, "write", while_another_begins)
    with time_machine.travel(second, tick=False), writing:
        archive = back_up(tmp_path)

    assert len(refused) == 1
    assert list(tmp_path.glob("newsroom-*")) == [archive]


def test_an_archive_that_can_not_be_written_says_so(db, tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(CommandError, match="can't be written"):
        call_command("backup", str(tmp_path / "file"))


def test_the_last_backup_is_in_the_log_the_health_and_the_check(newsroom, client, tmp_path, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    found = lambda: {each.id for each in run_checks(databases=["default"], include_deployment_checks=True)}  # noqa: E731
    assert "newsroom.W005" in found()
    back_up(tmp_path)

    assert Act.objects.get(verb="back_up").data["head"]
    assert client.get("/readyz").json()["last_backup"]
    assert "newsroom.W005" not in found()
    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        assert "newsroom.W005" in found()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (1, "^Nothing was moved"),
        (WITH_FAULTS, "^All rows are there, with the faults above"),
        (-9, "its rows may be there"),
    ],
)
def test_a_move_says_whether_the_rows_are_there(newsroom, code, sentence):
    with mock.patch("subprocess.Popen") as started:
        started.return_value.__enter__.return_value = mock.Mock(stdin=io.BytesIO(), returncode=code)

        with pytest.raises(CommandError, match=sentence):
            call_command("move", "--to", "sqlite:///elsewhere.sqlite3")


@pytest.mark.database
def test_a_newsroom_moves_to_another_database_and_back(settings, tmp_path):
    (tmp_path / "back").mkdir()
    here, back = f"sqlite:///{tmp_path}/here.sqlite3", f"sqlite:///{tmp_path}/back/back.sqlite3"
    fill(here, "1.0.0", "sqlite")
    keys = {**PRODUCTION, "SOURCES_KEY": settings.SOURCES_KEY[0]}
    run = lambda address, *asked: manage_alone(*asked, **keys, DATABASE_URL=address)  # noqa: E731
    for command in (["migrate"], ["rebuild_derived", "--missing"], ["rebuild_search"]):
        assert run(here, *command).returncode == 0

    with new_database(tmp_path) as there:
        moved = run(here, "move", "--to", there)
        again = run(here, "move", "--to", there)
        home = run(there, "move", "--to", back)
    heads = [run(each, "verify").stdout.splitlines()[0] for each in (here, back)]

    assert "no fault" in moved.stdout
    assert again.returncode == 1
    assert "There are accounts or stories here" in again.stderr
    assert "`rebuild_search` and `verify` finish it" in again.stderr
    assert "no fault" in home.stdout
    assert heads == ["23 editions, no fault."] * 2
