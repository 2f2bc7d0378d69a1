import re
import tracemalloc
import xml.etree.ElementTree as ElementTree
from uuid import uuid4

import pytest
import time_machine
from django.forms.models import model_to_dict

from articles import desk
from articles.archive import bulk_insert
from articles.models import Article, Edition, Page, Publication, Section, site_state
from articles.public import sitemaps


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


@pytest.fixture
def short(monkeypatch):
    monkeypatch.setattr(sitemaps, "LENGTH", 2)


def test_a_long_month_is_cut_into_parts(client, publish, chief_editor, short):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        for number in range(5):
            article = publish(slug=f"story-{number}")
            if number == 1:
                desk.withdraw(article, by=chief_editor, note="Taken back.")

        index = addresses(client.get("/sitemap.xml"))[2:]
        parts = [addresses(client.get(address.removeprefix("http://127.0.0.1:8000"))) for address in index]

    assert [address.rpartition("/")[2] for address in index] == ["2026-1.xml", "2026-1-2.xml", "2026-1-3.xml"]
    assert [[address[-2] for address in part] for part in parts] == [["0"], ["2", "3"], ["4"]]


def test_a_part_that_is_not_there_is_unknown(client, publish, short):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        publish()

        for part in ("0", "4", "9" * 18, "9" * 99):
            assert client.get(f"/sitemaps/2026-1-{part}.xml").status_code == 404, part


def copy(article, number):
    """Store many stories like one, without an act for each."""
    [edition] = Edition.objects.filter(article=article)
    text = {**model_to_dict(article, ["headline", "body"]), "section_id": article.section_id}
    articles = [Article(pk=10**6 + place, uid=uuid4(), **text) for place in range(number)]
    keep = {field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields}
    editions = [
        Edition(**{**keep, "id": each.pk, "article_id": each.pk, "article_uid": each.uid})
        for each in articles
    ]
    bulk_insert.insert(articles)
    bulk_insert.insert(editions)
    site_state.replace_token()


def peak(client, address):
    """Return the most memory, in bytes, that an answer takes."""
    tracemalloc.start()
    try:
        assert client.get(address).status_code == 200
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_part_takes_the_same_memory_in_a_long_month(client, publish, monkeypatch):
    monkeypatch.setattr(sitemaps, "LENGTH", 40)
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        article = publish()
        copy(article, 60)
        client.get("/sitemaps/2026-1-2.xml")  # what is made once for a token
        few = peak(client, "/sitemaps/2026-1.xml")
        Edition.objects.exclude(article=article).delete()
        Article.objects.exclude(pk=article.pk).delete()
        copy(article, 800)
        client.get("/sitemaps/2026-1-2.xml")  # what is made once for a token
        many = max(peak(client, f"/sitemaps/2026-1-{part}.xml") for part in (1, 10, 20))

    assert many < 1.5 * few


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


def test_every_list_is_dated_and_named_once(client, publish):
    Page.objects.create(headline="Imprint", slug="imprint", is_published=True)
    publish(section=Section.objects.create(name="World"))

    for path in ("/sitemap.xml", "/sitemaps/fronts.xml"):
        rows = list(ElementTree.fromstring(client.get(path).content))  # noqa: S314 - our own
        named = [row[0].text for row in rows]
        assert len(named) == len(set(named))
        assert all(row[1].tag.endswith("}lastmod") for row in rows)


def test_news_without_a_headline_is_no_news(client, publish, chief_editor):
    publish(slug="named")
    article = publish(slug="nameless")

    desk.redact(article, by=chief_editor, fields=["headline"], order="Court of X")

    assert [path.rsplit("/", 2)[1] for path in addresses(client.get("/sitemaps/news.xml"))] == ["named"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("", "en"),
        ("pt-BR", "pt"),
        ("sr-Latn", "sr"),
        ("ckb", "ckb"),
        ("zh-Hans", "zh-cn"),
        ("zh-HK", "zh-tw"),
    ],
)
def test_news_name_a_language_as_google_asks(client, publish, language, said):
    publish(language=language)

    assert f"<news:language>{said}</news:language>" in client.get("/sitemaps/news.xml").text
