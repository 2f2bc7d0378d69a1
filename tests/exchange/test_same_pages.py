"""Taken out and brought into an empty newsroom, a paper shows its readers the same pages."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command

from articles import desk
from articles.archive import logged_rows, verifying
from articles.models import (
    Act,
    Address,
    Article,
    Byline,
    Citation,
    Edition,
    Image,
    Page,
    Person,
    Publication,
    Section,
    Source,
    Topic,
    clock,
)
from articles.pictures import library
from exchange import rollback
from exchange.models import Import, OldAddress
from tests.crawl import records
from tests.pictures import files

from .conftest import check_schemas

pytestmark = pytest.mark.django_db
GONE = (OldAddress, Edition, Address, Byline, Article, Section, Topic, Person, Page, Source, Image, Act)
# What can't be equal: the chain with its salts, the names of files, and when the archive came.
OTHER = re.compile(
    r"\b[0-9a-f]{16,64}\b|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}\b"
    r'|<newsroom:head at="[^"]*"(?:/>|>[^<]*</newsroom:head>)|(?<="head": ")[^"]*|(?<="at": ")[^"]*|(?<="recorded_at": ")[^"]*'
    r"|The archive's head at \S+|<updated>[^<]*</updated>(?=<newsroom:)|<lastBuildDate>[^<]*|(?m:^(?:ETag|Last-Modified): .*)"
)


@pytest.fixture
def pictures(reporter, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    words = {"credit": "Agency", "caption": "The quay.", "creator": "Ann", "rights": "© Ann"}
    return [
        library.accept(files.upload(files.jpeg(width)), reporter, alt_text=f"Boats, {width}", **words)
        for width in (640, 650)
    ]


@pytest.fixture
def names(pictures):
    Section.objects.create(name="City", position=2, front_form="lines", description="Of here.")
    said = {"is_series": True, "parts_order": "snow\nrain", "description": "All of it."}
    Topic.objects.create(name="Harbour", **said)
    Person.objects.create(
        name="Ann Lee", role="Editor", bio="She *writes*.", contact="ann@paper.example", portrait=pictures[1]
    )
    office = Source.objects.create(name="Office", kind="government", role="rules")
    Source.objects.create(name="Voice", kind="person", represents=office)
    Source.objects.create(name="Letter", kind="document")
    Source.objects.create(name="Deep", is_confidential=True, public_description="An official", kind="person")


@pytest.fixture
def publication(pictures):
    said = {"name": "The Quay", "tagline": "Of boats", "address": "https://quay.example", "language": "ru",
            "time_zone": "Europe/Moscow", "contact": "desk@quay.example", "owner": "The harbour.",
            "accent": "#005500", "front_box": "sources", "footer": "Quay 1\nHarbour",
            "social_addresses": "https://social.example/quay", "ads_txt": "a.example, 1, DIRECT",
            "corrections_policy": "We say it.", "house_words": "warf → wharf"}  # fmt: skip
    return Publication.objects.create(logo=pictures[0], **said)


@pytest.fixture
def rain(names, pictures, make_article):
    hidden = Source.objects.get(is_confidential=True)
    story = make_article(
        headline="Rain", slug="rain", standfirst="It is wet.", section=Section.objects.get(slug="city"),
        body=f"It rained [@voice]. And [@{hidden.slug}], [@letter].\n\n![](image:{pictures[1].key})",
        lead_image=pictures[0], lead_form="wide", label="breaking", dateline="QUAY", backstory="We saw it.",
        ai_disclosure="A machine drew.", search_title="Wet", search_description="Very.",
    )  # fmt: skip
    Byline.objects.create(article=story, person=Person.objects.get(), role="text")
    Byline.objects.create(article=story, name="Staff", order=1)
    said = {"basis": "on-record", "standing": "disputed", "quote": "Wet.", "locator": "page 2"}
    Citation.objects.create(article=story, source=Source.objects.get(slug="voice"), **said)
    Citation.objects.create(article=story, source=Source.objects.get(slug="letter"), seen_on="2026-01-02")
    Citation.objects.create(article=story, source=hidden, basis="background")
    story.topics.add(Topic.objects.get())
    return story


@pytest.fixture
def paper(publication, rain, publish, change, make_article, chief_editor):
    """A paper with one of each thing that a taken-out newsroom brings."""
    publish(rain, despite="A test.")
    for kind in ("minor", "clarification", "correction"):
        changes = (
            {"dateline": kind.upper()} if kind != "minor" else {"body": rain.body.replace("rained", "raine")}
        )
        desk.correct(rain, by=chief_editor, kind=kind, note=f"A {kind}.", changes=changes)
    snow = make_article(
        headline="Snow", slug="snow", type_of_work="opinion", language="de", body="Es schneit."
    )
    snow.topics.add(Topic.objects.get())
    publish(snow, despite="A test.")
    publish(change(Article.objects.get(slug="snow"), body="Es schneit.\n\nSehr."), despite="A test.")
    wrong = publish(headline="Wrong", slug="wrong")
    desk.correct(
        wrong, by=chief_editor, kind="retraction", note="All of it.", changes={"body": "It was not."}
    )
    back = publish(headline="Back", slug="back")
    desk.withdraw(back, by=chief_editor, note="In doubt.")
    desk.restore(Article.objects.get(slug="back"), by=chief_editor, note="It stands.")
    desk.withdraw_source(Source.objects.get(slug="letter"), by=chief_editor, reason="It was forged.")
    Page.objects.create(headline="Imprint", slug="imprint", body="We.", is_published=True)
    for old, new, model, merge in (
        ("Peace", "War", Topic, desk.merge_topics),
        ("Ann L.", "Bob", Person, desk.merge_people),
        ("Region", "Land", Section, desk.merge_sections),
        ("An office", "A ministry", Source, desk.merge_sources),
    ):
        merge(model.objects.create(name=old), model.objects.create(name=new), by=chief_editor)


def shown(folder, at):
    """Return {address: what readers find there} at a moment; files are named by hashes."""
    records.record(folder, at)
    answers = records.read(folder).items()
    return {
        OTHER.sub("", address): OTHER.sub("", text)
        for address, text in answers
        if not address.startswith(("/media/", "/.well-known/newsroom/"))
    }


def test_a_paper_shows_the_same_when_it_was_brought_into_an_empty_newsroom(paper, tmp_path):
    at = clock.now() + timedelta(minutes=5)
    before = shown(tmp_path / "a", at)
    call_command("take_out", tmp_path / "out")
    check_schemas(tmp_path / "out")
    Publication.objects.all().delete()
    Source.objects.update(represents=None)
    for model in (Section, Topic, Person, Source):
        model.objects.update(merged_into=None)
    for model in GONE:
        model.objects.all().delete()

    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=True):
        call_command("bring", tmp_path / "out")

    after = shown(tmp_path / "b", at)
    assert sorted(before) == sorted(after)
    differing = {
        path: records.difference(before[path], after[path]) for path in before if before[path] != after[path]
    }
    assert differing == {}
    assert Publication.objects.get().house_words == "warf → wharf"
    assert list(logged_rows.faults()) == []
    rollback.take_back(Import.objects.get())
    assert not any(model.objects.exists() for model in GONE if model is not Act)
    assert (Publication.objects.get().name, Publication.objects.get().logo) == ("Newsroom", None)
    assert [*verifying.archive_faults(), *logged_rows.faults()] == []


def test_what_is_set_here_or_no_form_would_take_does_not_come(publish, archive, tmp_path, reporter, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    wide = library.accept(files.upload(files.jpeg(400)), reporter, alt_text="Quay", credit="C")
    said = {"tagline": "Of boats", "logo_square": wide, "time_zone": "Europe/Nowhere", "four_eyes": True}
    Publication.objects.create(name="The Quay", **said)
    call_command("take_out", tmp_path / "out")
    Publication.objects.all().delete()
    Publication.objects.create(name="Mine")

    assert "2  settings of the paper" in archive.bring(file=tmp_path / "out", look=True)
    archive.bring(file=tmp_path / "out")

    row = Publication.objects.get()
    assert (row.name, row.tagline, row.logo_square, row.time_zone) == ("Mine", "Of boats", None, "UTC")
    assert not row.four_eyes


def test_a_newsroom_with_stories_keeps_what_it_says_of_itself(publish, archive, tmp_path):
    Publication.objects.create(name="The Quay", tagline="Of boats")
    call_command("take_out", tmp_path / "out")
    Publication.objects.all().delete()
    publish(headline="Rain")

    archive.bring(file=tmp_path / "out")

    assert not Publication.objects.exists()
