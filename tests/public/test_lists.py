import re
from datetime import timedelta

import pytest
import time_machine

from articles import desk
from articles.models import Byline, Person, Publication, Section, Source, Topic, clock, site_state
from tests.reading import headlines, main, words


@pytest.fixture
def named(make_article, make_source):
    """A draft that names a topic, a person, a source and the one it speaks for."""
    ministry = make_source("Ministry")
    speaker = make_source("Speaker", represents=ministry)
    article = make_article(headline="Named", sources=[speaker], body="So it is. [@speaker]")
    article.topics.add(Topic.objects.create(name="Water"))
    Byline.objects.create(article=article, person=Person.objects.create(name="Anna"), order=1)
    return article


PAGES = ["/topics/water/", "/people/anna/", "/sources/speaker/", "/sources/ministry/"]


def test_it_works(client, named, publish):
    publish(named)

    assert {path: headlines(client.get(path)) for path in PAGES} == dict.fromkeys(PAGES, ["Named"])


def test_whom_only_an_unpublished_story_names_is_unknown(client, named, publish):
    publish(named, at=clock.now() + timedelta(hours=1))

    for path in PAGES:
        response = client.get(path)
        assert response.status_code == 404, path
        assert response.content == client.get(re.sub("[^/]+/$", "nothing/", path)).content, path


def test_whom_a_record_named_keeps_a_page_without_the_withdrawn_story(client, named, publish, chief_editor):
    publish(named)
    desk.withdraw(named, by=chief_editor, note="Taken back.")

    for path in PAGES:
        response = client.get(path)
        assert response.status_code == 200, path
        assert "Nothing is published here." in main(response), path


def test_a_merge_leaves_a_way_to_the_successor(client, named, publish):
    publish(named)
    heir = Topic.objects.create(name="Rivers")
    water = Topic.objects.get(slug="water")
    water.merged_into = heir
    water.save()

    response = client.get("/topics/water/")

    assert (response.status_code, response["Location"]) == (301, "/topics/rivers/")
    assert headlines(client.get("/topics/rivers/")) == ["Named"]


def test_a_topic_is_read_by_position(client, publish_many, make_article):
    article = make_article(headline="Story 24")
    article.topics.add(Topic.objects.create(name="Water"))
    publish_many(25, last=article)

    first = client.get("/topics/water/")
    second = client.get("/topics/water/" + re.search(r'rel="next" href="([^"]+)"', main(first))[1])

    assert headlines(first) == [f"Story {number}" for number in range(24, 4, -1)]
    assert headlines(second) == [f"Story {number}" for number in range(4, -1, -1)]


def test_a_topics_page_costs_no_more_for_more_stories(
    client, publish_many, make_article, django_assert_num_queries
):
    article = make_article()
    article.topics.add(Topic.objects.create(name="Water"))
    publish_many(8, last=article)
    client.get("/corrections/")

    with django_assert_num_queries(6):  # one for what was corrected
        client.get("/topics/water/")


def test_a_topic_is_a_time_line_by_months(client, publish, make_article):
    water = Topic.objects.create(name="Water")
    for number, month in enumerate((1, 1, 2)):
        with time_machine.travel(f"2026-0{month}-05T10:0{number}:00Z", tick=False):
            article = make_article()
            article.topics.add(water)
            publish(article)

    page = main(client.get("/topics/water/"))
    assert re.findall(r'<p class="day"><time datetime="([^"]+)">([^<]+)', page) == [
        ("2026-02", "February 2026"), ("2026-01", "January 2026")]  # fmt: skip


def test_a_person_writes_most_about_the_topics_of_most_of_their_stories(client, publish, make_article):
    anna, water = Person.objects.create(name="Anna"), Topic.objects.create(name="Water")
    for topics in ([water], [water, Topic.objects.create(name="Fire")]):
        article = make_article()
        Byline.objects.create(article=article, person=anna, order=1)
        article.topics.add(*topics)
        publish(article)

    page = main(client.get("/people/anna/"))

    assert 'Writes most about <a href="/topics/water/">Water</a></p>' in page
    assert "Fire" not in page


# Sources


def test_the_sources_that_records_name_are_listed(client, named, publish, make_source):
    make_source("Nobody's")
    publish(named)

    page = main(client.get("/sources/"))

    assert '<a href="/sources/ministry/">Ministry</a>' in page
    assert '<a href="/sources/speaker/">Speaker</a>' in page
    assert "Nobody" not in page


def test_a_source_says_for_whom_it_speaks(client, named, publish):
    publish(named)

    assert 'Speaks for <a href="/sources/ministry/">Ministry</a>' in main(client.get("/sources/speaker/"))


