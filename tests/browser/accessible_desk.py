"""axe finds nothing on the desk's pages, at 320, 1440 and 2560 pixels, in light and in dark (WCAG 2.2 AA).

`make acceptance` runs it, and so does `pytest tests/browser/accessible_desk.py`.
`make test` doesn't: some 45 pages, each looked at six times, cost 150 s of CPU.
"""

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Article
from articles.pictures import library
from tests.browser import axe
from tests.browser.hands import body
from tests.cast import make_user
from tests.pictures.files import jpeg, upload
from tests.room import Room

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def room(desk_page):
    return Room(chief=User.objects.get(username="boss"))


@pytest.fixture
def finds_nothing(desk_page, live_server):
    """Open pages by their addresses, and look at each in each look."""

    def look(addresses):
        for address in addresses:
            assert desk_page.goto(live_server.url + address).status == 200, address
            assert axe.in_each_look(desk_page) == [], address

    return look


def of(noun, *key):
    return reverse(f"admin:articles_{noun}", args=key)


def test_the_pages_of_a_day(room, finds_nothing):
    finds_nothing(
        [
            reverse("admin:index"),
            of("article_changelist"),
            of("article_add"),
            of("article_plans"),
            of("article_bulk") + "?stage__exact=draft",
            reverse("board"),
            reverse("counts"),
            of("coverage_changelist"),
            of("coverage_add"),
            reverse("home_desk"),
            reverse("front_desk", args=["world"]),
            reverse("home_preview"),
            of("act_changelist"),
        ]
    )


def test_the_pages_of_a_story(room, finds_nothing):
    finds_nothing(
        [
            of("article_change", room.live.pk),
            of("article_history", room.live.pk) + "?old=1&new=2",
            of("article_links", room.storm.pk),
            of("article_notes", room.storm.pk),
            of("article_preview", room.storm.pk),
        ]
    )


def test_the_pages_of_the_acts(room, finds_nothing):
    acts = {
        room.live: ["correct", "withdraw", "redact", "expire", "label", "publish"],
        room.storm: ["publish", "submit", "spike", "flag", "assign"],
        room.waiting: ["approve", "send_back"],
        room.planned: ["move_plan", "drop_plan"],
    }
    finds_nothing([of(f"article_{verb}", story.pk) for story, verbs in acts.items() for verb in verbs])


def test_the_pages_of_the_nouns(room, finds_nothing, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    image = library.accept(upload(jpeg(90, 60)), room.chief, alt_text="Boats in fog", credit="Us")
    finds_nothing(
        [
            of("image_changelist"),
            of("image_add"),
            of("image_change", image.pk),
            of("source_changelist"),
            of("source_change", room.office.pk),
            of("source_withdraw", room.office.pk),
            of("source_merge", room.office.pk),
            of("person_change", room.person.pk),
            of("section_change", room.section.pk),
            of("topic_add"),
            of("page_add"),
            of("snippet_changelist"),
            of("snippet_add"),
            of("publication_changelist"),
        ]
    )


def test_the_pages_of_an_account(desk_page, finds_nothing):
    reporter = make_user("reporter", "Reporter")
    finds_nothing([reverse("admin:auth_user_change", args=[reporter.pk])])
    finds_nothing([reverse("mfa_index"), reverse("account_change_password"), reverse("account_logout")])
    desk_page.context.clear_cookies()
    finds_nothing([reverse("account_login"), reverse("account_reset_password")])


def test_what_opens_over_the_form(desk_page, live_server, room):
    page = desk_page
    page.goto(live_server.url + of("article_change", room.storm.pk))
    area = body(page)
    expect(page.locator(".findings.beside li.error")).to_be_visible()
    area.press("Control+End")
    page.keyboard.type("[@w")
    expect(page.get_by_role("option", name="Weather office")).to_be_visible()
    assert axe.in_each_look(page) == [], "offers"

    page.keyboard.press("Escape")
    area.press("Control+Shift+f")
    expect(page.locator("[name=find-text]")).to_be_focused()
    assert axe.in_each_look(page) == [], "find and replace"

    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    assert axe.in_each_look(page) == [], "the palette"

    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Storm closes the harbour").first.click()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    assert axe.in_each_look(page) == [], "the keys"


def test_the_screen_of_two_saves(desk_page, live_server, room, complaints):
    page = desk_page
    page.goto(live_server.url + of("article_change", room.clashing.pk))
    room.clashing.body = "First.\n\nTheirs.\n\nThird."
    desk.save(room.clashing, by=room.chief, base=room.clashing.version)
    body(page).fill("First.\n\nMine.\n\nThird.")
    page.keyboard.press("Control+s")
    expect(page.locator("#merge-form")).to_be_visible()

    assert axe.in_each_look(page) == []
    complaints.clear()  # the console's line of the 409


def test_what_a_correction_changes(desk_page, live_server, room):
    page = desk_page
    page.goto(live_server.url + of("article_correct", room.live.pk))
    page.get_by_label("Note to readers:").fill("It is two years.")
    page.get_by_label("Headline:").fill("Ferry line opens two years early")
    page.get_by_role("button", name="Show what this changes").click()
    expect(page.locator(".foreseen")).to_be_visible()

    assert axe.in_each_look(page) == []


def test_the_pages_of_a_long_list(finds_nothing, monkeypatch, make_article):
    monkeypatch.setattr(site.get_model_admin(Article), "list_per_page", 1)
    for number in range(12):
        make_article(headline=f"Story {number}")

    finds_nothing([of("article_changelist"), of("article_changelist") + "?p=3"])
