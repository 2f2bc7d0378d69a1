"""Series: parts in the order of their first publication, on their own pages and on each part's."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from articles import desk
from articles.models import Edition, Topic, clock
from articles.public import current_names
from articles.public import series as of_series
from tests.reading import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour():
    return Topic.objects.create(name="The harbour", slug="harbour", is_series=True)


@pytest.fixture
def parts(make_article, publish, harbour):
    """Publish stories of the series, each a day after the one before."""

    def parts(*headlines, topic=harbour):
        made = []
        for day, headline in enumerate(headlines, 1):
            with time_machine.travel(f"2026-02-{day:02}T10:00:00Z", tick=False):
                article = make_article(headline)
                article.topics.set([topic])
                made.append(publish(article))
        return made

    return parts


def page(client, article):
    edition = Edition.objects.published(clock.now()).get(article=article)
    return client.get(edition.get_absolute_url()).content.decode()


def part(html):
    found = re.search(r'<p class="part">(.*?)</p>', html)
    return found and re.sub("<[^>]*>", "", found[1])


def test_each_part_says_which_it_is_and_leads_to_those_beside_it(client, parts):
    first, second, third = parts("Ships", "Cranes", "Men")

    assert [part(page(client, each)) for each in (first, second, third)] == [
        "Part 1 of 3: The harbour",
        "Part 2 of 3: The harbour",
        "Part 3 of 3: The harbour",
    ]
    links = dict(re.findall(r'<a rel="(prev|next)" href="[^"]*">([^<]*)', page(client, second)))
    assert links == {"prev": "Ships", "next": "Men"}
    assert re.findall(r'rel="(prev|next)"', page(client, first)) == ["next"]


def test_an_editor_orders_the_parts_and_those_not_named_follow_by_time(client, parts, harbour):
    ships, cranes, _men = parts("Ships", "Cranes", "Men")
    harbour.parts_order = "https://paper.example/articles/m%65n/?from=mail\ncranes\n"
    harbour.full_clean()
    harbour.save()

    html = main(client.get("/topics/harbour/"))

    assert harbour.parts_order == "men\ncranes"
    assert html.index("Men") < html.index("Cranes") < html.index("Ships")
    assert [part(page(client, each)) for each in (ships, cranes)] == [
        "Part 3 of 3: The harbour", "Part 2 of 3: The harbour"]  # fmt: skip
    assert dict(re.findall(r'<a rel="(prev|next)" href="[^"]*">([^<]*)', page(client, cranes))) == {
        "prev": "Men", "next": "Ships"}  # fmt: skip


def test_a_part_keeps_its_place_in_an_order_when_its_address_changes(
    client, parts, harbour, change, chief_editor
):
    ships, cranes, men = parts("Ships", "Cranes", "Men")
    Topic.objects.update(parts_order="men\ncranes")
    desk.publish(change(men, slug="people"), by=chief_editor)

    html = main(client.get("/topics/harbour/"))

    assert html.index("Men") < html.index("Cranes") < html.index("Ships")
    assert [part(page(client, each)) for each in (men, cranes, ships)] == [
        f"Part {number} of 3: The harbour" for number in (1, 2, 3)]  # fmt: skip


def test_an_order_names_stories_alone(parts, harbour):
    parts("Ships")
    harbour.parts_order = "ships\nno-such-story"

    with pytest.raises(ValidationError, match="No published story has this address: no-such-story"):
        harbour.full_clean()


def test_an_order_tells_of_no_planned_story(parts, harbour, publish):
    parts("Ships")
    publish(headline="Secret merger", slug="secret-merger", at=clock.now() + timedelta(hours=1))
    said = []
    for guessed in ("secret-merger", "no-such-story"):
        harbour.parts_order = f"ships\n{guessed}"
        with pytest.raises(ValidationError) as refused:
            harbour.full_clean()
        said.append(refused.value.messages[0].replace(guessed, "…"))

    assert said[0] == said[1]


def test_an_order_keeps_what_it_named_before(parts, harbour):
    parts("Ships")
    Topic.objects.update(parts_order="planned")
    harbour.parts_order = "ships\nplanned"

    harbour.full_clean()

    assert harbour.parts_order == "ships\nplanned"


def test_an_order_that_names_too_many_is_refused(parts, harbour):
    parts("Ships")
    harbour.parts_order = "\n".join(["ships", *map(str, range(200))])

    with pytest.raises(ValidationError, match="Name 200 stories at most"):
        harbour.full_clean()


def test_a_series_has_a_page_with_its_parts_in_order(client, parts):
    parts("Ships", "Cranes", "Men")

    html = main(client.get("/topics/harbour/"))

    assert "Series in 3 parts" in html
    assert html.index("Ships") < html.index("Cranes") < html.index("Men")


def test_machines_are_told_the_series_and_the_place(client, parts):
    _first, second = parts("Ships", "Cranes")

    facts = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(client, second))[1]
    story = json.loads(facts)["@graph"][0]

    assert story["position"] == 2
    assert story["isPartOf"]["@type"] == "CreativeWorkSeries"
    assert story["isPartOf"]["url"].endswith("/topics/harbour/")
    assert client.get("/api/v1/topics/harbour/").json()["is_series"] is True


def test_a_part_that_is_withdrawn_is_not_counted(client, parts, editor):
    first, second, third = parts("Ships", "Cranes", "Men")

    desk.withdraw(second, by=editor, note="Wrong.")

    assert part(page(client, third)) == "Part 2 of 2: The harbour"
    assert "Cranes" not in page(client, first)


def test_a_plan_is_no_part_before_its_moment(client, parts, make_article, publish, harbour):
    (first, _second) = parts("Ships", "Cranes")
    ahead = make_article("Masts")
    ahead.topics.set([harbour])
    publish(ahead, at=clock.now().replace(year=clock.now().year + 1, microsecond=0))

    assert part(page(client, first)) == "Part 1 of 2: The harbour"
    assert "Masts" not in page(client, first)


def test_after_a_merge_its_parts_are_those_of_both(client, parts, chief_editor, harbour):
    other = Topic.objects.create(name="Quay", slug="quay")
    (old,) = parts("Quay story", topic=other)
    parts("Ships", "Cranes")

    desk.merge_topics(other, by=chief_editor, into=harbour)

    assert part(page(client, old)) == "Part 1 of 3: The harbour"


def test_one_story_alone_and_a_topic_that_is_no_series_say_nothing(client, parts):
    (alone,) = parts("Ships")
    of_topic = parts("Cranes", "Men", topic=Topic.objects.create(name="Cranes", slug="cranes"))

    assert [part(page(client, each)) for each in (alone, *of_topic)] == [None, None, None]
    assert "Series" not in main(client.get("/topics/cranes/"))


def test_a_series_with_too_many_parts_is_read_as_a_topic(client, parts, monkeypatch):
    stories = parts("Ships", "Cranes", "Men")
    monkeypatch.setattr(of_series, "MOST", 2)
    monkeypatch.setattr(current_names._today, "forms", {})
    monkeypatch.setattr(of_series._parts, "forms", {})

    assert part(page(client, stories[0])) is None
    assert "Series in" not in main(client.get("/topics/harbour/"))


def test_a_topic_becomes_a_series_on_its_page_by_an_act_that_the_log_keeps(client, parts, chief_editor):
    topic = Topic.objects.create(name="Cranes", slug="cranes")
    (first, _second) = parts("Cranes", "Men", topic=topic)
    client.force_login(chief_editor)
    form = reverse("admin:articles_topic_change", args=[topic.pk])
    shown = client.get(form).context["adminform"].form.initial

    values = {name: value or "" for name, value in shown.items()} | {"is_series": "on"}
    token = re.search(r'name="(seen[^"]*|stale[^"]*)" value="([^"]*)"', client.get(form).content.decode())
    client.post(form, values | (dict([token.groups()]) if token else {}))

    topic.refresh_from_db()
    assert topic.is_series
    assert part(page(client, first)) == "Part 1 of 2: Cranes"


def test_a_part_whose_headline_is_redacted_has_a_link_that_one_sees(client, parts, chief_editor):
    first, second = parts("Ships", "Cranes")

    desk.redact(first, by=chief_editor, fields=["headline"], order="Court of X")

    assert re.findall(r'<a rel="prev" href="[^"]*">([^<]*)', page(client, second)) == ["A redacted headline"]


def test_a_part_in_another_language_says_so(client, make_article, publish, harbour):
    stories = [make_article("אוניות", language="he"), make_article("Cranes")]
    for story in stories:
        story.topics.set([harbour])
        publish(story)

    html = page(client, stories[1])

    assert re.search(r'<a rel="prev" href="[^"]*" lang="he" dir="rtl">אוניות', html)
