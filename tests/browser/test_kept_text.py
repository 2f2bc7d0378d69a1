"""What was typed and did not arrive is back when the page is opened again."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles import desk
from articles.models import Article, Autosave, Section
from tests.browser.hands import body, keep_now, open_acts, press_save, show_preview, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What Select2 does when one chooses: it tells jQuery alone.
CHOOSE = """([name, key, text]) => {
    const field = document.getElementsByName(name)[0];
    field.append(new Option(text, key, true, true));
    django.jQuery(field).trigger('change');
}"""


def test_a_save_without_a_connection_loses_no_form_and_the_next_one_saves(opened, story, complaints):
    page = opened("change")
    body(page).fill("Typed on a train.")
    page.route("**/change/", lambda route: route.abort())
    page.route("**/desk/keep/**", lambda route: route.abort())
    press_save(page)
    expect(page.locator("#kept-state")).to_contain_text("this browser only")
    expect(written(page)).to_have_value("Typed on a train.")
    page.unroute("**/change/")
    page.unroute("**/desk/keep/**")

    press_save(page)

    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    story.refresh_from_db()
    assert story.body == "Typed on a train."
    complaints.clear()


def test_a_save_while_the_server_is_away_loses_no_form_and_the_next_one_saves(opened, story, complaints):
    page = opened("change")
    body(page).fill("Typed during a deployment.")
    page.route("**/desk/keep/**", lambda route: route.abort())
    page.route("**/change/", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    press_save(page)
    expect(page.locator("#kept-state")).to_contain_text("this browser only")
    expect(written(page)).to_have_value("Typed during a deployment.")
    page.unroute("**/change/")

    press_save(page)

    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    story.refresh_from_db()
    assert story.body == "Typed during a deployment."
    page.unroute("**/desk/keep/**")
    complaints.clear()  # the console's lines of the 502 and of what was not kept


def test_a_save_that_takes_its_time_leaves_nothing_unsaved(opened, story, complaints):
    sport = Section.objects.create(name="Sport", slug="sport")
    page = opened("change")
    body(page).fill("It rained for hours.")
    page.get_by_label("Section:").select_option(str(sport.pk))
    page.route("**/change/", lambda route: held(page, route))

    press_save(page)

    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#kept-text")).to_have_count(0)
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")


def test_what_is_typed_while_a_save_is_under_way_stays_and_the_next_save_takes_it(opened, story, complaints):
    page = opened("change")
    body(page).fill("It rained for hours.")
    page.route(
        "**/change/",
        lambda route: held(page, route, then=lambda: body(page).press_sequentially(" It stopped.")),
    )
    body(page).press("Control+End")

    press_save(page)

    expect(page.locator("#kept-state")).to_have_text("Saved, but for what you typed since.")
    expect(written(page)).to_have_value("It rained for hours. It stopped.")
    expect(body(page)).to_be_focused()
    expect(page.locator(".bar-stage")).to_contain_text("version 2")
    story.refresh_from_db()
    assert story.body == "It rained for hours."
    page.unroute("**/change/")
    press_save(page)
    expect(page.locator(".messagelist li")).to_have_count(1)
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    story.refresh_from_db()
    assert story.body == "It rained for hours. It stopped."


def test_a_second_save_during_a_slow_one_follows_it(opened, story, complaints):
    page = opened("change")
    body(page).fill("It rained for hours.")
    body(page).press("Control+End")

    def type_and_save():
        body(page).press_sequentially(" It stopped.")
        page.keyboard.press("Control+s")

    page.route("**/change/", lambda route: held(page, route, then=type_and_save), times=1)
    press_save(page)

    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#kept-text")).to_have_count(0)
    story.refresh_from_db()
    assert story.body == "It rained for hours. It stopped."


@pytest.mark.parametrize("is_removed", [False, True])
def test_a_citation_that_is_saved_while_one_types_on_is_known_to_the_form(
    is_removed, opened, story, make_source, complaints, hear
):
    asked = []
    hear("dialog", lambda dialog: (asked.append(dialog), dialog.accept()))
    make_source("Ministry")
    page = opened("change")
    body(page).press("Control+End")
    page.keyboard.type(" [@min")
    expect(page.locator(".w-offers [role=option]").first).to_contain_text("Ministry")
    page.keyboard.press("Enter")
    expect(written(page)).to_have_value(re.compile(r"\[@ministry\]"))
    page.route(
        "**/change/",
        lambda route: held(page, route, then=lambda: body(page).press_sequentially(" It stopped.")),
        times=1,
    )
    press_save(page)
    expect(page.locator("#kept-state")).to_have_text("Saved, but for what you typed since.")
    expect(page.locator("#kept-text")).to_have_count(0)
    expect(body(page)).to_be_focused()
    assert asked == []
    assert story.citations.count() == 1

    remove = "document.querySelector('[name=citations-0-DELETE]').checked = true"
    page.evaluate(f"(isGone) => {{ if (isGone) {remove}; }}", is_removed)
    press_save(page)

    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    story.refresh_from_db()
    assert "It stopped." in story.body
    assert story.citations.count() == (0 if is_removed else 1)


# A page's own five seconds pass at once.
SOON = """() => {
    const set = window.setTimeout;
    window.setTimeout = (then, ms) => set(then, ms === 5000 ? 0 : ms);
}"""


def test_where_the_page_behind_a_save_is_stopped_the_form_can_be_saved_again(opened, story, complaints):
    page = opened("change")
    page.evaluate(SOON)
    body(page).fill("It rained for hours.")
    page.route("**/change/", lambda route: route.fulfill(status=204) if is_get(route) else route.continue_())
    with page.expect_response(lambda answer: answer.status == 204):
        press_save(page)
    expect(page.locator("#kept-state")).to_have_text("")
    page.unroute("**/change/")
    page.get_by_label("Headline:").fill("Hours of rain")

    page.keyboard.press("Control+s")

    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    expect(page.get_by_label("Headline:")).to_have_value("Hours of rain")


def test_a_row_of_a_form_whose_page_did_not_open_is_stored_once(desk_page, live_server, complaints, hear):
    page = desk_page
    hear("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + reverse("admin:articles_article_add"))
    page.evaluate(SOON)
    page.get_by_label("Headline:").fill("Rain")
    body(page).fill("It rained for hours.")
    page.evaluate("document.querySelector('#bylines-group .add-row a').click()")
    page.locator("#id_bylines-0-name").evaluate("(field) => { field.value = 'Ann Lee'; }")
    page.route("**/change/", lambda route: route.fulfill(status=204) if is_get(route) else route.continue_())
    with page.expect_response(lambda answer: answer.status == 204):
        press_save(page)
    expect(page.locator("#kept-state")).to_have_text("")
    page.unroute("**/change/")
    body(page).fill("It stopped.")

    page.keyboard.press("Control+s")

    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    expect(written(page)).to_have_value("It stopped.")
    assert [line.name for line in Article.objects.get().bylines.all()] == ["Ann Lee"]


def test_what_is_typed_while_a_new_story_is_saved_is_that_storys(desk_page, live_server, complaints, hear):
    page = desk_page
    hear("dialog", lambda dialog: dialog.accept())
    page.goto(live_server.url + reverse("admin:articles_article_add"))
    page.get_by_label("Headline:").fill("Rain")
    body(page).fill("It rained for hours.")
    page.route("**/add/", lambda route: held(page, route, then=lambda: body(page).fill("It stopped.")))
    press_save(page)
    expect(page.locator("#kept-state")).to_have_text("Saved, but for what you typed since.")
    expect(written(page)).to_have_value("It stopped.")
    expect(open_acts(page).get_by_role("link", name="Publish")).to_be_visible()
    page.keyboard.press("Escape")
    page.route("**/change/", lambda route: held(page, route, then=lambda: body(page).fill("It snows.")))

    page.keyboard.press("Control+s")

    expect(page.locator(".bar-stage")).to_contain_text("version 2")
    expect(written(page)).to_have_value("It snows.")
    made = Article.objects.get()
    assert (made.body, made.version) == ("It stopped.", 2)
    page.goto(live_server.url + reverse("admin:articles_article_add"))
    expect(page.get_by_label("Headline:")).to_have_value("")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".templates")).to_have_count(0)


def test_a_preview_that_opens_with_the_form_is_no_typing(opened, story, boss):
    page = opened("change")
    show_preview(page)
    page.wait_for_load_state("networkidle")
    page.reload()
    expect(page.locator(".markdownx-preview")).to_be_visible()
    page.wait_for_load_state("networkidle")
    story.body = "A colleague's words."
    desk.save(story, by=boss)

    page.reload()

    expect(written(page)).to_have_value("A colleague's words.")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#kept-text")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes(':'))") == []


def is_get(route):
    return route.request.method == "GET"


def held(page, route, then=lambda: None):
    """Let a save arrive after what waits for a pause in typing would have been kept."""
    if route.request.method == "POST":
        page.evaluate("() => new Promise((then) => setTimeout(then, 1500))")
        then()
    route.continue_()


def test_after_a_save_without_a_connection_the_text_is_back_in_another_tab(opened, story, complaints):
    page = opened("change")
    body(page).fill("Typed on a train.")
    page.route("**/change/", lambda route: route.abort())
    page.route("**/desk/keep/**", lambda route: route.abort())
    press_save(page)
    expect(page.locator("#kept-state")).to_contain_text("this browser only")
    page.unroute("**/change/")
    page.unroute("**/desk/keep/**")

    again = opened("change", page.context.new_page())

    expect(written(again)).to_have_value("Typed on a train.")
    expect(again.locator("#kept-text")).to_contain_text("Your unsaved text is back")
    complaints.clear()


def test_text_that_is_thrown_away_is_gone_also_what_was_typed_since(opened, story, complaints, boss, hear):
    fields, now = {"body": "Typed yesterday."}, timezone.now()
    Autosave.objects.create(user=boss, article=story, tab="old", version=1, saved_at=now, fields=fields)
    page = opened("change")
    expect(written(page)).to_have_value("Typed yesterday.")
    body(page).fill("Typed yesterday. And today.")
    with page.expect_response("**/desk/keep/**"):
        keep_now(page)
    expect(page.locator("#kept-state")).to_contain_text("Kept")
    hear("dialog", lambda asked: asked.accept())

    page.get_by_role("button", name="Throw it away").click()

    expect(page.locator(".messagelist")).to_contain_text("is gone")
    opened("change")
    expect(written(page)).to_have_value("It rained.")
    expect(page.locator("#kept-text")).to_have_count(0)
    assert not Autosave.objects.exclude(fields={}).exists()


def test_after_a_crash_section_topics_and_rows_are_as_they_were(opened, story, make_source):
    sport, source = Section.objects.create(name="Sport", slug="sport"), make_source("Ministry")
    page = opened("change")
    page.get_by_label("Section:").select_option(str(sport.pk))
    page.locator(".part[data-part=sources] .add-row a").click()
    page.locator("[name=citations-0-quote]").fill("Ten days.")
    page.evaluate(CHOOSE, ["citations-0-source", source.pk, source.name])
    expect(page.locator("#kept-state")).to_contain_text("Kept at")

    again = opened("change", page.context.new_page())

    expect(again.locator("#kept-text")).to_contain_text("as you left them too")
    expect(again.get_by_label("Section:")).to_have_value(str(sport.pk))
    expect(again.locator("[name=citations-0-source]")).to_have_value(str(source.pk))
    expect(again.locator("[name=citations-0-quote]")).to_have_value("Ten days.")
    press_save(again)
    expect(again.locator(".messagelist")).to_contain_text("changed successfully")
    story.refresh_from_db()
    assert (story.section, story.citations.get().quote) == (sport, "Ten days.")


def test_a_form_whose_token_ended_is_saved_with_a_fresh_one(opened, story, complaints):
    page = opened("change")
    page.wait_for_load_state("networkidle")
    body(page).fill("It rained for hours.")
    page.context.clear_cookies(name="csrftoken")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    story.refresh_from_db()
    assert story.body == "It rained for hours."
    complaints.clear()  # the console's line of the 403


def test_who_is_signed_out_when_they_save_signs_in_beside_the_form(opened, story, complaints, sign_in, boss):
    page = opened("change")
    body(page).fill("It rained for hours.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#sign-in-again")).to_contain_text("Your session has ended")
    expect(page.locator("#kept-state")).to_have_text("Signed out: kept in this browser only.")
    sign_in(boss)  # as the window beside would
    page.locator("#sign-in-again button").click()

    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    story.refresh_from_db()
    assert story.body == "It rained for hours."
    complaints.clear()  # the console's lines of the 403s


def test_a_full_browser_without_a_connection_says_that_nobody_keeps_the_text(opened, complaints):
    page = opened("change")
    expect(body(page)).to_be_visible()  # its script has come
    page.evaluate("""() => {
        for (const size of [100_000, 100, 1]) {
            try { for (let n = 0; ; n++) localStorage[`${size}-${n}`] = 'y'.repeat(size); } catch {}
        }
    }""")
    page.context.set_offline(True)

    body(page).fill("Typed without a network.")
    page.keyboard.press("Control+s")

    expect(page.locator("#kept-state")).to_contain_text("this browser keeps nothing")
    page.evaluate("localStorage.clear()")
    page.keyboard.type(" More.")
    expect(page.locator("#kept-state")).to_contain_text("kept in this browser only", timeout=20_000)
    page.context.set_offline(False)
    complaints.clear()  # the console's lines of the lost requests
