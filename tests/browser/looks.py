"""How pages look in real Chromium, from 320 to 2560 pixels: nothing is cut off, and nothing jumps.

`make acceptance` runs it, and so does `pytest tests/browser/looks.py`.
"""

import itertools
from contextlib import suppress

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse
from playwright.sync_api import expect

from articles import desk
from articles.admin.urls import urlpatterns
from articles.models import Article, Byline, Proposal, Publication, Section, Source
from articles.pictures import library
from tests.browser.test_paper import SEED
from tests.cast import make_user
from tests.pictures.files import jpeg, upload
from tests.room import Room

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_no_page_scrolls_sideways(paper):
    for path in ("/", SEED, f"{SEED}history/", "/sections/world/", "/sources/", "/archive/", "/nothing/"):
        paper.goto(path)
        assert widths_scrolled(paper, 320, 360, 768, 1440, 2560) == [], path


def test_no_page_scrolls_sideways_in_type_of_twice_the_size(paper):
    for path in (
        "/",
        SEED,
        f"{SEED}report/",
        "/sections/world/",
        "/sources/",
        "/search/?q=peace",
        "/nothing/",
    ):
        paper.goto(path)
        paper.evaluate("document.documentElement.style.fontSize = '200%'")
        assert widths_scrolled(paper, 320, 1280) == [], path


def test_no_page_from_right_to_left_scrolls_sideways(paper):
    for path in ("/", SEED, f"{SEED}report/", "/sources/"):
        paper.goto(path)
        paper.evaluate("document.documentElement.dir = 'rtl'")
        assert widths_scrolled(paper, 320, 1440) == [], path


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

    here, search = paper.locator(".menu [aria-current]"), paper.locator(".menu > a:not(.home, .all)")
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


def test_a_printed_picture_takes_a_third_of_a_page_at_most(page, illustrated):
    page.emulate_media(media="print")
    for path in ("/", illustrated.get_absolute_url()):
        page.goto(path)
        heights = page.evaluate("[...document.querySelectorAll('main img')].map((img) => img.clientHeight)")

        assert 0 < max(heights) <= 9 / 2.54 * 96 + 1


SHIFTS = """window.shifts = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifts += entry.value; })
  .observe({type: 'layout-shift', buffered: true});"""
# A picture chosen from a srcset says as its natural width what `sizes` promised.
SIZES = "[...document.querySelectorAll('main img')].map((img) => [img.clientWidth, img.naturalWidth])"


def test_nothing_jumps_and_sizes_are_true_to_the_layout(page, illustrated):
    page = page.context.new_page()  # closed after the test, and its script with it
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


# What stands beyond the window's edge, or is cut off by a frame around it: one couldn't reach it by eye.
CUT_OFF = """() =>
    [...document.querySelectorAll('main :is(input, textarea, select, button, .button, .select2-container)')]
    .filter((each) => each.checkVisibility({visibilityProperty: true}))
    .filter((each) => !each.closest('.for-ears, .empty-form, .w-toolbar'))  // it scrolls in its frame
    .filter((each) => {
        const {left, right, width} = each.getBoundingClientRect();
        return width > 2 && (right > innerWidth + 1 || left < -1);
    })
    .map((each) => each.name || each.textContent)"""


def desk_addresses(room):
    """Return every page of the desk that a GET shows, with an object of its own kind where it takes a key."""
    keys = {}
    for model in site._registry:
        row = room.storm if model is Article else model._default_manager.order_by("-pk").first()
        keys[model] = [row.pk] if row else []
    names = [(pattern.name, [], []) for pattern in site.urls[0] if getattr(pattern, "name", None)]
    for model, model_admin in site._registry.items():
        stories = [room.live.pk, room.waiting.pk, room.planned.pk] if model is Article else []
        names += [
            (f"admin:{pattern.name}", keys[model], stories) for pattern in model_admin.urls if pattern.name
        ]
    names += [(pattern.name, [*Proposal.objects.values_list("pk", flat=True), "world"], [])
              for pattern in urlpatterns if pattern.name]  # fmt: skip
    for name, first, others in names:
        for args in [(), *((key,) for key in [*first, *others])]:
            with suppress(NoReverseMatch):
                yield reverse(name, args=args)


