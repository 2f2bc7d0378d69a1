"""Lists with their filters under a name: one's own, and everybody's."""

import pytest
from django.urls import reverse

from articles import desk
from articles.models import SavedView, Section, Source

pytestmark = pytest.mark.django_db

KEEP, DESK = reverse("saved_views"), reverse("admin:index")
STORIES = reverse("admin:articles_article_changelist")
DRAFTS = {"name": "World drafts", "query": "stage__exact=draft&p=3", "listed": "article"}


def test_a_view_is_kept_one_click_away_and_forgotten(at_desk, reporter):
    client = at_desk(reporter)

    answer = client.post(KEEP, DRAFTS)

    assert answer.url == f"{STORIES}?stage__exact=draft"
    for page in (DESK, STORIES):
        assert f'href="{STORIES}?stage__exact=draft">World drafts' in client.get(page).text
    client.post(KEEP, {"forget": SavedView.objects.get().pk})
    assert "World drafts" not in client.get(DESK).text


def test_a_view_of_ones_own_is_nobody_elses(at_desk, reporter, editor):
    at_desk(reporter).post(KEEP, DRAFTS)

    client = at_desk(editor)

    assert "World drafts" not in client.get(DESK).text
    assert client.post(KEEP, {"forget": SavedView.objects.get().pk}).status_code == 404


def test_an_editor_keeps_views_for_everybody_and_a_reporter_does_not(at_desk, reporter, editor):
    at_desk(reporter).post(KEEP, {**DRAFTS, "name": "Mine", "for_all": "1"})
    at_desk(editor).post(KEEP, {**DRAFTS, "for_all": "1"})

    client = at_desk(reporter)

    owners = {view.name: view.user for view in SavedView.objects.all()}
    assert owners == {"Mine": reporter, "World drafts": None}
    assert "World drafts" in client.get(DESK).text
    assert client.post(KEEP, {"forget": SavedView.objects.get(user=None).pk}).status_code == 404
    assert "for everybody" not in client.get(f"{STORIES}?q=x").text


def test_any_list_is_kept(at_desk, reporter):
    client = at_desk(reporter)
    sources = reverse("admin:articles_source_changelist")
    assert "Keep this view" in client.get(f"{sources}?q=ministry").text

    client.post(KEEP, {"name": "Ministries", "listed": "source", "query": "q=ministry"})

    assert f'href="{sources}?q=ministry"' in client.get(sources).text
    assert "Ministries" not in client.get(STORIES).text


def test_a_view_of_a_name_that_is_known_takes_its_place(at_desk, reporter):
    client = at_desk(reporter)

    for stage in ("draft", "submitted"):
        client.post(KEEP, {**DRAFTS, "query": f"stage__exact={stage}"})

    assert SavedView.objects.get().query == "stage__exact=submitted"


def test_a_view_takes_the_place_of_no_other_lists_view(at_desk, reporter):
    client = at_desk(reporter)
    client.post(KEEP, DRAFTS)

    page = client.post(KEEP, {"name": "World drafts", "listed": "source", "query": "q=ministry"}, follow=True)

    assert page.redirect_chain[-1][0] == f"{reverse('admin:articles_source_changelist')}?q=ministry"
    assert "A view of another list has this name." in page.text
    assert SavedView.objects.get().listed == "article"


@pytest.mark.parametrize(("wrong", "sentence"), [
    ({"name": ""}, "60 characters at most"),
    ({"name": "x" * 61}, "60 characters at most"),
    ({"listed": "user"}, "There is no such list."),
    ({"listed": "../.."}, "There is no such list."),
    ({"query": "x" * 1001}, "at most 1000 characters"),
    ({"query": "q=" + "," * 900}, "at most 1000 characters"),
])  # fmt: skip
def test_what_is_no_view_is_refused_with_a_sentence(at_desk, reporter, wrong, sentence):
    client = at_desk(reporter)

    page = client.post(KEEP, {**DRAFTS, **wrong}, follow=True)

    assert sentence in page.text
    assert not SavedView.objects.exists()


def test_the_oldest_of_too_many_views_goes(at_desk, reporter):
    client = at_desk(reporter)

    for number in range(22):
        client.post(KEEP, {**DRAFTS, "name": f"View {number:02}"})

    assert sorted(SavedView.objects.values_list("name", flat=True))[0] == "View 02"


@pytest.mark.parametrize("key", ["0", "x", "9" * 30])
def test_a_view_that_is_not_there_cannot_be_forgotten(at_desk, reporter, key):
    assert at_desk(reporter).post(KEEP, {"forget": key}).status_code == 404


def test_a_view_of_what_was_merged_shows_what_stands_for_it(at_desk, chief_editor, make_article, section):
    old, new = (Section.objects.create(name=name) for name in ("Old", "New"))
    cited, into = (Source.objects.create(name=name, kind="person") for name in ("Åsa One", "Two"))
    make_article(headline="Rain at sea", section=old)
    views = {
        "of one": ("article", f"stage__exact=draft&section__id__exact={old.pk}"),
        "of another": ("article", f"section__id__exact={old.pk}0"),
        "of records": ("edition", f"section__id__exact={old.pk}"),
        "of a source": ("article", f"source={cited.slug}"),
    }
    for name, (listed, query) in views.items():
        SavedView.objects.create(name=name, listed=listed, query=query)

    desk.merge_sections(old, new, by=chief_editor)
    desk.merge_sources(cited, into, by=chief_editor)

    assert {view.name: view.query for view in SavedView.objects.all()} == {
        "of one": f"stage__exact=draft&section__id__exact={new.pk}",
        "of another": f"section__id__exact={old.pk}0",
        "of records": f"section__id__exact={old.pk}",
        "of a source": f"source={into.slug}",
    }
    assert "Rain at sea" in at_desk(chief_editor).get(SavedView.objects.get(name="of one").address).text


def test_a_view_that_a_merge_would_make_too_long_stops_no_merge(chief_editor):
    cited, into = (Source.objects.create(name=name, kind="person") for name in ("One", "Number two"))
    query = f"source={cited.slug}&q=".ljust(1000, "x")
    SavedView.objects.create(name="Long", query=query)

    desk.merge_sources(cited, into, by=chief_editor)

    assert SavedView.objects.get().query == query
    cited.refresh_from_db()
    assert cited.merged_into == into
