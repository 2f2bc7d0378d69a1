"""A story's form asks the database as often for many citations and bylines as for few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Byline, Citation, Person
from tests.admin.test_merged_rows import opened
from tests.article_form import edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def queries(at_desk, chief_editor, make_article, make_source, publish):
    """Count those of a story's form; another time, with two citations and bylines more."""
    article, client = publish(make_article()), at_desk(chief_editor)

    def grow():
        for _each in range(2):
            Citation.objects.create(article=article, source=make_source())
            Byline.objects.create(article=article, person=Person.objects.create(name="Ann Lee"))

    def count():
        grow()
        client.get(edit(article))  # what a first request looks up for all that follow
        with CaptureQueriesContext(connection) as seen:
            page = client.get(edit(article)).content.decode()
            asked = len(seen)
        for name, rows in (("Ministry", article.citations), ("Ann Lee", article.bylines)):
            assert page.count(f" selected>{name}<") == rows.count()
        return asked

    return count


def test_a_form_costs_no_query_for_each_row(queries):
    few = queries()

    assert queries() == few


def test_a_save_costs_no_query_for_each_citation(at_desk, chief_editor, make_article, make_source):
    client = at_desk(chief_editor)

    def queries(count):
        article = make_article(sources=[make_source(f"Ministry {number}") for number in range(count)])
        sent = {**opened(client.get(edit(article))), "standfirst": "It rained."}
        with CaptureQueriesContext(connection) as seen:
            assert client.post(edit(article), sent).status_code == 302
        assert article.citations.count() == count
        return len(seen)

    queries(1)  # what a first save looks up for all that follow

    assert queries(2) == queries(6)
