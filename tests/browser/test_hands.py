"""The writer's hands in a real browser: no word lost, none overwritten, and the keyboard alone."""

import re
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Error, expect

from articles.models import Article, Edition, Person, Source
from tests.article_form import edit
from tests.browser.hands import body, clear, press_save, sign_in_beside, written
from tests.browser.test_desk import write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORD = (Path(__file__).parents[1] / "data" / "paste-word.html").read_text()
PASTE = """async ([html, plain]) => {
  const transfer = new DataTransfer();
  transfer.setData('text/html', html);
  transfer.setData('text/plain', plain);
  while (!document.querySelector('.cm-content')) await new Promise(requestAnimationFrame);
  document.querySelector('.cm-content').dispatchEvent(
    new ClipboardEvent('paste', {clipboardData: transfer, bubbles: true, cancelable: true}));
}"""

TWICE = """(dialog) => dialog.addEventListener(
  'submit', ({target}) => setTimeout(() => target.requestSubmit()), {once: true})"""


@pytest.fixture
def story(desk_page, make_article):
    """Open a saved story."""
    article = make_article("Rain in the north", body="First.\n\nSecond.\n\nThird.")
    desk_page.goto(edit(article))
    return article


def kept(page):
    return expect(page.locator("#kept-state"))


def test_after_a_crash_the_text_is_back_with_what_differs(desk_page, story):
    page = desk_page
    body(page).fill("What I typed before the crash.")
    kept(page).to_contain_text("Kept at")
    address = edit(story)
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")

    again = page.context.new_page()
    page.close()  # it hears nothing more
    again.goto(address)

    expect(again.locator("#kept-text")).to_contain_text("Your unsaved text is back")
    expect(again.locator("#kept-text ins").first).to_contain_text("before the crash")
    expect(written(again)).to_have_value("What I typed before the crash.")
    again.get_by_role("button", name="Save", exact=True).click()
    expect(again.locator("#kept-text")).to_have_count(0)
    story.refresh_from_db()
    assert story.body == "What I typed before the crash."


def test_what_was_typed_without_a_network_comes_back_from_the_browser(desk_page, story, complaints):
    page = desk_page
    page.route("**/desk/keep/**", lambda route: route.abort())
    body(page).fill("Typed in a tunnel.")
    kept(page).to_contain_text("this browser only")

    page.unroute("**/desk/keep/**")
    again = page.context.new_page()
    again.goto(edit(story))

    expect(again.locator("#kept-text ins").first).to_contain_text("tunnel")
    expect(written(again)).to_have_value("Typed in a tunnel.")
    complaints.clear()  # the console's lines of the lost requests


def test_signing_in_again_happens_in_place(desk_page, story, complaints):
    page = desk_page
    body(page).fill("Typed while the session ended.")
    Session.objects.all().delete()
    kept(page).to_have_text("Signed out: kept in this browser only.")

    sign_in_beside(page)

    kept(page).to_contain_text("Kept at")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    story.refresh_from_db()
    assert story.body == "Typed while the session ended."
    complaints.clear()  # the console's lines of the 403s


def test_two_tabs_are_merged_on_one_screen(desk_page, story, complaints):
    first, second = desk_page, desk_page.context.new_page()
    second.goto(edit(story))
    body(first).fill("First of one tab.\n\nOne way.\n\nThird.")
    first.get_by_role("button", name="Save", exact=True).click()
    expect(first.locator(".messagelist")).to_contain_text("changed successfully")

    body(second).fill("First.\n\nAnother way.\n\nThird of the other.")
    press_save(second)
    expect(second.get_by_role("alert")).to_contain_text("Nothing of either is lost")
    second.wait_for_load_state()
    second.get_by_label("own text").fill("Both ways.")
    press_save(second)

    expect(written(second)).to_have_value("First of one tab.\n\nBoth ways.\n\nThird of the other.")
    complaints.clear()  # the console's line of the 409


def test_a_paste_from_word_becomes_markdown_and_one_step_undoes_it(desk_page, story):
    page = desk_page
    clear(page)

    page.evaluate(PASTE, [WORD, "plain"])

    expect(written(page)).to_have_value(
        re.compile(r"\*\*minister\*\* \*said\* so\[\^1\].*- One\n  - Inner", re.DOTALL)
    )
    page.keyboard.press("Control+z")
    expect(written(page)).to_have_value("")


def test_paragraphs_without_a_mark_stay_paragraphs_and_their_signs_letters(desk_page, story):
    page = desk_page
    clear(page)

    page.evaluate(PASTE, ["<p>1986. A year.</p><p># Trending now</p>", "1986. A year.\n# Trending now"])

    expect(written(page)).to_have_value("1986\\. A year.\n\n\\# Trending now")


