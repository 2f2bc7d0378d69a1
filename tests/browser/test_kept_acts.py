"""What was typed over the text or into an act's form and did not arrive is back when the page is."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Edition
from tests.browser.hands import body, forget, press_save, written
from tests.cast import make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_escape_over_the_text_leads_back_to_the_story_and_nothing_is_published(desk_page):
    page = desk_page
    page.goto(reverse("admin:articles_article_add"))
    page.get_by_label("Headline:").fill("Rain in the north")
    body(page).fill("It rained.")
    page.keyboard.press("Control+Enter")
    sheet = page.get_by_role("dialog", name="Publish")
    expect(sheet).to_contain_text("As readers will see it")

    page.keyboard.press("Escape")

    expect(page).to_have_url(re.compile("/change/$"))
    expect(written(page)).to_have_value("It rained.")
    expect(page.locator("#kept-text")).to_have_count(0)
    assert Edition.objects.count() == 0


def test_words_typed_over_the_text_and_not_sent_are_back_and_can_be_sent(opened, story):
    page = opened("change")
    page.wait_for_load_state()
    page.keyboard.press("Control+Enter")
    moment = page.get_by_role("dialog", name="Publish").get_by_label("Moment:")
    moment.fill("tomorrow 7")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    body(page).fill("It rained for hours.")
    page.keyboard.press("Control+Enter")

    sheet = page.get_by_role("dialog", name="Publish")
    expect(sheet).to_contain_text("did not send is back")
    expect(moment).to_have_value("tomorrow 7")
    sheet.get_by_role("button", name="Plan for").click()

    expect(page.locator(".messagelist")).to_contain_text("Planned")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('newsroom:act'))") == []


def test_a_correction_typed_when_the_session_ended_is_back_after_the_sign_in(
    opened, story, boss, complaints, sign_in, hear
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
    expect(page.locator("#sign-in-again")).to_contain_text("signed out")

    hear("dialog", lambda dialog: dialog.accept())
    sign_in(boss)
    opened("correct")
    page.get_by_role("button", name="Show what this changes").click()
    page.get_by_role("link", name="Back to the story").click()
    page.wait_for_url("**/change/")
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
    forget(page, complaints, "409")


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
