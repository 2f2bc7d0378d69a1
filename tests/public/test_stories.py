import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command

from articles import desk
from articles.models import Byline, Edition, Person, Publication, clock, site_state
from tests.reading import main, read_story, words

SUPPLIED = Path(__file__).parents[1] / "data" / "supplied.txt"


def test_it_works(client, publish):
    article = publish(headline="Bridge opens", standfirst="After nine years.", body="It *holds*.")

    response = read_story(client, article)

    page = main(response)
    assert response.status_code == 200
    assert words(page, "headline") == "Bridge opens"
    assert words(page, "standfirst") == "After nine years."
    assert "<p>It <em>holds</em>.</p>" in page


@pytest.mark.parametrize("times", [1, 2])
def test_the_supplied_article_is_shown_word_for_word(client, db, times):
    for _time in range(times):
        call_command("loaddata", "seed", verbosity=0)

    response = client.get("/articles/russian-peacekeepers-in-karabakh/")

    page = main(response)
    headline, standfirst, *body = SUPPLIED.read_text().strip().split("\n\n")
    assert words(page, "headline") == " ".join(headline.split())
    assert words(page, "standfirst") == " ".join(standfirst.split())
    assert words(page, "body") == " ".join(" ".join(body).split())
    assert page.count("<h2>") == 7
    assert "On this site since" in page
    assert 'class="byline"' not in page


def test_the_supplied_article_rests_on_one_voice_that_the_page_names(client, db):
    call_command("loaddata", "seed", verbosity=0)

    page = main(client.get("/articles/russian-peacekeepers-in-karabakh/"))

    assert words(page, "voices") == "Rests on one voice: Russian Foreign Ministry"
    assert 'href="#source-maria-zakharova"' in page
    assert '<li id="source-maria-zakharova">' in page
    assert 'href="#cite-maria-zakharova-2"' in page
    assert 'href="/sources/russian-foreign-ministry/"' in page


def test_every_mark_has_the_number_of_its_source_in_the_list(client, db):
    call_command("loaddata", "seed", verbosity=0)

    page = main(client.get("/articles/russian-peacekeepers-in-karabakh/"))

    listed = re.findall(r'<li id="source-([a-z-]+)">', page)
    marked = re.findall(r'href="#source-([a-z-]+)"[^>]*>(\d+)</a>', page)
    assert {key for key, _number in marked} == set(listed)
    assert all(listed[int(number) - 1] == key for key, number in marked)


def test_the_list_follows_the_marks_that_a_correction_moved(
    client, make_article, make_source, publish, chief_editor
):
    sources = [make_source("First"), make_source("Second")]
    article = publish(make_article(sources=sources, body="A. [@first] B. [@second]", slug="a-story"))
    changes = {"body": "B. [@second] A. [@first]"}
    desk.correct(article, by=chief_editor, kind="correction", note="Wrong.", changes=changes)

    page = main(client.get("/articles/a-story/"))

    assert re.findall(r'<li id="source-([a-z-]+)">', page) == ["second", "first"]


def test_the_fixture_is_shown_at_the_next_request(client, db):
    assert client.get("/articles/russian-peacekeepers-in-karabakh/").status_code == 404

    call_command("loaddata", "seed", verbosity=0)

    assert client.get("/articles/russian-peacekeepers-in-karabakh/").status_code == 200
    for surface in ("/", "/feeds/latest.atom", "/sitemaps/fronts.xml", "/sections/world/"):
        assert client.get(surface).status_code == 200
    assert b"Karabakh" in client.get("/feeds/latest.atom").content
    now = clock.now()
    assert b"russian-peacekeepers" in client.get(f"/sitemaps/{now.year}-{now.month}.xml").content


def test_a_draft_and_a_planned_story_are_as_unknown_as_any(client, make_article, publish):
    make_article(headline="Secret draft", slug="secret-draft")
    publish(headline="Secret plan", slug="secret-plan", at=clock.now() + timedelta(hours=1))

    unknown, draft, plan = (
        client.get(f"/articles/{slug}/") for slug in ("never-heard-of", "secret-draft", "secret-plan")
    )

    assert (unknown.status_code, draft.status_code, plan.status_code) == (404, 404, 404)
    assert unknown.content == draft.content == plan.content
    assert client.get("/articles/secret-plan/history/").status_code == 404


def test_a_plan_is_read_at_its_moment(client, publish):
    at = clock.now() + timedelta(hours=1)
    publish(headline="At six", slug="at-six", at=at)

    with time_machine.travel(at, tick=False):
        response = client.get("/articles/at-six/")

    assert response.status_code == 200


def test_an_old_slug_leads_to_todays(client, publish, change, chief_editor):
    article = publish(slug="old")
    desk.publish(change(article, slug="new"), by=chief_editor)

    response = client.get("/articles/old/")

    assert (response.status_code, response["Location"]) == (301, "/articles/new/")
    assert client.get("/articles/old/history/")["Location"] == "/articles/new/history/"


