"""Whoever leaves takes everything along, in forms that others read."""

import io
import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from articles import desk
from articles.desk import fronts
from articles.models import (
    Address,
    Article,
    Byline,
    Citation,
    Coverage,
    Edition,
    Image,
    Person,
    Snippet,
    Source,
)
from articles.pictures import library
from exchange import image_import, media
from tests.pictures import files

from .conftest import check_schemas
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


def test_every_file_validates_against_the_schema_that_comes_along(taken):
    check_schemas(taken)


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


def test_a_place_on_a_front_names_story_and_section(publish, chief_editor, tmp_path):
    """The keys of rows mean nothing outside of the database."""
    story = publish(headline="Rain")
    fronts.place(story, by=chief_editor, slot=1, section=Article.objects.get().section)

    call_command("take_out", tmp_path / "out")

    (row,) = json.loads((tmp_path / "out/fronts.json").read_text())
    assert (row["article__uid"], row["section__slug"]) == (str(story.uid), Article.objects.get().section.slug)


def test_a_folder_with_something_in_it_is_refused(db, tmp_path):
    (tmp_path / "there").write_text("x")

    with pytest.raises(CommandError, match="is not empty"):
        call_command("take_out", tmp_path)


def test_a_run_that_was_stopped_is_not_brought_and_the_next_one_makes_it_whole(taken, tmp_path, monkeypatch):
    folder = tmp_path / "again"
    whole = {path.relative_to(taken) for path in taken.rglob("*")}

    def stop(_self):
        (folder / "stories/of-before.md").write_text("---\ntitle: Old\n---\n")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("exchange.take_out.TakeOut._pictures", stop)
        with pytest.raises(KeyboardInterrupt):
            call_command("take_out", folder)
    with pytest.raises(CommandError, match="is not whole"):
        call_command("bring", folder)

    call_command("take_out", folder)

    assert {path.relative_to(folder) for path in folder.rglob("*")} == whole


def test_out_and_in_again_gives_the_same_history_and_corrections(
    publish, change, chief_editor, tmp_path, client
):
    """Readers find each edition with its text, its kind, its note and its moment."""
    story = publish(headline="Rain", slug="rain", body="It rained.")
    desk.correct(
        story, by=chief_editor, kind="correction", note="It was snow.", changes={"body": "It snowed."}
    )
    publish(change(story, body="It snowed. It melted."))
    said = ("kind", "note", "live_from", "headline", "standfirst", "body", "first_published_at")
    before = list(Edition.objects.order_by("number").values(*said))
    call_command("take_out", tmp_path / "out")
    Edition.objects.all().delete()
    Address.objects.all().delete()
    Article.objects.all().delete()

    call_command("bring", tmp_path / "out/stories", media=tmp_path / "out")

    assert list(Edition.objects.order_by("number").values(*said)) == before
    assert "It was snow." in client.get("/corrections/").content.decode()
    assert "It rained." not in client.get("/articles/rain/").content.decode()
    assert faults() == [
        f"article {story.uid}: {said}"
        for said in ("the log knows of 3 editions, and 0 are there", "it is gone, and no act says so")
    ]


