import re
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles.pictures import markup
from articles.text import chart_drawing, charts, reading
from articles.text.rendering import render

SHIPS = "Port, 2025, 2026\nBatumi, 118, 164\nOdesa, 41, 77\n"


def fence(content, info="chart bars Ships"):
    return SimpleNamespace(type="fence", info=info, content=content)


def read(content, info="chart bars Ships"):
    return charts.read(fence(content, info))


def html(content, info="chart bars Ships"):
    return markup.body_html(f"```{info}\n{content}\n```", [], [])


def test_a_fence_of_rows_is_read_as_names_and_numbers():
    chart = read(SHIPS)

    assert (chart.kind, chart.title, chart.head) == ("bars", "Ships", ("Port", "2025", "2026"))
    assert chart.values == ((118.0, 164.0), (41.0, 77.0))


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("a, 12", 12.0),
        ("a,-3.5", -3.5),
        ("a,−4", -4.0),
        ("a, 12%", 12.0),
        ('a,"1,234.5"', 1234.5),
        ("a;1,234", 1.234),
        ("a;1.234,5", 1234.5),
        ("a;1.234.567", 1234567.0),
        ("a\t1 234", 1234.0),
        ("a\t1,234,567", 1234567.0),
        ("a\t1,234,567.5", 1234567.5),
        ("a\t12,34,567", 1234567.0),
        ("a\t1٬234", 1234.0),
        ("a;١٢٫٥", 12.5),
        ("a;१२", 12.0),
        ("a;–3", -3.0),
        ("a;.5", 0.5),
        ("a,", None),
    ],
)
def test_a_number_is_read_as_its_separator_says(row, value):
    head = "x" + next(sign for sign in "\t;," if sign in row) + "y"

    assert read(f"{head}\n{row}\nb{head[1]}1").values[0] == (value,)


@pytest.mark.parametrize(
    ("content", "info", "words"),
    [
        (SHIPS, "chart pie Ships", "neither “chart bars” nor “chart lines”"),
        (SHIPS, "chart", "neither “chart bars” nor “chart lines”"),
        (SHIPS, "chart bars", "no title"),
        ("", "chart bars T", "too few rows"),
        ("a,b\nx,1", "chart lines T", "too few rows"),
        ('a,b\n"x\ny",1', "chart lines T", "too few rows"),
        ("a,b\n" + "x,1\n" * 10_000, "chart bars T", "10000 rows"),
        ('a,b\nx,"1\n', "chart bars T", "quotation mark"),
        ('a;b\n"Party" x;3', "chart bars T", "words stand behind one"),
        ("a,b\nx,1,2", "chart bars T", "Row 2 has 3 values, and the first has 2"),
        ("a\nx", "chart bars T", "1 columns"),
        ("a,b,c,d,e,f\nx,1,1,1,1,1", "chart bars T", "6 columns"),
        ("a,b\nx,lots", "chart bars T", "Row 2: “lots” is not a number"),
        ("a,b\nx,nan\ny,inf", "chart bars T", "is not a number"),
        ("a,b\nx,\ny,", "chart bars T", "no figures"),
        ("a,b\n2020,'\n2021,’", "chart lines T", "no figures"),
        (f"a,b\n{'x' * 81},1", "chart bars T", "longer than 80"),
    ],
)
def test_what_is_no_chart_says_why_and_stands_as_typed(content, info, words):
    with pytest.raises(charts.Unreadable, match=re.escape(words)):
        read(content, info)

    assert "<svg" not in html(content, info)
    assert "<pre><code" in html(content, info)


def test_a_text_draws_so_many_charts_and_no_more():
    body = "```chart bars T\na,b\nx,1\n```\n" * (charts.CHARTS + 1)

    page = markup.body_html(body, [], [])

    assert page.count('<svg class="drawing"') == charts.CHARTS
    assert page.count("<pre>") == 1


def test_a_chart_is_a_drawing_and_the_table_that_it_draws():
    page = etree.fromstring(html(SHIPS))

    assert page.find("figcaption").text == "Ships"
    assert page.find("svg").get("aria-label") == "Bar chart: Ships"
    cells = [cell.text for cell in page.find("details").iter() if cell.tag in ("th", "td")]
    assert cells == ["Port", "2025", "2026", "Batumi", "118", "164", "Odesa", "41", "77"]


def test_a_bar_is_as_long_as_its_figure_from_zero():
    page = etree.fromstring(html("a,b\nx,10\ny,40\nz,-20"))

    bars = list(page.find("svg").iter("rect"))
    ends = [(float(bar.get("x")[:-1]), float(bar.get("width")[:-1])) for bar in bars]
    assert [width / ends[0][1] for _start, width in ends] == pytest.approx([1, 4, 2], rel=1e-3)
    assert ends[0][0] == ends[1][0] == pytest.approx(ends[2][0] + ends[2][1], rel=1e-3)


def test_long_names_and_figures_stand_within_a_small_page():
    name = "Federal Ministry for Economic Cooperation and Development of the Republic"
    page = html(f"Ministry;2026\n{name};123456789\nHealth;1000000", "chart bars Money")

    texts = re.findall(r"<text[^>]*>([^<]*)</text>", page)
    assert max(map(len, texts)) <= 32
    assert " ".join(texts).startswith(name)
    [width, _other] = map(float, re.findall(r'<rect class="of-1"[^>]* width="([\d.]+)%"', page))
    assert width == 100 - 9 * chart_drawing.A_SIGN


