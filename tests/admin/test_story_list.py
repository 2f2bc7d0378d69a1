"""The list of stories and the plans: what they show, filter and find, and what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import desk
from articles.models import (
    Byline,
    Person,
    Section,
    Topic,
    clock,
)

pytestmark = pytest.mark.django_db


def queries(client, address):
    client.get(address)  # content types, and whatever else is read once
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in seen.captured_queries]


def test_no_list_costs_a_query_per_row(at_desk, chief_editor, make_article, publish, make_source, section):
    client, root = at_desk(chief_editor), make_source("Root")
    nouns = ["article", "edition", "act", "source", "person", "topic", "section"]

    def add(count):
        for number in range(count):
            article, name = make_article(assignee=chief_editor), f"{count} {number}"
            Byline.objects.create(article=article, person=Person.objects.create(name=name))
            publish(article)
            make_source(name, represents=root)
            Topic.objects.create(name=name)
            Section.objects.create(name=name)

    def all_queries():
        return {noun: queries(client, reverse(f"admin:articles_{noun}_changelist")) for noun in nouns}

    add(2)
    few = all_queries()
    add(3)
    many = all_queries()

    assert {noun: many[noun] for noun in nouns if len(many[noun]) != len(few[noun])} == {}


def test_the_list_is_filtered_by_what_readers_see(at_desk, editor, make_article, publish):
    later = clock.now() + timedelta(hours=1)
    never, live, gone = make_article("Never"), publish(headline="Live"), publish(headline="Gone")
    desk.withdraw(gone, by=editor, note="Wrong.")
    publish(headline="Ahead", at=later)
    client = at_desk(editor)

    def shown(standing):
        page = client.get(reverse("admin:articles_article_changelist"), {"standing": standing})
        return [article.headline for article in page.context["cl"].result_list]

    assert shown("none") == [never.headline]
    assert shown("live") == [live.headline]
    assert shown("withdrawn") == ["Gone"]
    assert shown("planned") == ["Ahead"]


def test_the_search_takes_what_is_typed(at_desk, editor, make_article):
    make_article("Headline")
    client = at_desk(editor)

    for query in ("Headl", "  ", '"', "x" * 3000, "%", "\x00"):
        response = client.get(reverse("admin:articles_article_changelist"), {"q": query})
        assert response.status_code in (200, 302), query


def test_plans_are_listed_by_day_with_the_ways_to_move_and_drop_them(at_desk, editor, publish):
    article = publish(at=clock.now() + timedelta(days=2))

    page = at_desk(editor).get(reverse("admin:articles_article_plans")).content.decode()

    assert article.headline in page
    assert reverse("admin:articles_article_drop_plan", args=[article.pk]) in page
    assert 'name="at"' in page


def test_the_list_says_who_wrote_what_there_is_and_how_long_it_waits(
    at_desk, make_article, reporter, editor, section
):
    story = make_article(by=reporter, body="One two three.")
    Byline.objects.create(article=story, name="Rosa Luz")
    desk.submit(story, by=reporter)
    desk.note(story, by=editor, text="Who says so?")

    page = at_desk(editor).get(reverse("admin:articles_article_changelist")).content.decode()

    for column, said in (("author", "Rosa Luz"), ("text", "3 words, 1 note"), ("waits", "0\xa0minutes")):
        assert f'<td class="field-{column}">{said}</td>' in page


def test_the_list_counts_the_letters_of_a_text_without_spaces(
    at_desk, make_article, reporter, editor, section
):
    desk.submit(make_article(by=reporter, body="[我们不会](/a)接受这个决定。 [@bei-jing]"), by=reporter)

    page = at_desk(editor).get(reverse("admin:articles_article_changelist")).content.decode()

    assert '<td class="field-text">10 words</td>' in page
