"""How many keys and pages the day's tasks take: what docs/tutorial/a-day-at-the-desk.md says, counted.

`make acceptance` runs it, and so does `pytest tests/browser/counted_keys.py`.
"""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Article, Edition, Placement, Section
from tests.browser.conftest import leave
from tests.browser.hands import Hands, body, written
from tests.cast import make_user
from tests.pictures.files import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOCUMENT = Path(settings.BASE_DIR) / "docs" / "tutorial" / "a-day-at-the-desk.md"


def documented(task):
    """Return the keys and the pages that the document gives for a task."""
    found = re.search(rf"^\| {re.escape(task)} \| (\d+) \| (\d+) \|$", DOCUMENT.read_text(), re.MULTILINE)
    return tuple(int(figure) for figure in found.groups())


@pytest.fixture
def hands(desk_page):
    return Hands(desk_page)


@pytest.fixture
def boss(desk_page):
    return User.objects.get(username="boss")


@pytest.fixture
def story(hands, boss):
    """Make a story, live or not, and open its form."""

    def make(body, is_live=True):
        article = Article(headline="Strike is off", body=body, section=Section.objects.get(slug="world"))
        desk.save(article, by=boss)
        if is_live:
            desk.publish(article, by=boss)
        address = reverse("admin:articles_article_change", args=[article.pk])
        hands.page.goto(address)
        hands.begin()
        return article

    return make


def publish_button(page):
    return page.get_by_role("button", name="Publish", exact=True)


def test_write_and_publish_a_story_with_two_citations(hands, make_source):
    make_source("Ministry")
    make_source("Rail union")
    page = hands.page
    # A hand that does not rest: in a pause the copy desk looks, and a place that it found is one Tab more.
    page.route("**/checks/", lambda route: None)
    page.goto(reverse("admin:index"))
    hands.begin()

    hands.press("n")
    hands.until_focused(page.get_by_label("Headline:"))
    hands.words("Strike is off")
    hands.tab_to(page.get_by_label("Standfirst:"))
    hands.words("Trains run.")
    hands.tab_to(body(page))
    hands.words("The ministry agreed ")
    hands.cite("min")
    hands.words(" with the union ")
    hands.cite("rai")
    hands.press("Control+Enter")
    hands.until_focused(publish_button(page))
    hands.press("Enter")
    hands.until_said("it is live now")

    assert len(Edition.objects.get().citations) == 2
    assert (hands.keys, hands.pages) == documented("Write and publish a story with two citations")


def test_correct_a_typing_error_in_a_live_story(hands, story):
    page = hands.page
    article = story("The ministry agred.")
    page.goto(reverse("admin:index"))
    hands.begin()

    hands.click(page.get_by_role("link", name="Correct: Strike is off"))
    hands.until_focused(page.get_by_label("Kind:"))
    hands.press("m")
    hands.click(body(page))
    written(page).evaluate("(field) => field.setSelectionRange(16, 16)")  # where that click is meant to be
    hands.ask("e")
    hands.press("Control+Enter")
    expect(page.locator(".foreseen ins")).to_contain_text("agreed")
    hands.until_focused(page.get_by_role("button", name="Correct the live story"))
    hands.press("Control+Enter")
    hands.until_said("Corrected")

    assert (article.editions.last().body, article.editions.last().kind) == ("The ministry agreed.", "minor")
    assert (hands.keys, hands.pages) == documented("Correct a typing error in a live story")


def test_schedule_an_update_for_six_oclock(hands, story):
    page = hands.page
    article = story("Trains run.")

    body(page).focus()
    page.keyboard.press("Control+End")
    hands.words(" Buses too.")
    hands.press("Control+Enter")
    hands.until_focused(publish_button(page))
    hands.press("Shift+Tab", "Shift+Tab")
    hands.until_focused(page.get_by_label("Moment:"))
    hands.ask("18")
    expect(page.locator(".act-over .moment-said")).to_contain_text("18:00")
    hands.press("Enter")
    hands.until_said("Planned")

    plan = article.editions.last()
    assert (plan.body, plan.live_from.hour, plan.live_from.minute) == ("Trains run. Buses too.", 18, 0)
    assert (hands.keys, hands.pages) == documented("Schedule an update for six o'clock")


def test_put_a_story_on_top_of_the_front(hands, story):
    article = story("Trains run.")

    hands.palette("top", "Put it at the top of the front, now")
    hands.until_said("is in its slot")

    assert (Placement.objects.get().article, Placement.objects.get().slot) == (article, 0)
    assert (hands.keys, hands.pages) == documented("Put a story on top of the front")


