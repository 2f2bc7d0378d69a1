import re

import pytest
from django.urls import reverse

from articles.models import Person, Topic
from articles.models.byline import Byline
from tests.reading import main


@pytest.fixture
def ask(client):
    def ask(**params):
        return client.get(reverse("search"), params)

    return ask


@pytest.fixture
def read(ask):
    return lambda **params: ask(**params).content.decode()


def test_it_asks_without_scripts_and_without_cookies(db, ask):
    response = ask()

    assert response.status_code == 200
    assert b'<form class="search-form" action="/search/">' in response.content
    assert response.headers["X-Robots-Tag"] == "noindex, follow"
    assert not response.cookies


def test_words_are_marked_in_headline_and_passage(publish, read):
    publish(
        headline="Harbour closed",
        body="Long words. " * 60 + "At last the **harbour** was [closed](https://a.example).",
    )

    html = read(q="harbour closed")

    assert "<mark>Harbour</mark> <mark>closed</mark></a>" in html
    assert "the <mark>harbour</mark> was <mark>closed</mark>." in html


def test_marks_are_escaped_and_stand_in_no_attribute(publish, read):
    publish(headline='<b>Harbour</b> "x"', body="A script, <script>alert(1)</script> & x.", slug="harbour")

    html = read(q='harbour "><script>"')

    assert "><script>" not in html
    assert "<b>Harbour" not in html
    assert 'href="/articles/harbour/"' in html
    assert "&lt;b&gt;<mark>Harbour</mark>&lt;/b&gt;" in html
    assert "<script>alert" not in html


def test_accents_are_marked_too(publish, read):
    publish(headline="Visit", body="So Erdoğan’s car came.")

    assert "<mark>Erdoğan’s</mark>" in read(q="erdogans")


def test_a_passage_is_of_the_whole_word_and_not_of_one_that_ends_like_it(publish, read):
    publish(headline="Visit", body="An unharbour. " + "Long words. " * 60 + "At last the harbour closed.")

    html = read(q="harbour")

    assert "the <mark>harbour</mark> closed." in html
    assert "unharbour" not in html


def test_a_passage_is_found_by_letters_that_readers_type_without_their_marks(publish, read):
    publish(headline="Visit", body="Long words – “signs”. " * 40 + "At last Erdoğan’s car came.")

    assert "At last <mark>Erdoğan’s</mark> car came." in read(q="erdogans")


def test_filters_are_shown_as_this_question_sets_them(publish, read):
    publish(headline="Harbour")

    before, narrowed, after = read(q="harbour"), read(q="harbour", kind="news"), read(q="harbours")

    assert 'value="news" selected' in narrowed
    assert "<details open>" in narrowed
    assert not any(mark in html for mark in ("selected", "<details open>") for html in (before, after))


def test_a_typing_error_is_told(publish, read):
    publish(headline="Parliament dissolved")

    html = read(q="parlaiment")

    assert "did you mean <b>parliament</b>" in html
    assert "/articles/parliament-dissolved/" in html


def test_an_empty_page_is_honest_and_offers_ways_on(publish, read):
    publish(headline="Harbour")

    html = read(q="harbour qwxzv")

    assert "Nothing that is published holds “harbour qwxzv”." in html
    assert 'href="/search/?q=harbour"' in html
    assert "/archive/" in html


def test_signs_alone_get_a_plain_sentence(publish, read):
    publish(headline="Harbour")

    assert "Type a word to look for" in read(q='" - *')


def test_a_filter_that_finds_nothing_is_called_by_its_name(publish, make_article, read):
    article = make_article(headline="Harbour")
    article.topics.add(Topic.objects.create(name="Вода и суша"))
    slug = publish(article).topics.get().slug

    html = read(q="qwxzv", topic=slug)

    assert "Only Вода и суша: take this back" in html


def test_facets_count_and_narrow(publish, make_article, read):
    for number in range(2):
        article = make_article(headline=f"Harbour {number}", type_of_work=["news", "analysis"][number])
        Byline.objects.create(article=article, person=Person.objects.create(name=f"Ada {number}"))
        article.topics.add(Topic.objects.get_or_create(name="Water")[0])
        publish(article)

    html = read(q="harbour")

    assert '<a href="/search/?q=harbour&amp;person=ada-1">Ada 1</a> 1' in html
    assert '<a href="/search/?q=harbour&amp;kind=analysis">Analysis</a> 1' in html
    narrowed = read(q="harbour", person="ada-1")
    assert "Harbour</mark> 1" in narrowed
    assert "Harbour</mark> 0" not in narrowed
    assert '<a href="/search/?q=harbour">Only Ada 1: take this back</a>' in narrowed


def test_a_merged_persons_stories_are_found_under_the_successor(publish, make_article, read):
    old, new = Person.objects.create(name="Old Name"), Person.objects.create(name="New Name")
    article = make_article(headline="Harbour")
    Byline.objects.create(article=article, person=old)
    publish(article)
    old.merged_into = new
    old.save()

    assert "/articles/harbour/" in read(q="harbour", person="new-name")


def test_pages_go_on_behind_the_last_story(publish_many, make_article, ask):
    publish_many(12, last=make_article(body="The harbour was closed."))
    first = ask(q="harbour").content.decode()

    older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = ask().client.get(older).content.decode()

    assert first.count("<mark>harbour</mark>") == 10
    assert second.count("<mark>harbour</mark>") == 2


def test_days_are_the_papers_own(publish, read, time_machine):
    time_machine.move_to("2026-03-01T10:00:00Z")
    publish(headline="Harbour", slug="harbour")
    time_machine.move_to("2026-03-05T10:00:00Z")

    def is_found(**days):
        return "/articles/harbour/" in read(q="harbour", **days)

    assert is_found(since="2026-03-01", until="2026-03-01")
    assert not is_found(since="2026-03-02")
    assert not is_found(until="2026-02-28")


def test_suggestions_answer_as_json(publish, client):
    publish(headline="Harbour")

    response = client.get(reverse("suggest"), {"q": "har"})

    assert response.json() == {"suggestions": ["harbour"]}
    assert response.headers["X-Robots-Tag"] == "noindex, follow"


def test_a_search_is_cached_and_costs_few_queries(publish, ask, django_assert_max_num_queries):
    publish(headline="Harbour")
    for _twice in range(2):
        ask(q="harbour")

    with django_assert_max_num_queries(1):
        ask(q="harbour")
    with django_assert_max_num_queries(16):
        ask(q="harbour", sort="time")


def test_a_story_published_since_is_found_at_once(publish, read):
    publish(headline="Harbour one")
    before = read(q="harbour")
    publish(headline="Harbour two")

    assert "/articles/harbour-two/" not in before
    assert "/articles/harbour-two/" in read(q="harbour")


def test_a_story_in_another_language_is_marked_where_its_own_words_stand(client, publish):
    publish(headline="ספינה", slug="a-ship", body="ספינה גדולה.", language="he")

    page = main(client.get("/search/", {"q": "ספינה"}))

    assert '<article class="card">' in page
    assert re.findall(r'<(\w+) class="(\w+)" lang="he" dir="rtl">', page) == [
        ("h2", "headline"),
        ("p", "standfirst"),
    ]