def test_the_note_and_the_name_of_a_confidential_source_are_on_no_page(
    client, make_article, make_source, publish
):
    source = make_source(
        "Jane Roe",
        slug="source-0a1b2c3d",
        is_confidential=True,
        public_description="A clerk who fears for her job",
        note="Met in the park",
        role="Deputy of X",
        address="https://janeroe.example/",
    )
    article = make_article(headline="Leak", sources=[source], body="So it is. [@source-0a1b2c3d]")
    publish(article)

    for path in (
        "/sources/source-0a1b2c3d/",
        "/sources/",
        f"/articles/{article.slug or 'leak'}/",
        "/feeds/latest.atom",
    ):
        page = client.get(path).content.decode()
        assert not re.search("Jane|janeroe|park|Deputy", page)
    assert words(main(client.get("/sources/source-0a1b2c3d/")), "rubric") == "A clerk who fears for her job"


def test_a_withdrawn_source_says_so(client, named, publish):
    publish(named)
    Source.objects.filter(slug="speaker").update(withdrawn_at=clock.now(), withdrawn_reason="It was forged.")
    site_state.replace_token()

    assert "It was forged." in main(client.get("/sources/speaker/"))


# The archive


def test_the_archive_lists_the_months_that_have_a_story(client, publish):
    for at in ("2025-11-30T12:00:00Z", "2026-01-15T12:00:00Z"):
        with time_machine.travel(at, tick=False):
            publish()

    page = main(client.get("/archive/"))

    assert re.findall(r'href="(/archive/[^"]+)"', page) == ["/archive/2026/1/", "/archive/2025/11/"]
    # Each year has its January: in a list of links alone, as of a screen reader, the year tells them apart.
    assert re.findall(r'aria-label="(\w+ \d+)"', page) == ["January 2026", "November 2025"]


def test_a_month_shows_its_stories_and_no_others(client, publish):
    for at in (
        "2025-12-31T23:59:59Z",
        "2026-01-01T00:00:00Z",
        "2026-01-31T23:59:59Z",
        "2026-02-01T00:00:00Z",
    ):
        with time_machine.travel(at, tick=False):
            publish(headline=at)

    assert headlines(client.get("/archive/2026/1/")) == ["2026-01-31T23:59:59Z", "2026-01-01T00:00:00Z"]


def test_a_month_without_stories_or_sense_is_unknown(client, publish):
    publish()

    for path in ("2026/0", "2026/13", "0/1", "9999/12", "1/1", "99999/1", "2019/5"):
        assert client.get(f"/archive/{path}/").status_code == 404, path


@pytest.mark.parametrize(
    "path",
    [
        "/archive/2026/{}1/",
        "/sitemaps/2026-{}1.xml",
        "/sitemaps/2026-1-{}1.xml",
        "/.well-known/newsroom/2026-{}1.txt",
    ],
)
def test_a_month_has_no_endless_addresses(client, publish, path):
    with time_machine.travel("2026-01-15T12:00:00Z", tick=False):
        publish()

    statuses = [client.get(path.format("0" * zeros)).status_code for zeros in range(4)]

    assert statuses == [200, 200, 404, 404]


# The ledger


def test_the_ledger_lists_corrections_and_withdrawals(client, publish, chief_editor):
    wrong = publish(headline="Nine dead", body="Nine.")
    desk.correct(wrong, by=chief_editor, kind="correction", note="There were ten.", changes={"body": "Ten."})
    untrue = publish(headline="Untrue", slug="a-story")
    desk.withdraw(untrue, by=chief_editor, note="We could not confirm it.")

    page = main(client.get("/corrections/"))

    assert page.index("We could not confirm it.") < page.index("There were ten.")
    assert "Nine dead" in page
    assert "Untrue" not in page


def test_the_ledger_tells_that_a_withdrawn_story_is_back(client, publish, chief_editor):
    doubted = publish(headline="Doubted")
    desk.withdraw(doubted, by=chief_editor, note="We could not confirm it.")
    desk.restore(doubted, by=chief_editor, note="Now we could.")

    page = main(client.get("/corrections/"))

    assert page.index("Restoration") < page.index("Now we could.") < page.index("We could not confirm it.")


def test_the_ledger_says_nothing_of_an_expiry_nor_of_the_return_from_it(client, publish, chief_editor):
    brief = publish()
    desk.expire(brief, by=chief_editor)
    desk.restore(brief, by=chief_editor, note="On again.")

    assert "Nothing has been corrected yet." in main(client.get("/corrections/"))


