"""Backups: written while people work, read again, restored into an empty newsroom, moved to a database."""

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError

from articles import desk
from articles.archive import backups, tables
from articles.management.commands.restore import WITH_FAULTS
from articles.models import Act, Article, Edition, Source, clock
from tests.crawl import records
from tests.databases import new_database
from tests.starting import PRODUCTION, manage_alone
from tests.test_dumps import empty, exact
from tests.test_releases import fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    default_storage.save("originals/ab/boats.jpg", ContentFile(b"boats"))
    return settings.MEDIA_ROOT


@pytest.fixture
def newsroom(publish, chief_editor, make_source, settings, tmp_path, media):
    article = publish(headline="Ferries", sources=[make_source()])
    desk.correct(article, by=chief_editor, kind="correction", note="One.", changes={"body": "One leaves."})
    Source.objects.create(name="Q", is_confidential=True, public_description="a person")
    desk.note(article, by=chief_editor, text="Call again.")
    return article


def back_up(folder, **options):
    call_command("backup", str(folder), stdout=io.StringIO(), **options)
    return max(folder.glob("*.tar"))


def restore(archive, **options):
    said = io.StringIO()
    call_command("restore", str(archive), stdout=said, stderr=said, **options)
    return said.getvalue()


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


def with_changed(archive, name, content):
    """Write an archive again with other content in one of its files, or cut off where there is none."""
    changed = archive.with_name("changed.tar")
    with tarfile.open(archive) as old, tarfile.open(changed, "w") as new:
        for member in old:
            if member.name == name and content is None:
                break
            found = content if member.name == name else old.extractfile(member).read()
            member.size = len(found)
            new.addfile(member, io.BytesIO(found))
    return changed


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("media/originals/ab/boats.jpg", b"other", "is not what was written"),
        ("rows.jsonl.gz", b"nothing", "can't be read"),
        ("sums.json", None, "cut off"),
        ("manifest.json", b'{"migrations": [], "version": "0.1"}', "is of version .0.1"),
        ("manifest.json", b'{"migrations": 7, "version": "0.1"}', "is of version .0.1"),
    ],
)
def test_a_damaged_or_foreign_archive_restores_nothing(newsroom, media, tmp_path, name, content, sentence):
    changed = with_changed(back_up(tmp_path), name, content)
    (media / "originals/ab/boats.jpg").unlink()
    empty()

    with pytest.raises(CommandError, match=sentence):
        restore(changed)

    assert tables.is_empty()
    assert not (media / "originals/ab/boats.jpg").exists()


@pytest.mark.django_db(transaction=True)
def test_a_backup_of_a_newsroom_with_single_sign_on_says_what_to_set(newsroom, tmp_path):
    manifest = {"migrations": sorted([*backups.migrations(), "socialaccount.0001_initial"])}
    changed = with_changed(back_up(tmp_path), "manifest.json", json.dumps(manifest).encode())
    empty()

    with pytest.raises(CommandError, match="set OIDC_URL as it was there. Nothing was restored"):
        restore(changed)


def hostile(archive, change):
    """Write an archive again with its members changed, [(member, content)] in their order, and right sums."""
    changed = archive.with_name("hostile.tar")
    with tarfile.open(archive) as old:
        rows = [(member, old.extractfile(member).read()) for member in old if member.name != backups.SUMS]
    rows = change(rows)
    sums = {member.name: hashlib.sha256(content).hexdigest() for member, content in rows}
    rows.append((tarfile.TarInfo(backups.SUMS), json.dumps(sums).encode()))
    with tarfile.open(changed, "w") as new:
        for member, content in rows:
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return changed


def file(name, content=b"x", **values):
    member = tarfile.TarInfo(name)
    for key, value in values.items():
        setattr(member, key, value)
    return member, content


def manifest(**values):
    def change(rows):
        (member, content), *others = rows
        return [(member, json.dumps({**json.loads(content), **values}).encode()), *others]

    return change


def lines(*added):
    def change(rows):
        first, (member, content), *others = rows
        text = gzip.decompress(content).decode() + "".join(f"{line}\n" for line in added)
        return [first, (member, gzip.compress(text.encode())), *others]

    return change


def replaced(place, content):
    return lambda rows: [*rows[:place], (rows[place][0], content), *rows[place + 1 :]]