def test_out_and_in_again_gives_each_edition_its_own_byline_and_pictures(
    publish, change, reporter, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    first, lead, later = (
        library.accept(files.upload(files.jpeg(width)), reporter, alt_text="Boats", credit="C")
        for width in (200, 210, 220)
    )
    story = publish(headline="Rain", body=f"It rained.\n\n![](image:{first.key})", lead_image=lead)
    Byline.objects.create(article=story, person=Person.objects.create(name="Anna", slug="anna"), order=0)
    publish(change(story, body="It snowed.", lead_image=later))
    said = [_shown(edition) for edition in Edition.objects.order_by("number")]
    assert said[0] != said[1]
    call_command("take_out", tmp_path / "out")
    Edition.objects.all().delete()
    Address.objects.all().delete()
    Article.objects.all().delete()

    call_command("bring", tmp_path / "out/stories", media=tmp_path / "out")

    assert [_shown(edition) for edition in Edition.objects.order_by("number")] == said


def test_pictures_come_back_with_what_the_library_says_of_them(publish, reporter, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    words = {
        "alt_text": "Boats",
        "caption": "The quay.",
        "credit": "Agency",
        "creator": "Anna",
        "rights": "© Anna",
    }
    image = library.accept(files.upload(files.jpeg()), reporter, **words)
    publish(headline="Rain", lead_image=image)
    call_command("take_out", tmp_path / "out")
    for model in (Edition, Address, Article, Image):
        model.objects.all().delete()

    call_command("bring", tmp_path / "out/stories", media=tmp_path / "out")

    assert Image.objects.values(*words).get() == words
    (printed,) = Edition.objects.get().pictures
    assert (printed["alt"], printed["credit"]) == ("Boats", "Agency")


@pytest.mark.parametrize(
    "text", ["", "{", "{}", "[1, null]", '[{"file": 5, "alt": ["x"], "credit": {}}]', "[" * 9999]
)
def test_a_list_of_pictures_that_is_none_says_nothing(text, tmp_path):
    (tmp_path / "pictures.json").write_text(text)

    assert not any((image_import.words_taken_out(media.Folder(tmp_path)) or {}).values())


def test_words_that_no_column_takes_are_left(tmp_path):
    rows = [
        {"file": "pictures/a.jpg", "alt": "x" * 5000, "acquire_licence_page": "javascript:x", "credit": "A"}
    ]
    (tmp_path / "pictures.json").write_text(json.dumps(rows))

    assert image_import.words_taken_out(media.Folder(tmp_path)) == {"pictures/a.jpg": {"credit": "A"}}


def _shown(edition):
    names = [row["name"] for row in edition.byline]
    return names, [(row["sha256"], row.get("is_lead", False)) for row in edition.pictures]


def faults():
    """Return what `verify` tells: here, of the story that was deleted past the acts, and of nothing else."""
    told = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify", stderr=told)
    return told.getvalue().splitlines()


@pytest.mark.parametrize(
    "rows",
    [
        "[{kind: first, date: nonsense}]",
        "[{kind: nonsense, date: 2020-01-02T00:00:00Z, title: x, body: y}, {kind: update, date: 2020-01-03}]",
        "[{kind: first, date: 2020-01-02T00:00:00Z, title: x}, {kind: update, date: 2020-01-01}]",
        "[{kind: first, date: 2020-01-02T00:00:00Z, title: x}, {kind: update, date: 2999-01-01}]",
        "nonsense",
        "[1, 2]",
    ],
)
def test_editions_that_can_not_be_are_left_and_the_text_is_brought(archive, tmp_path, rows):
    text = f"---\ntitle: Rain\ndate: 2020-01-02T00:00:00Z\neditions: {rows}\n---\nIt rained."
    (tmp_path / "a.md").write_text(text)

    archive.bring(file=tmp_path / "a.md")

    assert [(row.kind, row.body) for row in Edition.objects.all()] == [("first", "It rained.")]


def test_a_copy_that_says_more_than_its_newest_edition_goes_out(publish, change, tmp_path):
    publish(headline="Rain")
    story = publish(headline="Snow")
    change(story, body="It snowed again.")

    call_command("take_out", tmp_path / "out")

    (copy,) = (tmp_path / "out/copies").iterdir()
    assert copy.stem == str(story.uid)
    assert "It snowed again." in copy.read_text()


def test_what_the_desk_puts_into_stories_and_has_to_cover_goes_out(tmp_path):
    Snippet.objects.create(name="Box", body="Call us.")
    Coverage.objects.create(slugline="Harbour", due_at="2026-12-01T10:00Z")

    call_command("take_out", tmp_path / "out")

    check_schemas(tmp_path / "out")
    assert "Call us." in (tmp_path / "out/standing_texts.json").read_text()
    assert "Harbour" in (tmp_path / "out/coverages.json").read_text()


def test_an_edition_tells_what_it_translates_and_the_form_of_its_picture(publish, tmp_path):
    story = publish(headline="Rain", slug="rain")
    publish(headline="Regen", slug="regen", language="de", translation_of=story, lead_form="wide")

    call_command("take_out", tmp_path / "out")

    (told,) = json.loads((tmp_path / "out/editions/regen.json").read_text())["editions"]
    assert (told["translation_of"], told["lead_form"]) == (str(story.uid), "wide")


def test_a_citation_goes_out_with_all_that_the_desk_typed_of_it(make_article, make_source, tmp_path):
    typed = {
        "mark": "log", "basis": "document", "standing": "verified", "quote": "So.", "locator": "Page 2",
        "address": "https://port.example/log", "seen_on": "2026-11-02", "archived_copy": "https://kept.example/log",
    }  # fmt: skip
    story = make_article(headline="Rain")
    Citation.objects.create(article=story, source=make_source("Port"), **typed)

    call_command("take_out", tmp_path / "out")

    (told,) = json.loads((tmp_path / "out/citations.json").read_text())
    assert told == {"article__uid": str(story.uid), "source__slug": "port", **typed}
    columns = {field.name for field in Citation._meta.concrete_fields if field.editable}
    assert {*typed, "article", "source"} == columns - {"id"}
