"""Who has a story to do."""

import pytest
from django.urls import reverse

from articles import desk

pytestmark = pytest.mark.django_db


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
