import re
import xml.etree.ElementTree as ElementTree
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.cache import caches

from articles import desk
from articles.models import Byline, Edition, Person, Publication, Section, Topic, clock
from articles.public import feeds, page_cache

ATOM = "{http://www.w3.org/2005/Atom}"


def read(client):
    response = client.get("/feeds/latest.atom")
    assert response.status_code == 200
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


def entries(client):
    return read(client).findall(f"{ATOM}entry")


def test_it_works(client, publish):
    Publication.objects.create(name="The Paper", address="https://paper.example")
    publish(
        headline="Bridge <opens>", slug="bridge", standfirst="At last.", body="It [holds](/pages/about/)."
    )

    feed = read(client)

    assert feed.find(f"{ATOM}title").text == "The Paper"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://paper.example/",
        "self": "https://paper.example/feeds/latest.atom",
    }
    [entry] = feed.findall(f"{ATOM}entry")
    assert entry.find(f"{ATOM}title").text == "Bridge <opens>"
    assert entry.find(f"{ATOM}link").get("href") == "https://paper.example/articles/bridge/"
    assert 'href="https://paper.example/pages/about/"' in entry.find(f"{ATOM}content").text
    assert client.get("/feeds/latest.atom")["Content-Type"].startswith("application/atom+xml")


def test_an_id_outlives_a_slug_and_a_correction(client, publish, change, chief_editor):
    article = publish(slug="old", body="Nine.")
    before = entries(client)[0].find(f"{ATOM}id").text

    desk.publish(change(article, slug="new"), by=chief_editor)
    desk.correct(article, by=chief_editor, kind="correction", note="Ten.", changes={"body": "Ten."})

    assert entries(client)[0].find(f"{ATOM}id").text == before


def test_an_id_is_the_storys_uid(client, publish):
    article = publish()

    assert entries(client)[0].find(f"{ATOM}id").text == f"urn:uuid:{article.uid}"


def test_ids_differ_between_stories(client, publish):
    publish(), publish()

    first, second = (entry.find(f"{ATOM}id").text for entry in entries(client))

    assert first != second


def test_a_correction_updates_an_entry_and_not_its_publication(client, publish, chief_editor):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        article = publish(body="Nine.")
    with time_machine.travel("2026-01-02T10:00:00Z", tick=False):
        desk.correct(article, by=chief_editor, kind="correction", note="Ten.", changes={"body": "Ten."})
        [entry] = entries(client)

    assert entry.find(f"{ATOM}published").text == "2026-01-01T10:00:00+00:00"
    assert entry.find(f"{ATOM}updated").text == "2026-01-02T10:00:00+00:00"
    assert "Ten." in entry.find(f"{ATOM}content").text


def test_a_withdrawn_story_leaves_the_feed(client, publish, chief_editor):
    article = publish()
    desk.withdraw(article, by=chief_editor, note="Taken back.")

    assert entries(client) == []


def test_no_old_story_by_if_modified_since(client, publish):
    publish(headline="Fresh")

    response = client.get(
        "/feeds/latest.atom", headers={"If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"}
    )

    assert response.status_code == 200
    assert "Last-Modified" not in response


def test_a_reader_who_has_the_feed_is_told_so(client, publish):
    publish()
    etag = client.get("/feeds/latest.atom")["ETag"]

    assert client.get("/feeds/latest.atom", headers={"If-None-Match": etag}).status_code == 304


def test_two_processes_print_the_same_feed(client, publish):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        publish()
        first = client.get("/feeds/latest.atom")
    caches["pages"].clear()
    page_cache._era = page_cache._era._replace(token=None, until=clock.BEGINNING, held={})
    with time_machine.travel("2026-01-01T10:07:00Z", tick=False):
        second = client.get("/feeds/latest.atom")

    assert second.content == first.content
    assert second["ETag"] == first["ETag"]


@pytest.mark.parametrize("end", ["atom", "rss"])
def test_a_feed_without_stories_is_the_same_at_each_moment(client, publish, end):
    publish()
    Section.objects.create(name="Quiet", slug="quiet")
    answers = []
    for minutes in (1, 2):
        caches["pages"].clear()
        with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
            answers.append(client.get(f"/feeds/sections/quiet.{end}"))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content


def test_a_feed_costs_three_queries(client, publish, django_assert_num_queries):
    for _story in range(5):
        publish()
    client.get("/feeds/latest.json")  # the head is computed once for each change

    with django_assert_num_queries(3):
        read(client)


