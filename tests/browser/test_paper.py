"""The reader's paper in a real browser."""

import gzip

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from articles.models import Section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEED = "/articles/russian-peacekeepers-in-karabakh/"


@pytest.fixture
def paper(page, live_server):
    call_command("loaddata", "seed", verbosity=0)
    page.set_default_timeout(10_000)
    return page


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_a_readers_choice_of_dark_is_kept_without_a_cookie(paper, live_server):
    paper.emulate_media(color_scheme="light")
    paper.goto(live_server.url + SEED)
    light = background(paper)

    paper.get_by_role("button", name="Dark").click()

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


def test_no_page_scrolls_sideways(paper):
    for path in ("/", SEED, f"{SEED}history/", "/sections/world/", "/sources/", "/archive/", "/nothing/"):
        paper.goto(path)
        assert widths_scrolled(paper, 320, 360, 768, 1440, 2560) == [], path


def test_no_page_scrolls_sideways_in_type_of_twice_the_size(paper):
    for path in ("/", SEED, f"{SEED}report/", "/sections/world/", "/search/?q=peace", "/nothing/"):
        paper.goto(path)
        paper.evaluate("document.documentElement.style.fontSize = '200%'")
        assert widths_scrolled(paper, 320, 1280) == [], path


def widths_scrolled(page, *widths):
    """Return the windows' widths in which the page is wider than its window."""
    scrolled = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            scrolled.append(width)
    return scrolled


def test_in_forced_colours_the_readers_section_stands_out(paper, live_server):
    paper.emulate_media(forced_colors="active")

    paper.goto(f"{live_server.url}/sections/world/")

    expect(paper.locator(".menu [aria-current]")).to_have_css("outline-style", "solid")


@pytest.mark.browser_context_args()  # a window of its own, which has nothing yet
def test_an_article_takes_four_requests_and_25_kilobytes_from_one_host(paper, live_server):
    answers = []
    paper.on("response", lambda answer: answers.append(answer))

    paper.goto(live_server.url + SEED, wait_until="networkidle")

    assert len(answers) <= 4, [answer.url for answer in answers]
    assert all(answer.url.startswith(live_server.url) for answer in answers)
    assert sum(len(gzip.compress(answer.body())) for answer in answers) <= 25_000


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


def test_on_a_phone_the_search_and_the_readers_section_are_in_sight(paper, live_server, publish):
    for place in range(12):
        section = Section.objects.create(name=f"Long name {place}", slug=f"long-{place}", position=place)
        publish(slug=f"story-{place}", section=section)
    paper.set_viewport_size({"width": 360, "height": 740})

    paper.goto(f"{live_server.url}/sections/long-9/")

    here, search = paper.locator(".menu [aria-current]"), paper.locator(".menu > a")
    expect(search).to_be_in_viewport(ratio=1)
    assert 0 <= left(here) < right(here) <= left(search)
    here.focus()
    paper.keyboard.press("Shift+Tab")
    reached = paper.locator(".menu :focus")
    assert 0 <= left(reached) < right(reached) <= left(search)


def left(locator):
    return locator.bounding_box()["x"]


def right(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"]


def test_the_fields_of_a_letter_stand_under_their_labels(paper):
    paper.goto(f"{SEED}report/")

    fields = [paper.get_by_label(label) for label in ("Which passage?", "What is wrong", "Your e-mail")]
    for width in (360, 1440):
        paper.set_viewport_size({"width": width, "height": 800})
        for field in fields:
            assert left(field) == left(paper.locator(".report label").first)
            assert right(field) == right(fields[0])
