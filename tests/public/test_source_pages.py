"""A source's page and the list of all: what it said, with whom, what was corrected, at what cost."""

import html
import re
from datetime import timedelta

import pytest
import time_machine

from articles import desk
from articles.models import Citation, EditionSource, clock
from articles.public.lists import corrections_ledger, newest_linked
from tests.reading import empty_cache, main  # noqa: F401  for its effect

pytestmark = pytest.mark.django_db


@pytest.fixture
def ministry(make_source):
    return make_source("Ministry", kind="government")


@pytest.fixture
def speaker(make_source, ministry):
    return make_source("Speaker", represents=ministry)


@pytest.fixture
def story(publish, make_article, speaker):
    article = make_article(slug="a-story", body="So it is. [@speaker]")
    Citation.objects.create(
        article=article, source=speaker, basis="statement", quote="It is so.", locator="minute 3"
    )
    return publish(article)


def test_the_table_of_sources_has_a_name(client, story):
    assert '<table class="register" aria-label="Sources">' in main(client.get("/sources/"))


def test_a_source_shows_what_it_said_and_where(client, story):
    page = main(client.get("/sources/speaker/"))

    for said in (story.headline, "It is so.", "A statement", "reported", "minute 3", "The only voice"):
        assert said in page


def test_a_citation_without_a_basis_is_told_by_how_it_stands(client, publish, speaker):
    publish(sources=[speaker], body="So it is. [@speaker]")

    page = main(client.get("/sources/speaker/"))

    assert '<p class="basis">Reported</p>' in page
    assert "None" not in page


def test_two_people_of_one_ministry_are_the_only_voice_of_a_story(
    client, publish, make_source, ministry, speaker
):
    second = make_source("Second", represents=ministry)
    publish(sources=[speaker, second], body="So. [@speaker] And so. [@second]")

    assert "The only voice" in main(client.get("/sources/speaker/"))


def test_a_source_beside_others_says_so(client, publish, make_source, speaker):
    publish(sources=[speaker, make_source("Village")], body="So. [@speaker] No. [@village]")

    assert "Beside 1 other voice" in main(client.get("/sources/speaker/"))


def test_whom_a_source_speaks_for_shows_what_was_said_in_its_name(client, story):
    assert "It is so." in main(client.get("/sources/ministry/"))


def test_a_source_shows_what_was_corrected_since(client, story, chief_editor):
    changes = {"body": "So it was. [@speaker]"}
    desk.correct(story, by=chief_editor, kind="correction", note="It is over.", changes=changes)

    page = main(client.get("/sources/speaker/"))

    assert "<strong>Correction</strong>" in page
    assert "It is over." in page


def test_a_source_shows_that_a_withdrawn_story_is_back(client, story, chief_editor):
    desk.withdraw(story, by=chief_editor, note="In doubt.")
    desk.restore(story, by=chief_editor, note="Confirmed.")

    page = main(client.get("/sources/speaker/"))

    assert page.index("In doubt.") < page.index("<strong>Restoration</strong>") < page.index("Confirmed.")


def test_what_was_said_under_a_merged_name_is_shown_at_the_heirs(client, story, make_source, editor, speaker):
    heir = make_source("Spokeswoman")
    desk.merge_sources(speaker, heir, by=editor)

    assert "It is so." in main(client.get("/sources/spokeswoman/"))
    assert client.get("/sources/speaker/")["Location"] == "/sources/spokeswoman/"


def test_the_list_gives_kinds_and_counts(client, story):
    page = main(client.get("/sources/"))

    assert '<a href="?kind=government">government</a> 1' in page
    assert '<span class="aside">person</span>' in page
    assert page.count("<td>1</td>") == 2
    only = main(client.get("/sources/", {"kind": "government"}))
    assert "/sources/ministry/" in only
    assert "/sources/speaker/" not in only
    assert client.get("/sources/", {"kind": "nonsense"}).status_code == 404


def test_a_count_stops_at_a_hundred(client, publish, speaker, monkeypatch):
    monkeypatch.setattr("articles.public.source_pages.COUNTED", 1)
    for _each in range(3):
        publish(sources=[speaker], body="So it is. [@speaker]")

    assert "more than 1</td>" in main(client.get("/sources/"))


