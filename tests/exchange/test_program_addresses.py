"""Old addresses of one program that showed many stories are told apart by their queries."""

import pytest

from exchange.models import OldAddress

from .wxr import FERRIES, POLITICS, export, post

pytestmark = pytest.mark.django_db


def rows(*queries, path="/news.php"):
    """Return a table of stories that one program showed."""
    lines = [f"Story {query},Text,2020-01-02,https://old.example.org{path}?{query}" for query in queries]
    return "\n".join(["title,body,date,url", *lines]) + "\n"


def where(client, *asked):
    return [client.get(each).get("Location") for each in asked]


def test_stories_of_one_program_have_their_own_addresses(bring, client):
    report = bring(rows_DOT_csv=rows("id=1", "id=2", "cat=3&id=1", "id=4&utm_source=mail", "source=rss----7"))

    assert report["problems"] == []
    first, second, third, fourth, fifth = OldAddress.objects.order_by("pk")
    assert third.path == "/news.php?cat=3&id=1"
    assert (fourth.path, fifth.path) == ("/news.php?id=4", "/news.php")
    new = [f"/articles/{row.article.slug}/" for row in (first, second, third)]
    assert where(client, "/news.php?id=1", "/news.php?id=2", "/News.php?id=1&print=yes") == [*new[:2], new[0]]
    assert where(client, "/news.php?id=1&cat=3", "/news.php?id=1&cat=3&fbclid=x") == [new[2], new[2]]


def test_a_program_asked_for_what_it_never_showed_is_unknown(bring, client):
    bring(rows_DOT_csv=rows("id=1"))

    assert where(client, "/news.php", "/news.php?id=9", "/news.php?di=1") == [None, None, None]


def test_a_query_that_chooses_nothing_is_not_needed(bring, client):
    """Feeds and their readers add to an address what nobody else asks for."""
    html = rows("cid=feed-main", path="/a/story.html") + rows("v=1", "v=2", path="/b").partition("\n")[2]

    report = bring(rows_DOT_csv=html)

    assert report["problems"] == []
    [new] = {row.article.slug for row in OldAddress.objects.filter(path__startswith="/a/")}
    assert (
        where(client, "/a/story.html", "/a/story.html?cid=feed-main", "/a/story.html?x=1")
        == [f"/articles/{new}/"] * 3
    )
    assert where(client, "/b", "/b?v=3") == [None, None]


def test_an_unknown_address_leads_to_no_list_that_its_query_names(archive, client):
    archive.bring(post(1, categories=[POLITICS], tags=[FERRIES]))

    asked = ("/?cat=7", "/?tag=ferries", "/no/?cat=7", "/no/?tag=ferries", "/no/?author=3")
    assert [bool(each) for each in where(client, *asked)] == [True, True, False, False, False]


def test_links_between_stories_of_one_program_lead_to_each(archive, arrived):
    body = '<p><a href="/news.php?id=1">One</a> <a href="/news.php?id=2">Two</a></p>'
    link = "https://old.example.org/news.php?id="

    archive.bring(post(1, link=f"{link}1"), post(2, link=f"{link}2"), post(3, body=body))

    assert arrived("post:3").body == "[One](/articles/story-1/) [Two](/articles/story-2/)"


def test_numbers_of_a_wordpress_in_a_folder_lead_to_their_stories(archive, client):
    link = "https://old.example.org/blog/"

    archive.bring(
        post(1, link=f"{link}?p=1"),
        post(2, link=f"{link}?p=2", status="draft"),
        post(3, link=f"{link}2019/three/"),
    )

    assert where(client, "/blog/?p=1", "/blog/?p=3", "/blog/2019/three/?p=1") == [
        "/articles/story-1/",
        "/articles/story-3/",
        "/articles/story-3/",
    ]
    assert where(client, "/blog/", "/blog/?p=2", "/blog/?p=9") == [None, None, None]


def test_lists_of_a_wordpress_in_a_folder_lead_to_those_here(archive, client):
    said = export(post(1, categories=[POLITICS], tags=[FERRIES]))
    said = said.replace("old.example.org</wp:base_blog_url>", "old.example.org/blog</wp:base_blog_url>")
    archive.file.write_text(said, "utf-8")
    archive.bring()
    lists = {
        "/category/politics/": "/sections/politics/",
        "/?cat=7": "/sections/politics/",
        "/tag/ferries/": "/topics/ferries/",
        "/author/anna/": "/people/anna/",
        "/?author=3": "/people/anna/",
        "/author/anna/feed/": "/feeds/people/anna.rss",
    }

    for root in ("", "/blog"):
        assert where(client, *(f"{root}{path}" for path in lists)) == [*lists.values()]
