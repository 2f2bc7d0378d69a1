"""The newsroom's pages in a real browser, as a person uses them."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Article, Placement, Publication, Section, clock
from tests.browser.hands import body, forget, written
from tests.browser.test_desk import write
from tests.cast import make_user

SELECTED = """() => {
    const field = document.activeElement.matches('.cm-content') && document.querySelector('#id_body');
    return field.value.slice(field.selectionStart, field.selectionEnd);
}"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_findings_stand_in_their_panel_as_one_writes(desk_page):
    page = desk_page
    write(page, headline="A", body="See [the report]() of today.")

    beside = page.locator("#findings-body")
    expect(beside).to_contain_text("leads nowhere")

    beside.get_by_role("button", name="Show the place").click()
    assert page.evaluate(SELECTED) == "the report"

    body(page).fill("See [the report](https://example.org/) of today.")
    expect(beside).to_be_hidden()


@pytest.fixture
def story(desk_page):
    """Publish a story, by its headline."""
    boss, section = User.objects.get(username="boss"), Section.objects.get(slug="world")

    def publish(headline, **fields):
        article = Article(headline=headline, body="It rained.", section=section, **fields)
        desk.save(article, by=boss)
        desk.publish(article, by=boss)
        return article

    return publish


def test_stories_are_put_into_slots_by_drag_and_by_keyboard(desk_page, story):
    page = desk_page
    old, _newer, _newest = story("Oldest"), story("Newer"), story("Newest")
    page.goto(reverse("home_desk"))
    lead = page.locator("#slot-0")
    expect(lead).to_contain_text("Newest")

    page.locator(".candidate", has_text="Oldest").drag_to(lead)
    expect(lead).to_contain_text("Oldest")
    expect(lead).to_be_focused()

    page.get_by_role("button", name="Move down: Oldest").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#slot-1")).to_contain_text("Oldest")
    expect(lead).to_contain_text("Newest")
    assert Placement.objects.get(placed_until=None).article == old

    page.get_by_role("button", name="Take out: Oldest").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("fills by time")


def test_a_story_is_placed_from_a_moment_until_a_moment(desk_page, story, complaints):
    page = desk_page
    old, _newest = story("Oldest"), story("Newest")
    page.goto(reverse("home_desk"))
    moment = page.get_by_label("from", exact=False).first
    moment.focus()
    page.keyboard.type("some day")
    page.locator(".candidate", has_text="Newest").drag_to(page.locator("#slot-1"))
    expect(page.locator("main")).to_contain_text("Write a moment such as")
    assert not Placement.objects.exists()
    forget(page, complaints, "409")

    start = (clock.now() + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
    page.get_by_label("from", exact=False).first.fill(f"{start:%Y-%m-%dT%H:%M}")
    page.get_by_label("until", exact=False).first.fill(f"{start + timedelta(hours=3):%Y-%m-%dT%H:%M}")

    page.get_by_role("group", name="Put into a slot: Oldest").get_by_role("button").first.focus()
    page.keyboard.press("Enter")

    time_line = page.locator(".time-line")
    expect(time_line).to_contain_text("“Oldest” goes into slot 1")
    expect(time_line).to_contain_text("“Oldest” leaves slot 1")
    expect(page.locator("#slot-0")).to_contain_text("Newest")
    placed = Placement.objects.get()
    assert (placed.article, placed.placed_from) == (old, start)
    assert placed.placed_until == start + timedelta(hours=3)


def test_a_bulk_act_shows_its_progress_can_be_stopped_and_goes_on(desk_page, hear, complaints):
    page = desk_page
    boss = User.objects.get(username="boss")
    make_user("gone", "Reporter")
    for number in range(25):
        desk.save(Article(headline=f"Story {number}", body="It rained."), by=boss)
    page.goto(reverse("admin:articles_article_changelist") + "?stage__exact=draft")
    page.get_by_role("link", name="Act on all of these").click()
    asked = []
    hear("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Act:").select_option("Assign")
    page.get_by_label("Assignee:").select_option("gone")
    User.objects.filter(username="gone").update(is_active=False)
    page.get_by_role("button", name="Do it").click()
    expect(page.locator(".errorlist").first).to_be_visible()
    assert asked == []
    forget(page, complaints, "400")

    page.get_by_label("Act:").select_option("Submit")
    expect(page.get_by_label("Note to readers:")).to_be_hidden()

    page.get_by_role("button", name="Do it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Stop")).to_be_focused()
    page.keyboard.press("Enter")
    status = page.locator("#bulk-account [role=status]")
    expect(status).to_contain_text("Stopped.")
    done = Article.objects.filter(stage="submitted").count()
    assert 0 < done < 25
    expect(status).to_contain_text(f"{done} done, 0 not done, {25 - done} left.")

    page.keyboard.press("Enter")
    expect(status).to_contain_text("Finished. 25 done")
    assert Article.objects.filter(stage="submitted").count() == 25


