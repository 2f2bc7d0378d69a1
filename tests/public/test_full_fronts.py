"""A front stands whatever it is given: many sections, headlines of any script, charts of any size."""

import re

import brotli
import pytest
import time_machine

from articles import desk
from articles.models import Byline, Section
from tests.reading import headlines

LONG = "Foreign affairs, security, migration and the neighbourhood {}"  # 60 letters and more
HEADLINES = {
    "long": "The council of the harbour town " * 5,
    "one word": "Donaudampfschifffahrtsgesellschaftskapitän" * 3,
    "hebrew": "הגשר נפתח מחדש אחרי שלוש שנים",
    "arabic": "افتتح الجسر من جديد",
    "chinese": "大桥三年后重新开放",
    "thai": "สะพานเปิดอีกครั้งหลังจากสามปี",
    "emoji": "🌊🚢",
    "figures": "12",
    "markup": "<b>A & B</b> “[@x]” {{ x }}",
}


@pytest.fixture
def published(make_article, chief_editor):
    """Publish a story in spite of what the copy desk warns of."""

    def published(**fields):
        article = make_article(**fields)
        desk.publish(article, by=chief_editor, despite="It tries the page.")
        return article

    return published


@pytest.fixture
def full(published):
    """Forty sections with a story each, and a headline of every kind."""
    sections = [Section(name=LONG.format(number), slug=f"s{number}", position=number) for number in range(40)]
    said = [*HEADLINES.values(), *(f"Story {number}" for number in range(40 - len(HEADLINES)))]
    for section, headline in zip(Section.objects.bulk_create(sections), said, strict=True):
        published(headline=headline[:300], section=section)
    return sections


def test_forty_sections_and_headlines_of_any_script_stand_on_a_front_of_its_size(full, client):
    page = client.get("/")

    assert page.status_code == 200
    assert len(brotli.compress(page.content)) < 60_000
    for section in full:
        assert f'href="/sections/{section.slug}/"' in page.content.decode()
    assert len(headlines(page)) == len(set(headlines(page)))
    assert b"<b>A &amp;" not in page.content
    assert b"&lt;b&gt;A &amp; B" in page.content


def test_a_front_names_each_day_of_its_latest_stories_once(published, section, client):
    for number in range(16):
        with time_machine.travel(f"2026-01-0{1 + number // 8}T10:{10 + number}:00Z", tick=False):
            published(headline=f"Story {number}", section=section)

    days = re.findall(r'<p class="day"><time datetime="([^"]+)">([^<]+)', client.get("/").text)

    assert days == [("2026-01-02", "2 January 2026"), ("2026-01-01", "1 January 2026")]


@pytest.mark.parametrize(("authors", "named"), [(4, 4), (5, 3), (12, 3)])
def test_a_card_names_four_authors_at_most_and_says_how_many_more(
    authors, named, make_article, chief_editor, client
):
    article = make_article()
    Byline.objects.bulk_create(
        Byline(article=article, name=f"Author {number}", order=number) for number in range(authors)
    )
    desk.publish(article, by=chief_editor)

    names = re.findall(r'<span class="name">([^<]+)', client.get("/").text)

    more = [f"and {authors - named} more"] if authors > named else []
    assert names == [*(f"Author {number}" for number in range(named)), *more]
    assert f"Author {authors - 1}" in client.get(f"/articles/{article.slug}/").text


@pytest.mark.parametrize("headline", HEADLINES.values(), ids=HEADLINES)
def test_a_story_of_any_headline_leads_its_section(headline, published, section, client):
    published(headline=headline[:300], section=section)

    for path in (f"/sections/{section.slug}/", "/archive/", "/sitemap.xml", "/feeds/latest.rss"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "rows",
    [
        "\n".join(f"{number},{number}" for number in range(10_000)),
        'a,"b\nc,1',
        "a,b,c,d,e,f,g\n1",
        ",,,\n,,,",
        "<script>,1\n<b>,2",
    ],
    ids=["ten thousand rows", "open quotation", "columns", "nothing", "markup"],
)  # fmt: skip
def test_a_chart_that_is_none_leaves_a_page_that_stands(rows, published, client):
    story = published(body=f"Words.\n\n```chart bars Ships\nPort,2026\n{rows}\n```\n\nBehind it.")

    page = client.get(f"/articles/{story.slug}/")

    assert page.status_code == 200
    assert "Behind it." in page.content.decode()
    assert "<script>," not in page.content.decode()