def test_only_a_redacted_note_is_called_so(client, publish, chief_editor):
    story = publish(standfirst="Of a minor.")
    desk.withdraw(story, by=chief_editor, note="We could not confirm it.")
    restored = desk.restore(story, by=chief_editor)
    order = {"order": "Court of X", "numbers": [restored.number]}
    desk.redact(story, by=chief_editor, fields=["standfirst"], **order)

    assert "This note is redacted." not in main(client.get("/corrections/"))


def test_a_withdrawn_storys_corrections_show_none_of_its_words(client, publish, chief_editor):
    article = publish(headline="Untrue", slug="a-story", body="Nine.")
    desk.correct(
        article, by=chief_editor, kind="correction", note="There were ten.", changes={"body": "Ten."}
    )
    desk.withdraw(article, by=chief_editor, note="Taken back.")

    assert "Untrue" not in main(client.get("/corrections/"))


@pytest.fixture
def of_a_redacted_headline(publish, chief_editor):
    """Correct a story and redact its headline; it stays live."""
    Publication.objects.create(front_box="corrections")
    story = publish(headline="A minor's name", slug="a-story", body="Nine.")
    desk.correct(story, by=chief_editor, kind="correction", note="Ten.", changes={"body": "Ten."})
    desk.redact(story, by=chief_editor, fields=["headline"], order="Court of X")


@pytest.mark.parametrize("path", ["/", "/corrections/"])
def test_no_live_story_is_called_taken_back(client, of_a_redacted_headline, publish_many, path):
    publish_many(8)

    page = main(client.get(path))

    assert '<a href="/articles/a-story/">A redacted headline</a>' in page
    assert "taken back" not in page


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_no_feed_calls_a_live_story_taken_back(client, of_a_redacted_headline, form):
    feed = client.get(f"/feeds/corrections.{form}").content.decode()

    assert "Correction: A redacted headline" in feed
    assert "taken back" not in feed


def test_a_planned_correction_is_not_in_the_ledger_yet(client, publish):
    publish(headline="Planned", at=clock.now() + timedelta(hours=1))

    assert "Nothing has been corrected yet." in main(client.get("/corrections/"))


@pytest.mark.parametrize(
    "path", ["/", "/sections/world/", "/topics/rivers/", "/people/anna/", "/sources/ministry/"]
)
def test_each_list_tells_who_links_to_it(
    client, make_article, make_source, publish, path, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path  # where no other test has drawn a card
    Publication.objects.create(name="The Paper", address="https://paper.example")
    article = make_article(sources=[make_source()], body="So. [@ministry]")
    article.topics.add(Topic.objects.create(name="Rivers"))
    Byline.objects.create(article=article, person=Person.objects.create(name="Anna"), order=1)
    publish(article)

    told = dict(re.findall(r'property="og:(\w+)" content="([^"]+)"', client.get(path).text))

    assert told.keys() == {"type", "title", "description", "url", "site_name"}
    assert told["url"] == f"https://paper.example{path}"


def test_with_four_eyes_a_section_that_no_record_names_is_on_no_page(client, publish, make_article, section):
    new = Section.objects.create(name="Bribes", slug="bribes")
    publish(section=section)
    make_article(section=new)
    paper = Publication.objects.create(four_eyes=True)
    pages = ("/", "/sections/world/", "/api/v1/sections/", "/sitemap.xml")
    assert all("bribes" not in client.get(page).text.lower() for page in pages)
    assert client.get("/sections/bribes/").status_code == 404

    Publication.objects.update(four_eyes=False)
    publish(section=new)
    paper.save()

    assert "Bribes" in client.get("/").text
    assert client.get("/sections/bribes/").status_code == 200


def test_a_person_and_a_topic_tell_what_was_corrected(client, publish, make_article, chief_editor):
    article = make_article("Bridge opens")
    Byline.objects.create(article=article, person=Person.objects.create(name="Anna"), order=1)
    article.topics.add(Topic.objects.create(name="Roads", slug="roads"))
    publish(article)
    desk.correct(article, by=chief_editor, kind="correction", note="It is long.", changes={"body": "Long."})

    for path in ("/people/anna/", "/topics/roads/"):
        page = main(client.get(path))
        assert page.count('class="corrected"') == 1
        assert "It is long." in page


def test_a_topic_names_the_sources_on_which_most_of_it_rests(client, publish, make_article, make_source):
    topic, office, once = (
        Topic.objects.create(name="Roads", slug="roads"),
        make_source("Office"),
        make_source("Once"),
    )
    for headline, sources in (("One", [office]), ("Two", [office, once])):
        article = make_article(headline, sources=sources)
        article.topics.add(topic)
        publish(article)

    page = main(client.get("/topics/roads/"))

    beside = page.partition("It rests most on")[2].partition("</ul>")[0]
    assert 'href="/sources/office/"' in beside
    assert "Once" not in beside