def listed(response):
    """Return the slugs of a table of sources, in its order."""
    return re.findall(r'<th scope="row"><a href="/sources/([^/]+)/"', main(response))


@pytest.fixture
def sourced(publish, make_source):
    """Publish two stories that rest on Alpha, then one on Beta, and as the newest one on Gamma."""
    sources = {name: make_source(name) for name in ("Alpha", "Beta", "Gamma")}
    for hours, name in ((9, "Alpha"), (8, "Alpha"), (7, "Beta"), (6, "Gamma")):
        with time_machine.travel(clock.now() - timedelta(hours=hours), tick=False):
            publish(sources=[sources[name]])
    return sources


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("", ["alpha", "beta", "gamma"]),
        ("?sort=newest", ["gamma", "beta", "alpha"]),
        ("?sort=stories", ["alpha", "beta", "gamma"]),
    ],
)
def test_the_table_of_sources_is_sorted_as_its_address_asks(client, sourced, asked, order):
    response = client.get(f"/sources/{asked}")

    assert listed(response) == order
    assert main(response).count("aria-sort=") == 1


def test_a_merged_source_counts_for_its_successor_in_each_order(client, sourced):
    sourced["Gamma"].merged_into = sourced["Beta"]
    sourced["Gamma"].save()

    assert listed(client.get("/sources/?sort=newest")) == ["beta", "alpha"]
    assert listed(client.get("/sources/?sort=stories")) == ["alpha", "beta"]


def test_each_page_of_a_sorted_table_goes_on_where_the_last_ended(client, sourced, monkeypatch):
    monkeypatch.setattr("articles.public.source_pages.PAGE", 2)

    for asked, first, second in (("", ["alpha", "beta"], ["gamma"]),
                                 ("?sort=newest", ["gamma", "beta"], ["alpha"])):  # fmt: skip
        page = client.get(f"/sources/{asked}")
        older = html.unescape(re.search(r'rel="next" href="([^"]+)"', main(page))[1])
        assert (listed(page), listed(client.get(f"/sources/{older}"))) == (first, second)


@pytest.mark.parametrize("asked", ["?sort=colour", "?sort=newest&before=x", "?sort=stories&before=1-1"])
def test_an_order_or_place_that_there_is_not_is_unknown(client, sourced, asked):
    assert client.get(f"/sources/{asked}").status_code == 404


def test_a_source_without_a_story_in_print_stays_in_the_table(client, story, chief_editor):
    desk.withdraw(story, by=chief_editor, note="Taken back.")

    assert set(listed(client.get("/sources/?sort=newest"))) == {"speaker", "ministry"}
    assert listed(client.get("/sources/?sort=stories")) == []


def test_a_page_about_sources_costs_six_queries_at_most(
    client, publish, make_source, speaker, chief_editor, django_assert_max_num_queries
):
    for n in range(5):
        other = make_source(f"Other {n}")
        article = publish(sources=[speaker, other], body=f"So. [@speaker] No. [@other-{n}]")
        desk.correct(article, by=chief_editor, kind="clarification", note="Clear now.")
    client.get("/")

    for path in (
        "/sources/speaker/",
        "/sources/",
        "/sources/?sort=newest",
        "/sources/?sort=stories",
        "/corrections/",
        "/api/v1/corrections/",
    ):
        with django_assert_max_num_queries(6, info=path):
            assert client.get(path).status_code == 200


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("what", ["ledger", "source"])
def test_a_long_list_is_read_from_an_index_in_order(what, speaker):
    at = clock.now()
    rows = {
        "ledger": lambda: corrections_ledger(at).order_by("-live_from", "-pk")[:21],
        "source": lambda: newest_linked(EditionSource.objects.filter(source__in=[speaker.pk]), at, 21),
    }[what]()

    plan = rows.explain()

    index = {"ledger": "edition_told", "source": "edition_source_newest"}[what]
    assert index in plan


def test_only_the_whole_list_of_sources_is_for_search_engines(client, story):
    pages = [
        client.get(f"/sources/{query}").content.decode()
        for query in ("", "?kind=government", "?sort=stories")
    ]

    assert ['content="noindex,follow"' in page for page in pages] == [False, True, True]
    assert ["CollectionPage" in page for page in pages] == [True, False, False]
