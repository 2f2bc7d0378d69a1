"""What the desk's screens of a story cost: one timeline, however many acts there are."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import desk
from articles.models import Image, Publication, SiteState, clock
from articles.pictures import library
from tests.cast import make_user
from tests.pictures.files import jpeg, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client, editor, publish, change):
    """Return the queries of a story's page, as an editor asks for it."""
    story = change(publish(), body="More of it.")
    client.force_login(editor)

    def ask(page):
        address = reverse(f"admin:articles_article_{page}", args=[story.pk])
        client.get(address)  # the content types are known from here on
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return [query["sql"] for query in asked]

    return ask


@pytest.mark.parametrize(("page", "most"), [("publish", 23), ("withdraw", 12), ("assign", 13)])
def test_an_acts_page_asks_once_for_its_storys_timeline(page, most, ask):
    queries = ask(page)

    open_ended = [sql for sql in queries if '"articles_edition"."live_until" IS NULL' in sql]
    timelines = [sql for sql in open_ended if "'translation'" not in sql]  # nor the page
    assert (len(timelines), len(queries) <= most) == (1, True), "\n".join(queries)


def test_a_storys_form_asks_no_more_for_more_acts(ask):
    queries = ask("change")

    assert len(queries) <= 24, "\n".join(queries)


def test_the_publications_logo_stands_on_every_page_of_the_desk(at_desk, editor, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    chief = make_user("boss", "Chief editor")
    logo = library.accept(upload(jpeg(90, 60)), chief, alt_text="The Paper", credit="Us")
    Publication.objects.update_or_create(pk=1, defaults={"name": "The Paper", "logo": logo})

    page = at_desk(editor).get(reverse("admin:articles_article_changelist")).content.decode()

    assert re.search(r'<div id="site-name"><a href="/admin/"><img src="/[^"]+" alt="">The Paper</a>', page)


def test_a_logo_that_has_no_small_view_yet_leaves_no_broken_picture(at_desk, editor):
    logo = Image.objects.create(alt_text="The Paper", credit="Us")
    Publication.objects.update_or_create(pk=1, defaults={"name": "The Paper", "logo": logo})

    page = at_desk(editor).get(reverse("admin:articles_article_changelist")).text

    assert '<div id="site-name"><a href="/admin/">The Paper</a>' in page


@pytest.mark.parametrize("name", ["notes", "links", "proposal"])
def test_a_clock_that_runs_behind_is_told_on_each_page(name, client, editor, chief_editor, publish):
    story = publish()
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    change = {"kind": "correction", "note": "Wrong.", "changes": {"body": "It was so."}}
    proposal = desk.propose("correct", story, by=editor, **change)
    note = desk.note(story, by=editor, text="Who?")
    SiteState.objects.update(last_act_at=clock.now() + timedelta(hours=1))
    client.force_login(chief_editor)
    if name == "proposal":
        address, sent = reverse("proposal", args=[proposal.pk]), [{"_confirm": "1"}]
    else:
        address = reverse(f"admin:articles_article_{name}", args=[story.pk])
        sent = {
            "notes": [{"text": "So."}, {"resolve": note.pk}, {"delete_note": note.pk}],
            "links": [{"hours": 1, "what": "newest"}],
        }[name]  # fmt: skip

    for each in sent:
        answer = client.post(address, each, follow=True)

        assert answer.status_code == 200
        assert "clock is behind" in answer.text


@pytest.mark.parametrize("address", ["/admin/fronts/", "/admin/articles/article/", "/admin/articles/topic/"])
def test_each_way_back_begins_with_one_word(address, at_desk, chief_editor):
    page = at_desk(chief_editor).get(address).text

    assert (
        re.search(r'class="breadcrumbs"[^>]*>(?:\s|<[^a][^>]*>)*<a href="/admin/">(.+?)</a>', page)[1]
        == "Home"
    )


def test_the_way_back_from_a_refusal_begins_as_all_do(at_desk, reporter):
    page = at_desk(reporter).get(reverse("admin:articles_section_add")).text

    assert '<a href="/admin/">Home</a>' in page
