"""The writing surface: the text reads as the paper prints it, and stays its Markdown, letter for letter."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from articles.models import Publication
from articles.pictures import library
from tests.browser.hands import body, clear, press_save, put_caret, written
from tests.browser.test_hands import PASTE
from tests.pictures.files import jpeg, upload

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


# Spaces at ends, tabs, odd marks and old spellings: no editor may tidy them.
ODD = (
    "Heading\n=======\n\n*  one\n+ two \n\n__bold__ and *it* \\* &amp; <b>\n\ttab  \n\n"
    "|a|b\n|-|:-:\n|1|2|\n\n[@a-b,  p. 4] [x]: y 🙂 e\u0301 \u00a0 [ref][1]\n\n\n\n[1]: https://e.org  \n"
)


def test_what_nobody_touched_is_stored_letter_for_letter(desk_page, opened_text):
    page, article = desk_page, opened_text(ODD)
    expect(written(page)).to_have_value(ODD)

    put_caret(page, 3)
    page.keyboard.type("X")
    press_save(page)
    expect(page.locator(".messagelist")).to_contain_text("successfully")

    article.refresh_from_db()
    assert article.body == "HeaXding" + ODD[len("Heading") :]


def test_the_text_reads_as_the_paper_prints_it(desk_page, opened_text, make_source, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    picture = library.accept(upload(jpeg(90, 60)), User.objects.get(), alt_text="Boats", credit="Agency")
    make_source("The ministry")
    opened_text(
        "## A *large* heading\n\nIt is **so** [@the-ministry, p. 4], see [the report](https://example.org/x) "
        f"[@nobody].\n\n- One\n\n| Day | Rain |\n| --- | ---: |\n| Monday | 3 mm |\n\n{picture.mark}\n"
    )
    page, text = desk_page, body(desk_page)

    expect(text.locator(".w-h2")).to_have_text("A large heading")
    expect(text.locator(".w-h2 .w-em")).to_have_css("font-style", "italic")
    expect(text.locator(".w-strong")).to_have_text("so")
    expect(text.locator(".w-link")).to_have_text("the report")
    expect(text.locator(".w-chip").first).to_have_text("1 The ministry, p. 4")
    expect(text.locator(".w-unknown")).to_contain_text("unknown source")
    expect(text.locator(".w-item")).to_have_text("• One")
    assert [row.split() for row in text.locator(".w-row").all_inner_texts()] == [
        ["Day", "Rain"],
        ["Monday", "3", "mm"],
    ]
    assert text.locator(".w-picture img").evaluate("(image) => image.decode().then(() => image.naturalWidth)")
    expect(text.locator(".w-picture")).to_contain_text("Agency")
    assert page.evaluate("getComputedStyle(document.querySelector('.cm-content')).fontFamily").startswith(
        '"Newsroom Serif"'
    )


def test_marks_show_where_the_caret_is_and_nowhere_else(desk_page, opened_text):
    opened_text("## Heading\n\nIt is **so** there, see [it](https://e.org).\n")
    line = body(desk_page).locator(".cm-line")
    expect(line.nth(2)).to_have_text("It is so there, see it.")

    put_caret(desk_page, len("## Heading\n\nIt is **s"))
    expect(line.nth(0)).to_have_text("Heading")
    expect(line.nth(2)).to_have_text("It is **so** there, see it.")
    put_caret(desk_page, 4)
    expect(line.nth(0)).to_have_text("## Heading")
    expect(line.nth(2)).to_have_text("It is so there, see it.")


def test_a_list_goes_on_and_ends_by_enter(desk_page, opened_text):
    opened_text("Begin.")
    clear(desk_page)

    desk_page.keyboard.type("9. One\nTwo\n\n> Said\nmore\n\nEnd")

    expect(written(desk_page)).to_have_value("9. One\n10. Two\n\n> Said\n> more\n\nEnd")


def test_a_mark_that_is_typed_where_the_line_has_it_already_stands_once(desk_page, opened_text):
    opened_text("Begin.")
    clear(desk_page)

    desk_page.keyboard.type("- One\n- Two\n\n1. First\n2. Second\n\n> Said\n> more\n\n- A\n1. B\n - C\n2 - D")

    rows = "- One\n- Two\n\n1. First\n2. Second\n\n> Said\n> more\n\n- A\n- 1. B\n-  - C\n- 2 - D"
    expect(written(desk_page)).to_have_value(rows)


def test_the_toolbar_is_worked_by_the_arrow_keys_and_says_what_is_on(desk_page, opened_text):
    page = desk_page
    opened_text("One **word** here")
    bar = page.get_by_role("toolbar", name="The text")
    put_caret(page, len("One **wo"))
    expect(bar.get_by_role("button", name="Bold")).to_have_attribute("aria-pressed", "true")
    expect(bar.get_by_role("button", name="Italic")).to_have_attribute("aria-pressed", "false")

    page.keyboard.press("Tab")
    expect(bar.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(bar.get_by_role("button", name="Heading")).to_be_focused()
    page.keyboard.press("Enter")
    expect(written(page)).to_have_value("## One **word** here")
    expect(body(page)).to_be_focused()


def test_a_table_and_an_embed_come_as_blocks_of_their_own(desk_page, opened_text):
    page = desk_page
    opened_text("One.")
    body(page).press("Control+End")

    page.get_by_role("button", name="Table").click()
    page.keyboard.type("Day")
    expect(written(page)).to_have_value("One.\n\n| Day | Column 2 |\n| --- | --- |\n|  |  |\n\n")
    body(page).press("Control+End")
    page.get_by_role("button", name="Embed").click()
    page.keyboard.type("https://youtu.be/x")
    expect(written(page)).to_have_value(
        "One.\n\n| Day | Column 2 |\n| --- | --- |\n|  |  |\n\nhttps://youtu.be/x\n\n"
    )


@pytest.mark.parametrize("name", ["Table", "Snippet", "Cite", "Chart", "Embed", "Fact box"])
def test_chosen_words_outlive_what_a_button_puts_into_the_text(desk_page, opened_text, name):
    page = desk_page
    opened_text("One two three.")
    body(page).focus()
    written(page).evaluate("(field) => field.setSelectionRange(4, 7)")

    page.get_by_role("button", name=name, exact=True).click()

    expect(written(page)).not_to_have_value("One two three.")
    expect(written(page)).to_have_value(re.compile("One .*two.* three", re.DOTALL))


def test_a_field_that_a_script_fills_shows_on_the_surface(desk_page, opened_text):
    opened_text("One.")

    written(desk_page).evaluate("(field) => { field.value = 'Two **words**.'; }")
    written(desk_page).dispatch_event("input")

    expect(body(desk_page)).to_have_text("Two words.")


def test_a_clipboard_without_the_words_that_it_promises_pastes_the_plain_ones(desk_page, opened_text):
    opened_text("One.")
    clear(desk_page)

    desk_page.evaluate(PASTE, ["<b></b><script>1</script>", "The plain words."])

    expect(written(desk_page)).to_have_value("The plain words.")


def test_a_paste_that_is_under_way_is_saved_as_its_plain_words(desk_page, opened_text):
    page, article = desk_page, opened_text("One.")
    page.route("**/desk/paste/**", lambda route: None)  # sent, and never answered
    clear(page)

    page.evaluate(PASTE, ["<b>bold</b> words", "bold words"])
    expect(page.locator(".w-waiting")).to_be_visible()
    press_save(page)
    expect(page.locator(".messagelist")).to_contain_text("successfully")

    article.refresh_from_db()
    assert article.body == "bold words"
    page.unroute("**/desk/paste/**")


MENDED_BY_HAND = """(button) => {
    const field = document.getElementById('id_body');
    field.value = 'So, it rained.';
    field.dispatchEvent(new Event('input', {bubbles: true}));
    button.click();
}"""


def test_a_word_of_the_house_is_written_by_one_press(desk_page, opened_text):
    Publication.objects.create(house_words="alright → all right")
    opened_text("Alright, it rained.")
    page = desk_page
    expect(body(page).locator(".cm-lintRange-warning")).to_have_text("Alright")

    button = page.locator("#findings-body").get_by_role("button", name="Write “All right”")

    button.evaluate("(button) => { button.click(); button.click(); }")

    expect(written(page)).to_have_value("All right, it rained.")
    page.keyboard.press("Control+z")
    expect(written(page)).to_have_value("Alright, it rained.")
    expect(button).to_be_enabled()  # the desk has looked again
    button.evaluate(MENDED_BY_HAND)
    expect(written(page)).to_have_value("So, it rained.")


def mend(page, name):
    page.locator("#findings-body").get_by_role("button", name=name).first.click()


def test_a_plain_address_a_bare_quotation_and_an_unknown_mark_are_mended_by_one_press(
    desk_page, opened_text, make_source
):
    source = make_source("The ministry")
    opened_text(
        "See [the map](http://e.org/x), <http://e.org/y> or [the\nlist](http://e.org/z).\n\n"
        "“We were not warned at all,” said the mayor.\n\nSo. "
        "[@the-ministry]"
    )
    page, words = desk_page, written(desk_page)

    for left in (2, 1, 0):
        mend(page, "Write https")
        expect(page.locator("#findings-body").get_by_role("button", name="Write https")).to_have_count(left)
    expect(words).to_have_value(
        re.compile(
            r"^See \[the map\]\(https://e\.org/x\), <https://e\.org/y> or \[the\nlist\]\(https://e\.org/z\)\.\n"
        )
    )

    mend(page, "Add the citation")
    expect(page.locator("select[name='citations-0-source']")).to_have_value(str(source.pk))

    mend(page, "Cite a source")
    expect(page.locator(".w-offers")).to_be_visible()
    page.keyboard.type("the-min")
    expect(page.locator(".w-offers [role=option]").first).to_contain_text("The ministry")
    page.keyboard.press("Enter")
    expect(words).to_have_value(re.compile(r"\[@the-ministry\].*\[@the-ministry\]$", re.DOTALL))


def test_words_that_an_input_method_composes_are_written_once_and_nothing_around_them_changes(
    desk_page, opened_text
):
    text = "It is **so** there.\n\n- Rain\n\n| a | b |\n| - | - |\n| 1 | 2 |\n"
    for before in ("It is **so", "- Ra", "| 1"):
        opened_text(text)
        at = text.index(before) + len(before)
        put_caret(desk_page, at)
        method = desk_page.context.new_cdp_session(desk_page)
        for composed in ("n", "に", "にほ", "にほん"):
            method.send(
                "Input.imeSetComposition",
                {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
            )
        method.send("Input.insertText", {"text": "日本"})
        desk_page.keyboard.type("x")
        method.detach()

        expect(written(desk_page)).to_have_value(f"{text[:at]}日本x{text[at:]}")


def test_a_full_store_of_the_browser_loses_nothing(desk_page, opened_text):
    opened_text("It rained.")
    left = desk_page.evaluate("""() => {
      let size = 2 ** 23;
      while (size >= 1) {
        try { localStorage.setItem(`${size} ${localStorage.length}`, 'x'.repeat(size)); } catch { size /= 2; }
      }
      try { localStorage.setItem('more', 'x'.repeat(50)); return 'room'; } catch { return 'none'; }
    }""")
    assert left == "none"

    body(desk_page).press("Control+End")
    desk_page.keyboard.type(" Then it snowed.")
    desk_page.get_by_role("button", name="Preview", exact=True).click()

    expect(desk_page.locator("#kept-state")).to_contain_text("Kept at")
    desk_page.reload()
    expect(written(desk_page)).to_have_value("It rained. Then it snowed.")


@pytest.mark.parametrize(
    "words", ["## Heading\n", "It is **so** there.\n", "It is *so* and [so](https://e.org).\n"]
)
def test_words_typed_over_others_bring_no_style_of_theirs(desk_page, opened_text, words):
    """Chromium gives them one in their element, which the policy forbids: the console tells of it."""
    page = desk_page
    opened_text(words)
    written(page).evaluate(
        "(field) => { field.focus(); field.setSelectionRange(0, field.value.length - 1); }"
    )

    page.keyboard.type("New words")

    expect(written(page)).to_have_value("New words\n")
    page.keyboard.press("Control+z")
    expect(written(page)).to_have_value(words)