def test_no_page_of_the_desk_scrolls_sideways(desk_page, live_server, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    page, room = desk_page, Room(chief=User.objects.get(username="boss"))
    library.accept(upload(jpeg(90, 60)), room.chief, alt_text="Boats in fog", credit="Us")
    Publication.objects.update(four_eyes=True)
    editor = make_user("ed", "Editor")
    desk.propose("describe", room.office, by=editor, values={"name": "Unbreakable" * 9})
    Article.objects.filter(pk=room.storm.pk).update(headline="Unbreakable" * 20)
    Source.objects.filter(pk=room.master.pk).update(role="Unbreakable" * 9)
    looked_at, wrong = set(), []
    for address in dict.fromkeys(desk_addresses(room)):
        answer = page.request.get(live_server.url + address)
        if not answer.ok or "text/html" not in answer.headers["content-type"] or "logout" in address:
            continue
        page.goto(live_server.url + address)
        for width in (320, 390, 768, 1100, 1440, 2560):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth") - width
            cut = page.evaluate(CUT_OFF)
            if wide > 0 or cut:
                wrong.append((address, width, wide, cut))
        looked_at.add(address)
    assert wrong == []
    assert len(looked_at) > 60


def test_a_list_has_the_whole_width_and_its_buttons_cover_nothing(desk_page, live_server):
    page = desk_page
    for width in (800, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(live_server.url + reverse("admin:articles_coverage_changelist"))

        tools, below = (page.locator(name).bounding_box() for name in (".object-tools a", "#changelist"))
        assert tools["y"] + tools["height"] <= below["y"]
        assert page.locator(".changelist-form-container").bounding_box()["width"] == below["width"]


def test_a_byline_of_two_words_stands_on_one_line_of_the_list(desk_page, live_server, story):
    Article.objects.update(headline="A long headline " * 8)
    Byline.objects.create(article=story, name="Newsroom’s demo")
    for width in (1100, 1280):
        desk_page.set_viewport_size({"width": width, "height": 800})
        desk_page.goto(live_server.url + reverse("admin:articles_article_changelist"))

        cell = desk_page.locator("td.field-author")
        expect(cell).to_have_text("Newsroom’s demo")
        assert cell.evaluate(LINES) == 1, width


LINES = """(cell) => {
    const words = new Range();
    words.selectNodeContents(cell);
    return words.getClientRects().length;
}"""
START = "(each) => getComputedStyle(each).paddingInlineStart"


def test_the_heads_of_a_table_stand_above_its_cells(opened, story, boss):
    desk.save(story, by=boss, base=1)
    page = opened("history")
    heads, cells = (page.locator(f".versions {part} tr:first-child > *") for part in ("thead", "tbody"))

    assert heads.count() == cells.count() == 8
    for head, cell in zip(heads.all(), cells.all(), strict=True):
        assert head.evaluate(START) == cell.evaluate(START)
        expect(head).to_have_css("border-bottom-width", "1px")


def test_the_fields_and_buttons_of_an_act_begin_where_its_page_does(opened, story, boss):
    for act, form in (("assign", "#act-form"), ("publish", "#act-form")):
        page = opened(act)
        for part in (".form-row label", ".submit-row [name=_do]"):
            assert left(page.locator(f"{form} {part}").first) == left(page.locator(form)), (act, part)


def test_the_stories_beside_a_fronts_slots_take_all_the_room(desk_page, live_server):
    for width in (800, 1280, 2560):
        desk_page.set_viewport_size({"width": width, "height": 800})
        desk_page.goto(live_server.url + reverse("home_desk"))

        assert right(desk_page.locator("#candidates")) == right(desk_page.locator("#front-form"))


MIDDLES = """(link) => {
    const words = new Range();
    words.selectNodeContents(link);
    const boxes = [words, link].map((each) => each.getBoundingClientRect());
    return boxes.map((box) => Math.round((box.left + box.right) / 2));
}"""


def test_the_words_of_a_link_that_is_as_wide_as_a_phone_stand_in_its_middle(desk_page, live_server, story):
    desk_page.set_viewport_size({"width": 390, "height": 800})
    desk_page.goto(live_server.url + reverse("admin:articles_article_bulk"))

    words, link = desk_page.locator(".submit-row .closelink").evaluate(MIDDLES)

    assert words == link


def test_the_stories_of_an_act_on_many_go_on_below(desk_page, live_server, make_article):
    for number in range(40):
        make_article(headline=f"Story {number} of a long day at the harbour")

    for width in (320, 1440):
        desk_page.set_viewport_size({"width": width, "height": 800})
        desk_page.goto(live_server.url + reverse("admin:articles_article_bulk"))
        assert desk_page.locator(".touched").evaluate("(list) => list.scrollWidth <= list.clientWidth")


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
