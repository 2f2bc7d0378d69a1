"""The desk in a real browser: the whole path of a story, as a person goes it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Edition, Publication
from tests.browser import hands
from tests.browser.hands import body, open_acts, show_preview, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def write(page, headline="Rain in the north", body="It rained *all* day."):
    page.goto(reverse("admin:articles_article_add"))
    page.get_by_label("Headline:").fill(headline)
    page.get_by_label("Standfirst:").fill("The rivers are high.")
    hands.body(page).fill(body)
    page.get_by_label("Section:").select_option("World")


def test_no_script_takes_the_hand_from_where_it_writes(desk_page):
    page, late = desk_page, []
    page.route("**/change_form*.js", lambda route: late.append(route))
    page.goto(reverse("admin:articles_article_add"), wait_until="domcontentloaded")
    expect(page.get_by_label("Headline:")).to_be_focused()
    body(page).press_sequentially("It rained")

    for script in late:
        script.continue_()
    page.wait_for_load_state("load")
    page.keyboard.type(" all day.")

    expect(written(page)).to_have_value("It rained all day.")


def test_the_desk_has_the_papers_colours_and_faces(desk_page):
    Publication.objects.update_or_create(pk=1, defaults={"accent": "#00477a", "typeface": "sans"})
    page = desk_page
    style = "(node, name) => getComputedStyle(node)[name]"

    page.goto(reverse("admin:articles_article_add"))

    save = page.get_by_role("button", name="Save", exact=True).first
    assert save.evaluate(style, "backgroundColor") == "rgb(0, 71, 122)"
    assert '"Newsroom Sans"' in page.get_by_label("Headline:").evaluate(style, "fontFamily")
    assert '"Newsroom Serif"' in body(page).evaluate(style, "fontFamily")


def test_a_story_goes_its_whole_way(desk_page):
    page = desk_page
    write(page)
    show_preview(page)
    expect(page.locator(".markdownx-preview em")).to_have_text("all")
    page.get_by_role("button", name="Save and publish…").click()

    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("it is live now")
    address = page.url

    reader = page.context.new_page()
    reader.goto(Edition.objects.get().get_absolute_url())
    expect(reader.locator("h1.headline")).to_have_text("Rain in the north")

    # a change of the live story, planned for tomorrow
    page.get_by_label("Standfirst:").fill("The rivers fall.")
    page.get_by_role("button", name="Save and publish…").click()
    expect(page.locator(".changes ins")).to_contain_text("fall")
    tomorrow = timezone.now() + timedelta(days=1)
    page.get_by_label("Moment:").fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Planned")

    # a correction of what is live, which goes into the plan too
    open_acts(page).get_by_role("link", name="Correct the live story").click()
    page.get_by_label("Note to readers:").fill("It rained for two days.")
    body(page).fill("It rained two days.")
    page.get_by_role("button", name="Show what this changes").click()
    expect(page.locator(".foreseen")).to_contain_text("merged into the planned text")
    page.get_by_role("button", name="Correct the live story").click()
    expect(page.locator(".messagelist")).to_contain_text("Corrected")
    reader.reload()
    expect(reader.locator(".body")).to_contain_text("It rained two days.")
    expect(reader.locator("article")).to_contain_text("It rained for two days.")

    open_acts(page).get_by_role("link", name="Withdraw").click()
    page.get_by_label("Note to readers:").fill("It did not rain.")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".messagelist")).to_contain_text("Withdrawn")
    assert page.url == address
    assert reader.reload().status == 410
    expect(reader.locator("main")).to_contain_text("It did not rain.")


def test_tab_leaves_the_text(desk_page):
    write(desk_page)
    text = body(desk_page)
    expect(text).to_have_role("textbox")
    expect(text).to_have_accessible_name("Body:")
    text.focus()

    desk_page.keyboard.press("Tab")

    assert not desk_page.evaluate("document.activeElement.isContentEditable")
    assert "\t" not in written(desk_page).input_value()


# A drop as the browser sends it; PNG is one red pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
DROP = """async ([content, name, type]) => {
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], name, {type}));
  while (!document.querySelector('.cm-content')) await new Promise(requestAnimationFrame);
  document.querySelector('.cm-content').dispatchEvent(
    new DragEvent('drop', {dataTransfer: transfer, bubbles: true, cancelable: true}));
}"""


def test_a_picture_that_is_dropped_comes_into_the_text(desk_page):
    write(desk_page)

    desk_page.evaluate(DROP, [PNG, "p.png", "image/png"])

    expect(written(desk_page)).to_have_value(re.compile(r"!\[\]\(image:[0-9a-f-]{36}\)"))


def test_a_refused_picture_is_named_and_types_nothing(desk_page, complaints):
    write(desk_page)

    desk_page.evaluate(DROP, ["PHN2Zy8+", "e.svg", "image/svg+xml"])

    expect(desk_page.locator(".field-body .upload-status")).to_contain_text("SVG can hold scripts")
    expect(written(desk_page)).to_have_value("It rained *all* day.")
    hands.forget(desk_page, complaints, "400")


def test_keys_on_a_list_of_choices_are_no_shortcuts(desk_page):
    desk_page.goto(reverse("admin:articles_article_add"))
    desk_page.get_by_label("Headline:").fill("Rain")
    desk_page.get_by_text("Add another Citation").click()
    desk_page.locator(".field-source .select2-selection").focus()

    desk_page.keyboard.press("n")  # a new story, elsewhere

    desk_page.wait_for_load_state("networkidle")
    expect(desk_page.get_by_label("Headline:")).to_have_value("Rain")
    expect(desk_page.locator(".field-source .select2-selection")).to_have_count(1)


def test_a_citation_is_added_by_keyboard_and_numbered_in_the_preview(desk_page, make_source):
    make_source("The ministry")
    write(desk_page, body="So it is [@the-ministry].")
    desk_page.get_by_text("Add another Citation").click()
    desk_page.locator(".field-source .select2-selection").focus()
    desk_page.keyboard.press("Enter")
    desk_page.keyboard.type("minis")
    desk_page.locator(".select2-results__option", has_text="The ministry").wait_for()
    desk_page.keyboard.press("Enter")
    desk_page.get_by_role("button", name="Add another Byline").click()
    expect(desk_page.locator("[name=bylines-0-role]")).to_have_accessible_name("Role:")
    desk_page.get_by_role("button", name="Save", exact=True).click()

    expect(desk_page.locator(".markdownx-preview .citation")).to_have_text("1")
    make_source("A witness")
    desk_page.get_by_label("Standfirst:").fill("Somebody saw it [@a-witness].")  # read before the text
    expect(desk_page.locator(".cm-content .w-chip")).to_contain_text("2")
    show_preview(desk_page)
    expect(desk_page.locator(".markdownx-preview .citation")).to_have_text("2")
    assert Article.objects.get().citations.get().mark == "the-ministry"
