"""What editors did about a newsroom's stories comes with it: fronts, what stands beside stories, their ends."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import desk
from articles.archive import verifying
from articles.desk import importing
from articles.models import (
    Article,
    Edition,
    Placement,
    Relation,
    Section,
    clock,
    site_state,
)
from exchange import rollback
from exchange.models import Import
from exchange.running import Refused

pytestmark = pytest.mark.django_db


def placed():
    columns = ("section__slug", "slot", "article__slug", "placed_from", "placed_until")
    return sorted(map(str, Placement.objects.values_list(*columns)))


@pytest.fixture
def fronts(publish, make_article, chief_editor):
    """A paper's front and a section's, with what stood there, stands there and is planned for it."""
    city = Section.objects.create(name="City")
    stories = [publish(make_article(headline=f"Story {number}", section=city)) for number in range(3)]
    for story, slot, section in ((0, 0, None), (1, 0, None), (2, 1, None), (2, 0, city)):
        desk.place(stories[story], by=chief_editor, slot=slot, section=section)
    ahead = clock.now() + timedelta(days=2)
    desk.place(stories[0], by=chief_editor, slot=0, at=ahead, until=ahead + timedelta(days=1))
    return stories


def test_each_story_stands_where_it_stood_on_the_fronts(fronts, again):
    before = placed()

    again()

    assert placed() == before
    assert list(verifying.archive_faults()) == []


def test_what_an_editor_placed_here_stays(fronts, again, archive, tmp_path, chief_editor):
    again()
    desk.place(Article.objects.get(slug="story-2"), by=chief_editor, slot=0)
    before = placed()

    archive.bring(file=tmp_path / "out", origin="again")

    assert placed() == before
    with pytest.raises(Refused, match="worked on here"):
        rollback.take_back(Import.objects.earliest("pk"))


@pytest.fixture
def years(fronts, chief_editor):
    """Forty days on which one story after the other led the paper."""
    Placement.objects.filter(section=None).delete()
    start = clock.now() - timedelta(days=50)
    for day in range(40):
        since = start + timedelta(days=day)
        Placement.objects.create(
            article=fronts[day % 3], slot=0, placed_from=since, placed_until=since + timedelta(days=1)
        )
    desk.relate(fronts[0], by=chief_editor, stories=fronts[1:])
    return fronts


def test_the_fronts_of_years_need_few_queries(years, again):
    before = placed()

    with CaptureQueriesContext(connection) as queries:
        again()

    assert placed() == before
    assert sum("articles_placement" in row["sql"] for row in queries) < 10


def test_fronts_that_were_cut_off_are_set_up_by_the_next_run(years, again, archive, tmp_path, monkeypatch):
    before, beside = placed(), Relation.objects.count()
    monkeypatch.setattr("exchange.fronts.IN", 10)
    acts, insert = [], importing.place

    def cut_off(rows, **said):
        acts.append(said["at"])
        if len(acts) == 3:
            raise KeyboardInterrupt
        insert(rows, **said)

    with monkeypatch.context() as patch:
        patch.setattr(importing, "place", cut_off)
        with pytest.raises(KeyboardInterrupt):
            again()
    assert (Placement.objects.count(), len(set(acts))) == (20, 3)
    token = site_state.state().token

    archive.bring(file=tmp_path / "out", origin="again")

    assert (placed(), Relation.objects.count()) == (before, beside)
    assert site_state.state().token != token
    assert list(verifying.archive_faults()) == []


def test_stories_stand_beside_those_beside_which_they_stood(publish, again, chief_editor, archive, tmp_path):
    one, two, three = (publish(headline=f"Story {number}") for number in range(3))
    desk.relate(one, by=chief_editor, stories=[two])
    desk.relate(one, by=chief_editor, stories=[three, two])
    desk.relate(two, by=chief_editor, stories=[one])

    again()
    archive.bring(file=tmp_path / "out", origin="again")

    rows = Relation.objects.order_by("article__slug", "place").values_list("article__slug", "other__slug")
    assert list(rows) == [("story-0", "story-2"), ("story-0", "story-1"), ("story-1", "story-0")]
    assert list(verifying.archive_faults()) == []


def test_a_translation_stays_one_whichever_stands_first(publish, make_article, again, client):
    original = publish(headline="Zebra", slug="zebra")
    publish(make_article(headline="Aal", slug="aal", language="de", translation_of=original))
    make_article(headline="A draft", slug="a-draft", translation_of=original)

    report = again()

    tied = Article.objects.filter(translation_of__slug="zebra").order_by("slug")
    assert [row.slug for row in tied] == ["a-draft", "aal"]
    assert 'hreflang="de"' in client.get("/articles/zebra/").text
    assert report["problems"] == []
    assert list(verifying.archive_faults()) == []


def test_fronts_and_ties_go_with_their_import(fronts, publish, make_article, again, chief_editor):
    desk.relate(fronts[0], by=chief_editor, stories=fronts[1:])
    publish(make_article(headline="Aal", slug="aal", language="de", translation_of=fronts[0]))
    again()

    rollback.take_back(Import.objects.get())

    assert [model.objects.count() for model in (Article, Placement, Relation)] == [0, 0, 0]
    assert list(verifying.archive_faults()) == []


def test_a_withdrawn_story_answers_with_its_note(publish, again, chief_editor, client):
    desk.withdraw(publish(headline="Wrong", slug="wrong"), by=chief_editor, note="All of it was wrong.")
    before = client.get("/articles/wrong/")

    again()

    after = client.get("/articles/wrong/")
    assert (before.status_code, after.status_code) == (410, 410)
    assert "All of it was wrong." in after.text
    assert client.get("/corrections/").text.count("All of it was wrong.") == 1


@pytest.mark.parametrize("is_live", [True, False])
def test_a_story_ends_when_it_was_to_end(publish, again, chief_editor, is_live):
    ahead = clock.now() + timedelta(days=9)
    story = publish(headline="Rain", slug="rain", at=None if is_live else ahead - timedelta(days=1))
    desk.expire(story, by=chief_editor, at=ahead)
    moments = list(Edition.objects.order_by("number").values_list("kind", "live_from", "live_until"))

    again()

    assert list(Edition.objects.order_by("number").values_list("kind", "live_from", "live_until")) == moments


def test_a_story_that_does_not_say_how_it_ended_is_a_draft(archive, tmp_path):
    (tmp_path / "a.md").write_text(
        "---\ntitle: Rain\ndate: 2020-01-02T00:00:00Z\nstatus: gone\n---\nIt rained."
    )

    report = archive.report(file=tmp_path / "a.md")

    assert not Edition.objects.exists()
    assert "it was brought as a draft" in str(report["problems"])