def test_a_bulk_act_over_a_thousand_stories_says_how_far_it_came(desk_page):
    page = desk_page
    boss = User.objects.get(username="boss")
    one = Article(headline="Story", body="It rained.")
    desk.save(one, by=boss)
    drafts = [Article(headline=f"Story {n}", slug=f"story-{n}", body="It rained.") for n in range(1000)]
    Article.objects.bulk_create(drafts)
    page.goto(reverse("admin:articles_article_changelist") + "?stage__exact=draft")
    page.get_by_role("link", name="Act on all of these").click()
    page.get_by_label("Act:").select_option("Submit")

    page.get_by_role("button", name="Do it").click()
    status = page.locator("#bulk-account [role=status]")
    expect(status).to_contain_text(" left.")
    page.get_by_role("button", name="Stop").click()
    expect(status).to_contain_text("Stopped.")

    done = Article.objects.filter(stage="submitted").count()
    assert 0 < done < 1001
    expect(status).to_contain_text(f"{done} done, 0 not done, {1001 - done} left.")


def test_a_plan_is_dragged_to_another_day_and_keeps_its_hour(desk_page):
    page = desk_page
    boss, section = User.objects.get(username="boss"), Section.objects.get(slug="world")
    moment = clock.now().replace(hour=18, minute=30, second=0, microsecond=0) + timedelta(days=2)
    article = Article(headline="At half past six", body="It rained.", section=section)
    desk.save(article, by=boss)
    desk.publish(article, by=boss, at=moment)
    page.goto(reverse("admin:articles_article_plans"))

    entry = page.locator(".entry", has_text="At half past six")
    entry.locator(".kind").drag_to(page.locator(f'[data-day="{moment + timedelta(days=1):%Y-%m-%d}"] h2'))

    expect(page.locator(".messagelist")).to_contain_text("moved to")
    assert article.editions.get().live_from == moment + timedelta(days=1)


def test_a_filter_of_the_list_is_kept_as_a_view(desk_page):
    page = desk_page
    page.goto(reverse("admin:articles_article_changelist") + "?stage__exact=draft")
    page.get_by_label("Keep this view as").fill("All drafts")
    page.keyboard.press("Enter")

    page.get_by_role("navigation", name="Saved views").get_by_role("link", name="All drafts").click()

    page.wait_for_url("**/article/?stage__exact=draft")


def test_keys_in_a_dialog_or_the_find_bar_do_not_leave_the_text(desk_page, story):
    page, article = desk_page, story("Rain")
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    text = body(page)
    text.focus()
    page.keyboard.press("Control+Shift+f")
    page.keyboard.type("rained")
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist")).to_contain_text("successfully")
    expect(text).to_be_focused()

    page.keyboard.press("Control+End")
    page.keyboard.type(" [@Weather office")
    expect(page.locator(".w-offers [role=option]").first).to_contain_text("New source")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#new-source")).to_be_visible()

    page.keyboard.press("Control+Enter")

    expect(written(page)).to_have_value("It rained. [@weather-office]")
    page.keyboard.press("Control+k")
    page.keyboard.type("calendar")
    expect(page.locator("#palette")).to_have_attribute("data-query", "calendar")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile("/plans/$"))


# What a key of another keyboard says: its sign, and its place on an English one.
PRESS = """([key, code, modifiers]) => document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', {key, code, ...modifiers, bubbles: true, cancelable: true}))"""
CTRL, COMMAND = {"ctrlKey": True}, {"metaKey": True}


def test_keys_are_known_by_their_letter_on_every_keyboard(desk_page, story):
    page, article = desk_page, story("Rain")
    change = reverse("admin:articles_article_change", args=[article.pk])
    page.goto(reverse("admin:articles_article_changelist"))
    page.wait_for_load_state()
    page.evaluate(PRESS, ["о", "KeyJ", {}])  # Russian
    expect(page.get_by_role("link", name="Rain", exact=True)).to_be_focused()
    page.goto(change)
    body(page).focus()

    assert page.evaluate(PRESS, ["c", "KeyI", CTRL])  # Dvorak: copy stays the browser's
    page.evaluate(PRESS, ["k", "KeyV", CTRL])

    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    page.evaluate(PRESS, ["ы", "KeyS", CTRL])
    expect(page.locator(".messagelist")).to_contain_text("successfully")
    mac = page.context.new_cdp_session(page)
    agent = {"userAgent": page.evaluate("navigator.userAgent"), "platform": "MacIntel"}
    mac.send("Emulation.setUserAgentOverride", agent)
    page.goto(change)
    body(page).press("Control+a")  # a Mac's: to the line's beginning, and cut the rest of it
    page.keyboard.press("Control+k")
    expect(written(page)).to_have_value("")
    page.evaluate(PRESS, ["b", "KeyB", COMMAND])
    expect(written(page)).to_have_value("****")
    expect(page.locator("#palette")).to_be_hidden()
    mac.detach()


def test_a_preview_link_is_opened_by_somebody_outside_until_it_is_ended(
    desk_page, story, other_page, live_server
):
    page = desk_page
    Publication.objects.create(address=live_server.url)
    article = story("In confidence")
    page.goto(reverse("admin:articles_article_links", args=[article.pk]))
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("The link that is open until").input_value()
    page.context.grant_permissions(["clipboard-read"])
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_focused()
    assert page.evaluate("navigator.clipboard.readText()") == address
    outside = other_page
    outside.goto(address)
    expect(outside.locator("h1")).to_have_text("In confidence")

    page.get_by_role("button", name="End it now").click()
    expect(page.get_by_role("button", name="End it now")).to_have_count(0)
    outside.reload()

    expect(outside.locator("h1")).to_have_text("The preview has ended")
