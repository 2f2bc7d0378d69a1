"""Substack's export: a table of posts, their texts beside it, and lists of subscribers."""

import pytest

from articles.models import Article, Edition, Page
from exchange.models import Arrival

pytestmark = pytest.mark.django_db

HEAD = "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n"
TEXT = """<p>Some <em>words</em>.</p><p class="button-wrapper" data-attrs="{}"><a href="/subscribe">Subscribe</a></p>
<div class="tweet" data-attrs="{&quot;url&quot;:&quot;https://twitter.com/ann/status/1234567890&quot;}"></div>
<div data-attrs="{&quot;url&quot;:&quot;https://a.example/p/b&quot;,&quot;title&quot;:&quot;B &amp; C&quot;}"></div>"""


def row(number, slug, is_published="true", kind="newsletter", audience="everyone", title="Boats"):
    moment = "2022-08-12T12:11:23.230Z"
    return f"{number}.{slug},{moment},{is_published},,{kind},{audience},{title},It&#x2019;s short,\n"


@pytest.fixture
def letter(archive, tmp_path):
    """Return a function that brings an export with some rows; it returns the report."""

    def letter(*rows, text=TEXT):
        folder = tmp_path / "letter"
        (folder / "posts").mkdir(parents=True)
        (folder / "posts.csv").write_text(HEAD + "".join(rows))
        (folder / "posts/1001.opens.csv").write_text("email,time\nreader@example.org,now\n")
        (folder / "email_list.csv").write_text("email,name\nreader@example.org,Reader\n")
        for each in rows if text else ():
            (folder / f"posts/{each.partition(',')[0]}.html").write_text(text)
        return archive.report(file=folder)

    return letter


def test_a_post_comes_with_its_text_moment_and_address(letter, client):
    report = letter(row(1001, "boats"))

    edition = Edition.objects.get()
    assert (edition.headline, edition.standfirst, edition.slug) == ("Boats", "It’s short", "boats")
    assert edition.live_from.isoformat() == "2022-08-12T12:11:23.230000+00:00"
    assert (
        edition.body
        == "Some *words*.\n\n<https://twitter.com/ann/status/1234567890>\n\n[B & C](https://a.example/p/b)"
    )
    assert client.get("/p/boats").headers["location"] == "/articles/boats/"
    assert (report["problems"], report["left"]) == ([], {"button": 1})


def test_no_address_of_a_subscriber_is_kept(letter):
    letter(row(1001, "boats"))

    assert Article.objects.count() == 1
    assert "reader@example.org" not in str(list(Arrival.objects.values_list()))


@pytest.mark.parametrize(
    "said", [{"is_published": "FALSE"}, {"audience": "only_paid"}, {"audience": "founding"}]
)
def test_what_was_not_for_everybody_is_a_draft(letter, said):
    letter(row(1001, "boats", **said))

    assert (Article.objects.count(), Edition.objects.count()) == (1, 0)


def test_a_post_without_its_text_is_a_draft_and_told(letter):
    report = letter(row(1001, "boats"), text="")

    assert (Article.objects.count(), Edition.objects.count()) == (1, 0)
    assert "posts.csv, line 2" in str(report["problems"])


def test_a_page_is_a_standing_page(letter):
    letter(row(1001, "about", kind="page", title="About us"))

    assert Page.objects.get(slug="about").headline == "About us"


@pytest.mark.parametrize("key", ["../../secret", "", "1001"])
def test_a_row_that_names_no_post_is_told(letter, key):
    report = letter(row(1001, "boats"), row(1, "x").replace("1.x", key), text="")

    assert "posts.csv, line 3" in str(report["problems"])
    assert Article.objects.count() == 1
