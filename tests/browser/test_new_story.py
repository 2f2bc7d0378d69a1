"""New stories, whose answer may be lost and of which two may be written at once, in Chromium."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Article
from tests.browser.hands import body, press_save, written
from tests.cast import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_new_story_whose_answer_was_lost_and_that_a_colleague_saved_is_merged_or_kept(
    desk_page, live_server, complaints
):
    page = desk_page
    page.goto(live_server.url + reverse("admin:articles_article_add"))
    page.get_by_label("Headline:").fill("Rain")
    body(page).fill("It rained.")
    name_byline(page, 0, "Ann Lee")
    page.route("**/add/", lose_the_answer)
    press_save(page)
    expect(page.locator("#kept-state")).to_contain_text("this browser only")
    page.unroute("**/add/")
    made = Article.objects.get()
    made.body = "It hailed."
    desk.save(made, by=make_user("colleague", "Chief editor"), base=1)
    page.get_by_label("Headline:").fill("Rain, and more of it")
    body(page).fill("It rained for hours.")
    name_byline(page, 1, "Bo Berg")

    press_save(page)
    expect(page.locator(".act-over")).to_contain_text("It hailed.")
    page.keyboard.press("Escape")

    page.wait_for_url(f"**{reverse('admin:articles_article_change', args=[made.pk])}")
    expect(page.locator("#kept-text")).to_contain_text("Your unsaved text is back")
    expect(written(page)).to_have_value("It rained for hours.")
    press_save(page)
    page.locator(".clash").get_by_label("As you typed it").check()
    page.locator(".act-over").get_by_role("button", name="Save the merged story").click()
    expect(page.locator(".messagelist")).to_contain_text("Merged")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#kept-text")).to_have_count(0)
    made.refresh_from_db()
    assert (Article.objects.count(), made.body) == (1, "It rained for hours.")
    assert made.headline == "Rain, and more of it"
    assert [line.name for line in made.bylines.order_by("pk")] == ["Ann Lee", "Bo Berg"]
    complaints.clear()  # the console's lines of the lost answer and of the 409


def name_byline(page, number, name):
    page.evaluate("document.querySelector('#bylines-group .add-row a').click()")
    page.locator(f"#id_bylines-{number}-name").fill(name)


def lose_the_answer(route):
    route.fetch(max_redirects=0)
    route.abort()


def test_two_new_stories_in_two_tabs_are_not_one(desk_page, live_server, boss):
    desk_page.goto(live_server.url + reverse("admin:articles_article_add"))
    body(desk_page).fill("One story.")
    other = {"key": f"newsroom:{boss.pk}:new:other", "newValue": "{}"}

    desk_page.evaluate("(other) => window.dispatchEvent(new StorageEvent('storage', other))", other)

    assert "another tab" not in desk_page.locator("#presence").inner_text()
