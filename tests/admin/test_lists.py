"""Lists of what there is much of: none counts further than it can be leafed through."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.admin.lists import MOST, UpToMost
from articles.models import Section
from tests.cast import make_user

pytestmark = pytest.mark.django_db
LIST = reverse("admin:articles_article_changelist")


def test_no_list_counts_all_that_there_is(at_desk, chief_editor, publish):
    publish()
    client = at_desk(chief_editor)

    for noun in ("article", "edition", "act", "source", "person", "topic", "image"):
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse(f"admin:articles_{noun}_changelist"), {"o": "-1"})
        counts = [
            query["sql"]
            for query in seen.captured_queries
            if f'COUNT(*) FROM (SELECT "articles_{noun}"' in query["sql"]
        ]
        assert len(counts) == 1, noun
        assert f"LIMIT {MOST}" in counts[0], noun


def test_no_filter_counts_what_it_would_find(at_desk, editor, make_article):
    make_article()

    page = at_desk(editor).get(LIST, {"_facets": "True"})

    assert "Show counts" not in page.content.decode()
    assert "draft (1)" not in page.content.decode()


def test_a_list_that_ends_before_the_last_row_says_so(at_desk, editor, make_article, monkeypatch):
    monkeypatch.setattr(UpToMost, "most", 2)
    client, said = at_desk(editor), "The first 2 are listed. Filter or search to find the others."
    make_article(headline="One")
    assert said not in client.get(LIST).content.decode()

    for headline in ("Two", "Three"):
        make_article(headline=headline)

    assert said in client.get(LIST).content.decode()


def test_the_list_offers_to_correct_what_is_live(at_desk, chief_editor, reporter, publish, make_article):
    live, draft = publish(headline="Live"), make_article("Draft")
    ways = [reverse("admin:articles_article_correct", args=[story.pk]) for story in (live, draft)]

    page = at_desk(chief_editor).get(LIST).content.decode()
    theirs = at_desk(reporter).get(LIST).content.decode()

    assert [way in page for way in ways] == [True, False]
    assert "Correct: Live" in page
    assert ways[0] not in theirs


def test_a_list_costs_the_same_for_many_sections(at_desk, publish, django_assert_max_num_queries):
    for name in ("Home", "World", "Sport", "Arts"):
        publish(headline=name, section=Section.objects.create(name=name))
    client = at_desk(make_user("ed", "Editor"))

    with django_assert_max_num_queries(24):
        client.get(LIST)


def test_a_filter_in_use_is_open_and_the_others_wait(at_desk, editor, make_article):
    make_article()

    page = at_desk(editor).get(LIST, {"stage__exact": "draft"}).content.decode()

    groups = re.findall(r'<details data-filter-title="([^"]+)"( open)?>', page)
    assert [name for name, is_open in groups if is_open] == ["stage"]
    assert len(groups) > 3
