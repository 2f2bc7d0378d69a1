"""The cast: who works in the newsroom of the tests, and makers of what they work on."""

import itertools
from copy import copy
from datetime import timedelta
from functools import cache

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models.base import ModelState

from articles import copydesk, desk, search
from articles.archive import indexing
from articles.models import Article, Citation, Edition, Publication, Section, Source, site_state

numbers = itertools.count(1)


def make_user(name, group=None):
    user = User.objects.create(
        username=name, password=make_password(f"{name}'s long password"), is_staff=group is not None
    )
    if group:
        # Without signals: three queries less for each of some two thousand.
        User.groups.through.objects.bulk_create([User.groups.through(user=user, group_id=key_of(group))])
    return user


def require_factor(*roles):
    """Let these roles alone need a second factor."""
    Publication.objects.update_or_create(defaults={"second_factor_roles": list(roles)})


@cache
def key_of(group):
    """Return the key of a group that the migrations made."""
    return Group.objects.get(name=group).pk


@pytest.fixture
def reporter(db):
    return make_user("reporter", "Reporter")


@pytest.fixture
def editor(db):
    return make_user("editor", "Editor")


@pytest.fixture
def chief_editor(db):
    return make_user("chief", "Chief editor")


@pytest.fixture
def section(db):
    return Section.objects.get_or_create(slug="world", defaults={"name": "World"})[0]


@pytest.fixture
def make_source(db):
    def make(name="Ministry", **fields):
        return Source.objects.create(name=name, **fields)

    return make


@pytest.fixture
def make_article(section, chief_editor):
    return article_maker(section, chief_editor)


def article_maker(section, chief_editor):
    """Make a working copy that can be published as it is."""

    def make(headline=None, by=None, sources=(), **fields):
        number = next(numbers)
        article = Article(
            headline=headline or f"Headline {number}",
            **{"section": section, "body": f"Text {number}.", **fields},
        )
        with search.at_the_end():
            desk.save(article, by=by or chief_editor)
            for source in sources:
                Citation.objects.create(article=article, source=source)
        return article

    return make


@pytest.fixture
def publish(make_article, chief_editor):
    return publisher(make_article, chief_editor)


def publisher(make_article, chief_editor):
    """Make a story and publish it, now or at a moment ahead."""

    def publish(article=None, *, at=None, by=None, **fields):
        with search.at_the_end():
            article = article or make_article(**fields)
            despite = "" if article.type_of_work == "news" else "Nobody signs it."
            desk.publish(article, by=by or chief_editor, at=at, despite=despite)
        return article

    return publish


# For stories that a module's tests read, and that are made once for all of them


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker):
    """Keep what a module's fixtures write until its last test; what a test writes is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def kept_chief(kept):
    return make_user("kept chief", "Chief editor")


@pytest.fixture(scope="module")
def make_kept(kept_chief):
    return article_maker(
        Section.objects.get_or_create(slug="world", defaults={"name": "World"})[0], kept_chief
    )


@pytest.fixture(scope="module")
def publish_kept(make_kept, kept_chief):
    return publisher(make_kept, kept_chief)


@pytest.fixture(scope="module")
def change_kept(kept_chief):
    return changer(kept_chief)


@pytest.fixture
def publish_many(publish):
    """Print "Story 0" and so on, each a millisecond newer: the desk the last, and others like it."""

    def publish_many(count, last=None):
        last = publish(last, headline=f"Story {count - 1}").editions.get()
        others = [_older(last, number, count - 1 - number) for number in range(count - 1)]
        Article.objects.bulk_create(edition.article for edition in others)
        Edition.objects.bulk_create(others)
        indexing.index_many(others)
        search.index_many(others)
        site_state.replace_token()

    return publish_many


def _older(last, number, milliseconds):
    edition = copy(last)
    edition.pk, edition._state = None, ModelState()
    edition.headline, edition.slug = f"Story {number}", f"story-{number}"
    edition.live_from = edition.first_published_at = last.live_from - timedelta(milliseconds=milliseconds)
    edition.article = Article(headline=edition.headline, section=last.section, body=last.body)
    return edition


@pytest.fixture
def change(chief_editor):
    return changer(chief_editor)


def changer(chief_editor):
    """Save new values of a working copy."""

    def change(article, **fields):
        article.refresh_from_db()
        for field, value in fields.items():
            setattr(article, field, value)
        desk.save(article, by=chief_editor, base=article.version)
        return article

    return change


@pytest.fixture
def at_desk(client):
    """Sign a user in at the desk."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def findings(section):
    """Check a story that isn't saved, and return its findings by code."""

    def check(marks=None, byline=("A writer",), **fields):
        article = Article(
            **{"headline": "18F at ten", "body": "This is a sentence.", "section": section, **fields}
        )
        rows = [{"name": name} if isinstance(name, str) else name for name in byline]
        found = copydesk.check(article, marks=marks, printed={"byline": rows})
        return {finding.code: finding for finding in found}

    return check
