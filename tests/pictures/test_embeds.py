"""Posts and videos of other sites: cards that call nobody before a click."""

import re
from xml.etree import ElementTree

import pytest
from django.conf import settings

from articles.models import Publication
from articles.pictures import markup
from articles.text import embeds, rendering

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
LISTED = {
    VIDEO: "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
    f"{VIDEO}&t=42s": "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
    "https://youtu.be/dQw4w9WgXcQ?si=abc": "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
    "https://vimeo.com/76979871": "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1",
    "https://x.com/someone/status/20": "https://platform.twitter.com/embed/Tweet.html?id=20&dnt=true",
    "https://t.me/channel/17": "https://t.me/channel/17?embed=1",
}
UNLISTED = [
    "http://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
    "https://evil.example/https://youtu.be/dQw4w9WgXcQ",
    "https://user@youtu.be/dQw4w9WgXcQ",
    'https://youtu.be/x"onload="y',
    "https://youtu.be/x/../../y",
    "https://youtu.be/" + "x" * 500,
    "https://www.youtube.com/@channel",
    "https://vimeo.com/76979871/../x",
    "https://t.me/channel",
    "https://example.org/video",
    "https://vimeo.com/٧٦٩",
]


def html(text):
    return markup.body_html(text, [], [])


@pytest.mark.parametrize("address", LISTED)
def test_a_listed_address_on_a_paragraph_of_its_own_is_a_card(address):
    for text in (address, f"<{address}>", f"Before.\n\n{address}\n\nAfter."):
        page = html(text)

        assert page.count('<figure class="embed') == 1
        assert f'data-frame="{LISTED[address].replace("&", "&amp;")}"' in page
        assert f'href="{address.replace("&", "&amp;")}"' in page


@pytest.mark.parametrize("address", UNLISTED)
def test_no_other_address_is_a_card(address):
    assert embeds.embed(address) is None
    assert "embed" not in html(address)


@pytest.mark.parametrize("text", [f"See {VIDEO}", f"- {VIDEO}", f"> {VIDEO}", f"[x]({VIDEO})", f"# {VIDEO}"])
def test_an_address_among_words_stays_as_it_was_typed(text):
    assert "<figure" not in html(text)


def test_a_card_calls_nobody_before_the_click():
    page = "".join(html(address) for address in LISTED)

    assert not re.search(r"<(?:iframe|img|script|link|source|video|object|embed)\b|src=", page)
    assert page.count("<div hidden><button") == len(LISTED)


def test_every_frame_is_one_that_the_policy_names():
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"] == embeds.FRAMES
    for frame in LISTED.values():
        assert frame.startswith(tuple(f"{host}/" for host in embeds.FRAMES))


def test_where_no_cards_are_known_a_link_is_printed():
    assert rendering.render(VIDEO) == f'<p><a href="{VIDEO}">{VIDEO}</a></p>\n'


@pytest.mark.django_db
def test_a_page_brings_the_script_only_where_there_is_a_card(client, make_article, publish):
    for body, has_card in ((f"Boats.\n\n{VIDEO}", True), ("Boats.", False)):
        page = client.get(publish(make_article(body=body)).editions.get().get_absolute_url()).text

        assert ("embeds.js" in page) == ('class="embed video"' in page) == has_card


@pytest.mark.django_db
def test_a_feed_has_the_plain_link(client, make_article, publish):
    Publication.objects.create(address="https://paper.example")
    publish(make_article(body=f"Boats.\n\n{VIDEO}\n\nEnd."))

    feed = ElementTree.fromstring(client.get("/feeds/latest.atom").content)  # noqa: S314

    content = feed.find(".//{http://www.w3.org/2005/Atom}content").text
    assert f'<p><a href="{VIDEO}" rel="noopener">Video on YouTube</a></p>' in content
    assert "button" not in content
    assert "<figure" not in content
    assert "End." in content
