"""The paper's face in the form of the publication, as its chief editor sees it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Byline, Publication, Section, Topic
from tests.browser.looks import widths_scrolled

LONG = "Donaudampfschifffahrtsgesellschaftskapitän" * 2
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_front_follows_what_is_typed_light_and_dark_and_a_pale_colour_is_named(desk_page, publish):
    publish(headline="A ferry")
    Publication.objects.create(name="The Paper")
    desk_page.goto(reverse("admin:articles_publication_change", args=[1]))
    light, dark = (desk_page.frame_locator(f".face-preview iframe >> nth={number}") for number in (0, 1))
    expect(light.get_by_role("heading", name="A ferry")).to_be_visible()

    desk_page.get_by_label("Colour:", exact=True).fill("#ffcc00")
    expect(desk_page.locator(".face-preview [role=status]")).to_contain_text(
        "The nearest colour that has it is #826800"
    )
    desk_page.get_by_label("Colour:", exact=True).fill("00477a")
    desk_page.get_by_label("Name").fill("Another name")

    expect(light.locator(".menu")).to_have_css("border-top-color", "rgb(0, 71, 122)")
    expect(dark.locator("body")).to_have_css("background-color", "rgb(22, 21, 17)")
    expect(dark.get_by_role("heading", name="Another name")).to_be_visible()
    assert Publication.objects.get().name == "The Paper"


def test_the_previews_are_drawn_once_as_the_form_opens_and_it_comes_to_rest(desk_page, publish, hear):
    publish(headline="A ferry")
    Publication.objects.create(name="The Paper")
    asked = []
    hear("request", lambda request: asked.append(request) if request.method == "POST" else None)

    desk_page.goto(reverse("admin:articles_publication_change", args=[1]))
    desk_page.wait_for_load_state("networkidle")

    light = desk_page.frame_locator(".face-preview iframe >> nth=0")
    expect(light.get_by_role("heading", name="A ferry")).to_be_visible()
    assert len(asked) == 1


@pytest.mark.parametrize("stories", [2, 4, 7])
def test_a_headline_of_one_long_word_makes_no_page_wider_than_its_window(
    paper, make_article, publish, stories
):
    series = Topic.objects.create(name="The harbour", slug="harbour", is_series=True)
    for number in range(stories):
        article = make_article(LONG, slug=f"long-{number}")
        article.topics.add(series)
        publish(article)

    for path in ("/", "/sections/world/", "/articles/long-1/"):
        paper.goto(path)
        assert widths_scrolled(paper, 320, 390, 768, 1024, 1440, 1920) == [], path


def test_a_long_name_of_a_section_makes_no_page_wider_than_its_window(paper, make_article, publish):
    section = Section.objects.create(name=LONG[:60], slug="long")
    publish(make_article("A ferry", slug="ferry", section=section))

    for path in ("/", "/sections/long/", "/articles/ferry/", "/archive/"):
        paper.goto(path)
        assert widths_scrolled(paper, 320, 390, 768, 1440) == [], path


def test_on_a_phone_no_fade_covers_the_section_that_the_keyboard_reaches(paper, publish):
    publish()
    paper.set_viewport_size({"width": 390, "height": 800})
    paper.goto("/search/")
    menu = paper.locator(".menu ul")
    faded = "each => getComputedStyle(each).maskImage !== 'none'"
    assert menu.evaluate(faded)

    menu.locator("a").first.focus()

    assert not menu.evaluate(faded)


RINGS_CUT_OFF = """() => [...document.querySelectorAll('a, button, select, summary, input, [tabindex="0"]')]
    .filter((each) => {
        each.focus();
        each.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
        if (each !== document.activeElement || each.tabIndex < 0) return false;
        const { outlineOffset, outlineWidth } = getComputedStyle(each);
        const wide = parseFloat(outlineOffset) + parseFloat(outlineWidth), ring = each.getClientRects()[0];
        for (let at = each.parentElement; at !== document.documentElement; at = at.parentElement) {
            const box = at.getBoundingClientRect(), cuts = getComputedStyle(at).overflowX !== 'visible';
            if (cuts && (ring.left - wide < box.left - 1 || ring.top - wide < box.top - 1)) return true;
        }
        return ring.left - wide < -1 || ring.top - wide < -1;
    })
    .map((each) => each.textContent || each.className)"""


@pytest.mark.parametrize("width", [390, 1440])
def test_the_ring_of_the_focus_is_nowhere_cut_off(paper, make_source, publish, width):
    table = "| [A place](https://example.org/) | mm |\n|---|---|\n| Here | 7 |"
    body = f"It rained.[^1]\n\n{table}\n\n[^1]: So it is."
    publish(slug="rain", body=body, sources=[make_source("An office")])
    paper.set_viewport_size({"width": width, "height": 800})

    for path in ("/", "/sources/", "/articles/rain/"):
        paper.goto(path)
        assert paper.evaluate(RINGS_CUT_OFF) == [], path


def test_a_phone_lays_out_what_is_far_below_once_it_is_near(page, publish):
    for number in range(9):
        publish(headline=f"Bridge {number}")
    laid_out = "(each) => getComputedStyle(each).contentVisibility"

    page.goto("/")

    last = page.locator(".latest .river > li").last
    for width, found in ((390, "auto"), (1440, "visible")):
        page.set_viewport_size({"width": width, "height": 800})
        assert last.evaluate(laid_out) == found, width


def test_a_chart_has_the_readers_own_colours_where_a_reader_forces_them(page, publish):
    rows = "\n".join(["Year,A,B,C,D", "2024,1,2,3,4", "2025,2,3,4,5"])
    publish(slug="chart", body=f"```chart bars Rain\n{rows}\n```")
    page.emulate_media(forced_colors="active")

    page.goto("/articles/chart/")

    colours = """(each) => ['fill', 'stroke'].map((name) => getComputedStyle(each)[name])"""
    of = [page.locator(f".drawing rect.of-{number}").first.evaluate(colours) for number in (1, 2, 3, 4)]
    system = [page.evaluate(COLOUR, name) for name in ("LinkText", "CanvasText", "GrayText", "Canvas")]
    assert of == [[system[0]] * 2, [system[1]] * 2, [system[2]] * 2, [system[3], system[1]]]


COLOUR = """(name) => {
    const probe = document.body.appendChild(document.createElement('p'));
    probe.style.color = name;
    return getComputedStyle(probe).color;
}"""


def test_in_large_type_no_long_word_makes_a_page_wider_than_its_window(paper, make_article, publish):
    article = make_article("A ferry", slug="ferry", type_of_work="advertisement")
    Byline.objects.create(article=article, name=LONG)
    publish(article)

    for path in ("/articles/ferry/", "/sections/world/"):
        paper.goto(path)
        paper.evaluate("document.documentElement.style.fontSize = '200%'")
        assert widths_scrolled(paper, 320, 390) == [], path


def test_no_page_scrolls_sideways_in_type_of_three_times_the_size(paper, make_article, publish):
    article = make_article("A ferry", slug="ferry")
    article.topics.add(Topic.objects.create(name="Ferries", slug="ferries"))
    publish(article)

    for path in ("/", "/archive/", "/topics/ferries/", "/search/?q=ferry", "/articles/ferry/"):
        paper.goto(path)
        paper.evaluate("document.documentElement.style.fontSize = '300%'")
        assert widths_scrolled(paper, 390, 1280) == [], path


def test_in_large_type_neither_a_portrait_nor_a_tagline_makes_a_front_wider_than_its_window(paper):
    Publication.objects.create(name="The Paper", tagline=LONG)

    paper.goto("/")
    paper.evaluate("document.documentElement.style.fontSize = '200%'")
    paper.evaluate(OPINIONS)

    assert widths_scrolled(paper, 320, 992, 1024, 1200, 1440) == []


def test_a_logo_cites_no_tagline(paper):
    Publication.objects.create(name="The Paper", tagline="News")
    paper.goto("/")
    note = "getComputedStyle(document.querySelector('.nameplate a'), '::after').content"
    assert "1" in paper.evaluate(note)

    paper.evaluate("document.querySelector('.nameplate').classList.add('drawn')")

    assert paper.evaluate(note) == "none"


OPINIONS = """() => {
    const row = document.createElement('div');
    row.className = 'row';
    row.innerHTML = `<article class="card opinion">
        <span class="portrait"><img src="/favicon.ico" width="64" height="64" alt=""></span>
        <h3 class="headline">Keep the bench</h3><p class="when">A columnist</p></article>`.repeat(4);
    const band = document.querySelector('main').appendChild(document.createElement('section'));
    band.className = 'block opinion';
    band.append(row);
}"""


def test_what_a_reader_presses_below_a_story_is_24_px_high(paper, make_article, publish):
    publish(make_article("A ferry", slug="ferry"))

    paper.goto("/articles/ferry/")

    for link in paper.locator(".share a").all():
        assert link.bounding_box()["height"] >= 24


@pytest.mark.parametrize(("language", "headline"), [("ps", "پل"), ("mr", "הגשר")])
def test_letters_without_an_italic_are_not_slanted(paper, make_article, publish, language, headline):
    publish(make_article(headline, language=language, slug="bridge", type_of_work="opinion"))
    paper.goto("/")
    shown = paper.locator(".lead .headline")
    as_it_is = shown.screenshot()

    shown.evaluate("each => each.style.fontStyle = 'normal'")

    assert shown.screenshot() == as_it_is


@pytest.mark.parametrize(
    "name",
    [
        "The Lantern",
        "The Whitby and North Yorkshire Coast Gazette",
        "Das unabhängige Hafenblatt der Küste " * 2,
    ],
)
def test_a_papers_name_takes_two_lines_of_its_front(page, name):
    Publication.objects.create(name=name.strip())
    page.set_viewport_size({"width": 1440, "height": 900})

    page.goto("/")

    lines = "(plate) => plate.clientHeight / parseFloat(getComputedStyle(plate).lineHeight)"
    assert page.locator("h1.nameplate").evaluate(lines) <= 2.1


def test_code_runs_from_left_to_right_in_a_story_that_does_not(page, publish):
    publish(slug="code", language="ar", body="افتتح `f(x);`\n\n```\nf(x);\n```")

    page.goto("/articles/code/")

    for code in page.locator(".body :is(code, pre)").all():
        expect(code).to_have_css("direction", "ltr")
    assert page.locator(".body :is(code, pre)").count() == 3


def test_on_paper_a_foot_that_says_nothing_takes_no_room(page, publish):
    publish(slug="ferry")
    page.emulate_media(media="print")

    page.goto("/articles/ferry/")

    assert page.locator(".colophon").evaluate("each => each.offsetHeight") == 0
    expect(page.locator(".permanent")).to_be_visible()


def test_on_paper_the_code_of_a_story_stands_at_the_head_beside_the_papers_name(page, publish):
    Publication.objects.create(name=LONG[:60], tagline=f"{LONG} {LONG}")
    publish(slug="橋" * 80)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})  # A4 upright

    page.goto(f"/articles/{'橋' * 80}/")

    expect(page.locator(".permanent p")).to_contain_text("橋" * 80)
    code, words, name, tagline, head = (
        page.locator(each).bounding_box()
        for each in (".permanent svg", ".permanent p", ".masthead .nameplate", ".tagline", ".masthead")
    )
    assert code["y"] + code["height"] <= head["y"] + head["height"]
    assert words["y"] + words["height"] <= name["y"]
    assert max(box["x"] + box["width"] for box in (words, name, tagline)) <= code["x"]


def test_code_needs_no_key_to_scroll_it(page, publish):
    publish(slug="code", body=f"```\n{'x' * 300}\n```")
    page.set_viewport_size({"width": 320, "height": 800})

    page.goto("/articles/code/")

    assert page.locator(".body pre").evaluate("each => each.scrollWidth - each.clientWidth") == 0


def test_neither_code_nor_tables_nor_sources_are_cut_off_on_paper(page, publish, make_source):
    row = "|" + " counterrevolutionaries |" * 12
    table = f"{row}\n|{'---|' * 12}\n{row}"
    body = f"```\n{'x' * 300}\n```\n\n{table}"
    publish(slug="wide", body=body, sources=[make_source(f"S {n}") for n in range(30)])
    page.emulate_media(media="print")

    cut = """() => [...document.querySelectorAll('.body pre, .table, .sources')]
        .filter((each) => each.scrollWidth > each.clientWidth || each.scrollHeight > each.clientHeight)
        .map((each) => each.className || each.tagName)"""
    for width in (700, 1600):  # of A4 upright and A3 across
        page.set_viewport_size({"width": width, "height": 1000})
        page.goto("/articles/wide/")
        assert page.locator(":is(.body pre, .table, .sources)").count() == 3
        assert page.evaluate(cut) == [], width