def test_a_story_says_when_it_was_changed_last(client, publish, chief_editor):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        article = publish(body="Nine.")
    with time_machine.travel("2026-01-02T10:00:00Z", tick=False):
        desk.correct(article, by=chief_editor, kind="correction", note="Ten.", changes={"body": "Ten."})
        response = read_story(client, article)

    assert response["Last-Modified"] == "Fri, 02 Jan 2026 10:00:00 GMT"


def test_no_old_story_by_if_modified_since(client, publish):
    article = publish()

    for since in (
        "Sat, 01 Jan 2050 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "yesterday",
        "\x00",
        "9" * 900,
    ):
        response = client.get(f"/articles/{article.slug}/", headers={"If-Modified-Since": since})
        assert response.status_code == 200, since


def test_a_tag_wins_over_a_date(client, publish):
    article = publish(slug="a-story")
    etag = read_story(client, article)["ETag"]
    both = {"If-Modified-Since": "Sat, 01 Jan 2050 00:00:00 GMT"}

    assert client.get("/articles/a-story/", headers={**both, "If-None-Match": etag}).status_code == 304
    assert client.get("/articles/a-story/", headers={**both, "If-None-Match": '"other"'}).status_code == 200


def test_a_withdrawn_story_answers_410_with_its_note_and_no_text(client, publish, chief_editor):
    article = publish(headline="Untrue", slug="a-story", body="Untrue words.")
    desk.withdraw(article, by=chief_editor, note="We could not confirm it.")

    response = read_story(client, article)

    assert response.status_code == 410
    assert b"We could not confirm it." in response.content
    assert b"Untrue" not in response.content
    assert 'href="/"' in main(response)


def test_an_old_slug_of_a_withdrawn_story_answers_410(client, publish, change, chief_editor):
    article = publish(slug="old")
    desk.publish(change(article, slug="new"), by=chief_editor)
    desk.withdraw(article, by=chief_editor, note="Taken back.")

    assert client.get("/articles/old/").status_code == 410


def test_an_expired_story_answers_410(client, publish, chief_editor):
    article = publish(slug="a-story")
    desk.expire(article, by=chief_editor)

    assert client.get("/articles/a-story/").status_code == 410


def test_a_correction_is_told_at_the_top_typed_and_dated(client, publish, chief_editor):
    article = publish(body="Nine people.")
    desk.correct(
        article, by=chief_editor, kind="correction", note="There were ten.", changes={"body": "Ten people."}
    )

    page = main(read_story(client, article))

    assert "There were ten." in words(page, "amendment")
    assert words(page, "amendment").startswith("Correction ")
    assert page.index("There were ten.") < page.index("Ten people.")


def test_a_minor_change_carries_no_note_on_the_page(client, publish, chief_editor):
    article = publish(body="Nine poeple.")
    desk.correct(article, by=chief_editor, kind="minor", changes={"body": "Nine people."})

    page = main(read_story(client, article))

    assert "amendment" not in page
    assert "last changed" not in page


def test_a_standfirst_carries_its_marks_on_the_page_and_nowhere_else(
    client, make_article, make_source, publish
):
    source = make_source("Ministry <of> Water")
    article = make_article(
        standfirst="Rain & sun. [@ministry-of-water]",
        body="It rained. [@ministry-of-water]",
        sources=[source],
    )
    publish(article)

    page, front = main(read_story(client, article)), main(client.get("/"))

    assert 'href="#source-ministry-of-water"' in page.split('class="body article-body"')[0]
    assert "Rain &amp; sun.<sup" in page
    assert words(front, "standfirst") == "Rain & sun."
    assert "[@" not in client.get("/feeds/latest.atom").content.decode()


def test_a_byline_links_to_todays_name(client, make_article, publish):
    person = Person.objects.create(name="A. Maiden")
    article = make_article()
    Byline.objects.create(article=article, person=person, order=1)
    Byline.objects.create(article=article, name="Agency", order=2)
    publish(article)
    Person.objects.filter(pk=person.pk).update(name="A. Married")
    site_state.replace_token()

    page = main(read_story(client, article))

    assert words(page, "byline") == "By A. Married; Agency"
    assert '<a rel="author" href="/people/a-maiden/">' in page


def test_a_story_in_another_language_says_so(client, publish):
    article = publish(headline="خبر", slug="khabar", language="ar")

    page = main(read_story(client, article))

    assert '<h1 class="headline" lang="ar" dir="rtl">' in page
    assert '<div class="body article-body" lang="ar" dir="rtl">' in page


def test_the_paper_speaks_its_own_language_not_the_visitors(client, publish):
    article = publish()

    response = client.get(f"/articles/{article.slug}/", headers={"Accept-Language": "ru"})

    assert b'<html lang="en">' in response.content
    assert "Accept-Language" not in response.get("Vary", "")


def test_addresses_for_machines_never_come_from_the_host_header(client, publish, settings):
    settings.ALLOWED_HOSTS = ["evil.example"]
    Publication.objects.create(address="https://paper.example")
    article = publish(slug="a-story")

    response = client.get(f"/articles/{article.slug}/", headers={"Host": "evil.example"})

    assert b'<link rel="canonical" href="https://paper.example/articles/a-story/">' in response.content
    assert b"evil.example" not in response.content


