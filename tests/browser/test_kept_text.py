"""What was typed and did not arrive is back when the page is opened again."""

import re

import pytest
from playwright.sync_api import expect

from articles import desk
from articles.models import (
    Edition,
)
from tests.browser.hands import body, press_save, written
from tests.cast import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_connection_lost_while_saving_gives_the_text_back(opened, story, complaints):
    page = opened("change")
    body(page).fill("Typed on a train.")
    page.route("**/change/", lambda route: route.abort())
    page.route("**/desk/keep/**", lambda route: route.abort())
    press_save(page)
    expect(page).to_have_url(re.compile("^chrome-error:"))
    page.unroute("**/change/")
    page.unroute("**/desk/keep/**")

    opened("change")

    expect(written(page)).to_have_value("Typed on a train.")
    expect(page.locator("#kept-text")).to_contain_text("Your unsaved text is back")
    complaints.clear()


def test_a_form_whose_token_ended_says_what_to_do_and_the_text_is_back(opened, story, complaints):
    page = opened("change")
    page.wait_for_load_state("networkidle")
    body(page).fill("It rained for hours.")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("heading")).to_have_text("It was not stored yet")
    expect(page.locator("main")).to_contain_text("comes back by itself")
    story.refresh_from_db()
    assert story.body == "It rained."

    opened("change")
    expect(page.locator("#kept-text")).to_contain_text("Your unsaved text is back")
    expect(written(page)).to_have_value("It rained for hours.")
    press_save(page)
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    complaints.clear()  # the console's line of the 403


def test_a_correction_typed_when_the_session_ended_is_back_after_the_sign_in(
    opened, story, boss, complaints, sign_in
):
    desk.publish(story, by=boss)
    page = opened("correct")
    note = page.get_by_label("Note to readers:")
    note.fill("It snowed.")
    body(page).fill("It snowed.")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette [role=status]:not(.for-ears)")).to_contain_text("You are signed out")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Show what this changes").click()
    expect(page.get_by_label("Password")).to_be_visible()

    sign_in(boss)
    opened("correct")
    page.get_by_role("button", name="Show what this changes").click()
    page.get_by_role("link", name="Back to the story").click()
    press_save(page)
    expect(page.locator(".messagelist")).to_contain_text("successfully")
    opened("correct")
    expect(page.get_by_role("status").first).to_contain_text("did not send is back")
    expect(note).to_have_value("It snowed.")
    expect(written(page)).to_have_value("It snowed.")

    page.get_by_role("button", name="Show what this changes").click()
    page.get_by_role("button", name="Correct the live story").click()
    expect(page.locator(".messagelist")).to_contain_text("Corrected")
    assert Edition.objects.get(number=2).body == "It snowed."
    opened("correct")
    expect(note).to_have_value("")
    complaints.clear()  # the console's line of a preview that came behind the session's end


def test_a_correction_kept_over_a_colleagues_is_told_of_it(opened, story, boss, complaints, hear):
    desk.publish(story, by=boss)
    page = opened("correct")
    body(page).fill("It snowed.")
    colleague = make_user("rosa", "Editor")
    desk.correct(story, by=colleague, kind="correction", note="Snow.", changes={"headline": "Snow"})

    hear("dialog", lambda dialog: dialog.accept())
    opened("correct")
    expect(written(page)).to_have_value("It snowed.")
    page.get_by_label("Note to readers:").fill("It snowed.")
    page.get_by_role("button", name="Show what this changes").click()

    expect(page.locator(".errorlist").first).to_contain_text("This story was acted on since")
    assert Edition.objects.get(number=2).headline == "Snow"
    complaints.clear()  # the console's line of the 409


def test_what_is_back_in_an_acts_form_can_be_thrown_away(opened, story, hear):
    asked = []
    hear("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page = opened("flag")
    page.get_by_role("button", name="Flag as legally doubtful").click()
    expect(page.locator(".errornote")).to_be_visible()
    opened("flag")
    assert asked == []  # nothing is typed

    page.get_by_label("Reason:").fill("Old news.")
    opened("flag")
    page.locator("main").click()
    opened("flag")
    assert asked == ["beforeunload"]  # what is back is kept
    expect(page.get_by_label("Reason:")).to_have_value("Old news.")
    page.get_by_role("button", name="Throw it away").click()

    expect(page.get_by_role("button", name="Throw it away")).to_have_count(0)
    expect(page.get_by_label("Reason:")).to_have_value("")