def test_an_entry_tells_a_correction_in_the_time_that_the_paper_has_now(client, publish, chief_editor):
    article = publish()
    paper = Publication.objects.create(time_zone="UTC")
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        desk.correct(article, by=chief_editor, kind="correction", note="Ten.", changes={"body": "Ten."})
        told = []
        for zone in ("UTC", "Asia/Tokyo"):
            paper.time_zone = zone
            paper.save()
            [item] = client.get("/feeds/latest.json").json()["items"]
            told.append(item["_newsroom"]["corrections"][0]["live_from"][-6:])

    assert told == ["+00:00", "+09:00"]


def test_an_entry_tells_its_record_and_what_was_corrected(client, publish, chief_editor):
    """The same as the API, in each form."""
    article = publish(language="ru", headline="Мост")
    desk.correct(article, by=chief_editor, kind="correction", note="It <did>.", changes={"body": "Ten."})
    Edition.objects.filter(number=2).update(is_unconfirmed=True)
    edition, told = Edition.objects.get(number=2), client.get("/api/v1/articles/").json()["articles"][0]
    caches["pages"].clear()

    item = client.get("/feeds/latest.json").json()["items"][0]
    entry = read(client).find(f"{ATOM}entry")
    rss = ElementTree.fromstring(client.get("/feeds/latest.rss").content).find("channel/item")  # noqa: S314

    assert item["_newsroom"] == {
        "uid": str(article.uid),
        "number": 2,
        "kind": "correction",
        "digest": edition.digest,
        "is_unconfirmed": True,
        "corrections": [{**told["corrections"][0], "is_unconfirmed": True}],
    }
    assert item["language"] == entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"
    assert rss.find("{http://purl.org/dc/elements/1.1/}language").text == "ru"
    for each in (entry, rss):
        record, correction = each.find("{urn:newsroom:1}edition"), each.find("{urn:newsroom:1}correction")
        assert (record.get("number"), record.get("digest")) == ("2", edition.digest)
        assert (record.get("kind"), record.get("is_unconfirmed")) == ("correction", "true")
        assert (correction.get("kind"), correction.text) == ("correction", "It <did>.")


@pytest.mark.parametrize("kind", ["correction", "retraction"])
def test_an_entry_says_above_its_text_what_was_corrected(client, publish, chief_editor, kind):
    article = publish(body="Nine.")
    desk.correct(article, by=chief_editor, kind=kind, note="It <did>.", changes={"body": "Ten."})

    [item] = client.get("/feeds/latest.json").json()["items"]
    rss = ElementTree.fromstring(client.get("/feeds/latest.rss").content).find("channel/item")  # noqa: S314

    said = f"<p><strong>{kind.capitalize()}</strong> It &lt;did&gt;.</p>\n<p>Ten.</p>\n"
    assert item["content_html"] == entries(client)[0].find(f"{ATOM}content").text == said
    assert rss.find("{http://purl.org/rss/1.0/modules/content/}encoded").text == said


def test_an_entry_says_that_the_note_of_a_correction_is_redacted(client, publish, chief_editor):
    article = publish(body="Nine.")
    desk.correct(article, by=chief_editor, kind="correction", note="It was Bob.", changes={"body": "Ten."})
    desk.redact(article, by=chief_editor, order="A court's", fields=["note"])

    [item] = client.get("/feeds/latest.json").json()["items"]

    said = "<p><strong>Correction</strong> This note is redacted.</p>\n<p>Ten.</p>\n"
    assert item["content_html"] == said


def test_no_control_character_breaks_a_feed(client, publish):
    story = publish()
    hidden = {"headline": "Vertical\x0btab", "body_html": "<p>And\x01 \x0b so.</p>"}  # as an import may bring
    Edition.objects.filter(article=story).update(**hidden)

    for form in ("atom", "rss", "json"):
        response = client.get(f"/feeds/latest.{form}")
        assert response.status_code == 200
        assert b"Verticaltab" in response.content


def test_no_control_character_in_a_name_breaks_a_feed_or_the_news_sitemap(client, publish, make_article):
    Publication.objects.create(name="The\x0bPaper", tagline="News\x0b.")
    article = make_article(section=Section.objects.create(name="Quiet", slug="quiet"))
    article.topics.add(Topic.objects.create(name="Water", slug="water"))
    person = Person.objects.create(name="Anna", slug="anna")
    Byline.objects.create(article=article, person=person, order=1)
    publish(article)
    for model in (Section, Topic, Person):  # the copy desk sees none that is renamed
        model.objects.update(name="An\x0bna")

    feeds = [f"/feeds/{path}.{end}" for path in ("latest", "sections/quiet", "topics/water", "people/anna")
             for end in ("atom", "rss")]  # fmt: skip
    for address in (*feeds, "/sitemaps/news.xml"):
        ElementTree.fromstring(client.get(address).content)  # noqa: S314