def test_moments_are_printed_in_the_papers_time_zone(client, publish):
    Publication.objects.create(time_zone="Asia/Yerevan")
    with time_machine.travel("2026-01-31T22:30:00Z", tick=False):
        publish(slug="late")
        page = main(client.get("/articles/late/"))

    assert '<time datetime="2026-02-01T02:30:00+04:00">1 February 2026, 02:30 +04</time>' in page


def test_an_article_costs_five_queries(
    client, chief_editor, publish, publish_many, make_article, make_source, django_assert_num_queries
):
    source = make_source()
    article = make_article(sources=[source], body="So it is. [@ministry]")
    publish_many(5)
    Byline.objects.create(article=article, person=Person.objects.create(name="Anna"), order=1)
    publish(article)
    desk.correct(
        article, by=chief_editor, kind="correction", note="Wrong.", changes={"body": "So it was. [@ministry]"}
    )
    client.get("/")

    with django_assert_num_queries(5) as queries:
        read_without_reload(client, article)

    tables = [re.search(r'FROM "?articles_(\w+)', query["sql"])[1] for query in queries]
    assert tables == ["sitestate", "edition", "edition", "edition", "relation"]
    assert "articles_person" in queries[2]["sql"]


def read_without_reload(client, article):
    return client.get(f"/articles/{article.slug or Edition.objects.latest('pk').slug}/")


@pytest.mark.parametrize("page", ["", "history/", "history.json", "sources.json", "sources.csv", "report/"])
def test_an_old_address_keeps_the_query(client, publish, change, chief_editor, page):
    article = publish(slug="old")
    desk.publish(change(article, slug="new"), by=chief_editor)

    for query in ("", "?old=1&new=2", "?old=1&x=%D0%B9"):
        answer = client.get(f"/articles/old/{page}{query}")
        assert (answer.status_code // 100, answer["Location"]) == (3, f"/articles/new/{page}{query}")


def label(story, word, editor):
    desk.label(story, by=editor, label=word)


def test_the_newest_breaking_story_stands_in_a_bar_on_each_page_but_its_own(client, publish, editor):
    older, newest = publish(headline="Older"), publish(headline="Newest", slug="newest")
    quiet = publish(headline="Quiet", slug="quiet")
    for story in (newest, older):
        label(story, "breaking", editor)

    for address in ("/", "/corrections/", "/articles/quiet/"):
        bar = re.search(r'<aside class="breaking".*?</aside>', client.get(address).text, re.DOTALL)[0]
        assert "Newest" in bar
        assert "Older" not in bar
    assert 'class="breaking"' not in client.get("/articles/newest/").text
    assert quiet


def test_a_bar_ends_with_its_label_or_its_story(client, publish, editor, chief_editor):
    older, newest, wrong = publish(headline="Older"), publish(headline="Newest"), publish(headline="Wrong")
    for story in (wrong, newest, older):
        label(story, "breaking", editor)

    desk.correct(wrong, by=chief_editor, kind="retraction", note="Nothing of it is true.", changes={})
    assert "Newest</a></p>" in client.get("/corrections/").text
    desk.withdraw(newest, by=chief_editor, note="Wrong.")
    assert "Older</a></p>" in client.get("/corrections/").text
    label(older, "", editor)

    assert 'class="breaking"' not in client.get("/corrections/").text


def test_a_printed_story_names_its_edition_and_carries_its_address(client, publish):
    publish(slug="a-story")

    printed = client.get("/articles/a-story/").text.partition('<div class="permanent">')[2]

    assert "Printed from edition 1 of" in printed
    assert "/articles/a-story/<br>" in printed
    assert "<svg" in printed


LINK = '<a href="/articles/a-story/">A redacted headline</a>'


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/articles/a-story/", "<title>A redacted headline – Newsroom</title>"),
        ("/articles/a-story/", '<meta property="og:title" content="A redacted headline">'),
        ("/articles/a-story/", '"name": "A redacted headline"'),
        ("/articles/a-story/", "mailto:?subject=A%20redacted%20headline&amp;"),
        ("/articles/a-story/report/", LINK),
        ("/search/?q=nine", LINK),
        ("/feeds/latest.atom", "<title>A redacted headline</title>"),
        ("/feeds/latest.rss", "<title>A redacted headline</title>"),
        ("/feeds/latest.json", '"title": "A redacted headline"'),
    ],
)
def test_a_story_whose_headline_is_redacted_has_a_name(client, publish, chief_editor, path, shown):
    story = publish(slug="a-story", body="Nine.")

    desk.redact(story, by=chief_editor, fields=["headline"], order="Court of X")

    assert shown in client.get(path).text


def test_signs_of_a_headline_and_a_standfirst_are_escaped_once(client, publish):
    publish(slug="a-story", headline='Bob\'s "Fish & chips"', standfirst="It's R&D: <1.", body="Nine.")

    page = client.get("/articles/a-story/").text

    assert "<title>Bob&#x27;s &quot;Fish &amp; chips&quot; – Newsroom</title>" in page
    for name in ('name="description"', 'property="og:description"'):
        assert f'<meta {name} content="It&#x27;s R&amp;D: &lt;1.">' in page
