"""An act that raises no version, done while a story's form was open, is not taken back by its save."""

from datetime import UTC, datetime

import pytest

from articles import desk
from articles.models import Act, Article
from tests.admin.test_merged_rows import opened
from tests.article_form import as_shown, edit

pytestmark = pytest.mark.django_db

AT = datetime(2030, 5, 1, 10, tzinfo=UTC)


def test_a_form_takes_back_no_act_of_a_colleague_who_left_the_version(
    at_desk, chief_editor, editor, reporter, make_article
):
    story = make_article(assignee=reporter, due_at=AT, embargo_until=AT)
    client = at_desk(chief_editor)
    sent = opened(client.get(edit(story)))
    desk.assign(story, by=chief_editor, assignee=editor, priority=1)
    desk.lift_embargo(story, by=chief_editor)

    answer = client.post(edit(story), {**sent, "headline": "Mine", "_here": "1"})

    said = Article.objects.get(pk=story.pk)
    assert (said.headline, said.version) == ("Mine", 2)
    assert (said.assignee, said.due_at, said.priority, said.embargo_until) == (editor, None, 1, None)
    assert Act.objects.filter(verb="set_embargo").count() == 1  # of the story as it was made
    assert "rows" not in answer.json()  # the form doesn't hold what was kept: it is opened anew


def test_what_a_form_changes_after_an_act_is_saved(at_desk, chief_editor, editor, reporter, make_article):
    story = make_article(assignee=reporter)
    desk.assign(story, by=chief_editor, assignee=editor)
    client = at_desk(chief_editor)

    client.post(edit(story), {**opened(client.get(edit(story))), "assignee": reporter.pk})

    story.refresh_from_db()
    assert story.assignee == reporter


def test_a_form_that_stays_after_its_save_begins_with_that(
    at_desk, chief_editor, editor, reporter, make_article
):
    story = make_article(assignee=reporter)
    client = at_desk(chief_editor)
    sent = opened(client.get(edit(story))) | {"_here": "1", "assignee": editor.pk}
    version = client.post(edit(story), sent).json()["version"]

    client.post(edit(story), sent | {"base": version, "assignee": reporter.pk})

    story.refresh_from_db()
    assert story.assignee == reporter


def test_a_late_save_takes_back_no_act_either(at_desk, chief_editor, editor, reporter, make_article, change):
    story = make_article(assignee=reporter)
    client = at_desk(editor)
    sent = opened(client.get(edit(story)))
    desk.assign(story, by=chief_editor, assignee=editor)
    change(story, standfirst="Theirs.")

    client.post(edit(story), sent | {"dateline": "Oslo"})
    page = client.post(edit(story), sent | {"dateline": "Oslo"}).content.decode()
    client.post(edit(story), as_shown(page))

    story.refresh_from_db()
    assert (story.assignee, story.dateline, story.standfirst) == (editor, "Oslo", "Theirs.")
