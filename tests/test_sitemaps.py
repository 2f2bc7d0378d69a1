import re

import time_machine

from articles import desk
from articles.models import Publication


def addresses(response):
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    return re.findall("<loc>([^<]+)</loc>", response.content.decode())


def test_it_works(client, publish):
    Publication.objects.create(address="https://paper.example")
    for at in ("2025-11-30T12:00:00Z", "2026-01-15T12:00:00Z"):
        with time_machine.travel(at, tick=False):
            publish(slug=f"story-{at[:4]}")

    index = addresses(client.get("/sitemap.xml"))

    assert index == [
        "https://paper.example/sitemaps/news.xml",
        "https://paper.example/sitemaps/fronts.xml",
        "https://paper.example/sitemaps/2026-1.xml",
        "https://paper.example/sitemaps/2025-11.xml",
    ]
    assert addresses(client.get("/sitemaps/2026-1.xml")) == ["https://paper.example/articles/story-2026/"]
    assert "https://paper.example/sections/world/" in addresses(client.get("/sitemaps/fronts.xml"))


def test_an_empty_paper_has_a_sitemap(client, db):
    assert len(addresses(client.get("/sitemap.xml"))) == 2


def test_a_change_dates_its_address(client, publish, chief_editor):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        article = publish(body="Nine.")
    with time_machine.travel("2026-03-02T10:00:00Z", tick=False):
        desk.correct(article, by=chief_editor, kind="correction", note="Ten.", changes={"body": "Ten."})

        page = client.get("/sitemaps/2026-1.xml").content.decode()

    assert "<lastmod>2026-03-02T10:00:00+00:00</lastmod>" in page


def test_a_withdrawn_story_leaves_the_sitemap(client, publish, chief_editor):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        desk.withdraw(publish(), by=chief_editor, note="Taken back.")

        assert client.get("/sitemaps/2026-1.xml").status_code == 404


def test_a_month_without_sense_is_unknown(client, db):
    assert client.get("/sitemaps/2026-13.xml").status_code == 404


def test_a_withdrawal_changes_the_date_of_its_month(client, publish, chief_editor):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        publish()
        article = publish()
    with time_machine.travel("2026-03-01T10:00:00Z", tick=False):
        desk.withdraw(article, by=chief_editor, note="Taken back.")

        index = client.get("/sitemap.xml").content.decode()

    assert "<lastmod>2026-03-01T10:00:00+00:00</lastmod>" in index


def test_news_go_back_two_days_from_the_full_hour(client, publish):
    for at in ("2026-01-01T09:59:59Z", "2026-01-01T10:00:00Z", "2026-01-03T10:20:00Z"):
        with time_machine.travel(at, tick=False):
            publish(slug=f"at-{at[8:10]}-{at[11:13]}", headline="Fish & chips")

    with time_machine.travel("2026-01-03T10:59:59Z", tick=False):
        response = client.get("/sitemaps/news.xml")

    assert [address[-9:] for address in addresses(response)] == ["at-03-10/", "at-01-10/"]
    assert b"<news:title>Fish &amp; chips</news:title>" in response.content


def test_a_story_leaves_the_news_with_the_hour_though_nothing_was_published(client, publish):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        publish()
    with time_machine.travel("2026-01-03T10:59:59Z", tick=False):
        before = client.get("/sitemaps/news.xml")
    with time_machine.travel("2026-01-03T11:00:00Z", tick=False):
        after = client.get("/sitemaps/news.xml", headers={"If-None-Match": before["ETag"]})

    assert len(addresses(before)) == 1
    assert addresses(after) == []
