"""The reader's paper in a real browser."""

import pytest
from playwright.sync_api import expect

from articles import desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEED = "/articles/russian-peacekeepers-in-karabakh/"


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_a_readers_choice_of_dark_is_kept_without_a_cookie(paper, live_server):
    paper.emulate_media(color_scheme="light")
    paper.goto(live_server.url + SEED)
    light = background(paper)

    paper.get_by_label("Colours").select_option("dark")

    dark = background(paper)
    assert dark != light
    paper.goto(live_server.url + "/")
    assert background(paper) == dark
    assert paper.context.cookies() == []


def test_the_paper_follows_the_readers_system(paper, live_server):
    paper.goto(live_server.url + "/")
    paper.emulate_media(color_scheme="light")
    light = background(paper)

    paper.emulate_media(color_scheme="dark")

    assert background(paper) != light


def test_a_keyboard_skips_to_the_content(paper, live_server):
    paper.goto(live_server.url + SEED)

    paper.keyboard.press("Tab")
    paper.keyboard.press("Enter")

    assert paper.evaluate("document.activeElement.id") == "content"


def test_a_mark_leads_to_its_source_and_back(paper, live_server):
    paper.goto(live_server.url + SEED)

    paper.locator(".body .citation a").first.click()
    assert paper.url.endswith("#source-maria-zakharova")

    paper.locator("#source-maria-zakharova .backs a").last.click()
    assert paper.url.endswith("#cite-maria-zakharova-2")


def test_the_paper_is_read_with_scripts_off(browser, live_server, paper):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(live_server.url + SEED)

    assert page.locator("h1").inner_text().startswith("Russian Peacekeepers")
    assert not page.locator(".theme").is_visible()
    context.close()


LEFT = """(element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return Math.round(range.getClientRects()[0].left);
}"""


@pytest.mark.parametrize("width", [360, 1440])
def test_the_note_of_a_withdrawn_story_stands_in_its_column(page, publish, chief_editor, width):
    desk.withdraw(publish(slug="a-story"), by=chief_editor, note="We could not confirm it.")
    page.set_viewport_size({"width": width, "height": 800})

    page.goto("/articles/a-story/")

    left = page.locator("h1").evaluate(LEFT)
    assert page.locator(".amendment p").evaluate(LEFT) == left
    assert round(page.locator(".amendment").bounding_box()["x"]) == left


def test_on_paper_nothing_prints_that_only_a_click_needs(page, publish, chief_editor):
    story = publish(slug="a-story", body="Nine.", type_of_work="opinion")
    desk.correct(story, by=chief_editor, kind="correction", note="Ten.", changes={"body": "Ten."})
    page.goto("/articles/a-story/")

    page.emulate_media(media="print")

    for link in ("History", "Front", "World"):
        expect(page.locator("main").get_by_role("link", name=link)).to_be_hidden()
    expect(page.locator(".crumbs b")).to_have_text("opinion")
    expect(page.locator(".crumbs b")).to_be_visible()
    expect(page.locator(".amendment summary")).to_have_css("list-style-type", "none")


def test_a_reader_chooses_the_colours_and_takes_it_back(paper, live_server):
    paper.goto(live_server.url + SEED)
    colours = paper.get_by_label("Colours")
    expect(colours).to_have_value("")

    colours.select_option("dark")
    paper.reload()

    expect(paper.locator("html")).to_have_attribute("data-theme", "dark")
    paper.get_by_label("Colours").select_option(label="as your device")
    assert paper.locator("html").get_attribute("data-theme") is None


def test_the_menu_stays_on_top(paper, live_server):
    paper.set_viewport_size({"width": 390, "height": 700})
    paper.goto(live_server.url + SEED)

    paper.evaluate("scrollTo(0, 1500)")

    assert -8 < paper.locator(".menu").bounding_box()["y"] < 1
    assert paper.evaluate("document.documentElement.scrollWidth") == 390


def test_on_a_phone_the_bar_that_stays_has_the_papers_name_and_no_section_cut_off(paper, live_server):
    paper.set_viewport_size({"width": 320, "height": 700})
    paper.goto(live_server.url + SEED)
    expect(paper.locator(".menu ul")).to_be_visible()

    paper.evaluate("scrollTo(0, 1500)")

    expect(paper.locator(".menu > .home")).to_be_visible()
    expect(paper.locator(".menu ul")).to_be_hidden()
    measures = """(name) => [name.scrollWidth - name.clientWidth,
        name.offsetLeft + parseFloat(getComputedStyle(name).paddingLeft)]"""
    assert paper.locator(".menu > .home").evaluate(measures) == [0, 0]  # whole, where the row begins


def test_on_a_phone_a_menu_without_scripts_leads_to_all_sections(paper, live_server):
    paper.set_viewport_size({"width": 390, "height": 700})
    paper.goto(live_server.url + SEED)
    sections = paper.locator(".colophon #sections")
    expect(sections).not_to_be_in_viewport()

    paper.locator(".menu").get_by_role("link", name="All sections").click()

    expect(sections).to_be_in_viewport()
    paper.set_viewport_size({"width": 1000, "height": 700})
    expect(paper.locator(".menu > .all")).to_be_hidden()


@pytest.mark.parametrize(("width", "is_beside"), [(390, False), (1440, True)])
def test_a_long_life_has_room_beside_what_a_person_wrote(paper, live_server, width, is_beside):
    paper.set_viewport_size({"width": width, "height": 900})
    paper.goto(f"{live_server.url}/sources/maria-zakharova/")

    head, rows = (paper.locator(f".railed > {part}").bounding_box() for part in ("header", "div"))

    assert head["width"] >= 270  # px: some forty letters of its text
    assert (rows["x"] >= head["x"] + head["width"]) == is_beside


@pytest.mark.parametrize("length", [30, 56, 88, 120, 160])
def test_a_leads_headline_takes_three_lines_at_most_beside_a_picture_and_without(page, publish, length):
    words = "The council decides on the bridge and on the toll that drivers have paid since spring, "
    publish(headline=(words * 2)[:length], search_title="The bridge")
    page.goto("/")
    headline = page.locator(".lead .headline")

    for picture in ("", '<a class="shot"><img width="300" height="200" alt=""></a>'):
        page.evaluate(
            "html => document.querySelector('.lead .card').insertAdjacentHTML('afterbegin', html)", picture
        )
        for width in (768, 1024, 1440, 1920, 2560):
            page.set_viewport_size({"width": width, "height": 900})
            assert headline.evaluate(LINES) <= 3, (width, picture)


LINES = (
    "each => Math.round(each.getBoundingClientRect().height / parseFloat(getComputedStyle(each).lineHeight))"
)


def test_a_reader_closes_the_bar_of_a_breaking_story(page, publish, editor):
    desk.label(publish(headline="Bridge falls"), by=editor, label="breaking")
    page.goto("/corrections/")
    bar = page.locator(".breaking")
    expect(bar).to_contain_text("Bridge falls")

    bar.get_by_role("button", name="Close").click()
    expect(bar).to_be_hidden()
    page.goto("/archive/")

    expect(bar).to_be_hidden()


def test_a_reader_copies_a_story_s_address(page, publish):
    publish(slug="a-story")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/articles/a-story/")

    page.get_by_role("button", name="Copy the link").click()

    expect(page.get_by_role("status")).to_have_text("The link is copied.")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/articles/a-story/")
