"""The archive’s head: it covers all records and no plan."""

from datetime import UTC, datetime, timedelta

import pytest

from articles import desk
from articles.archive import head
from articles.models import (
    Edition,
    clock,
)

pytestmark = pytest.mark.django_db


def test_the_head_covers_records_and_no_plan(story, chief_editor):
    at = clock.now()
    before = head.head(at)

    desk.drop_plan(story, by=chief_editor)

    assert head.head(at) == before
    assert head.head(clock.now()) == before


def test_a_record_that_vanishes_changes_the_head(story):
    before = head.head(clock.now())

    story.editions.filter(number=2).delete()

    assert head.head(clock.now()) != before


def test_an_import_of_old_stories_changes_no_old_head(story, make_article):
    at = clock.now()
    before = head.head(at)
    old = Edition(article=make_article(), number=1, kind="first", headline="Old", slug="old")
    old.live_from, old.recorded_at = datetime(1999, 1, 1, tzinfo=UTC), at + timedelta(milliseconds=1)
    old.save()

    assert head.head(at) == before
    assert head.head(at + timedelta(seconds=1)) != before
