"""A newsroom that is dumped."""

from datetime import timedelta

import pytest

from articles import desk
from articles.models import (
    Article,
    Person,
    Topic,
    clock,
)


@pytest.fixture
def newsroom(publish, change, chief_editor, reporter, make_source):
    """A newsroom with everything in it that a dump could lose."""
    ministry, topic = make_source(name="Ministry"), Topic.objects.create(name="Peace")
    minister = make_source(name="Minister", represents=ministry)
    ministry.represents = make_source(name="State")  # named before it is there
    ministry.save()
    gone = Topic.objects.create(name="Passing")
    article = publish(headline="First", sources=[ministry, minister])
    article.topics.add(topic, gone)
    change(article, headline="Second")
    article.topics.remove(gone)
    gone.delete()
    desk.publish(article, by=chief_editor)
    desk.correct(article, by=chief_editor, kind="correction", note="Not so.", changes={"body": "New."})
    desk.redact(article, by=chief_editor, fields=["standfirst", "body"], order="A court's", numbers=[1])
    desk.publish(change(article, headline="Third"), by=chief_editor, at=clock.now() + timedelta(hours=1))
    desk.withdraw(publish(headline="Gone"), by=chief_editor, note="Wrong.")
    Article.objects.create(headline="To be deleted", body="x").delete()
    publish(headline="Fourth", translation_of=article)
    Person.objects.create(name="Ann", user=reporter)
    return article
