"""The reader's paper in a real browser."""

import gzip

import pytest
from django.core.management import call_command

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


@pytest.mark.parametrize("width", [320, 360, 768, 1440, 2560])
def test_no_page_scrolls_sideways(paper, live_server, width):
    paper.set_viewport_size({"width": width, "height": 800})

    for path in ("/", SEED, f"{SEED}history/", "/sections/world/", "/sources/", "/archive/", "/nothing/"):
        paper.goto(live_server.url + path)
        assert paper.evaluate("document.documentElement.scrollWidth") <= width, path


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
