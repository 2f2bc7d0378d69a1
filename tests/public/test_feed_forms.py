"""The forms of a feed say the same, and each part of the paper has one."""

import xml.etree.ElementTree as ElementTree

from articles import desk
from articles.models import Byline, Person, Publication, Section, Topic


def test_rss_holds_the_same(client, publish):
    Publication.objects.create(name="The Paper", address="https://paper.example")
    publish(headline="Bridge <opens>", slug="bridge", body="It [holds](/pages/about/).")

    response = client.get("/feeds/latest.rss")

    channel = ElementTree.fromstring(response.content).find("channel")  # noqa: S314 - our own
    item = channel.find("item")
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert (
        channel.find("{http://www.w3.org/2005/Atom}link").get("href")
        == "https://paper.example/feeds/latest.rss"
    )
    assert item.find("title").text == "Bridge <opens>"
    assert item.find("guid").get("isPermaLink") == "false"
    content = item.find("{http://purl.org/rss/1.0/modules/content/}encoded").text
    assert 'href="https://paper.example/pages/about/"' in content


def test_json_holds_the_same(client, publish):
    Publication.objects.create(name="The Paper", address="https://paper.example")
    publish(headline="Bridge <opens>", slug="bridge", standfirst="At last.")

    response = client.get("/feeds/latest.json")

    feed = response.json()
    assert response["Content-Type"] == "application/feed+json"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://paper.example/feeds/latest.json"
    assert feed["items"][0]["url"] == "https://paper.example/articles/bridge/"
    assert feed["items"][0]["summary"] == "At last."


def titles(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return [item["title"] for item in response.json()["items"]]


def test_each_part_of_the_paper_has_its_feed(client, publish, make_article):
    article = make_article(headline="Named")
    article.topics.add(Topic.objects.create(name="Water"))
    Byline.objects.create(article=article, person=Person.objects.create(name="Anna"), order=1)
    publish(article)
    publish(headline="Elsewhere", section=Section.objects.create(name="Sport"))

    for path in ("sections/world", "topics/water", "people/anna"):
        assert titles(client, f"/feeds/{path}.json") == ["Named"]
        page = client.get(f"/{path}/").content.decode()
        assert f'href="/feeds/{path}.atom"' in page


def test_a_feed_of_whom_no_record_names_is_unknown(client, make_article):
    article = make_article()
    article.topics.add(Topic.objects.create(name="Water"))

    for path in ("sections/nothing", "topics/water", "people/nobody"):
        assert client.get(f"/feeds/{path}.atom").status_code == 404


def test_the_corrections_have_a_feed_that_names_the_withdrawn(client, publish, chief_editor):
    wrong = publish(headline="Nine dead", body="Nine.")
    desk.correct(wrong, by=chief_editor, kind="correction", note="There were ten.", changes={"body": "Ten."})
    desk.withdraw(
        publish(headline="Untrue", slug="a-story"), by=chief_editor, note="We could not confirm it."
    )

    response = client.get("/feeds/corrections.json")

    assert titles(client, "/feeds/corrections.json") == [
        "Withdrawal: A story that was taken back",
        "Correction: Nine dead",
    ]
    assert b"Untrue" not in response.content
    assert response.json()["items"][0]["content_html"] == "<p>We could not confirm it.</p>"


def test_the_corrections_feed_tells_of_a_return_that_nobody_explained(client, publish, chief_editor):
    story = publish(headline="Doubted")
    desk.withdraw(story, by=chief_editor, note="We could not confirm it.")
    desk.restore(story, by=chief_editor)

    [item, _withdrawal] = client.get("/feeds/corrections.json").json()["items"]

    assert item["title"] == "Restoration: Doubted"
    assert item["content_html"] == "<p>Restoration: Doubted</p>"
