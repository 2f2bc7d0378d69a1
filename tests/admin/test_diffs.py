"""What would change, in words: no page that compares stories names one that its reader may not see."""

import html
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from articles import desk
from articles.desk import proposing
from articles.models import Article, Section, clock
from tests.article_form import edit, typed
from tests.cast import make_user

pytestmark = pytest.mark.django_db
HEADLINE, IN_ITS_PLACE = "Goldfish", "A story of a closed section"


@pytest.fixture
def original(make_article, chief_editor):
    section = Section.objects.create(name="Investigations", slug="investigations", is_closed=True)
    return make_article(HEADLINE, by=chief_editor, section=section)


@pytest.fixture
def update(original, publish, change):
    """A live story, of which the copy says since that it is a translation of a closed one."""
    return change(publish(headline="Open", language="fr"), translation_of=original)


def page_of(name, row):
    return reverse(name, args=[row.pk])


def is_named(page):
    """Ask whether a page names the original, and not only that there is one."""
    assert (HEADLINE in page) != (IN_ITS_PLACE in page)
    return HEADLINE in page


def history(client, update):
    rows = update.history.order_by("history_id")
    asked = {"old": rows.first().pk, "new": rows.last().pk}
    return client.get(page_of("admin:articles_article_history", update), asked).text


def publication(client, update):
    return client.get(page_of("admin:articles_article_publish", update)).text


def approval(client, update):
    Article.objects.filter(pk=update.pk).update(stage="submitted")
    return client.get(page_of("admin:articles_article_approve", update)).text


def looked_at_correction(client, update):
    live = update.editions.latest("number")
    sent = {"kind": "correction", "note": "Wrong.", "seen": desk.Timeline(update, clock.now()).last_digest}
    texts = {name: getattr(live, name) for name in ("headline", "standfirst", "body")}
    address = page_of("admin:articles_article_correct", update)
    return client.post(address, {**sent, **texts, "reprint": ["translation_of"]}).text


def proposal(client, update):
    said = {"kind": "correction", "note": "Wrong.", "reprint": ["translation_of"]}
    row = proposing.propose("correct", update, by=make_user(f"user {uuid4()}", "Chief editor"), **said)
    page = client.get(page_of("proposal", row)).text
    row.delete()
    return page


def merge(client, update):
    return client.post(edit(update), typed(update, base=1, headline="Opened")).text


PAGES = [history, publication, approval, looked_at_correction, proposal, merge]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_comparison_names_no_original_that_its_reader_may_not_see(
    page, update, at_desk, editor, chief_editor
):
    seen = [is_named(page(at_desk(user), update)) for user in (editor, chief_editor)]

    assert seen == [False, True]


def test_a_clash_names_no_original_that_its_reader_may_not_see(
    update, make_article, change, at_desk, editor, chief_editor
):
    desk.publish(update, by=chief_editor, at=clock.now() + timedelta(hours=1))
    change(update, translation_of=make_article("Another"))

    pages = [looked_at_correction(at_desk(user), update) for user in (editor, chief_editor)]

    assert all("it clashes with the planned text" in html.unescape(page) for page in pages)
    assert [is_named(page) for page in pages] == [False, True]