@pytest.mark.parametrize(
    ("written", "read_elsewhere"),
    [
        ("/pages/x/", "https://paper.example/pages/x/"),
        ("//host.example/x", "https://host.example/x"),
        ("////host.example/x", "https://host.example/x"),
        ("other/", "https://paper.example/articles/bridge/other/"),
        ("../other/", "https://paper.example/articles/other/"),
        ("?x=1&amp;y=2", "https://paper.example/articles/bridge/?x=1&amp;y=2"),
        ("#x", "https://paper.example/articles/bridge/#x"),
        ("https://host.example/a?b#c", "https://host.example/a?b#c"),
        ("mailto:a@host.example", "mailto:a@host.example"),
        ("//[broken", "//[broken"),
    ],
)
def test_an_address_is_resolved_as_a_browser_does(written, read_elsewhere):
    html = f'<p title="href=&quot;/t"><a title="> href=" href="{written}">x</a></p>'

    read = feeds.absolute(html, "https://paper.example/articles/bridge/")

    assert read == html.replace(f'href="{written}"', f'href="{read_elsewhere}"')


def test_each_size_of_a_picture_is_resolved():
    html = '<img srcset="/a.jpeg 480w, /b.jpeg 680w" src="/a.jpeg"><video poster="/c.jpeg" controls src="/d">'

    assert feeds.absolute(html, "https://paper.example/x/") == html.replace(
        '"/', '"https://paper.example/'
    ).replace(", /", ", https://paper.example/")


@pytest.mark.parametrize("body", ['`href="/x"`', 'Write href="/x" here.', '    <a href="/x" src="//y">'])
def test_what_looks_like_an_address_in_a_text_stays(client, publish, body):
    Publication.objects.create(address="https://paper.example")
    edition = publish(body=body).editions.get()

    assert entries(client)[0].find(f"{ATOM}content").text == edition.body_html


@pytest.mark.parametrize(
    ("form", "author"),
    [
        ("atom", "<author><name>{}</name></author>"),
        ("rss", '<dc:creator xmlns:dc="http://purl.org/dc/elements/1.1/">{}</dc:creator>'),
        ("json", '{{"name": "{}"}}'),
    ],
)
def test_each_author_of_a_story_is_one_of_a_feeds(client, publish, make_article, form, author):
    article = make_article()
    for order, name in enumerate(["Anna Petrova", "Ben Abel"]):
        Byline.objects.create(article=article, name=name, order=order)
    publish(article)

    feed = client.get(f"/feeds/latest.{form}").text

    assert all(author.format(name) in feed for name in ("Anna Petrova", "Ben Abel"))


def test_a_story_without_byline_is_the_papers(client, publish):
    Publication.objects.create(name="The Paper")
    publish()

    assert entries(client)[0].find(f"{ATOM}author/{ATOM}name").text == "The Paper"
    assert client.get("/feeds/latest.json").json()["items"][0]["authors"] == [{"name": "The Paper"}]


def test_an_entry_of_json_has_a_text_where_the_whole_one_is_redacted(client, publish, chief_editor):
    """JSON Feed 1.1 demands `content_html` or `content_text`."""
    desk.redact(publish(standfirst="At last."), by=chief_editor, order="A court's", fields=["body"])

    [item] = client.get("/feeds/latest.json").json()["items"]

    assert (item.get("content_html"), item["content_text"]) == (None, "At last.")


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_a_story_without_a_standfirst_has_no_summary(client, publish, form):
    publish(standfirst="")

    feed = client.get(f"/feeds/latest.{form}").text

    assert "None" not in feed
    assert "<summary" not in feed
    assert '"summary"' not in feed


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_plain_summary_loses_no_word_where_it_is_read_as_html(client, publish, form):
    publish(standfirst="For <Name> & co, &copy; too")

    [said] = re.findall(
        r"<(?:summary[^>]*|description)>(For .*?)</", client.get(f"/feeds/latest.{form}").text
    )

    assert unescape(unescape(said)) == "For <Name> & co, &copy; too"


def test_a_story_has_one_id_in_all_forms(client, publish):
    publish()

    atom = entries(client)[0].find(f"{ATOM}id").text
    rss = ElementTree.fromstring(client.get("/feeds/latest.rss").content)  # noqa: S314 - our own

    assert rss.find("channel/item/guid").text == atom
    assert client.get("/feeds/latest.json").json()["items"][0]["id"] == atom
