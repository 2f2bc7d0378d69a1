"""Who has a story to do."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from articles import desk
from articles.models import Article

pytestmark = pytest.mark.django_db

AT = datetime(2030, 5, 1, 10, tzinfo=UTC)


def test_an_assignment_keeps_the_text_its_version_and_its_approval(make_article, editor, reporter):
    article = make_article()
    desk.approve(article, by=editor)

    desk.assign(article, by=editor, assignee=reporter, priority=1)

    assert (article.assignee, article.priority, article.version, article.approved_version) == (
        reporter,
        1,
        1,
        1,
    )


def test_a_colleague_who_was_removed_is_assigned_nothing(make_article, editor, reporter):
    reporter.is_active = False
    reporter.save()

    with pytest.raises(desk.Refused, match="no longer works here"):
        desk.assign(make_article(), by=editor, assignee=reporter)


def test_a_page_that_still_offers_a_removed_colleague_says_so(client, make_article, editor, reporter):
    article = make_article()
    client.force_login(editor)
    reporter.is_active = False
    reporter.save()

    page = client.post(
        reverse("admin:articles_article_assign", args=[article.pk]),
        {"assignee": reporter.pk, "priority": 2, "_do": 1},
    )

    assert "no longer works here" in page.content.decode()


@pytest.fixture
def page(client, editor, make_article):
    client.force_login(editor)
    return reverse("admin:articles_article_assign", args=[make_article().pk])


def test_a_page_takes_no_assignment_of_a_colleague_back(client, page, chief_editor, reporter):
    sent = {"priority": 1, "looked_at": client.get(page).context["looked_at"], "_do": 1}
    desk.assign(Article.objects.get(), by=chief_editor, assignee=reporter, due_at=AT)

    told = client.post(page, sent)

    story = Article.objects.get()
    assert (story.assignee, story.due_at, story.priority) == (reporter, AT, 2)
    assert "acted on since you opened the page" in told.content.decode()
    assert client.post(page, sent | {"looked_at": told.context["looked_at"]}).status_code == 302


def test_a_page_that_says_nothing_of_what_it_showed_assigns_nothing(client, page):
    assert client.post(page, {"priority": 1, "_do": 1}).status_code == 409


def test_a_text_that_was_saved_since_stops_no_assignment(client, page, change):
    sent = {"priority": 1, "looked_at": client.get(page).context["looked_at"], "_do": 1}
    change(Article.objects.get(), body="Other words.")

    assert client.post(page, sent).status_code == 302
