"""Which stories an editor sets beside another, and what readers find of them."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from articles import desk
from articles.models import Act, Relation, clock
from articles.public.related import lines_below, related_stories
from articles.public.site import load_site
from tests.reading import main

from .conftest import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories(publish):
    """Publish stories by their headlines."""
    return lambda *headlines: [publish(headline=headline) for headline in headlines]


def read_on(story):
    return [(row.headline, row.reason) for row in related_stories(published(story), clock.now(), load_site())]


def test_what_is_chosen_comes_first_in_its_order_and_what_is_found_behind(stories, editor):
    dam, bridge, river, sea = stories("Dam", "Bridge", "River", "Sea")

    desk.relate(dam, by=editor, stories=[river, bridge])

    assert read_on(dam) == [
        ("River", "Chosen by the desk"),
        ("Bridge", "Chosen by the desk"),
        ("Sea", "World"),
    ]


def test_a_choice_replaces_the_one_before_which_the_past_keeps(stories, editor):
    dam, bridge, river = stories("Dam", "Bridge", "River")
    desk.relate(dam, by=editor, stories=[bridge])
    before = clock.now()

    with time_machine.travel(before + timedelta(hours=1), tick=False):
        desk.relate(dam, by=editor, stories=[river])
        now = clock.now()

    assert [row.headline for row in lines_below(published(dam), now)] == ["River"]
    assert [row.headline for row in lines_below(published(dam), before, now)] == ["Bridge"]
    assert Relation.objects.count() == 2


def test_the_log_says_what_was_chosen_without_a_word_of_it(stories, editor):
    dam, bridge = stories("Dam", "Bridge")

    desk.relate(dam, by=editor, stories=[bridge])

    row = Act.objects.get(verb="relate")
    assert row.data["stories"] == [str(bridge.uid)]
    assert "Bridge" not in str(row.data)


def test_what_nobody_can_read_stands_beside_nothing(stories, make_article, editor):
    dam, bridge = stories("Dam", "Bridge")
    draft = make_article("Draft")

    for chosen in ([draft], [dam], stories("A", "B", "C", "D", "E")):
        with pytest.raises(desk.Refused):
            desk.relate(dam, by=editor, stories=chosen)
    with pytest.raises(desk.Refused, match="Nothing of this story is live"):
        desk.relate(draft, by=editor, stories=[bridge])

    assert not Relation.objects.exists()


def test_a_related_story_that_is_withdrawn_is_gone_and_comes_back(stories, editor):
    dam, bridge = stories("Dam", "Bridge")
    desk.relate(dam, by=editor, stories=[bridge])

    desk.withdraw(bridge, by=editor, note="Wrong.")
    assert read_on(dam) == []
    desk.restore(bridge, by=editor, note="Right.")
    assert read_on(dam) == [("Bridge", "Chosen by the desk")]


def test_a_lead_has_its_lines_and_a_corrected_one_says_so(stories, editor, client):
    _old, bridge, river, dam = stories("Old", "Bridge", "River", "Dam")
    desk.place(dam, by=editor, slot=0)
    desk.relate(dam, by=editor, stories=[river, bridge])
    desk.correct(bridge, by=editor, kind="correction", note="It is long.", changes={"body": "It is long."})

    page = main(client.get("/"))
    lines = page.partition('<ul class="below">')[2].partition("</ul>")[0]

    assert lines.index("River") < lines.index("Bridge") < lines.index("<b>corrected</b>")
    assert page.count(">River<") == 1


def test_the_page_shows_readers_the_choice_at_once(stories, editor, client):
    dam, bridge = stories("Dam", "Bridge")
    address = published(dam).get_absolute_url()
    assert b"Chosen by the desk" not in client.get(address).content

    desk.relate(dam, by=editor, stories=[bridge])

    assert b"Chosen by the desk" in client.get(address).content


def test_stories_are_chosen_by_their_addresses(stories, editor, client):
    dam, bridge, river = stories("Dam", "Bridge", "River")
    client.force_login(editor)
    form = reverse("admin:articles_article_relate", args=[dam.pk])
    seen = desk.Timeline(dam, clock.now()).last_digest

    typed = f"https://example.org{published(river).get_absolute_url()}?a#b\n\n{published(bridge).slug}\n"
    client.post(form, {"stories": typed, "seen": seen, "_do": "1"})

    assert [row.headline for row in lines_below(published(dam), clock.now())] == ["River", "Bridge"]
    assert published(river).get_absolute_url() in client.get(form).content.decode()


def test_what_nobody_can_read_is_told_like_what_is_not_there(stories, publish, editor, client):
    dam, gone = stories("Dam", "Gone")
    desk.withdraw(gone, by=editor, note="Wrong.")
    publish(headline="Planned", slug="planned", at=clock.now() + timedelta(days=1))
    client.force_login(editor)
    form = reverse("admin:articles_article_relate", args=[dam.pk])

    def told(slug):
        seen = desk.Timeline(dam, clock.now()).last_digest
        page = client.post(form, {"stories": slug, "seen": seen, "_do": "1"}).content.decode()
        (errors,) = re.findall(r'<ul class="errorlist.*?</ul>', page, re.DOTALL)
        return errors.replace(slug, "…")

    assert told("planned") == told(gone.slug) == told("nowhere")


@pytest.mark.parametrize("typed", ["nowhere", "http://[", "/", "a\nb\nc\nd\ne", "x" * 9_000])
def test_what_is_no_address_of_a_story_is_told(stories, editor, client, typed):
    (dam,) = stories("Dam")
    client.force_login(editor)

    page = client.post(
        reverse("admin:articles_article_relate", args=[dam.pk]),
        {"stories": typed, "seen": desk.Timeline(dam, clock.now()).last_digest, "_do": "1"},
    )

    assert page.status_code == 200
    assert b"errorlist" in page.content
    assert not Relation.objects.exists()
