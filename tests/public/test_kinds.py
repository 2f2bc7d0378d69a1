"""Kinds of work: each says what it is, and what somebody paid for is no news."""

import pytest

from articles import desk
from articles.models import Article, Byline, Edition, Person, Topic, clock, site_state
from tests.reading import main

pytestmark = pytest.mark.django_db
Work = Edition.TypeOfWork


@pytest.fixture
def paid(publish, publish_many):
    """Publish some news, and behind it what somebody paid for."""
    publish_many(3)
    return publish(headline="Buy this boat", type_of_work=Work.ADVERTISEMENT, label="breaking")


def live(article):
    return Edition.objects.published(clock.now()).get(article=article)


@pytest.mark.parametrize(
    "path",
    ["/", "/?before=9999999999999-1", "/sections/world/", "/feeds/latest.atom", "/feeds/sections/world.atom",
     "/sitemaps/news.xml", "/articles/story-2/"],
)  # fmt: skip
def test_what_was_paid_for_stands_in_no_list_of_news(client, paid, path):
    response = client.get(path)

    assert response.status_code == 200
    assert "Buy this boat" not in response.content.decode()


@pytest.fixture(scope="module")
def rivers(make_kept, publish_kept):
    """Publish two stories of a topic and a person, and after them more advertisements than a page has."""
    topic, anna = Topic.objects.create(name="Rivers"), Person.objects.create(name="Anna")
    for number in range(23):
        kind = Work.ADVERTISEMENT if number > 1 else Work.NEWS
        article = make_kept("Buy this boat" if number > 1 else f"Bridge {number}", type_of_work=kind)
        article.topics.add(topic)
        Byline.objects.create(article=article, person=anna, order=1)
        publish_kept(article)


@pytest.mark.parametrize(
    "path", ["/topics/rivers/", "/people/anna/", "/feeds/topics/rivers.atom", "/feeds/people/anna.atom"]
)
def test_what_was_paid_for_takes_no_room_among_the_stories_of_a_name(client, rivers, path):
    page = client.get(path).text

    assert "Bridge 0" in page
    assert "Bridge 1" in page
    assert "Buy this boat" not in page


def test_what_was_paid_for_is_no_part_of_a_series(client, rivers):
    Topic.objects.update(is_series=True)
    site_state.replace_token()

    assert "Buy this boat" not in client.get("/topics/rivers/").text
    assert "Part 1 of 2" in client.get(live(Article.objects.get(headline="Bridge 0")).get_absolute_url()).text


def test_what_was_paid_for_is_found_and_says_so(client, paid):
    address = live(paid).get_absolute_url()

    page = main(client.get(address))
    assert "Somebody paid for this." in page
    assert '<article class="story advertisement">' in page
    assert address in client.get("/search/?q=boat").content.decode()


def test_an_editor_may_place_it_on_a_front_where_it_is_marked(client, paid, editor):
    desk.place(paid, by=editor, slot=1)

    page = main(client.get("/"))
    assert '<article class="card advertisement">' in page
    assert "advertisement</b>" in page


def test_it_stands_beside_no_story(publish, paid, editor):
    with pytest.raises(desk.Refused, match="advertisement"):
        desk.relate(publish(), by=editor, stories=[paid])


@pytest.mark.parametrize("kind", [Work.ANALYSIS, Work.OPINION, Work.REVIEW, Work.SATIRE])
def test_what_is_no_report_says_what_it_is(client, publish, kind):
    article = publish(headline="So it seems", type_of_work=kind)

    page = main(client.get(live(article).get_absolute_url()))

    assert 'class="kind" role="note"' in page
    assert f'<article class="story {kind}">' in page


def test_news_needs_no_word_about_itself(client, publish):
    assert 'class="kind"' not in main(client.get(live(publish()).get_absolute_url()))