def test_a_name_in_wide_signs_stands_within_a_small_page():
    page = html(f"省,2026\n{'国土交通省道路局' * 6},5\n厚生労働省,3", "chart bars 予算")

    texts = re.findall(r"<text[^>]*>([^<]*)</text>", page)
    assert max(map(wide, texts)) <= 32
    assert "".join(texts).startswith("国土交通省道路局" * 6)


def wide(text):
    """Return how many narrow signs are as wide as a text."""
    return sum(2 if sign > "⺀" else 1 for sign in text)


@given(st.lists(st.text("abc 省", max_size=80), min_size=2, max_size=7))
def test_names_below_lines_stand_beside_each_other_on_a_small_page(names):
    rows = "".join(f"{name};{number}\n" for number, name in enumerate(names))
    page = html(f"Where;2026\n{rows}", "chart lines Money")

    lines = {}
    for across, down, anchor, text in re.findall(
        r'<text x="([\d.]+)%" y="([\d.]+)em" text-anchor="(\w+)">([^<]*)</text>', page
    ):
        start = float(across) / 100 * 32 - {"start": 0, "middle": 0.5, "end": 1}[anchor] * wide(text)
        lines.setdefault(float(down), []).append((start, start + wide(text)))
    height = float(re.search(r'class="drawing" width="100%" height="([\d.]+)em"', page)[1])
    below = {down: sorted(spans) for down, spans in lines.items() if down > 17.2}
    assert all(down < height for down in below)
    for spans in below.values():
        assert spans[0][0] >= 0
        assert spans[-1][1] <= 32
        assert all(one[1] + 1 <= other[0] for one, other in pairwise(spans))


def test_the_name_between_stands_below_lines_where_it_has_room():
    page = html("t,v\n2000,1\n2001,1\n2002,1", "chart lines T")

    assert re.findall(r'text-anchor="(?:start|middle|end)">(\d{4})<', page) == ["2000", "2001", "2002"]


def test_years_and_days_stand_to_scale_and_other_names_at_equal_steps():
    assert read("t,v\n2000,1\n2001,1\n2010,1", "chart lines T").places[1] == pytest.approx(0.1, abs=0.001)
    assert read("t,v\n2026-01-01,1\n2026-01-02,1\n2026-01-05,1", "chart lines T").places[1] == 0.25
    assert read("t,v\nspring,1\nsummer,1\nautumn,1", "chart lines T").places[1] == 0.5
    assert read("t,v\n2026-99,1\n2026-01,1\n2025-01,1", "chart lines T").places[1] == 0.5


@given(st.floats(-1e15, 1e15), st.floats(-1e15, 1e15))
def test_a_scale_holds_its_figures_in_a_few_round_steps(one, other):
    low, high = sorted((one, other))

    ticks = chart_drawing.scale(low, high)

    room = 1e-6 * max(abs(low), abs(high), 1e-300)
    assert ticks[0] <= low + room
    assert ticks[-1] >= high - room
    assert 2 <= len(ticks) <= 8
    assert all(a < b for a, b in zip(ticks, ticks[1:], strict=False))


def test_a_gap_in_the_figures_is_a_gap_in_the_line():
    page = html("t,v\n1,1\n2,\n3,2\n4,3", "chart lines T")

    assert re.search(r'class="of-1" d="M66\.67 \S+L100 \S+"', page)
    assert re.search(r'class="of-1 is-dot" d="M0 \S+h0"', page)


def test_a_long_chart_is_drawn_in_pieces_that_say_once_what_it_is():
    page = html("n,v\n" + "\n".join(f"Row {number},{number}" for number in range(25)), "chart bars T")

    assert [each.count("<rect") for each in page.split("<svg")[1:]] == [10, 10, 5]
    assert page.count('role="img"') == 1
    assert page.count('aria-hidden="true"') == 2


def test_a_line_of_a_long_name_ends_within_no_letter():
    page = html("n,v\n" + "กี่" * 25 + ",1", "chart bars T")

    lines = re.findall(r"<text[^>]*>([^<]+)</text>", page)
    assert len(lines) > 2
    assert all(line[0] in "ก1" for line in lines)


def test_a_line_crosses_out_no_number_of_its_scale():
    page = html("t,v\n1,1\n2,9", "chart lines T")

    assert page.rindex("<path") < page.index("<text")


def test_what_a_chart_holds_is_words_and_never_markup():
    page = html("<b>,<script>\n<img onerror=x>,1", 'chart bars <i title="x">')

    assert not re.search(r"<(?:b|script|img|i)\b", page)
    etree.fromstring(page)


def test_where_nothing_is_drawn_the_table_stands():
    page = render(f"```chart bars Ships\n{SHIPS}```")

    assert page.startswith('<section class="table"')
    assert "<svg" not in page


def test_a_chart_is_searched_by_its_words_and_needs_no_source():
    text = f"Words.\n\n```chart bars Ships\n{SHIPS}```"

    assert "Batumi, 118, 164" in reading.plain_text(text)
    assert "chart bars" not in reading.plain_text(text) + reading.readable(text)
