"""What the text field does with keys and pastes: each letter stays, and the caret with it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.hands import body as body_of
from tests.browser.hands import written
from tests.browser.test_hands import PASTE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The text with its selection in brackets; the caret alone is a bar.
SHOWN = """() => {
  const {value, selectionStart: from, selectionEnd: to} = document.querySelector('#id_body');
  return value.slice(0, from) + (from < to ? `[${value.slice(from, to)}]` : '|') + value.slice(to);
}"""


@pytest.fixture
def body(desk_page, make_article):
    """Open a saved story, and set a text whose selection is in brackets, or whose caret is a bar."""
    desk_page.goto(reverse("admin:articles_article_change", args=[make_article("Rain").pk]))
    area = body_of(desk_page)
    expect(desk_page.locator(".cm-content")).to_be_visible()

    def body(text):
        start, end = (text.index("["), text.index("]") - 1) if "[" in text else (text.index("|"),) * 2
        # Chromium gives words that take the place of bold ones a style, which the policy blocks.
        area.fill("")
        area.fill(text.translate(dict.fromkeys(map(ord, "[]|"))))
        field = written(desk_page)
        field.evaluate("(area, place) => area.setSelectionRange(...place)", [start, end])
        return field

    return body


def test_a_slow_paste_stays_where_it_was_made_and_the_hand_where_it_is(desk_page, body):
    page, held = desk_page, []
    page.route("**/desk/paste/**", lambda route: held.append(route))

    def paste(text):
        area = body(text)
        with page.expect_request("**/desk/paste/**"):
            page.evaluate(PASTE, ["<b>bold</b> words", "bold words"])
        return area

    def answer():
        while not held:
            page.wait_for_timeout(10)
        with page.expect_response("**/desk/paste/**"):
            held.pop().continue_()

    area = paste("One [two] three")
    page.keyboard.type(", typed")
    answer()
    expect(area).to_have_value("One **bold** words, typed three")
    assert page.evaluate(SHOWN) == "One **bold** words, typed| three"

    paste("One | three")
    page.keyboard.press("Home")
    page.keyboard.type("Typed. ")
    answer()
    expect(area).to_have_value("Typed. One **bold** words three")
    assert page.evaluate(SHOWN) == "Typed. |One **bold** words three"

    paste("One | three")
    headline = page.get_by_label("Headline:")
    headline.press("End")
    page.keyboard.type(" in")
    answer()
    expect(area).to_have_value("One **bold** words three")
    page.keyboard.type(" May")
    expect(headline).to_have_value("Rain in May")

    paste("One | three")
    page.keyboard.press("Control+k")
    answer()
    expect(area).to_have_value("One **bold** words three")
    expect(page.locator("#palette input")).to_be_focused()
    expect(page.locator("#palette input")).to_have_value("")
    page.keyboard.press("Escape")

    paste("One | three")
    expect(page.locator(".w-waiting")).to_have_text("Pasting 2 words …")
    page.keyboard.press("Backspace")  # takes the whole paste out, before it is here
    answer()
    expect(page.locator(".paste-state")).to_have_text("")
    expect(area).to_have_value("One  three")

    paste("One | three")
    page.keyboard.type(", typed")
    page.keyboard.press("Home")
    page.keyboard.type("Typed. ")
    answer()
    expect(area).to_have_value("Typed. One **bold** words, typed three")

    paste("One [two] three")
    answer()
    expect(area).to_have_value("One **bold** words three")
    page.keyboard.press("Control+z")
    expect(area).to_have_value("One two three")


def test_notes_of_two_pastes_at_once_have_numbers_of_their_own(desk_page, body):
    area = body("|")

    for _paste in range(2):
        desk_page.evaluate(PASTE, [NOTED, "plain"])

    expect(area).to_have_value("said[^1]said[^2]\n\n[^1]: Note.\n\n[^2]: Note.")


def test_marks_are_set_by_keys_and_the_caret_keeps_its_place(desk_page, body):
    page = desk_page
    for text, keys, made in [
        ("One **bold|**", "Control+KeyB", "One **bold**|"),
        ("One ***bold|***", "Control+KeyI", "One ***bold*|**"),
        ("One **|**", "Control+KeyB", "One |"),
        ("|**bold**", "Control+KeyB", "**|****bold**"),
        ("**[bold]**", "Control+KeyI", "***[bold]***"),
        ("***[bold]***", "Control+KeyI", "**[bold]**"),
        ("***[bold]***", "Control+KeyB", "*[bold]*"),
        ("One w|ord", "Control+Shift+KeyH", "## One w|ord"),
        ("## One [wo]rd", "Control+Shift+KeyH", "One [wo]rd"),
        ("#|# One", "Control+Shift+KeyH", "|One"),
        ("O[ne\ntwo\nth]ree", "Control+Shift+Digit9", "[> One\n> two\n> three]"),
        ("[> One\n> two\n> three]", "Control+Shift+Digit9", "[One\ntwo\nthree]"),
    ]:
        body(text)

        page.keyboard.press(keys)

        assert page.evaluate(SHOWN) == made


def test_find_shows_the_place_and_counts_each_letter_as_it_stands(desk_page, body):
    page = desk_page
    area = body("İstanbul, İzmir? " + "Line.\n" * 200 + "Rain (a) there, |rain (A) here.")
    area.evaluate("(area) => { area.scrollTop = 0; }")
    page.keyboard.press("Control+Shift+f")
    page.keyboard.type("rain (a)")

    page.keyboard.press("Enter")
    assert page.evaluate(SHOWN).endswith("Rain (a) there, [rain (A)] here.")
    assert area.evaluate("(area) => area.scrollTop") > 1000
    expect(page.locator("[name=find-text]")).to_be_focused()

    page.get_by_label("Replace with").fill("storm")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Replace all").press("Enter")
    assert page.evaluate(SHOWN).startswith("İstanbul, İzmir? Line.")
    assert area.input_value().endswith("\nstorm there, storm here.")


TABLE = "| a | b |\n| --- | --- |\n| x | "
LIST = "<ul><li>one</li><li>two</li></ul>"
PARAGRAPHS = "<p>One <b>bold</b>.</p><p>Two | three.</p>"
NOTED = "<p><b></b>said<sup><a href='#_ftn1' name='_ftnref1'>[1]</a></sup></p><p id='_ftn1'>1. Note.</p>"
INTO = [  # text before the caret, and behind it; what is pasted; what stands there then
    ("- none\n- ", "", LIST, "- none\n- one\n- two"),
    ("- none\n- ", "", PARAGRAPHS, "- none\n- One **bold**.\n\nTwo | three."),
    ("## ", "", "<h3>Head</h3>", "### Head"),
    ("> ", "", PARAGRAPHS, "> One **bold**.\n> \n> Two | three."),
    (TABLE, " |", PARAGRAPHS, f"{TABLE}One **bold**. Two \\| three. |"),
    (f"{TABLE}y |", "", PARAGRAPHS, f"{TABLE}y |\n\nOne **bold**.\n\nTwo | three."),
    ("```\nx", "\n```", "<p><b>x</b></p>", "```\nxplain\n```"),
    ("Words ", "", LIST, "Words \n\n- one\n- two"),
    ("[^1]: Note.\n", "", PARAGRAPHS, "[^1]: Note.\n\nOne **bold**.\n\nTwo | three."),
    ("Words\n\n", "", PARAGRAPHS, "Words\n\nOne **bold**.\n\nTwo | three."),
    ("Words\n", "", LIST, "Words\n- one\n- two"),
    ("In `code`", "", "<p>, <b>bold</b>.</p>", "In `code`, **bold**."),
    ("In `co", "de`", "<p>, <b>bold</b>.</p>", "In `coplainde`"),
    ("```\nx\n```\n\n", "", "<p><b>x</b> y</p>", "```\nx\n```\n\n**x** y"),
    ("```\nx", "", "<p><b>x</b> y</p>", "```\nxplain"),
    ("He ", " so.\n\nEnd", NOTED, "He said[^1] so.\n\n[^1]: Note.\n\nEnd"),
    (TABLE, " |\n\nEnd", NOTED, f"{TABLE}said[^1] |\n\n[^1]: Note.\n\nEnd"),
    (TABLE, " |", "<p><b>C:\\|</b></p>", f"{TABLE}**C:\\\\\\|** |"),
]

SET = """(field, [text, at]) => {
  field.value = text;
  field.dispatchEvent(new Event('input', {bubbles: true}));
  field.setSelectionRange(at, at);
}"""


def test_a_paste_fits_into_the_item_quotation_cell_or_code_that_it_is_made_in(desk_page, body):
    body("|")
    for before, behind, html, after in INTO:
        field = written(desk_page)
        field.evaluate(SET, [before + behind, len(before)])

        desk_page.evaluate(PASTE, [html, "plain"])

        expect(field).to_have_value(after)


PLAIN_INTO_CELL = [  # what is pasted or dropped; what the cell holds then
    ("One.\n\nTwo.\nThree.", "One. Two. Three."),
    ("One.\r\nTwo.\r\n", "One. Two."),
    ("Rain | The Times", "Rain \\| The Times"),
    ("plain", "plain"),
]
DROP = """([_html, plain]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.setData('text/plain', plain);
  const {right, top, bottom} = getSelection().getRangeAt(0).getBoundingClientRect();
  const place = {clientX: right, clientY: (top + bottom) / 2, bubbles: true, cancelable: true};
  document.querySelector('.cm-content').dispatchEvent(new DragEvent('drop', {dataTransfer, ...place}));
}"""


def test_plain_lines_in_a_table_leave_it_a_table(desk_page, body):
    body("|")
    field = written(desk_page)
    for gesture in (PASTE, DROP):
        for pasted, cell in PLAIN_INTO_CELL:
            field.evaluate(SET, [f"{TABLE} |", len(TABLE)])
            body_of(desk_page).focus()

            desk_page.evaluate(gesture, ["", pasted])

            expect(field).to_have_value(f"{TABLE}{cell} |")
            if gesture == PASTE:  # what is dropped stays chosen
                assert desk_page.evaluate(SHOWN) == f"{TABLE}{cell}| |"

    field.evaluate(SET, [f"{TABLE} |", len(TABLE)])
    desk_page.keyboard.insert_text("One.\nTwo.")  # as a phone's keyboard pastes
    expect(field).to_have_value(f"{TABLE}One. Two. |")

    rows = "| y | z |\n| v | w |\n"
    field.evaluate(SET, [TABLE + "y |", TABLE.rindex("| x")])  # before a row, rows stay rows
    desk_page.evaluate(PASTE, ["", rows])
    expect(field).to_have_value(TABLE.replace("| x | ", f"{rows}| x | y |"))


ADDRESS = "https://example.org/a_(b)"
TRACKED = "https://example.org/a?utm_source=mail&b=%26amp;1"


@pytest.mark.parametrize(
    ("text", "address", "pasted"),
    [
        ("Some [words] here", ADDRESS, "Some [words](https://example.org/a_%28b%29)| here"),
        ("Some [**x** & y] here", TRACKED, "Some [**x** & y](https://example.org/a?b=%26amp;1)| here"),
        ("An old [https://example.org/] here", ADDRESS, f"An old {ADDRESS}| here"),
        ("Some `[code]` here", ADDRESS, f"Some `{ADDRESS}|` here"),
    ],
)
def test_an_address_that_is_pasted_over_words_leads_from_them(desk_page, body, text, address, pasted):
    body(text)

    desk_page.evaluate(PASTE, ["", address])

    expect(written(desk_page)).to_have_value(pasted.replace("|", ""))
    assert desk_page.evaluate(SHOWN) == pasted