def test_approve_ten_stories_of_the_queue(hands, boss):
    reporter, page = make_user("rosa", "Reporter"), hands.page
    for number in range(10):
        story = Article(headline=f"Story {number}", body=f"It is {number}.", section=Section.objects.get())
        desk.save(story, by=reporter)
        desk.submit(story, by=reporter)
    first = Article.objects.get(headline="Story 0")
    hands.begin()

    page.goto(reverse("admin:articles_article_approve", args=[first.pk]))
    for number in range(10):
        expect(page.locator(".as-read")).to_contain_text(f"It is {number}.")
        name = "Approve" if number == 9 else "Approve, and on to the next"
        hands.until_focused(page.get_by_role("button", name=name, exact=True))
        hands.press("Enter")
    hands.until_said("Nothing else waits for your approval.")

    assert set(Article.objects.values_list("stage", flat=True)) == {"approved"}
    # The queue's own page is the one load; the last Enter leads back to My desk.
    assert (hands.keys, hands.pages - 1) == documented("Approve ten stories of the queue, each read")


WORDS = " ".join(["The harbour was closed at noon and boats stayed out."] * 30)  # 300
IN_REACH = """() => {
    const save = document.querySelector('.desk-bar [name=_continue]');
    const {left, right, top, bottom} = save.getBoundingClientRect();
    return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
}"""
# Safari on a phone zooms into a field whose letters are smaller than 16 px.
LETTERS = "() => parseFloat(getComputedStyle(document.activeElement).fontSize)"
SIDEWAYS = "() => [document.documentElement.scrollWidth - innerWidth, visualViewport.scale]"


@pytest.fixture
def phone(browser, browser_context_args, boss, sign_in):
    look = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
    window = browser.new_context(**browser_context_args | look)
    page = window.new_page()
    page.set_default_timeout(60_000)
    sign_in(make_user("rosa", "Reporter"), page)
    yield page
    leave(window)
    window.close()


def test_write_and_submit_300_words_with_a_picture_on_a_phone(phone, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    page, looks = phone, []

    def look(is_writing=True):
        looks.append((page.evaluate(SIDEWAYS), page.evaluate(IN_REACH)))
        assert not is_writing or page.evaluate(LETTERS) >= 16

    page.goto(reverse("admin:articles_article_add"))
    page.get_by_label("Headline:").tap()
    page.keyboard.type("Storm closes the harbour, and the ferries stay in port")
    look()
    page.keyboard.press("Enter")
    page.keyboard.type("Nobody was hurt.")
    look()
    body(page).tap()
    page.keyboard.insert_text(WORDS)
    page.keyboard.press("Enter")
    look()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Insert a picture…").tap()
    file = {"name": "quay.jpg", "mimeType": "image/jpeg", "buffer": jpeg(900, 600)}
    chosen.value.set_files(file)
    dialog = page.get_by_role("dialog", name="quay.jpg")
    dialog.get_by_label("Alt text").tap()
    look()
    page.keyboard.type("The quay under water")
    dialog.get_by_role("button", name="Save").tap()
    expect(page.locator(".picture-words")).to_have_count(0)
    look(is_writing=False)
    page.get_by_role("button", name="Panels").tap()
    look(is_writing=False)
    page.get_by_role("button", name="Back to the text").tap()
    page.get_by_role("button", name="Save and submit…").tap()
    expect(page.locator(".act-over")).to_be_visible()
    assert page.evaluate(SIDEWAYS) == [0, 1]
    page.locator(".act-over [name=_do]").tap()
    expect(page.locator(".messagelist")).to_be_visible()

    story = Article.objects.get()
    assert (story.stage, len(story.body.split()), story.body.count("image:")) == ("submitted", 301, 1)
    assert looks == [([0, 1], True)] * 6


def test_resolve_a_clash_of_two_saves(hands, story, boss, complaints):
    page = hands.page
    article = story("First.\n\nSecond.\n\nThird.", is_live=False)
    article.body = "First.\n\nTheirs.\n\nThird."
    desk.save(article, by=boss, base=article.version)

    body(page).fill("First.\n\nMine.\n\nThird, and more.")
    hands.press("Control+s")
    hands.until_focused(page.locator(".clash [type=radio]").first)
    hands.press("Space", "Control+s")
    hands.until_said("Merged")

    article.refresh_from_db()
    assert article.body == "First.\n\nTheirs.\n\nThird, and more."
    assert (hands.keys, hands.pages) == documented("Resolve a clash of two saves")
    complaints.clear()  # the console's line of the 409
