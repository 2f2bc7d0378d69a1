"""What a page says of its story by classes, as Medium's export does."""

import pytest

from articles.models import Article, Edition

pytestmark = pytest.mark.django_db

ENTRY = """<html><head><title>Tab</title></head><body><nav>Menu</nav><article class="h-entry">
<header><h1 class="p-name">Boats &amp; &lt;ships&gt;</h1></header>
<section class="p-summary">Two of them.</section>
<section class="e-content"><hr><h3>Boats &amp; &lt;ships&gt;</h3><h4>Two of them.</h4>
<p>Some <em>words</em>.</p>%s<hr><h4>Two of them.</h4></section>
<footer><p>By <a class="p-author h-card" href="/@ann"><img alt=""><span class="p-name">Ann Lee</span></a> on
<time class="dt-published" datetime="2018-08-11T11:23:34.123Z">August 11</time></p>
<a href="https://old.example.org/@ann/boats-1a2b" class="p-canonical">link</a> <a class="p-category">Sea</a>
<p>Exported from elsewhere.</p></footer></article></body></html>"""


def test_a_page_is_read_by_its_classes(bring, client):
    bring(post_DOT_html=ENTRY % "")

    edition = Edition.objects.get()
    assert (edition.headline, edition.standfirst) == ("Boats & <ships>", "Two of them.")
    assert edition.body == "Some *words*.\n\n---\n\n#### Two of them."
    assert edition.live_from.isoformat() == "2018-08-11T11:23:34.123000+00:00"
    assert [row["name"] for row in edition.byline] == ["Ann Lee"]
    assert [row["name"] for row in edition.topics] == ["Sea"]
    assert client.get("/@ann/boats-1a2b").headers["location"] == "/articles/boats-1a2b/"


def test_what_tells_no_moment_is_a_draft(bring):
    bring(post_DOT_html=(ENTRY % "").replace("dt-published", "note"))

    assert not Edition.objects.exists()
    assert Article.objects.get().body.startswith("Some *words*.")


def test_what_stands_in_an_entry_speaks_for_itself(bring):
    comment = """<div class="h-cite"><p class="p-name">Rude</p><p class="p-author">Troll</p></div>"""

    bring(post_DOT_html=ENTRY % comment)

    edition = Edition.objects.get()
    assert (edition.headline, len(edition.byline)) == ("Boats & <ships>", 1)
    assert "Rude" in edition.body


@pytest.mark.parametrize("more", ["""<article class="h-entry">More.</article>""", "<div>" * 400 + "deep"])
def test_a_page_of_several_entries_or_of_no_end_of_levels_keeps_its_words(bring, more):
    bring(post_DOT_html=ENTRY % more)

    assert "Exported from elsewhere." in Article.objects.get().body
    assert not Edition.objects.exists()
