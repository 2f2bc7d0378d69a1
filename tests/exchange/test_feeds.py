"""Feeds and agencies' messages that are brought as an archive."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from articles.models import Article, Edition, Page, Topic
from exchange.models import Arrival
from exchange.readers import feeds

from .agency import item, rss
from .conftest import only_story

pytestmark = pytest.mark.django_db


RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Old</title><link>https://old.example.org</link><item><title>Boats</title><link>https://old.example.org/news/boats.html</link>
<guid>https://old.example.org/?p=5</guid><pubDate>Thu, 02 Jan 2020 03:04:05 +0000</pubDate><dc:creator>Anna</dc:creator><category>Sea</category>
<description>In short.</description><content:encoded><![CDATA[<p>Some <b>words</b>.</p>]]></content:encoded></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Old</title><link href="https://old.example.org/"/><entry>
<title>Boats</title><link href="https://old.example.org/news/boats.html"/><id>tag:1</id><published>2020-01-02T03:04:05Z</published>
<updated>2020-01-02T03:04:05Z</updated><author><name>Anna</name></author><category term="Sea"/><summary>In short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Some <b>words</b>.</p></div></content></entry></feed>"""


@pytest.mark.parametrize("feed", [RSS, ATOM], ids=["rss", "atom"])
def test_a_feed_is_an_archive(bring, client, feed):
    bring(feed_DOT_xml=feed)

    edition = Edition.objects.get()
    assert (edition.headline, edition.standfirst, edition.body) == ("Boats", "In short.", "Some **words**.")
    assert (edition.byline[0]["name"], edition.topics[0]["name"]) == ("Anna", "Sea")
    assert edition.live_from.isoformat() == "2020-01-02T03:04:05+00:00"
    assert client.get("/news/boats.html")["Location"] == "/articles/boats/"


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        ("", "Use <b> & &amp; 5 < 6"),
        (' type="text"', "Use <b> & &amp; 5 < 6"),
        (' type="html"', "Use & & 5 < 6"),
    ],
)
def test_a_title_of_atom_is_text_where_it_says_no_other(bring, kind, there):
    title = "Use &lt;b&gt; &amp; &amp;amp; 5 &lt; 6"
    bring(feed_DOT_xml=ATOM.replace("<title>Boats", f"<title{kind}>{title}"))

    assert Edition.objects.get().headline == there


@pytest.mark.parametrize(
    ("kind", "words", "there"),
    [
        (
            "",
            "Use &lt;em&gt; &amp;amp; so.\n \nThen &lt;/em&gt;.",
            r"Use \<em> \&amp; so." "\n\n" r"Then \</em>.",
        ),
        (' type="text"', "Use &lt;em&gt;<!-- not --> so", r"Use \<em> so"),
        (' type="html"', "Use &lt;em&gt;it&lt;/em&gt;", "Use *it*"),
        ("", "<p>Use</p><p>it</p>", "Use\n\nit"),
    ],
)
@pytest.mark.parametrize("part", ["content", "summary"])
def test_a_text_of_atom_is_text_where_it_says_no_other(bring, kind, words, there, part):
    body = ATOM[ATOM.index("<summary>") : ATOM.index("</entry>")]

    bring(feed_DOT_xml=ATOM.replace(body, f"<{part}{kind}>{words}</{part}>"))

    assert only_story().body == there


MEDIA = RSS.replace("<rss", '<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://itunes"')
PICTURE = '<media:content url="https://old.example.org/{}.jpg" width="{}"><media:description>A {} &amp;lt;ship</media:description></media:content>'


@pytest.mark.parametrize("row", ["{}", "<media:group><media:title>Not Boats</media:title>{}</media:group>"])
def test_the_files_of_a_feed_are_not_its_text(bring, row):
    pictures = PICTURE.format("small", 140, "small") + PICTURE.format("wide", 700, "wide")
    words = MEDIA[MEDIA.index("<content:encoded>") : MEDIA.index("</item>")]

    bring(
        feed_DOT_xml=MEDIA.replace(words, "").replace("<title>Boats", row.format(pictures) + "<title>Boats")
    )

    arrival = Arrival.objects.get(key__startswith="feed:")
    assert (arrival.article.headline, arrival.article.body) == ("Boats", "In short.")
    assert (arrival.missing, arrival.left_out) == (["picture:https://old.example.org/wide.jpg"], [])


def test_recordings_and_further_pictures_of_an_entry_are_kept_beside_it(bring):
    files = "".join(
        f'<link rel="enclosure" type="{kind}" href="https://old.example.org/{name}"/>'
        for kind, name in (("image/jpeg", "a"), ("image/png", "b.png"), ("audio/mpeg", "c.mp3"))
    )

    bring(feed_DOT_xml=ATOM.replace("<summary>", f"{files}<summary>"))

    assert Arrival.objects.get(key__startswith="feed:").left_out == [
        ["picture", "https://old.example.org/b.png"],
        ["recording", "https://old.example.org/c.mp3"],
    ]


@pytest.mark.parametrize(
    "said",
    [
        "<author>anna@example.org (Anna)</author>",
        "<itunes:author>Anna</itunes:author>",
        "<author>anna@example.org</author><author>Anna</author>",
    ],
)
def test_an_author_of_rss_has_a_name_behind_the_address(bring, said):
    bring(feed_DOT_xml=MEDIA.replace("<dc:creator>Anna</dc:creator>", said))

    assert [row["name"] for row in Edition.objects.get().byline] == ["Anna"]


