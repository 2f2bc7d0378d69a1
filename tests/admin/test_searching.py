"""The list of stories at the desk is searched as the paper is, but in the working copies."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import desk
from articles.models import Person
from articles.models.byline import Byline
from articles.search import state

LIST = reverse("admin:articles_article_changelist")


@pytest.fixture
def listed(at_desk, editor):
    """Return the headlines that the list shows, in order."""

    def listed(text, user=editor, **filters):
        page = at_desk(user).get(LIST, {"q": text, **filters})
        return [article.headline for article in page.context["cl"].result_list]

    return listed


def test_the_list_finds_words_of_the_text_and_of_names(make_article, make_source, listed):
    article = make_article(headline="Harbour", body="The pier closes.", sources=[make_source("Pilots")])
    Byline.objects.create(article=article, person=Person.objects.create(name="Ada Quill"))
    make_article(headline="Airport")

    for text in ("pier", "piers", "peir closes", "pilots", "ada quill", "harb", '"the pier closes"'):
        assert listed(text) == ["Harbour"], text
    assert listed("harbour -pier") == listed("qwxzv") == []


def test_a_slug_finds_its_story(make_article, listed):
    make_article(headline="Harbour", slug="pier-7")

    assert listed("pier-7") == ["Harbour"]


def test_the_best_stands_first_unless_the_list_is_sorted(make_article, listed):
    make_article(headline="Ferry")
    make_article(headline="Airport", body="No ferry there.")

    assert listed("ferry") == ["Ferry", "Airport"]
    assert listed("ferry", o="1") == ["Airport", "Ferry"]


def test_a_search_keeps_to_the_filters(make_article, make_source, listed, reporter, editor):
    pilots = make_source("Pilots")
    make_article(headline="Harbour one", assignee=reporter, sources=[pilots])
    desk.spike(make_article(headline="Harbour two"), by=editor)

    assert listed("harbour", stage__exact="spiked") == ["Harbour two"]
    assert listed("harbour", assignee__id__exact=reporter.pk) == ["Harbour one"]
    assert listed("harbour", source="pilots") == ["Harbour one"]
    assert listed("harbour", source="pilots", stage__exact="spiked") == []
    assert listed("", source="pilots") == ["Harbour one"]
    assert listed("harbour", source="nobody") == []


def test_a_filter_narrows_before_the_search_is_cut(make_article, listed, monkeypatch, editor):
    monkeypatch.setattr("articles.admin.searching.MOST", 2)
    desk.spike(make_article(headline="Harbour, spiked"), by=editor)
    for number in range(5):
        make_article(headline=f"Harbour {number}")

    assert listed("harbour", stage__exact="spiked") == ["Harbour, spiked"]
    assert len(listed("harbour")) == 2


def test_a_confidential_name_is_no_filter_and_finds_nothing(
    make_article, make_source, listed, at_desk, editor
):
    source = make_source("Deepthroat", is_confidential=True, public_description="A person there")
    make_article(headline="Harbour", sources=[source])

    assert listed("deepthroat") == []
    page = at_desk(editor).get(LIST).content.decode()
    assert "A person there" in page
    assert "Deepthroat" not in page


@pytest.mark.parametrize("act", ["view", "change"])
def test_who_may_see_the_list_may_search_it(make_article, listed, django_user_model, act):
    user = django_user_model.objects.create_user("guest", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename=f"{act}_article"))
    make_article(headline="Harbour")

    assert listed("harbour", user=user) == ["Harbour"]


def test_a_search_costs_no_query_per_row(make_article, at_desk, editor):
    def queries():
        client.get(LIST, {"q": "harbour"})
        with CaptureQueriesContext(connection) as seen:
            client.get(LIST, {"q": "harbour"})
        return len(seen)

    client = at_desk(editor)
    make_article(headline="Harbour one", assignee=editor)
    few = queries()
    for number in range(8):
        make_article(headline=f"Harbour {number}", assignee=editor)

    assert queries() == few


def test_without_its_index_the_list_searches_headlines_and_says_so(make_article, at_desk, editor):
    make_article(headline="Harbour")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE search_copies_{state.read('copies').letter}_word")

    page = at_desk(editor).get(LIST, {"q": "harb"})

    assert [article.headline for article in page.context["cl"].result_list] == ["Harbour"]
    assert "is being rebuilt" in page.content.decode()


@pytest.mark.parametrize("text", ["a\x00b", '"', "%", "x" * 3000, "NEAR(", "-"])
def test_whatever_is_typed_into_a_field_of_stories_is_answered(make_article, at_desk, editor, text):
    make_article(headline="Harbour")
    field = {"app_label": "articles", "model_name": "article", "field_name": "translation_of"}

    response = at_desk(editor).get(reverse("admin:autocomplete"), {"term": text, **field})

    assert response.status_code == 200