LINK = {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}
HOSTILE = {
    "a path above": lambda rows: [*rows, file("media/../evil")],
    "a path from the root": lambda rows: [*rows, file("media//tmp/evil")],
    "a folder's path": lambda rows: [*rows, file("media/evil/")],
    "a path outside of media": lambda rows: [*rows, file("evil")],
    "a hidden file": lambda rows: [*rows, file("media/a/.htaccess")],
    "a name that a terminal obeys": lambda rows: [*rows, file("media/\x1b[2J")],
    "a link": lambda rows: [*rows, file("media/evil", b"", **LINK)],
    "a hard link": lambda rows: [*rows, file("media/evil", b"", **LINK | {"type": tarfile.LNKTYPE})],
    "a device": lambda rows: [*rows, file("media/evil", b"", type=tarfile.CHRTYPE)],
    "a file twice": lambda rows: [*rows, file("media/evil"), file("media/evil", b"y")],
    "rows twice": lambda rows: [*rows[:2], *rows[1:]],
    "no rows": lambda rows: [rows[0], *rows[2:]],
    "no manifest": lambda rows: rows[1:],
    "files before rows": lambda rows: [rows[0], file("media/evil"), *rows[1:]],
    "nothing": lambda rows: [],
    "a manifest that is a list": replaced(0, b"[]"),
    "a manifest of deep lists": replaced(0, b"[" * 100_000),
    "a manifest without keys": manifest(keys=None),
    "a manifest of no moment": manifest(at="yesterday"),
    "a manifest of a moment anywhere": manifest(at="2026-01-01T00:00:00"),
    "a manifest of no head": manifest(head="x"),
    "a manifest of keys that a terminal obeys": manifest(keys={"SOURCES_KEY": ["\x1b[2J"]}),
    "a manifest of another version": manifest(version="\x1b[2J", migrations=[]),
    "rows that end in between": lambda rows: replaced(1, rows[1][1][:-20])(rows),
    "rows that are not packed right": lambda rows: replaced(1, rows[1][1][:40] + b"\0" * 400)(rows),
    "a row that is no list": lines("5"),
    "a row of no table": lines('{"table": "articles.Nothing", "columns": []}'),
    "a table without columns": lines('{"table": "articles.Act"}'),
    "a table that is a list": lines('{"table": [], "columns": [1]}'),
    "a row of too few values": lines("[1]"),
    "a row of other values": lines("[[], {}, 1]"),
    "a row of deep lists": lines("[" * 100_000),
    "a row that is no JSON": lines("{"),
    "no row": replaced(1, gzip.compress(b"[]\n")),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attack", HOSTILE)
def test_an_archive_that_lies_restores_nothing_and_writes_nowhere(newsroom, media, tmp_path, attack):
    changed = hostile(back_up(tmp_path), HOSTILE[attack])
    shutil.rmtree(media)
    empty()

    with pytest.raises(CommandError, match="Nothing was restored") as refusal:
        restore(changed)

    assert "\x1b" not in str(refusal.value)
    assert tables.is_empty()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_row_without_an_end_is_refused(newsroom, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "LONGEST_LINE", 4096)

    with pytest.raises(backups.Bad, match="too long"):
        list(backups._lines(io.StringIO("x" * 5000)))


@pytest.mark.django_db(transaction=True)
def test_a_forged_chain_is_restored_with_its_faults_named(newsroom, tmp_path):
    def forge(rows):
        first, (member, content), *others = rows
        text = gzip.decompress(content).decode().replace("One leaves.", "None leaves.")
        return [first, (member, gzip.compress(text.encode())), *others]

    forged = hostile(back_up(tmp_path), forge)
    empty()

    with pytest.raises(CommandError, match="with faults: [0-9]+") as refusal:
        restore(forged)

    assert refusal.value.returncode == WITH_FAULTS
    assert not tables.is_empty()


@pytest.mark.django_db(transaction=True)
def test_a_manifest_of_another_head_is_told(newsroom, tmp_path):
    lying = hostile(back_up(tmp_path), manifest(head="0" * 64))
    empty()

    with pytest.raises(CommandError, match="and the backup names 0000") as refusal:
        restore(lying)

    assert refusal.value.returncode == WITH_FAULTS


@pytest.mark.django_db(transaction=True)
def test_what_somebody_else_put_into_the_storage_stops_no_restoration(newsroom, media, tmp_path):
    (media / ".DS_Store").write_text("x")
    (media / "a file of mine.txt").write_text("x")
    archive = back_up(tmp_path / "backups")
    empty()

    assert "no fault" in restore(archive)


def test_a_file_that_is_no_archive_is_named(tmp_path, db):
    (tmp_path / "text.tar").write_text("No archive.")

    with pytest.raises(CommandError, match="damaged or cut off"):
        restore(tmp_path / "text.tar")


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
    assert "no fault" in home.stdout
    assert heads == ["23 editions, no fault."] * 2
