"""Backups: written while people work, read again, restored into an empty newsroom, moved to a database."""

import io
import json
import tarfile
from datetime import timedelta

import pytest
import time_machine
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from articles import desk
from articles.archive import backups, tables
from articles.models import Act, Article, Edition, Source, clock
from tests.crawl import records
from tests.databases import new_database
from tests.starting import PRODUCTION, manage_alone
from tests.test_fixtures import empty, exact
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


def restore(archive):
    said = io.StringIO()
    call_command("restore", str(archive), stdout=said, stderr=said)
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

    with pytest.raises(CommandError, match="Restore into an empty database"):
        restore(archive)

    assert Article.objects.get().headline == "Ferries"


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
        ("manifest.json", b'{"migrations": [], "version": "0.1"}', "is of version 0.1"),
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


def test_a_file_that_is_no_archive_is_named(tmp_path, db):
    (tmp_path / "text.tar").write_text("No archive.")

    with pytest.raises(CommandError, match="damaged or cut off"):
        restore(tmp_path / "text.tar")


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
