import gzip
import json

import pytest
from django.core.management import CommandError, call_command

from articles.archive import verifying
from articles.management.commands.demo import MORE, SAMPLE
from articles.models import Article, Edition, EditionPicture, Image, Section, clock
from demo import drawings, own_stories

ROWS = [json.loads(line) for line in SAMPLE.read_text().splitlines()]


@pytest.fixture
def demo(db, capsys):
    def demo(**options):
        call_command("demo", **{"pictures": 0, **options})
        return capsys.readouterr().out

    return demo


def test_it_fills_an_empty_newsroom_with_the_sample(demo):
    said = demo()

    assert f"{len(ROWS)} of {len(ROWS)} stories" in said
    assert Article.objects.count() == len(ROWS)
    live = Edition.objects.published(clock.now()).newest_first()
    assert len(live) > len(ROWS) / 2
    assert live[0].body_html


def test_each_text_of_the_files_begins_with_words():
    rows = ROWS + [json.loads(line) for line in MORE.read_text().splitlines()]

    assert [row["headline"] for row in rows if row["body_markdown"].startswith(("#", ">"))] == []


def test_it_has_stories_of_its_own_that_show_what_a_page_can_hold(demo, client, monkeypatch):
    monkeypatch.setattr(drawings, "WIDTH", 800)  # eight large ones take seconds
    monkeypatch.setattr(drawings, "HEIGHT", 600)
    demo(pictures=8)

    live = Edition.objects.published(clock.now())
    own = live.filter(section__slug__in=["this-demo", "views"]).order_by("first_published_at")
    pages = {story.headline: client.get(story.get_absolute_url()).text for story in own}
    cites, corrects, lays_out = (pages[own_stories.STORIES[place].headline] for place in (6, 7, 8))
    assert len(own) == len(own_stories.STORIES)
    assert Article.objects.count() == Article.objects.values("headline").distinct().count() >= 100
    assert {story.type_of_work for story in own} == set(Edition.TypeOfWork) - {"background"}
    assert "Part 2 of 3" in corrects
    shown = 'class="facts"', 'class="pull"', 'class="picture wide"'
    assert [cites.count(each) for each in shown] == [1] * 3
    assert 'class="chart"' in corrects
    assert 'class="beside"' in corrects
    assert 'class="gallery"' in lays_out
    assert 'hreflang="ru"' in cites
    assert 'class="picture upright"' in pages[own_stories.STORIES[-1].headline]
    assert list(verifying.archive_faults()) == []
    front = client.get("/").text
    assert front.split('class="below">')[1].split("</ul>")[0].count("<li>") == len(own_stories.BELOW_LEAD)
    assert 'class="block opinion"' in front
    assert all('property="og:image"' in page for page in [front, *pages.values()])
    person = client.get("/people/newsrooms-demo/").text
    assert 'class="portrait' in person
    assert "Nobody stands behind the name" in person


def test_each_band_of_the_demos_front_has_its_form(demo):
    demo()

    assert set(Section.objects.values_list("front_form", flat=True)) == {"lead", "lines", "wide"}


def test_it_refuses_a_newsroom_with_a_story(demo, make_article):
    make_article()

    with pytest.raises(CommandError, match="empty one only"):
        demo()

    assert Article.objects.count() == 1


def test_a_gzipped_file_is_read(demo, tmp_path):
    path = tmp_path / "texts.jsonl.gz"
    with gzip.open(path, "wt") as lines:
        lines.write(json.dumps(ROWS[0]) + "\n")

    demo(file=path, stories=2)

    assert Article.objects.filter(headline__startswith=ROWS[0]["headline"]).count() == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "holds no texts"),
        ("no JSON\n", "Line 1 is no news text"),
        ('\n{"headline": "Alone"}\n', "Line 2 is no news text"),
        ("[]\n", "Line 1 is no news text"),
    ],
)
def test_a_bad_file_is_named_and_nothing_is_stored(demo, tmp_path, text, sentence):
    path = tmp_path / "bad.jsonl"
    path.write_text(text)

    with pytest.raises(CommandError, match=sentence):
        demo(file=path)

    assert not Article.objects.exists()


def test_a_missing_file_is_named(demo, tmp_path):
    with pytest.raises(CommandError, match="missing.jsonl can't be read"):
        demo(file=tmp_path / "missing.jsonl")


def test_less_than_one_story_is_refused(demo):
    with pytest.raises(CommandError, match="at least 1"):
        demo(stories=0)


def test_it_runs_beside_the_supplied_article(demo):
    call_command("loaddata", "seed", verbosity=0)

    demo(stories=3)

    assert Article.objects.count() == 4
    call_command("verify")


def test_its_stories_share_drawings_that_say_what_they_are(demo):
    demo(stories=5, pictures=1)

    [picture] = Image.objects.all()
    assert picture.digital_source_type == Image.SourceType.ALGORITHMIC
    assert picture.alt_text
    shown = Edition.objects.exclude(pictures=[]).count()
    assert shown == EditionPicture.objects.count() > 1