def test_the_logo_of_where_an_entry_comes_from_is_none_of_its_pictures(bring):
    bring(
        feed_DOT_xml=RSS.replace(
            "<description>", '<source url="https://x.example/logo.png">X</source><description>'
        )
    )

    assert (Edition.objects.get().lead_picture, Arrival.objects.get(key__startswith="feed:").missing) == (
        None,
        [],
    )


def test_an_author_of_many_signs_is_read_at_once(limit):
    start = time.process_time()

    assert feeds.AUTHOR.fullmatch("@" * 60_000) is None

    assert time.process_time() - start < limit


BLOGGER = "http://schemas.google.com/blogger/2008/kind#"
LATER_BLOGGER = '<x:{0} xmlns:x="http://schemas.google.com/blogger/2018">{1}</x:{0}>'


def entry(number, kind, state):
    """Return an entry as Blogger exports it: the older form for even numbers, the newer one for odd ones."""
    if number % 2:
        said = LATER_BLOGGER.format("type", kind.upper()) + LATER_BLOGGER.format("status", state.upper())
        said += LATER_BLOGGER.format("filename", f"/2020/{number}.html") + "<link/>"
    else:
        said = f'<category scheme="kind" term="{BLOGGER}{kind}"/><link href="https://old.org/2020/{number}.html"/>'
        hidden = '<a:control xmlns:a="http://purl.org/atom/app#"><a:draft>yes</a:draft></a:control>'
        said += hidden if state == "draft" else ""
    return (f"<entry><id>{number}</id><title>T{number}</title><published>2020-01-02T03:04:05Z</published>{said}"
            f'<category term="Sea"/><content type="html">Words.</content></entry>')  # fmt: skip


def test_of_bloggers_export_only_what_was_public_is(bring, client):
    rows = [("post", "live"), ("post", "live"), ("post", "draft"), ("post", "draft"), ("comment", "live"), ("comment", "live"),
            ("settings", "live"), ("post", "soft_trashed"), ("template", "live"), ("post", "new_word"), ("page", "live")]  # fmt: skip
    entries = "".join(entry(number, *row) for number, row in enumerate(rows))

    report = bring(feed_DOT_xml=f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>')

    assert set(Edition.objects.values_list("headline", flat=True)) == {"T0", "T1"}
    assert set(Article.objects.values_list("headline", flat=True)) == {"T0", "T1", "T2", "T3", "T9"}
    assert Page.objects.get().headline == "T10"
    assert Topic.objects.get().name == "Sea"
    assert client.get("/2020/1.html")["Location"] == "/articles/1/"
    assert report["left"]["comment, publish"] == 2


NITF = """<nitf><head><title>T</title><docdata><doc-id id-string="n1"/><date.issue norm="20200102T030405Z"/></docdata></head><body><body.head>
<hedline><hl1>Boats</hl1><hl2>In short.</hl2></hedline><byline>By Anna</byline></body.head><body.content><p>Some <em>words</em>.</p></body.content></body></nitf>"""
NEWSML = """<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:n1"><itemMeta><versionCreated>2020-01-02T03:04:05Z</versionCreated>
<pubStatus qcode="stat:usable"/></itemMeta><contentMeta><headline>Boats</headline><description>In short.</description><by>Anna</by></contentMeta>
<contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Some <em>words</em>.</p></body></html></inlineXML></contentSet></newsItem>"""
NINJS2 = json.dumps({"uri": "urn:n1", "versioncreated": "2020-01-02T03:04:05Z", "pubstatus": "usable", "headline": "Boats",
                     "description_text": "In short.", "byline": "Anna", "body_html": "<p>Some <em>words</em>.</p>"})  # fmt: skip
NINJS3 = json.dumps({"uri": "urn:n1", "versioncreated": "2020-01-02T03:04:05Z", "headlines": [{"value": "Boats"}],
                     "descriptions": [{"value": "In short."}], "bylines": [{"name": "Anna"}],
                     "bodies": [{"contenttype": "text/html", "value": "<p>Some <em>words</em>.</p>"}]})  # fmt: skip


@pytest.mark.parametrize(
    ("name", "message"),
    [("a_DOT_xml", NITF), ("a_DOT_xml", NEWSML), ("a_DOT_json", NINJS2), ("a_DOT_json", NINJS3)],
    ids=["nitf", "newsml", "ninjs2", "ninjs3"],
)
def test_what_an_agency_sent_waits_as_a_draft(bring, name, message):
    bring(**{name: message})

    assert (only_story().headline, only_story().standfirst, only_story().body) == (
        "Boats",
        "In short.",
        "Some *words*.",
    )
    assert [str(row) for row in only_story().bylines.all()] == ["Anna"]
    assert not Edition.objects.exists()


def test_what_an_agency_killed_is_left_out(bring):
    report = bring(a_DOT_json=NINJS2.replace("usable", "canceled"))

    assert not Article.objects.exists()
    assert report["left"] == {"post, canceled": 1}


def test_items_of_one_title_and_moment_are_told_apart_by_their_texts(feed, agency, run):
    at = datetime.now(UTC) - timedelta(hours=1)
    one, two, three = (item(None, "Urgent", f"<p>{body}</p>", at) for body in ("One.", "Two.", "Three."))
    agency.answer(rss(two, one, one))

    assert run()[0] == "Agency: 2 new, 0 changed\n"
    agency.answer(rss(three, two, one))
    assert run()[0] == "Agency: 1 new, 0 changed\n"
