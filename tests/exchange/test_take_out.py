"""Whoever leaves takes everything along, in forms that others read."""

import json
import subprocess
import sys

import jsonschema
import pytest
from django.core.management import CommandError, call_command

from articles import desk
from articles.models import Address, Article, Edition, Source
from tests.pictures import files

from .wxr import FERRIES, POLITICS, picture, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken(archive, tmp_path, arrived, chief_editor):
    """Take a paper out that has a bit of everything; return the folder."""
    (tmp_path / "harbour.jpg").write_bytes(files.jpeg())
    archive.bring(
        post(1, "Boats", '<p>Words.</p><img src="/wp-content/uploads/2019/05/harbour.jpg">', categories=[POLITICS], tags=[FERRIES],
             excerpt="In short.", meta=[("_thumbnail_id", "90")], changed="2020-01-01 00:00:00"),
        post(2, "Gone"), post(3, "Draft", status="draft"), picture(90, "2019/05/harbour.jpg"),
        media=tmp_path,
    )  # fmt: skip
    desk.withdraw(arrived("post:2"), by=chief_editor, note="Wrong.")
    folder = tmp_path / "out"
    call_command("take_out", folder)
    return folder


def test_a_story_is_markdown_and_json_with_all_its_editions(taken):
    text = (taken / "stories/story-1.md").read_text()
    assert "title: Boats" in text
    assert "Words." in text
    assert "](/pictures/" in text
    told = json.loads((taken / "editions/story-1.json").read_text())
    assert [edition["kind"] for edition in told["editions"]] == ["first", "update"]
    assert not (taken / "stories/story-2.md").exists()
    assert json.loads((taken / "corrections.json").read_text())[0]["note"] == "Wrong."
    assert len(list((taken / "drafts").iterdir())) == 1


def test_every_story_validates_against_the_schema_that_comes_along(taken):
    schema = json.loads((taken / "schemas/story.json").read_text())

    for path in (taken / "editions").iterdir():
        jsonschema.validate(json.loads(path.read_text()), schema)


def test_the_chain_is_checked_by_the_verifier_that_comes_along(taken):
    for path in (taken / "chain").iterdir():
        run = subprocess.run(
            [sys.executable, taken / "verify.py", path], capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr


def test_the_originals_are_the_files_that_came(taken):
    assert [path.read_bytes() for path in (taken / "pictures").iterdir()] == [files.jpeg()]


def test_what_was_taken_out_can_be_brought_in_again(taken, archive, client, tmp_path):
    before = {path: client.get(path).content.decode() for path in ("/articles/story-1/",)}
    texts = Edition.objects.get(slug="story-1", number=2)
    Edition.objects.all().delete()
    Address.objects.all().delete()
    Article.objects.all().delete()

    call_command("bring", taken / "stories", taken / "drafts", media=taken, origin="again")

    again = Edition.objects.filter(slug__startswith="story-1").order_by("number").last()
    for field in ("headline", "standfirst"):
        assert getattr(again, field) == getattr(texts, field)
    assert (again.first_published_at, again.section, again.topics) == (
        texts.first_published_at, texts.section, texts.topics,
    )  # fmt: skip
    assert [row["name"] for row in again.byline] == [row["name"] for row in texts.byline]
    assert [row["sha256"] for row in again.pictures] == [row["sha256"] for row in texts.pictures]
    assert "Words." in before["/articles/story-1/"]
    assert Article.objects.filter(editions=None).count() == 1


def test_no_confidential_name_goes_out(db, tmp_path):
    Source.objects.create(name="Deep Throat", is_confidential=True, public_description="An official")

    call_command("take_out", tmp_path / "out")

    told = "".join(path.read_text() for path in (tmp_path / "out").rglob("*.json"))
    assert "An official" in told
    assert "Deep Throat" not in told


def test_a_folder_with_something_in_it_is_refused(db, tmp_path):
    (tmp_path / "there").write_text("x")

    with pytest.raises(CommandError, match="is not empty"):
        call_command("take_out", tmp_path)
