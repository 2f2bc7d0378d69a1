"""The paper's own face: logos, colours, type, what stands at its foot."""

import re
from pathlib import Path

import pytest

from articles.models import Edition, Publication, Section
from tests.pictures.conftest import make_picture, storage  # noqa: F401
from tests.pictures.files import jpeg

pytestmark = pytest.mark.django_db
FRONT, STORY = "/", "/articles/a-story/"
STATIC = Path("articles/static/articles")


# Of a number, a label or a form of Django's.
MADE_UP = re.compile(r"[rgb]\d|(fit|of)-\d|is-\w+|errorlist|field-\w+")
PARTS = ("text", "templatetags", "pictures")  # whose programs write HTML


def text_of(files):
    return "".join(path.read_text() for path in files)


def quoted(programs):
    """Return what programs and scripts say between quotes."""
    return re.findall(r"[\"'](?:<[^\"']*)?([\w -]+)[\"'>]", text_of([*programs, *STATIC.glob("*.js")]))


def chart_rules(file):
    """Return the rules of charts in a style sheet, without comments, and small type as a length."""
    style = re.sub(r"/\*.*?\*/", "", (STATIC / file).read_text(), flags=re.DOTALL)
    rules = re.findall(r"^ *(\.chart \{.*?^ *\}|(?:path)?\.of-\d \{.*?\})$", style, re.DOTALL | re.MULTILINE)
    return [" ".join(rule.replace("var(--small)", "0.875rem").split()) for rule in rules]


def test_the_desk_draws_charts_as_the_paper_does():
    (paper, *colours), (desk, *same) = map(chart_rules, ("paper.css", "admin/charts.css"))

    assert desk.replace("& .legend.legend li { list-style: none; } ", "") == paper
    assert same == colours
    assert len(colours) == 6  # with those that are forced


def test_each_class_of_the_papers_style_stands_on_some_page():
    style = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", (STATIC / "paper.css").read_text(), flags=re.DOTALL)
    pages = [*Path("templates").glob("articles/**/*.html"), *Path("templates").glob("*.html")]
    programs = [path for part in PARTS for path in Path("articles", part).glob("*.py")]
    named = [
        *re.findall(r'class="(.*?)"(?=>| \w|{)|block page %}(.*?){% endblock', text_of(pages)),
        *quoted(programs),
    ]
    words = {
        *Edition.TypeOfWork.values,
        *Section.FrontForm.values,
        *Edition.LeadForm.values,
        *re.findall(r"[\w-]+", f"{named}"),
    }

    styled = set(re.findall(r"\.([a-z][\w-]*)", style))

    assert {name for name in styled - words if not MADE_UP.fullmatch(name)} == set()


def test_a_paper_without_colours_of_its_own_asks_for_no_second_sheet(client):
    assert "/colours/" not in client.get(FRONT).text


@pytest.mark.parametrize("path", [FRONT, STORY, "/archive/", "/search/?q=a", "/articles/no-such/"])
def test_the_papers_colours_reach_each_page_by_a_sheet_of_their_own(client, publish, path):
    publish(slug="a-story")
    Publication.objects.update_or_create(pk=1, defaults={"accent": "#00477a"})

    sheets = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get(path).text)

    assert re.fullmatch(r"/colours/00477a-[0-9a-f]{6}\.css", sheets[-1])
    sheet = client.get(sheets[-1])
    assert sheet["Content-Type"].startswith("text/css")
    assert "immutable" in sheet["Cache-Control"]
    assert re.fullmatch(r"@layer tokens\{:root\{--accent:light-dark\(#00477a,#\w{6}\)\}\}\n", sheet.text)


def test_what_was_loaded_unchecked_breaks_no_page(client):
    Publication.objects.create(
        accent="red", accent_dark="}", verification="admin/ x", social_addresses="a\nb"
    )

    assert client.get(FRONT).status_code == 200


@pytest.mark.parametrize("path", ["red-blue", "00477a-00477", "00477A-00477a", "00477a-00477a}", "a-b"])
def test_a_sheet_holds_colours_and_nothing_else(client, path):
    assert client.get(f"/colours/{path}.css").status_code == 404


def test_type_and_density_are_words_on_the_page(client):
    Publication.objects.create(typeface="sans", density="close")

    assert '<html lang="en" data-type="sans" data-density="close">' in client.get(FRONT).text


def test_the_foot_says_what_the_paper_says_and_runs_none_of_it(client):
    Publication.objects.create(
        footer="Published by Us.\n\n<script>1</script>",
        social_addresses="https://social.example/@paper\nhttps://www.video.example/paper/",
    )

    page = client.get(FRONT).text

    assert "<p>Published by Us.</p>" in page
    assert "<p>&lt;script&gt;1&lt;/script&gt;</p>" in page
    assert '<a rel="me" href="https://social.example/@paper">social.example/@paper</a>' in page
    assert '<a rel="me" href="https://www.video.example/paper/">video.example/paper</a>' in page
    assert '"sameAs": ["https://social.example/@paper", "https://www.video.example/paper/"]' in page


@pytest.fixture
def logo(make_picture):  # noqa: F811
    return make_picture(alt_text="A ferry")


def test_of_two_logos_each_has_its_scheme_and_both_say_the_name(client, logo, make_picture):  # noqa: F811
    Publication.objects.create(name="The Paper", logo=logo, logo_dark=make_picture())

    page = client.get(FRONT).text
    masthead = page[page.index('<header class="masthead"') : page.index("</header>")]

    assert re.findall(r'alt="([^"]*)" class="([^"]*)"', masthead) == [
        ("The Paper", "for-light"), ("The Paper", "for-dark")]  # fmt: skip


def test_one_logo_turns_on_dark_pages(client, logo):
    Publication.objects.create(name="The Paper", logo=logo)

    assert 'alt="The Paper" class="turns"' in client.get(FRONT).text


def test_the_square_logo_is_the_icon_everywhere(client, logo):
    Publication.objects.create(logo_square=logo)
    made = logo.renditions["square"]
    width = made["jpeg"][0]
    small = f"/media/renditions/{made['path']}/{width}.jpeg"

    page = client.get(FRONT).text

    assert f'<link rel="icon" href="{small}"' in page
    assert "favicon.svg" not in page
    assert client.get("/favicon.ico")["Location"] == small
    icons = client.get("/manifest.webmanifest").json()["icons"]
    assert icons[0] == {"src": small, "type": "image/jpeg", "sizes": f"{width}x{width}"}


@pytest.mark.parametrize(("size", "width"), [(100, 100), (170, 170), (200, 200), (1300, 320)])
def test_the_icon_of_a_home_screen_is_the_smallest_that_is_sharp_there(client, make_picture, size, width):  # noqa: F811
    Publication.objects.create(logo_square=make_picture(jpeg(size, size)))

    icon = re.findall(r'<link rel="apple-touch-icon" href="([^"]+)">', client.get(FRONT).text)

    assert [address.rpartition("/")[2] for address in icon] == [f"{width}.jpeg"]
    assert client.get("/apple-touch-icon.png")["Location"] == icon[0]


def test_a_paper_without_a_square_logo_has_no_icon_of_a_home_screen(client, logo):
    Publication.objects.create(logo=logo)

    assert "apple-touch-icon" not in client.get(FRONT).text
    assert client.get("/apple-touch-icon.png").status_code == 404
