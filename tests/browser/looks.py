"""How pages look in real Chromium, from 320 to 2560 pixels: nothing is cut off, and nothing jumps.

`make acceptance` runs it, and so does `pytest tests/browser/looks.py`.
"""

import itertools

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Article, Section, Source
from tests.browser.test_desk import write
from tests.browser.test_paper import SEED

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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


def test_in_forced_colours_the_readers_section_stands_out(paper):
    paper.emulate_media(forced_colors="active")

    paper.goto("/sections/world/")

    expect(paper.locator(".menu [aria-current]")).to_have_css("outline-style", "solid")


def test_on_a_phone_the_search_and_the_readers_section_are_in_sight(paper, publish):
    for place in range(12):
        section = Section.objects.create(name=f"Long name {place}", slug=f"long-{place}", position=place)
        publish(slug=f"story-{place}", section=section)
    paper.set_viewport_size({"width": 360, "height": 740})

    paper.goto("/sections/long-9/")

    here, search = paper.locator(".menu [aria-current]"), paper.locator(".menu > a")
    expect(search).to_be_in_viewport(ratio=1)
    assert 0 <= left(here) < right(here) <= left(search)
    here.focus()
    paper.keyboard.press("Shift+Tab")
    reached = paper.locator(".menu :focus")
    assert 0 <= left(reached) < right(reached) <= left(search)


def test_the_fields_of_a_letter_stand_under_their_labels(paper):
    paper.goto(f"{SEED}report/")

    fields = [paper.get_by_label(label) for label in ("Which passage?", "What is wrong", "Your e-mail")]
    for width in (360, 1440):
        paper.set_viewport_size({"width": width, "height": 800})
        for field in fields:
            assert left(field) == left(paper.locator(".report label").first)
            assert right(field) == right(fields[0])


def left(locator):
    return locator.bounding_box()["x"]


def right(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"]


def test_what_is_found_fits_the_window(page, publish):
    publish(headline="Harbour closed")

    page.goto("/search/?q=harbour")

    assert widths_scrolled(page, 360, 1440) == []


SHIFTS = """window.shifts = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value; })
  .observe({type: 'layout-shift', buffered: true});"""
# A picture chosen from a srcset says as its natural width what `sizes` promised.
SIZES = "[...document.querySelectorAll('main img')].map((img) => [img.clientWidth, img.naturalWidth])"


def test_nothing_jumps_and_sizes_are_true_to_the_layout(page, illustrated):
    page.add_init_script(SHIFTS)
    paths = ("/", illustrated.get_absolute_url())
    for width, path in itertools.product(
        (360, 768, 1440), paths
    ):  # a larger picture would be kept, and taken
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        page.keyboard.press("End")
        page.wait_for_load_state("networkidle")

        for shown, promised in page.evaluate(SIZES):
            assert shown <= promised * 1.4
            assert promised <= max(shown * 1.6, 200)
        assert page.evaluate("window.shifts") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# Fields that a frame cuts off at the screen's edge; tables of rows scroll in theirs.
CUT_OFF = """() => [...document.querySelectorAll('main form :is(input, textarea, select)')]
    .filter((field) => field.offsetParent && !field.closest('.tabular, #compare'))
    .filter((field) => field.getBoundingClientRect().right > innerWidth).map((field) => field.name)"""


def test_no_page_of_the_desk_is_wider_than_the_screen(desk_page):
    page = desk_page
    write(page, headline="Unbreakable" * 20)
    page.get_by_role("button", name="Save and publish…").click()
    page.get_by_label("Reason to override the warnings:").fill("It is long on purpose.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("it is live now")
    article = Article.objects.get()

    article.citations.create(source=Source.objects.create(name="Ministry"))

    pages = [
        reverse(f"admin:articles_article_{name}", args=[article.pk])
        for name in ("change", "history", "correct", "withdraw", "redact", "preview")
    ]
    pages += [reverse("admin:articles_source_add"), reverse("admin:articles_publication_add")]
    for name in pages:
        page.goto(name)
        for width in (360, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert page.evaluate(CUT_OFF) == [], (name, width)


CLIPPED = """() => [...document.querySelectorAll('button, .act, input[type=submit], label, summary, h1, h2')]
    .filter((each) => each.offsetParent && getComputedStyle(each).display !== 'inline')
    .filter((each) => each.scrollWidth > each.clientWidth + 1)
    .map((each) => each.textContent || each.value)"""


def test_russian_words_fit_into_the_desk(desk_page, settings):
    settings.LANGUAGE_CODE = "ru"
    page, boss = desk_page, User.objects.get()
    story = Article(
        headline="Мост откроют на месяц позже", body="Срок назван.", section=Section.objects.get()
    )
    desk.save(story, by=boss)
    desk.publish(story, by=boss)
    verbs = ("change", "label", "links")
    paths = [reverse(f"admin:articles_article_{verb}", args=[story.pk]) for verb in verbs]

    for path in (
        reverse("admin:index"),
        reverse("home_desk"),
        reverse("admin:articles_article_changelist"),
        *paths,
    ):
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", "ru")
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert page.evaluate(CLIPPED) == [], (path, width)
