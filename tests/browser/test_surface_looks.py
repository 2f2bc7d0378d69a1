"""The writing surface in an old browser, in a right-to-left text, in forced colours, on a phone."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Article, Section
from tests.browser.hands import body, press_save, put_caret, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_without_the_bundle_the_plain_text_is_written_and_saved(desk_page, complaints):
    page = desk_page
    page.route("**/editor/codemirror.js", lambda route: route.abort())
    article = Article(headline="Rain", body="It *rained*.", section=Section.objects.get(slug="world"))
    desk.save(article, by=User.objects.get(username="boss"))
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    expect(page.locator(".plain-text")).to_contain_text("This is the plain text")

    page.get_by_label("Body:").fill("It *snowed*.")
    press_save(page)
    expect(page.locator(".messagelist")).to_contain_text("successfully")

    article.refresh_from_db()
    assert article.body == "It *snowed*."
    complaints.clear()  # the console's line of the lost request


def test_an_old_browser_gets_the_plain_text(desk_page):
    page = desk_page.context.new_page()  # closed after the test, and its script with it
    page.add_init_script("delete Document.prototype.adoptedStyleSheets;")
    page.goto(reverse("admin:articles_article_add"))

    expect(page.locator(".plain-text")).to_be_visible()
    expect(page.get_by_label("Body:")).to_have_attribute("name", "body")


def test_two_hundred_thousand_characters_and_three_hundred_citations_are_numbered(
    desk_page, opened_text, make_source
):
    sources = [make_source(f"Source {place}").slug for place in range(300)]
    text = "\n\n".join(f"{'So it is. ' * 65}[@{key}]" for key in sources)
    page = desk_page
    opened_text(text)

    body(page).press("Control+End")
    page.keyboard.type("X")

    expect(body(page).locator(".w-chip").last).to_have_text("300 Source 299")
    expect(written(page)).to_have_value(text + "X")


def test_a_line_is_read_from_the_side_where_its_words_begin(desk_page, opened_text):
    opened_text("It rained.\n\nأمطرت السماء طوال اليوم.\n\n- في الشمال\n")
    lines = body(desk_page).locator(".cm-line")
    expect(lines.nth(2)).to_have_css("direction", "rtl")
    expect(lines.nth(0)).to_have_css("direction", "ltr")
    expect(lines.nth(4)).to_have_css("direction", "rtl")
    for field in ("headline", "standfirst"):
        desk_page.locator(f"#id_{field}").fill("أمطرت السماء")
        expect(desk_page.locator(f"#id_{field}")).to_have_css("direction", "rtl")
    expect(desk_page.locator(".bar-headline")).to_have_css("direction", "rtl")

    lines.nth(2).click()
    desk_page.keyboard.press("Home")
    desk_page.keyboard.type("ثم ")

    expect(written(desk_page)).to_have_value("It rained.\n\nثم أمطرت السماء طوال اليوم.\n\n- في الشمال\n")


def test_in_forced_colours_a_chip_and_a_pressed_button_have_an_edge(desk_page, opened_text, make_source):
    make_source("The ministry")
    desk_page.emulate_media(forced_colors="active")
    opened_text("It is **so** [@the-ministry].")
    put_caret(desk_page, len("It is **s"))

    bold = desk_page.get_by_role("button", name="Bold")
    expect(bold).to_have_attribute("aria-pressed", "true")
    expect(bold).to_have_css("outline-style", "solid")
    expect(body(desk_page).locator(".w-chip")).to_have_css("border-top-style", "solid")


def test_on_a_phone_the_toolbar_stands_above_the_keyboard_while_the_text_is_written(desk_page, opened_text):
    page = desk_page
    page.set_viewport_size({"width": 390, "height": 800})
    opened_text("It rained.")
    bar = page.get_by_role("toolbar", name="The text")
    body(page).focus()
    seen = """([height, scale]) => {
      Object.defineProperty(visualViewport, 'height', {value: height, configurable: true});
      Object.defineProperty(visualViewport, 'scale', {value: scale, configurable: true});
      visualViewport.dispatchEvent(new Event('resize'));
    }"""

    page.evaluate(seen, [500, 1])
    expect(bar).to_have_css("position", "fixed")
    box = bar.bounding_box()
    assert box["y"] + box["height"] == 500

    page.get_by_label("Headline:").focus()
    expect(bar).not_to_have_css("position", "fixed")
    body(page).focus()
    expect(bar).to_have_css("position", "fixed")
    for other in ([400, 2], [800, 1]):  # a closer look, and no keyboard
        page.evaluate(seen, other)
        expect(bar).not_to_have_css("position", "fixed")
