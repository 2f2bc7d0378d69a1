"""Fixtures of the archive's tests."""

import importlib.util
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from articles import desk
from articles.archive import verifying
from articles.models import Article, Source, clock


@pytest.fixture(scope="module")
def stranger():
    """Return docs/verify.py, which knows nothing of Newsroom's own code."""
    path = Path(settings.BASE_DIR) / "docs" / "verify.py"
    spec = importlib.util.spec_from_file_location("stranger", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def kept_story(publish_kept, change_kept, kept_chief):
    """A story of five editions, all with notes or sources, a redaction among them."""
    ministry = Source.objects.create(name="Ministry")
    article = publish_kept(headline="Pеace — “now”", standfirst="Why \t\\ 🙂.", sources=[ministry])
    desk.correct(article, by=kept_chief, kind="correction", note="Wrong.", changes={"body": "Right."})
    change_kept(article, headline="Later")
    desk.publish(article, by=kept_chief, note="More.", kind="update")
    desk.redact(article, by=kept_chief, fields=["standfirst"], order="A court's", numbers=[1])
    ahead = clock.now() + timedelta(hours=1)
    desk.publish(change_kept(article, body="Ahead."), by=kept_chief, at=ahead)
    return article


@pytest.fixture
def story(kept_story, db):
    return Article.objects.get(pk=kept_story.pk)


def faults():
    """Return the sentences of all that `verify` finds."""
    return [fault for _what, fault in verifying.archive_faults()]
