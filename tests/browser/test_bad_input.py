"""What goes wrong at the desk: a clear sentence, the text kept, the act done once or not at all."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import (
    Autosave,
    Edition,
    Page,
    PreviewLink,
    Publication,
    SiteState,
    Topic,
    clock,
)
from tests.browser.hands import body, clear, forget, keep_now, press_save, show_preview, written
from tests.browser.test_hands import PASTE
from tests.cast import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_paste_beyond_5_mb_comes_as_plain_words_and_says_so(opened, complaints):
    page = opened("change")
    clear(page)

    page.evaluate(PASTE, ["<b>bold</b>" * 500_000, "The plain words."])

    expect(written(page)).to_have_value("The plain words.")
    expect(page.locator(".paste-state")).to_contain_text("5 MB")
    forget(page, complaints, "413")


def test_the_page_of_a_proxy_is_not_read_out_beside_a_paste(opened, complaints):
    page = opened("change")
    clear(page)
    page.route(
        "**/desk/paste/**", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>x")
    )

    page.evaluate(PASTE, ["<b>bold</b>", "The plain words."])

    expect(page.locator(".paste-state")).to_have_text("The server did not take it: error 502.")
    expect(written(page)).to_have_value("The plain words.")
    forget(page, complaints, "502")


def test_nested_tables_and_scripts_come_as_their_words(opened):
    page = opened("change")
    clear(page)
    inner = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'><b>Inner</b> words"
    html = "<table><tr><td>" * 40 + inner + "</td></tr></table>" * 40

    page.evaluate(PASTE, [html, "Inner words"])

    expect(written(page)).not_to_have_value("")
    assert "words" in written(page).input_value()
    assert "<" not in written(page).input_value()
    show_preview(page)
    expect(page.locator(".markdownx-preview")).to_contain_text("words")
    assert page.evaluate("window.ran") is None


def test_two_tabs_of_one_person_keep_the_words_of_both(opened, boss):
    first = opened("change")
    second = opened("change", tab=first.context.new_page())
    body(first).fill("Of the first tab.")
    body(second).fill("Of the second.")
    expect(first.locator("#presence")).to_contain_text("in another tab too")

    for tab in (first, second):
        keep_now(tab)
        expect(tab.locator("#kept-state")).to_contain_text("Kept at")

    kept = {row.fields["body"] for row in Autosave.objects.exclude(fields={})}
    assert kept == {"Of the first tab.", "Of the second."}


def test_a_colleague_who_was_removed_is_not_assigned(opened, story):
    page = opened("assign")
    gone = make_user("gone", "Reporter")
    page.reload()
    page.get_by_label("Assignee:").select_option("gone")
    page.get_by_label("Reason:").fill("They know the river.")
    gone.is_active = False
    gone.save()

    page.get_by_role("button", name="Assign").click()

    expect(page.locator("#act-form")).to_contain_text("no longer works here")
    expect(page.get_by_label("Reason:")).to_have_value("They know the river.")
    story.refresh_from_db()
    assert story.assignee is None


def test_a_story_that_was_spiked_this_moment_is_not_published(opened, story, boss, complaints):
    page = opened("publish")
    desk.spike(story, by=boss)

    page.get_by_role("button", name="Publish", exact=True).click()

    expect(page.locator("main")).to_contain_text("spiked")
    assert not Edition.objects.exists()
    forget(page, complaints, "409")


def test_a_save_of_a_story_that_was_spiked_this_moment_keeps_the_text(opened, story, boss, complaints):
    page = opened("change")
    body(page).fill("Typed meanwhile.")
    desk.spike(story, by=boss)

    press_save(page)

    expect(page.locator(".errornote, .errorlist").first).to_be_visible()
    expect(written(page)).to_have_value("Typed meanwhile.")
    complaints.clear()


def test_a_preview_after_its_hour_says_so(other_page, live_server, story, boss):
    Publication.objects.create(address=live_server.url)
    link = desk.share(story, by=boss, until=clock.now() + timedelta(hours=1))
    PreviewLink.objects.update(expires_at=clock.now() - timedelta(seconds=1))

    other_page.goto(reverse("outside_preview", args=[link.secret]))

    expect(other_page.locator("h1")).to_have_text("The preview has ended")


def test_an_act_at_a_server_whose_clock_went_back_is_refused(opened, complaints):
    page = opened("publish")
    ahead = clock.now() + timedelta(minutes=5)
    SiteState.objects.update(last_act_at=ahead)

    page.get_by_role("button", name="Publish", exact=True).click()

    expect(page.locator("main")).to_contain_text("clock")
    assert not Edition.objects.exists()
    forget(page, complaints, "409")


@pytest.mark.parametrize("arrives", [True, False], ids=["the answer is lost", "the request is lost"])
def test_a_connection_lost_in_the_middle_of_an_act_does_it_once(opened, story, arrives, complaints):
    page = opened("publish")

    def lose(route):
        if route.request.method == "POST":
            if arrives:
                route.fetch(max_redirects=0)
            route.abort()
        else:
            route.continue_()

    page.route("**/publish/", lose)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page).to_have_url(re.compile("^chrome-error:"))
    page.unroute("**/publish/")
    assert Edition.objects.count() == arrives

    opened("publish")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist, .errornote, .errorlist").first).to_be_visible()

    assert Edition.objects.count() == 1
    if arrives:
        forget(page, complaints, "409")
    complaints.clear()


def test_a_moment_half_typed_is_not_taken_for_none(opened):
    page = opened("publish")
    moment = page.get_by_label("Moment:")
    moment.focus()
    page.keyboard.type("11282026")

    page.get_by_role("button", name="Publish", exact=True).click()

    expect(page.locator("main")).to_contain_text("Write a moment such as 18, 6pm, tomorrow 7")
    expect(moment).to_be_focused()
    expect(moment).to_have_value("11282026")
    assert not Edition.objects.exists()


def test_a_second_key_on_a_slow_line_does_the_act_once(opened):
    page = opened("publish")
    sent = []
    page.route("**/publish/", lambda route: sent.append(route))
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(200)

    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(200)
    sent[-1].continue_()

    expect(page.locator(".messagelist")).to_contain_text("it is live now")
    assert len(sent) == 1


def test_only_a_story_with_something_unsaved_asks_before_it_is_left(opened, hear):
    Topic.objects.create(name="Weather", slug="weather")
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    hear("dialog", stay)
    page = opened("change")
    body(page).click()
    page.locator("#site-name a").click()
    expect(page).to_have_url(re.compile("/admin/$"))
    assert asked == []

    opened("change")
    page.get_by_role("searchbox", name="Topics").click()
    page.get_by_role("option", name="Weather").click()
    page.locator("#site-name a").click()
    expect(body(page)).to_be_visible()
    assert asked == ["beforeunload"]


POPUP = """window.dismissAddRelatedObjectPopup(
    {name: "id_topics", location: {pathname: "/admin/articles/topic/add/"}, close() {}}, "7", "Weather")"""


def test_words_and_topics_of_any_form_ask_before_they_are_left(opened, hear, live_server):
    asked = []
    hear("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    about = Page.objects.create(headline="About", slug="about", body="Who we are.")

    def leave(page):
        page.goto("about:blank")
        said = len(asked)
        asked.clear()
        return said

    page = opened("notes")
    page.get_by_label("Note:").fill("Where?")
    assert leave(page)

    standing = live_server.url + reverse("admin:articles_page_change", args=[about.pk])
    page.goto(standing)
    of_page = body(page)
    of_page.click()
    assert not leave(page)
    page.goto(standing)
    of_page.fill("Who we were.")
    assert leave(page)

    opened("change")
    body(page).click()
    page.evaluate(POPUP)
    assert leave(page)


def test_of_two_who_change_a_standing_page_the_second_is_told(desk_page, live_server, complaints):
    about = Page.objects.create(headline="About", slug="about", body="Who we are.")
    address = live_server.url + reverse("admin:articles_page_change", args=[about.pk])
    tabs = [desk_page, desk_page.context.new_page()]
    for tab in tabs:
        tab.goto(address)
    for tab, text in zip(reversed(tabs), ("Who we were.", "Who we shall be."), strict=True):
        body(tab).fill(text)
        press_save(tab)
        expect(tab.locator(".messagelist, .errornote").first).to_be_visible()

    expect(desk_page.locator("#page_form")).to_contain_text("Stored now in “Body”: Who we were.")
    expect(written(desk_page)).to_have_value("Who we shall be.")
    press_save(desk_page)
    expect(desk_page.locator(".messagelist")).to_contain_text("successfully")
    about.refresh_from_db()
    assert about.body == "Who we shall be."
