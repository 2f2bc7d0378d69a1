"""An import can be taken back, and leaves what others made."""

import pytest
from django.core.files import File
from django.core.management import CommandError, call_command

from articles import desk
from articles.archive import verifying
from articles.desk import origins
from articles.models import (
    Address,
    Article,
    Autosave,
    Coverage,
    Image,
    Page,
    Person,
    Publication,
    Section,
    Snippet,
    Topic,
    clock,
)
from articles.pictures import library
from exchange.models import Arrival, Import, OldAddress
from tests.pictures import files

from .wxr import FERRIES, POLITICS, picture, post

pytestmark = pytest.mark.django_db
THREE = [post(number, categories=[POLITICS], tags=[FERRIES]) for number in (1, 2, 3)]


def take_back():
    call_command("bring", take_back=Import.objects.get().pk)


def test_an_import_is_taken_back_by_one_command(archive, publish, client):
    mine = publish(headline="Mine")
    archive.bring(*THREE)

    archive.capsys.readouterr()
    take_back()

    assert list(Article.objects.all()) == [mine]
    for model in (Arrival, OldAddress, Topic, Person):
        assert not model.objects.exists()
    assert Address.objects.count() == 1
    assert client.get("/articles/story-1/").status_code == 404
    call_command("verify")
    archive.bring()
    assert Article.objects.count() == 4


@pytest.mark.parametrize("by", ["story", "draft", "coverage", "snippet"])
def test_a_section_that_the_desk_uses_stays_when_an_import_goes(archive, arrived, make_article, publish, by):
    archive.bring(*THREE)
    section, topic = arrived("category:politics"), arrived("tag:ferries")
    if by == "story":
        publish(headline="Mine", section=section)
    elif by == "draft":
        make_article(headline="Mine", section=section).topics.add(topic)
    elif by == "coverage":
        Coverage.objects.create(slugline="A hearing", section=section, due_at=clock.now())
    else:
        Snippet.objects.create(name="Of politics", section=section, body="Words.")

    take_back()

    assert Section.objects.filter(pk=section.pk).exists()
    assert Topic.objects.filter(pk=topic.pk).exists() == (by == "draft")
    assert Import.objects.get().taken_back_at


@pytest.mark.parametrize("built", ["act", "save", "note"])
def test_an_import_on_which_something_was_built_stays(archive, arrived, chief_editor, change, built):
    archive.bring(*THREE)
    story = arrived("post:1")
    if built == "act":
        desk.withdraw(story, by=chief_editor, note="Wrong.")
    elif built == "save":
        change(story, headline="Ours")
    else:
        desk.note(story, by=chief_editor, text="Look.")

    with pytest.raises(CommandError, match="Stories and pages that were worked on here: 1"):
        take_back()

    assert Article.objects.count() == 3


@pytest.mark.parametrize("field", ["body", "is_published"])
def test_an_import_of_which_a_page_was_changed_stays(archive, arrived, chief_editor, field):
    archive.bring(post(1), post(2, kind="page"))
    page = arrived("post:2")
    desk.describe(page, by=chief_editor, values={field: "Ours." if field == "body" else False})

    with pytest.raises(CommandError, match="pages that were worked on here: 1"):
        take_back()

    assert Page.objects.filter(pk=page.pk).exists()


def test_what_somebody_described_since_stays_when_an_import_goes(archive, arrived, chief_editor):
    archive.bring(post(1, tags=[FERRIES, ("boats", "Boats")]))
    desk.describe(arrived("author:anna"), by=chief_editor, values={"bio": "She sails."})
    desk.describe(arrived("tag:ferries"), by=chief_editor, values={"description": "All of them."})

    take_back()

    assert [person.bio for person in Person.objects.all()] == ["She sails."]
    assert [topic.slug for topic in Topic.objects.all()] == ["ferries"]


@pytest.fixture
def harbour(tmp_path):
    (tmp_path / "harbour.jpg").write_bytes(files.jpeg())
    return {"media": tmp_path}


LEAD = (post(1, meta=[("_thumbnail_id", "90")]), picture(90, "2019/05/harbour.jpg"))


def test_the_pictures_of_an_import_go_with_it(archive, harbour):
    archive.bring(*LEAD, **harbour)
    assert Image.objects.count() == 1

    take_back()

    assert not Image.objects.exists()


def test_pages_that_are_brought_renewed_and_taken_back_are_known_to_the_log(archive, arrived):
    origins.take_stock()
    archive.bring(post(1, kind="page", body="<p>So.</p>"))
    assert list(verifying.archive_faults()) == []
    archive.bring(post(1, kind="page", body="<p>Otherwise.</p>"))
    page = arrived("post:1")
    assert "Otherwise" in page.body
    assert list(verifying.archive_faults()) == []
    type(page).objects.filter(pk=page.pk).update(body="Forged.")
    assert [what for what, _fault in verifying.archive_faults()] == [f"page {page.slug}"]
    type(page).objects.filter(pk=page.pk).update(body=page.body)

    call_command("bring", take_back=Import.objects.earliest("pk").pk)

    assert not type(page).objects.exists()
    assert list(verifying.archive_faults()) == []


@pytest.mark.parametrize("shown_in", ["copy", "lead", "dark logo", "page", "snippet", "autosave"])
def test_a_picture_that_another_text_shows_stays_when_an_import_goes(
    archive, harbour, arrived, make_article, reporter, shown_in
):
    archive.bring(*LEAD, **harbour)
    body = arrived("post:90").mark
    match shown_in:
        case "copy":
            make_article(body=body)
        case "lead":
            make_article(lead_image=arrived("post:90"))
        case "dark logo":
            paper = Publication.objects.current()
            paper.logo_dark = arrived("post:90")
            paper.save()
        case "page":
            Page.objects.create(headline="Imprint", slug="imprint", body=body)
        case "autosave":
            Autosave.objects.create(user=reporter, fields={"body": body}, saved_at=clock.now())
        case _:
            Snippet.objects.create(name="Harbour", body=body)

    take_back()

    assert Image.objects.count() == 1


def test_a_picture_that_was_here_before_an_import_stays_when_it_goes(archive, harbour, chief_editor):
    with (harbour["media"] / "harbour.jpg").open("rb") as file:
        library.accept(File(file), chief_editor)

    archive.bring(*LEAD, by="chief", **harbour)
    take_back()

    assert Image.objects.count() == 1


def test_what_an_import_renewed_of_an_earlier_one_stays_and_is_counted(archive, arrived):
    archive.bring(post(1), post(2, kind="page"))
    archive.bring(post(1, body="<p>New.</p>"), post(2, kind="page", body="<p>New.</p>"), post(3))
    archive.capsys.readouterr()

    call_command("bring", take_back=Import.objects.latest("pk").pk)

    assert "it renewed 2, which keep the new texts" in archive.capsys.readouterr().out
    assert [story.body for story in Article.objects.all()] == [arrived("post:2").body] == ["New."]
