"""The bar of a story, which a form that stays behind its save asks for alone."""

import gzip

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def bar_of(article):
    return reverse("admin:articles_article_bar", args=[article.pk])


def test_it_says_where_the_story_stands_and_what_can_be_done_in_few_bytes(
    client, chief_editor, make_article, publish
):
    article = publish(make_article(headline="Rain"))
    client.force_login(chief_editor)

    page = client.get(bar_of(article)).content

    assert b"version 1" in page
    assert b"<strong>Live</strong>" in page
    assert b'data-act="correct"' in page
    assert b'class="button see-live"' in page
    assert len(gzip.compress(page)) < 2000


def test_it_is_refused_to_who_may_not_change_the_story(client, reporter, chief_editor, make_article):
    client.force_login(reporter)

    assert client.get(bar_of(make_article(created_by=chief_editor))).status_code == 403
    assert client.get(bar_of(make_article()).replace("/bar/", "0/bar/")).status_code == 404
