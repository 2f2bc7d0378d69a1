import xml.etree.ElementTree as ElementTree

import time_machine

from articles import desk
from articles.models import Publication

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


def test_a_feed_costs_two_queries(client, publish, django_assert_num_queries):
    for _story in range(5):
        publish()
    client.get("/robots.txt")

    with django_assert_num_queries(2):
        read(client)
