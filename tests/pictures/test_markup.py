import re

import pytest

from articles.models import Edition, Image
from articles.pictures import markup
from articles.templatetags import picture_tags

MADE = {
    "path": "a" * 24,
    "width": 1500,
    "height": 1000,
    "colour": "#7f8000",
    "jpeg": [480, 800, 1500],
    "webp": [480, 800],
    "avif": [480, 800, 1500],
}
PRINTED = {
    "key": "11111111-2222-4333-8444-555555555555",
    "alt": "Boats in fog",
    "caption": "The harbour at dawn",
    "credit": "Anna Petrova / Agency",
    "renditions": {"whole": MADE, "card": {**MADE, "path": "b" * 24, "height": 1001}},
}


def html(is_lead=False, **changes):
    show = markup.lead_html if is_lead else markup.picture_html
    return show({**PRINTED, **changes})


def test_a_browser_chooses_among_three_formats_and_their_widths():
    sources = re.findall(r'<source type="(\S+)" srcset="([^"]+)" sizes="([^"]+)"', html())

    assert [kind for kind, _srcset, _sizes in sources] == ["image/avif", "image/webp"]
    assert sources[0][1].split(", ")[0] == f"/media/renditions/{'a' * 24}/480.avif 480w"
    assert all(sizes == markup.TEXT for _kind, _srcset, sizes in sources)
    assert "1500.webp" not in html()


def test_a_picture_says_its_size_so_that_nothing_jumps():
    assert 'width="1500" height="1000"' in html()


def test_the_lead_comes_first_and_the_others_when_they_are_near():
    assert 'fetchpriority="high"' in html(is_lead=True)
    assert "lazy" not in html(is_lead=True)
    assert 'loading="lazy"' in html()
    assert "fetchpriority" not in html()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("lead", 'fetchpriority="high"'),
        ("first", 'fetchpriority="high"'),
        ("second", 'loading="lazy" fetchpriority="low"'),
        ("beside", 'loading="lazy" fetchpriority="low"'),
        ("river", 'loading="lazy" fetchpriority="low"'),
    ],
)
def test_on_a_list_all_pictures_leave_the_line_to_the_lead(place, said):
    story = Edition(slug="fog", pictures=[{**PRINTED, "is_lead": True}])

    shown = picture_tags.shot(story, place)

    assert re.search(r" ((?:loading|fetchpriority).*?) decoding", shown)[1] == said


@pytest.mark.parametrize("place", ["beside", "next"])
def test_a_picture_beside_its_headline_is_small_on_a_phone(place):
    story = Edition(slug="fog", pictures=[{**PRINTED, "is_lead": True}])

    assert re.search(r'<img[^>]* sizes="([^"]+)"', picture_tags.shot(story, place))[1].endswith(", 7rem")


def test_a_phone_with_fine_dots_gets_a_lead_of_two_for_each_pixel():
    fine, *others = re.search(r' sizes="([^"]+)"', html(is_lead=True))[1].split(", ")

    assert "max-width" in fine
    assert "min-resolution" in fine
    assert float(re.search(r"([\d.]+)vw$", fine)[1]) * 3 == pytest.approx(
        2 * 93, abs=5
    )  # % of a window of 412 px
    assert others == ["(min-width: 62rem) 48rem", "calc(100vw - 2rem)"]
    assert "min-resolution" not in html()


def lead(chosen, width, height):
    """Return (class, shape) of a lead picture of a size, in a form that was chosen or not."""
    sized = {**PRINTED["renditions"], "whole": {**MADE, "width": width, "height": height}}
    figure = markup.lead_html({**PRINTED, "renditions": sized}, chosen)
    return re.search(r'class="picture (\w+)"', figure)[1], "cut" if "b" * 24 in figure else "whole"


@pytest.mark.parametrize(
    ("chosen", "size", "shown"),
    [
        ("", (1600, 900), ("wide", "whole")),
        ("", (1500, 1000), ("column", "whole")),
        ("", (900, 1400), ("upright", "whole")),
        ("wide", (1500, 1000), ("wide", "whole")),
        ("column", (1600, 900), ("column", "whole")),
        ("upright", (1500, 1000), ("upright", "whole")),
        ("wide", (900, 1400), ("wide", "cut")),
        ("column", (900, 1400), ("column", "cut")),
    ],
    ids=str,
)
def test_a_lead_has_the_form_that_was_chosen_or_that_of_its_shape(chosen, size, shown):
    assert lead(chosen, *size) == shown


def test_alt_caption_and_credit_are_printed():
    figure = html()

    assert 'alt="Boats in fog"' in figure
    assert "The harbour at dawn" in figure
    assert "Anna Petrova / Agency" in figure


def text(figure):
    return re.sub("<[^>]+>", "", figure).strip()


