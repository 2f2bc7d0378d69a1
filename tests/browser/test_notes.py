"""Notes of colleagues at their words: written from a selection, answered, taken and closed there."""

import pytest
from playwright.sync_api import expect

from articles import desk
from articles.models import Note
from tests.browser.hands import body, press_save, written
from tests.cast import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "Snow fell. The quay was closed at noon.\n\nNobody was hurt 😀. The mayor spoke."


@pytest.fixture
def colleague():
    return make_user("rosa", "Reporter")


@pytest.fixture
def noted(story, boss, colleague):
    """A colleague's note on a passage, which proposes other words."""
    story.body = TEXT
    desk.save(story, by=boss, base=1)
    return desk.note(
        story, by=colleague, text="Since when?", passage="The mayor spoke", instead="The mayor was silent"
    )


def mark(page):
    return page.locator(".cm-content .w-noted")


def panel(page):
    return page.locator("#notes")


def card(page):
    return page.get_by_role("group", name="Note")


def leave(page, passage, text):
    """Leave a note on a passage by keys."""
    start, length = (len(part.encode("utf-16-le")) // 2 for part in (value(page).split(passage)[0], passage))
    body(page).focus()
    select(page, start, start + length)
    page.keyboard.press("Control+Alt+m")
    page.keyboard.type(text)
    page.keyboard.press("Control+Enter")
    expect(panel(page)).to_contain_text(text)


def value(page):
    return written(page).input_value()


def select(page, start, end):
    written(page).evaluate("(field, [start, end]) => field.setSelectionRange(start, end)", [start, end])


def test_a_note_stands_at_its_words_and_moves_while_one_writes(opened, noted):
    page = opened("change")
    expect(mark(page)).to_have_text("The mayor spoke")
    body(page).press("Control+Home")
    page.keyboard.type("It was cold. ")
    expect(mark(page)).to_have_text("The mayor spoke")
    press_save(page)

    expect(page.locator(".messagelist")).to_contain_text("successfully")
    expect(mark(page)).to_have_text("The mayor spoke")


def test_proposed_words_are_taken_by_one_key_and_one_step_undoes_it(opened, noted):
    page = opened("change")
    panel(page).get_by_role("button", name="Show the place").click()
    expect(card(page)).to_contain_text("Since when?")

    page.keyboard.press("Alt+Enter")

    expect(written(page)).to_have_value(TEXT.replace("mayor spoke", "mayor was silent"))
    expect(panel(page)).not_to_contain_text("Since when?")
    expect(mark(page)).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(written(page)).to_have_value(TEXT)
    noted.refresh_from_db()
    assert noted.resolved_by.username == "boss"


def test_a_note_is_written_from_a_selection_by_keys_alone(opened, noted, boss):
    page = opened("change")
    body(page).focus()
    select(page, 11, 31)  # as a double click does in Windows, with a blank
    page.keyboard.press("Control+Alt+m")
    dialog = page.get_by_role("dialog", name="Note")
    expect(dialog).to_contain_text("The quay was closed")
    page.keyboard.type("Who closed it?")
    page.keyboard.press("Control+Enter")

    expect(mark(page)).to_have_text(["The quay was closed", "The mayor spoke"])
    assert mark(page).first.text_content() == "The quay was closed"
    expect(body(page)).to_be_focused()
    made = Note.objects.get(text="Who closed it?")
    assert (made.start, made.end, made.by) == (11, 30, boss)
    expect(page.locator("[data-count-of=notes]")).to_have_text("2")


def test_a_colleagues_note_of_meanwhile_stands_at_its_own_words(opened, story, boss, colleague):
    story.body = TEXT
    desk.save(story, by=boss, base=1)
    page = opened("change")
    expect(written(page)).to_have_value(TEXT)
    desk.note(story, by=colleague, text="?", passage="The mayor spoke", instead="The mayor was silent")
    body(page).press("Control+Home")
    page.keyboard.type("It was cold. ")

    leave(page, "Snow fell", "How much?")

    expect(mark(page)).to_have_text(["Snow fell", "The mayor spoke"])


def test_a_note_whose_words_are_gone_stands_at_no_others(opened, noted):
    page = opened("change")
    expect(mark(page)).to_have_count(1)
    start = len(TEXT.split("The mayor spoke")[0].encode("utf-16-le")) // 2
    body(page).focus()
    select(page, start, start + len("The mayor spoke"))
    page.keyboard.press("Delete")
    expect(mark(page)).to_have_count(0)

    leave(page, "The quay was closed", "Who closed it?")

    expect(mark(page)).to_have_text(["The quay was closed"])


def test_a_note_is_answered_and_closed_at_its_words(opened, noted):
    page = opened("change")
    panel(page).get_by_role("button", name="Show the place").click()
    card(page).get_by_role("button", name="Answer").click()
    page.keyboard.type("Since Monday.")
    page.keyboard.press("Control+Enter")
    expect(panel(page).locator(".answers")).to_contain_text("Since Monday.")
    assert noted.answers.get().text == "Since Monday."

    panel(page).get_by_role("button", name="Show the place").click()
    card(page).get_by_role("button", name="Resolve").click()

    expect(mark(page)).to_have_count(0)
    expect(panel(page).locator("li")).to_have_count(0)


def test_what_cannot_be_left_is_said_and_kept_in_the_dialog(opened, noted, complaints):
    page = opened("change")
    page.get_by_role("button", name="Leave a note").click()
    dialog = page.get_by_role("dialog", name="Note")
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Write what is to be said")

    page.keyboard.type("Is this all?")
    page.route("**/notes/", lambda route: route.abort())
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("No connection")
    page.unroute("**/notes/")
    page.keyboard.press("Control+Enter")

    expect(panel(page)).to_contain_text("Is this all?")
    complaints.clear()  # the console's lines of the refused ones


def test_a_note_of_hostile_words_is_shown_as_words(opened, story, colleague):
    desk.note(story, by=colleague, text="<img src=x onerror=alert(1)>", passage="It rained", instead="<b>")
    page = opened("change")

    panel(page).get_by_role("button", name="Show the place").click()

    expect(card(page)).to_contain_text("<img src=x onerror=alert(1)>")
    expect(card(page).locator("img, b")).to_have_count(0)
