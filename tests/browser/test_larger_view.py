"""The larger view of a picture, in Chromium."""

import pytest
from playwright.sync_api import expect

from articles.models import Image

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_larger_view_is_reached_by_keyboard_without_a_script(browser, live_server, illustrated):
    page = browser.new_page(java_script_enabled=False)
    page.goto(live_server.url + illustrated.get_absolute_url())

    page.locator("a.larger").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/700.jpeg")
    page.close()


def test_a_larger_view_is_walked_through_by_keyboard(page, live_server, illustrated):
    page.emulate_media(reduced_motion="reduce")
    page.goto(live_server.url + illustrated.get_absolute_url())
    viewer, link = page.locator(".viewer"), page.locator("a.larger").first
    link.focus()

    page.keyboard.press("Enter")
    shown = viewer.locator("img")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("naturalWidth", 700)
    expect(viewer.locator("figcaption")).to_contain_text("Anna Petrova")
    assert shown.evaluate("(image) => image.currentSrc").endswith(".avif")
    assert viewer.evaluate("(dialog) => getComputedStyle(dialog).transitionDuration") == "0s"

    page.keyboard.press("ArrowRight")
    expect(viewer.get_by_role("status")).to_have_text("2 / 2")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(viewer.locator("img")).to_have_js_property("naturalWidth", 300)
    box = viewer.locator("img").bounding_box()
    assert box["y"] + box["height"] <= page.viewport_size["height"]

    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(link).to_be_focused()


@pytest.mark.parametrize("place", [0, 1])  # above the text, and in it
def test_a_larger_view_is_in_the_storys_language(page, live_server, illustrated, publish, place):
    words = {"language": "ar", "slug": "boats", "body": illustrated.body}
    story = publish(lead_image=Image.objects.earliest("pk"), **words)
    page.goto(f"{live_server.url}/articles/{story.slug}/")

    page.locator("a.larger").nth(place).click()

    words = page.locator(".viewer figcaption")
    expect(words).to_have_css("direction", "rtl")
    assert words.evaluate("(words) => words.closest('[lang]').lang") == "ar"
    expect(page.locator(".viewer p")).to_have_css("direction", "ltr")