@pytest.mark.parametrize(
    ("html", "stored"),
    [
        ("<div><div># One.</div><div>Two.</div></div>", "\\# One.\n\nTwo."),
        ("<div style='white-space: pre'><div># One.</div><div>Two.</div></div>", "# One.\nTwo."),
        (
            "<div style='font: 1em a; white-space: pre;'><div><b># One.</b></div><div>Two.</div></div>",
            "# One.\nTwo.",
        ),
        ("<span style='font-style: italic'># One. Two.</span>", "*# One. Two.*"),
    ],
    ids=["mail", "code", "coloured code", "a phrase"],
)
def test_what_is_laid_out_becomes_markdown_and_lines_of_a_code_editor_stay(desk_page, story, html, stored):
    page = desk_page
    clear(page)

    page.evaluate(PASTE, [html, "# One.\nTwo."])
    expect(page.locator(".paste-state")).to_have_text("")  # the plain words stand there at once

    expect(written(page)).to_have_value(stored)


def test_a_new_source_is_cited_without_leaving_the_keyboard(desk_page):
    page = desk_page
    write(page, body="")
    body(page).focus()

    page.keyboard.type("It rained [@Weather office")
    expect(page.get_by_role("option", name="New source: Weather office")).to_be_visible()
    expect(page.locator("#offers [role=status]")).to_have_text(
        "Nothing found: Enter adds it as a new source."
    )
    page.keyboard.press("Enter")
    dialog = page.locator("#new-source")
    expect(dialog.get_by_label("Kind")).to_have_value("organisation")
    expect(dialog.locator(".errornote")).to_be_hidden()
    assert dialog.get_by_role("button", name="Cancel").bounding_box()["height"] > 28
    dialog.evaluate(TWICE)
    page.keyboard.press("Enter")
    expect(written(page)).to_have_value("It rained [@weather-office]")
    page.keyboard.type(", they say [@wea")
    expect(page.get_by_role("option", name="Weather office organisation")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type(".")
    press_save(page)

    expect(page.locator(".messagelist")).to_contain_text("successfully")
    assert Article.objects.get().citations.get().source == Source.objects.get()
    expect(body(page)).to_be_focused()
    page.locator(".citation summary").first.click()
    page.get_by_label("Delete").check()
    body(page).press("Control+End")
    page.keyboard.type(" [@wea\n")
    expect(page.get_by_label("Delete")).not_to_be_checked()


def test_a_new_source_is_cited_where_it_was_asked_for_though_the_text_before_it_changed(desk_page, story):
    page, held = desk_page, []
    page.route("**/desk/paste/**", lambda route: held.append(route))
    clear(page)
    page.evaluate(PASTE, ["<b>Rain</b> fell", "Rain fell"])
    expect(page.locator(".w-waiting")).to_be_visible()

    page.keyboard.type(", says [@Weather office")
    expect(page.get_by_role("option", name="New source: Weather office")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#new-source")).to_be_visible()
    held[0].continue_()
    expect(written(page)).to_have_value("**Rain** fell, says [@Weather office")
    page.keyboard.press("Enter")

    expect(written(page)).to_have_value("**Rain** fell, says [@weather-office]")
    expect(body(page)).to_be_focused()
    page.keyboard.type(".")
    expect(written(page)).to_have_value("**Rain** fell, says [@weather-office].")
    page.unroute("**/desk/paste/**")


def test_an_offer_is_taken_only_for_what_is_typed_where_the_caret_stands(desk_page, story, make_source):
    page = desk_page
    make_source("Maria Zakharova")
    make_source("Ministry of Roads")
    clear(page)
    body(page).focus()

    page.keyboard.type("[@m")
    expect(page.locator(".w-offers [role=option]").first).to_contain_text("Maria")
    page.keyboard.type("inistry")
    page.keyboard.press("Enter")
    expect(written(page)).to_have_value("[@ministry-of-roads]")

    page.keyboard.type(" [@m")
    expect(page.locator(".w-offers")).to_be_visible()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Enter")
    expect(written(page)).to_have_value("\n[@ministry-of-roads] [@m")
    expect(page.locator(".w-offers")).to_have_count(0)

    page.keyboard.press("Control+End")
    page.keyboard.type("a")
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)  # ms; it asks after 120
    expect(page.locator(".w-offers")).to_have_count(0)


def test_no_offer_is_made_in_code_in_a_links_words_or_again_after_escape(desk_page, story, make_source):
    page = desk_page
    make_source("Maria Zakharova")
    clear(page)
    body(page).focus()

    for typed in ["```\nif [[ma", "```\n`if [@ma", "`[@ma` [@ma"]:
        page.keyboard.type(f"{typed}\n")

    expect(written(page)).to_have_value("```\nif [[ma\n```\n`if [@ma\n`[@ma` [@maria-zakharova]")

    page.keyboard.type("[@ma")
    expect(page.locator(".w-offers")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("r\n[@mar\n")

    expect(written(page)).to_have_value(re.compile(r"\]\[@mar\n\[@maria-zakharova\]$"))

    body(page).fill("![](image:0123)")
    written(page).evaluate("(area) => area.setSelectionRange(2, 2)")
    page.keyboard.type("Boats\n")
    expect(written(page)).to_have_value("![Boats\n](image:0123)")
    clear(page)
    page.keyboard.type("[[nobody at all\n")
    expect(written(page)).to_have_value("[[nobody at all\n")


def test_a_correction_is_offered_stories_and_no_sources(desk_page, publish, make_source):
    page = desk_page
    make_source("Flood office")
    edition = publish(headline="The flood of May").editions.get()
    page.goto(reverse("admin:articles_article_correct", args=[edition.article_id]))
    clear(page)
    body(page).focus()

    page.keyboard.type("[@flood\n[[flood\n")

    expect(written(page)).to_have_value(f"[@flood\n[The flood of May]({edition.get_absolute_url()})")


def test_own_stories_are_linked_and_words_set_by_keys(desk_page, publish):
    page = desk_page
    edition = publish(headline="The flood of May").editions.get()
    write(page, body="")
    body(page).focus()

    page.keyboard.type("See [[flood")
    expect(page.get_by_role("option", name="The flood of May")).to_be_visible()
    page.keyboard.type("s")
    expect(page.locator("#offers [role=status]")).to_have_text("Nothing found.")
    assert body(page).get_attribute("aria-activedescendant") is None
    page.keyboard.press("Backspace")
    expect(page.get_by_role("option", name="The flood of May")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type(" now")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+b")

    expect(written(page)).to_have_value(f"See [The flood of May]({edition.get_absolute_url()}) **now**")


def test_a_story_is_published_from_the_palette_without_a_mouse(desk_page, story):
    page = desk_page
    page.keyboard.press("Control+k")
    page.keyboard.type("publish")
    expect(page.locator("#palette [role=option]").first).to_contain_text("Publish")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("it is live now")
    assert Edition.objects.get().article == story
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_contain_text("Ctrl Shift F")


FILL = "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', {bubbles: true})); }"


def test_find_and_replace_by_keys(desk_page, story):
    page = desk_page
    body(page).fill("One rain, two Rain, three rains.")
    page.keyboard.press("Control+Shift+f")
    page.keyboard.type("rainy")
    expect(page.locator("#find-bar [role=status]")).to_have_text("Not found.")
    page.keyboard.press("Backspace")
    expect(page.locator("#find-bar [role=status]")).to_have_text("0 / 3")
    page.keyboard.press("Tab")
    page.keyboard.type("storm")
    page.get_by_role("button", name="Replace all").press("Enter")

    expect(written(page)).to_have_value("One storm, two storm, three storms.")
    written(page).evaluate(FILL, "rain " * 1500)
    page.get_by_role("button", name="Replace all").press("Enter")
    expect(page.locator("#find-bar [role=status]")).to_contain_text("1500")
    page.keyboard.press("Escape")
    expect(body(page)).to_be_focused()


def test_headings_quotations_italics_and_links_are_set_by_keys(desk_page, story):
    page = desk_page
    for keys, made in [
        ("Control+Shift+KeyH", "## One word"),
        ("Control+Shift+Digit9", "> One word"),
        ("Control+KeyI", "*One word*"),
        ("Control+Shift+KeyK", "[One word](https://)"),
    ]:
        body(page).fill("One word")
        page.keyboard.press("Control+a")
        page.keyboard.press(keys)
        expect(written(page)).to_have_value(made)


def test_a_plain_paste_stays_plain(desk_page, story):
    page = desk_page
    page.context.grant_permissions(["clipboard-write"])
    clear(page)
    page.evaluate("navigator.clipboard.writeText('*as* it is <b>here</b>')")
    body(page).press("Control+v")

    expect(written(page)).to_have_value("*as* it is <b>here</b>")


# Safari ends the composition first: nothing but its number tells that Enter is the input method's.
CONFIRM = """(field) => field.dispatchEvent(
  new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))"""


def test_the_enter_that_confirms_a_word_of_an_input_method_does_nothing_else(desk_page, story):
    page = desk_page
    expect(body(page)).to_be_visible()
    page.keyboard.press("Control+Shift+f")
    find = page.locator("[name=find-text]")
    expect(find).to_be_focused()
    assert find.evaluate(CONFIRM)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=option]").first).to_be_visible()
    assert page.locator("#palette input").evaluate(CONFIRM)


def test_the_palette_finds_a_person_a_source_and_a_story(desk_page, story, make_source):
    page = desk_page
    make_source("Rail union")
    Person.objects.create(name="Rail desk")
    for letters, first in [("rail d", "Rail desk"), ("rail u", "Rail union"), ("north", "Rain in the north")]:
        page.keyboard.press("Control+k")
        page.keyboard.type(letters)
        expect(page.locator("#palette [role=option]").first).to_contain_text(first)
        page.keyboard.press("Enter")
        expect(page.locator("#content :is(h1, h2)", has_text=first).first).to_be_visible()
        page.wait_for_load_state()
