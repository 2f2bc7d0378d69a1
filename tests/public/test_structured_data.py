import json
import re

import pytest
import time_machine

from articles import desk
from articles.models import Article, Byline, Person, Publication, Topic


def graph(response):
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode())
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return data["@graph"]


@pytest.fixture
def paper(db):
    return Publication.objects.create(
        name="The Paper", address="https://paper.example", time_zone="Asia/Yerevan"
    )


def test_a_story_tells_machines_what_it_shows(
    client, paper, publish, make_article, make_source, chief_editor
):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        article = make_article(
            headline="Bridge opens", standfirst="At last. [@ministry]", slug="bridge", sources=[make_source()]
        )
        article.topics.add(Topic.objects.create(name="Rivers"))
        Byline.objects.create(
            article=article, person=Person.objects.create(name="Anna"), role="in Gyumri", order=1
        )
        publish(article)
    with time_machine.travel("2026-01-02T10:00:00Z", tick=False):
        desk.correct(article, by=chief_editor, kind="correction", note="It did.", changes={"body": "Open."})
        story, crumbs = graph(client.get("/articles/bridge/"))

    assert story["@type"] == "NewsArticle"
    assert story["headline"] == "Bridge opens"
    assert story["description"] == "At last."
    assert story["url"] == "https://paper.example/articles/bridge/"
    assert story["datePublished"] == "2026-01-01T14:00:00+04:00"
    assert story["dateModified"] == "2026-01-02T14:00:00+04:00"
    assert story["author"] == [
        {
            "@type": "Person",
            "name": "Anna",
            "url": "https://paper.example/people/anna/",
            "jobTitle": "in Gyumri",
        }
    ]
    assert story["publisher"]["name"] == "The Paper"
    assert story["articleSection"] == "World"
    assert story["keywords"] == ["Rivers"]
    assert story["citation"] == [{"@type": "CreativeWork", "name": "Ministry"}]
    assert story["correction"][0]["text"] == "It did."
    assert [step["name"] for step in crumbs["itemListElement"]] == ["The Paper", "World", "Bridge opens"]


def test_a_story_without_a_byline_is_the_papers(client, paper, publish):
    publish(slug="a-story")

    [author] = graph(client.get("/articles/a-story/"))[0]["author"]

    assert (author["name"], author["url"]) == ("The Paper", "https://paper.example/")


def test_the_type_of_work_is_named(client, publish):
    names = {"opinion": "OpinionNewsArticle", "interview": "NewsArticle", "satire": "SatiricalArticle"}

    for work in names:
        publish(slug=work, type_of_work=work)

    assert {work: graph(client.get(f"/articles/{work}/"))[0]["@type"] for work in names} == names


def test_no_headline_closes_the_script(client, publish):
    publish(slug="a-story", headline="</script><script>alert(1)</script> & <!--")

    response = client.get("/articles/a-story/")

    assert graph(response)[0]["headline"] == "</script><script>alert(1)</script> & <!--"
    assert b"<script>alert" not in response.content


def test_the_front_names_the_paper(client, paper):
    organization, site, _page = graph(client.get("/"))

    assert organization["url"] == site["url"] == "https://paper.example/"


@pytest.mark.parametrize("path", ["/", "/sections/world/"])
def test_a_front_lists_for_machines_what_it_shows_in_its_order(client, publish_many, chief_editor, path):
    publish_many(9)
    lead, beside = (Article.objects.get(headline=f"Story {number}") for number in (8, 2))
    desk.relate(lead, by=chief_editor, stories=[beside])

    response = client.get(path)

    *_others, page = graph(response)
    listed = [each["url"].partition("/articles/")[2] for each in page["mainEntity"]["itemListElement"]]
    shown = re.findall(r'<a href="/articles/([^"]+)"', response.text.partition("<main")[2])
    assert listed == shown
    assert len(listed) == 9


def test_translations_name_each_other(client, publish, paper):
    original = publish(slug="a-story")
    publish(slug="rasskaz", language="ru", translation_of=original)

    for path in ("/articles/a-story/", "/articles/rasskaz/"):
        page = client.get(path).content.decode()
        assert '<link rel="alternate" hreflang="en" href="https://paper.example/articles/a-story/">' in page
        assert '<link rel="alternate" hreflang="ru" href="https://paper.example/articles/rasskaz/">' in page


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("", "en_US"),
        ("pt-BR", "pt_BR"),
        ("ru", "ru_RU"),
        ("sr-Latn", "sr_RS"),
        ("eo", None),
        ("apc", None),
        ("und", None),
    ],
)
def test_open_graph_has_a_locale_of_a_language_and_a_country_or_none(client, publish, language, locale):
    publish(slug="a-story", language=language)

    page = client.get("/articles/a-story/").text

    assert re.findall('"og:locale" content="(.*?)"', page) == [locale] * bool(locale)


def test_a_story_carries_open_graph(client, publish, paper):
    publish(slug="a-story", headline='A "quoted" headline', standfirst="S" * 300)

    page = client.get("/articles/a-story/").content.decode()

    assert '<meta property="og:title" content="A &quot;quoted&quot; headline">' in page
    assert '<meta property="og:url" content="https://paper.example/articles/a-story/">' in page
    assert '<meta name="robots" content="max-image-preview:large">' in page
    assert len(re.search('<meta name="description" content="([^"]*)"', page)[1]) <= 160
