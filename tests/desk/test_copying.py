from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import desk
from articles.desk import copying
from articles.models import Article, Section, clock
from tests.cast import make_user

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_of_two_who_save_one_story_the_second_keeps_the_text_and_is_told(make_article, change, chief_editor):
    story = make_article()
    mine = Article.objects.get(pk=story.pk)
    change(story, body="Theirs.")

    mine.body = "Mine."
    with pytest.raises(desk.StaleCopy, match="Somebody saved"):
        desk.save(mine, by=chief_editor, base=mine.version)

    assert mine.body == "Mine."
    assert Article.objects.get(pk=story.pk).body == "Theirs."


def test_a_new_story_needs_the_permission_to_add(section, django_user_model):
    reader = django_user_model.objects.create(username="reader")

    with pytest.raises(desk.Refused, match="permission"):
        desk.save(Article(headline="Mine", section=section), by=reader)

    assert not Article.objects.exists()


def test_a_save_leaves_a_line_of_history(make_article, change, chief_editor):
    story = change(make_article(), body="New.")

    newest = story.history.first()
    assert (newest.version, newest.body, newest.history_user) == (2, "New.", chief_editor)


def test_a_save_changes_nothing_that_the_desk_decides(make_article, chief_editor):
    story = make_article()
    old = Article.objects.get(pk=story.pk)
    desk.flag(story, by=chief_editor, reason="Libel?")

    desk.save(old, by=chief_editor)

    story.refresh_from_db()
    assert story.legal_flag == "Libel?"


def test_an_embargo_is_shortened_only_by_who_may_lift_it(make_article, change, reporter, editor):
    story = make_article(by=reporter, embargo_until=clock.now() + HOUR)

    story.embargo_until = None
    with pytest.raises(desk.Refused, match="embargo"):
        desk.save(story, by=reporter)

    desk.save(story, by=editor)


def test_a_spiked_story_is_kept_and_can_come_back(make_article, change, chief_editor):
    story = make_article()
    desk.spike(story, by=chief_editor, reason="No news.")
    with pytest.raises(desk.Refused, match="spiked"):
        change(story, body="New.")

    desk.unspike(story, by=chief_editor)

    assert change(story, body="New.").stage == "draft"


def test_a_story_with_a_record_is_not_spiked(publish, chief_editor):
    with pytest.raises(desk.Refused, match="only withdrawn"):
        desk.spike(publish(), by=chief_editor)


def test_a_planned_story_is_not_spiked(publish, chief_editor):
    with pytest.raises(desk.Refused, match="Drop the plan"):
        desk.spike(publish(at=clock.now() + HOUR), by=chief_editor)


def test_a_save_asks_at_most_28_queries(make_article, chief_editor):
    story = make_article()
    story.body = "New."

    with CaptureQueriesContext(connection) as asked:
        desk.save(story, by=chief_editor)

    assert len(asked) <= 28


def test_a_save_that_logs_an_act_locks_in_the_order_of_acts(make_article, editor, monkeypatch):
    """The other order would deadlock with an act, on PostgreSQL."""
    locked, story = [], Article.objects.get(pk=make_article().pk)
    for module, name in ((clock, "lock"), (copying, "locked")):
        lock = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *row, lock=lock: locked.append(lock.__name__) or lock(*row))

    def order(**values):
        locked.clear()
        for name, value in values.items():
            setattr(story, name, value)
        desk.save(story, by=editor)
        return locked[:2]

    assert order(headline="Another") == ["locked"]
    assert order(embargo_until=clock.now() + HOUR) == ["lock", "locked"]
    theirs = Section.objects.create(name="Sport", slug="sport")
    theirs.editors.add(make_user("other", "Editor"))
    assert order(section=theirs) == ["lock", "locked"]