@pytest.mark.parametrize(
    ("caption", "printed"),
    [
        ("The harbour at dawn", "The harbour at dawn. Picture:"),
        ("The harbour at dawn.", "The harbour at dawn. Picture:"),
        ("“Is it dawn?”", "“Is it dawn?” Picture:"),
        ("They call it “the Gate”", "They call it “the Gate”. Picture:"),
        ("The harbour (at dawn.) ", "The harbour (at dawn.) Picture:"),
        ("Նավահանգիստը լուսադեմին", "Նավահանգիստը լուսադեմին։ Picture:"),
        ("बंदरगाह की सुबह", "बंदरगाह की सुबह। Picture:"),
        ("黎明的港口", "黎明的港口。 Picture:"),
        ("「夜明けの港」", "「夜明けの港」。 Picture:"),
        ("「夜明けの港。」", "「夜明けの港。」 Picture:"),
        ("새벽의 항구", "새벽의 항구. Picture:"),
        ("مرفأ عند الفجر", "مرفأ عند الفجر. Picture:"),
        ("", "Picture:"),
    ],
)
def test_a_caption_never_runs_into_the_credit(caption, printed):
    assert text(html(caption=caption)) == f"{printed} Anna Petrova / Agency"


def test_a_caption_ends_before_the_origin_too_and_stays_as_it_is_where_nothing_follows():
    drawn = {"credit": "", "digital_source_type": Image.SourceType.AI}

    assert text(html(**drawn)) == "The harbour at dawn. Made by AI."
    assert text(html(credit="")) == "The harbour at dawn"


def test_a_decorative_picture_has_an_empty_alt():
    assert 'alt=""' in html(alt="")


def test_a_larger_view_without_words_has_a_whole_name():
    assert 'aria-label="Larger view: The harbour at dawn."' in html(alt="")
    assert 'aria-label="Larger view"' in html(alt="", caption="")


def test_a_colour_stands_where_the_picture_will():
    assert 'class="r2 g3 b0"' in html()
    assert "style=" not in html()


def test_a_larger_view_needs_no_script():
    assert f'<a class="larger" href="/media/renditions/{"a" * 24}/1500.jpeg"' in html()


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Image.SourceType.AI, "Made by AI"),
        (Image.SourceType.AI_COMPOSITE, "Changed with AI"),
        (Image.SourceType.DIGITAL_CAPTURE, ""),
        ("", ""),
    ],
)
def test_a_picture_of_ai_says_so(origin, words):
    figure = html(digital_source_type=str(origin))

    assert ("AI" in figure) == bool(words)
    assert words in figure


def test_what_people_wrote_is_escaped():
    evil = '"><script>alert(1)</script>'
    figure = html(alt=evil, caption=evil, credit=evil)

    assert "<script>" not in figure
    assert '""' not in figure


def test_a_picture_without_renditions_prints_nothing():
    assert html(renditions={}) == ""


def test_a_shape_has_its_own_files():
    card = markup.view(PRINTED, "card", sizes="20rem")

    assert card["src"].startswith(f"/media/renditions/{'b' * 24}/")
    assert (card["height"], card["sizes"]) == (1001, "20rem")


def test_no_text_can_put_a_figure_in():
    body = f'{markup.SLOT}\n\n![](image:{PRINTED["key"]})\n\n&lt;figure class="picture"&gt;'

    rendered = markup.body_html(body, [], [PRINTED])

    assert rendered.count("<figure") == 1
    assert rendered.count("<picture>") == 1


def test_pictures_stand_in_the_order_of_the_text():
    other = {**PRINTED, "key": "99999999-2222-4333-8444-555555555555", "caption": "Second"}
    body = f"![](image:{other['key']})\n\nWords.\n\n![](image:unknown)\n\n![](image:{PRINTED['key']})"

    rendered = markup.body_html(body, [], [PRINTED, other])

    assert rendered.index("Second") < rendered.index("Words") < rendered.index("The harbour at dawn")
    assert rendered.count("<figure") == 2


KEY = PRINTED["key"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (r"A ![Net \[left\]](image:K) B", "A  B"),
        ("A ![a](<image:K>) B", "A  B"),
        ("A ![a]( image:K ) B", "A  B"),
        ("A ![a](image:UP) B", "A  B"),
        ("A ![a](image&#58;K) B", "A  B"),
        ("A ![a][p] B ![p]\n\n[p]: image:K 'Title'\n\nC", "A  B \n\n\n\nC"),
        ("A ![a](image:K\n  'Two\nlines') B", "A  B"),
        ("> A ![a](image:K\n>  'Two\n> lines') B", "> A  B"),
        ("A ![a](image:K\r\n'Two') B", "A  B"),
        ('A ![a](image:K "The (old) quay") B', "A  B"),
        ("| a |\n|---|\n| A ![a\\|b](image:K) B |", "| a |\n|---|\n| A  B |"),
        ("!![x](image:K)[a](image:K) B", " B"),
        ("A [![a](image:K)](https://paper.example) B", "A [](https://paper.example) B"),
        ("A ![a](image:OTHER) B\r\n", "A ![a](image:OTHER) B\r\n"),
    ],
)
def test_a_picture_is_taken_out_of_a_text_however_its_mark_is_typed(text, left):
    for name, key in (("K", KEY), ("UP", KEY.upper()), ("OTHER", KEY.replace("1", "9"))):
        text, left = (each.replace(f"image:{name}", f"image:{key}") for each in (text, left))
    text = text.replace("&#58;K", f"&#58;{KEY}")

    assert markup.without(text, {KEY}) == left
    assert KEY not in markup.keys(left)
