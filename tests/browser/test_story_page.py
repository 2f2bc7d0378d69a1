"""The page around a story's text: one bar that stays, panels that remember, nothing out of reach."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Article, Byline, Citation, Section, Source
from tests.browser.hands import keep_now
from tests.cast import make_user

PASTE = """(text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const said = {clipboardData, bubbles: true, cancelable: true};
    document.activeElement.dispatchEvent(new ClipboardEvent('paste', said));
}"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def save_button(page):
    return page.get_by_role("button", name="Save", exact=True)


def part(page, name):
    return page.locator(f".part[data-part={name}]")


def panels_button(page):
    return page.get_by_role("button", name="Panels")


def test_the_way_past_the_rooms_is_seen_where_it_has_the_focus(opened):
    page = opened("change")
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press("Tab")

    skip = page.get_by_role("link", name="Skip to main content")
    expect(skip).to_be_focused()
    skip.click(trial=True, timeout=5_000)  # nothing lies over it


@pytest.mark.parametrize("width", [320, 390, 1000, 1440])
def test_save_is_in_reach_wherever_one_is_on_the_page(opened, width):
    page = opened("change")
    page.set_viewport_size({"width": width, "height": 700})

    for where in ("0", "document.body.scrollHeight"):
        page.evaluate(f"scrollTo(0, {where})")
        expect(save_button(page)).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_byline_is_named_in_one_line_and_its_box_says_delete(opened, story):
    Byline.objects.create(article=story, name="Mara Moss of the night desk")
    page = opened("change")

    row = page.locator("#bylines-0")
    for width in (1440, 1000, 390):
        page.set_viewport_size({"width": width, "height": 700})
        if width == 1000:
            panels_button(page).click()
        assert row.locator(".original p").bounding_box()["height"] < 40
    expect(row.get_by_label("Delete:")).to_be_visible()


def test_without_scripts_a_byline_names_its_fields_and_another_can_be_added(browser, opened, story):
    Byline.objects.create(article=story, name="Mara Moss")
    signed_in = opened("change").context.cookies()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies(signed_in)
    page = opened("change", context.new_page())

    for label in ("Person:", "Role:", "Order:", "Delete:"):
        expect(page.locator("#bylines-0").get_by_text(label, exact=True)).to_be_visible()
    expect(page.get_by_text("The copy desk looks while you write.")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".spare").get_by_label("Bare name:").fill("Anna Petrova")
    page.locator("#desk-bar").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    assert list(story.bylines.values_list("name", flat=True)) == ["Mara Moss", "Anna Petrova"]
    context.close()


def test_the_bar_says_the_headline_as_it_is_typed_and_that_it_is_kept(opened):
    page = opened("change")
    bar = page.locator("#desk-bar")
    expect(bar.get_by_role("heading", level=1)).to_have_text("Rain")

    page.get_by_label("Headline:").fill("Rain, and more of it")

    expect(bar.get_by_role("heading", level=1)).to_have_text("Rain, and more of it")
    expect(bar.locator("#kept-state")).to_contain_text("Kept at")


def test_a_long_headline_wraps_whole_and_takes_no_break(opened, story):
    page = opened("change")
    page.set_viewport_size({"width": 390, "height": 844})
    headline = page.get_by_label("Headline:")
    headline.press("Control+a")
    page.evaluate(PASTE, "Storm closes the harbour\n for a second night,\r\nand ferries stay")
    page.keyboard.type(" in port")

    assert headline.evaluate(
        "(field) => [field.scrollHeight - field.clientHeight, field.offsetHeight > 80]"
    ) == [0, True]
    page.keyboard.press("Enter")
    expect(page.get_by_label("Standfirst:")).to_be_focused()
    page.keyboard.press("Control+s")
    expect(page.locator(".messagelist")).to_be_visible()

    story.refresh_from_db()
    assert story.headline == "Storm closes the harbour for a second night, and ferries stay in port"


def test_the_bar_offers_the_one_next_act_and_the_others_in_a_menu(opened, story, boss):
    desk.publish(story, by=boss)
    page = opened("change")
    bar = page.locator("#desk-bar")
    menu = bar.locator(".bar-menu summary")
    expect(bar.get_by_role("button", name="Save and publish…")).to_be_visible()
    expect(bar.get_by_role("link", name="See it live")).to_have_attribute(
        "href", story.editions.get().get_absolute_url()
    )
    expect(page.get_by_role("link", name="Withdraw")).to_be_hidden()

    menu.press("Enter")
    expect(page.get_by_role("link", name="Withdraw")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Withdraw")).to_be_hidden()
    expect(menu).to_be_focused()


def test_panels_remember_whether_they_are_open(opened):
    page = opened("change")
    expect(part(page, "sources")).to_have_attribute("open", "")
    expect(part(page, "readers")).not_to_have_attribute("open", "")

    part(page, "sources").locator("> summary").click()
    part(page, "readers").locator("> summary").click()
    page.wait_for_function("() => localStorage.getItem('newsroom:panels')?.includes('readers')")
    page.reload()

    expect(part(page, "sources")).not_to_have_attribute("open", "")
    expect(part(page, "readers")).to_have_attribute("open", "")


@pytest.mark.parametrize("width", [390, 1000])
def test_where_there_is_no_room_the_panels_are_a_drawer(opened, width):
    page = opened("change")
    page.set_viewport_size({"width": width, "height": 700})
    expect(page.get_by_label("Section:")).to_be_hidden()

    panels_button(page).click()
    expect(page.get_by_label("Section:")).to_be_visible()
    expect(page.get_by_role("button", name="Back to the text")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.get_by_label("Section:")).to_be_hidden()
    expect(panels_button(page)).to_be_focused()


def test_a_refusal_stands_in_the_bar_and_the_hand_is_where_it_is_mended(opened):
    page = opened("change")
    page.get_by_label("Headline:").fill("")
    save_button(page).click()

    expect(page.locator("#desk-bar [role=alert]")).to_contain_text("correct the error")
    expect(page.get_by_label("Headline:")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1440])
def test_what_must_be_mended_in_a_panel_is_brought_out(opened, width):
    page = opened("change")
    page.get_by_label("Language:").fill("xx-nothing")
    part(page, "story").locator("> summary").click()
    page.set_viewport_size({"width": width, "height": 700})
    save_button(page).click()

    expect(page.locator("#desk-bar [role=alert]")).to_be_visible()
    expect(page.get_by_label("Language:")).to_be_visible()
    expect(page.get_by_label("Language:")).to_be_focused()


def test_a_citation_is_one_line_that_opens(opened, story):
    source = Source.objects.create(name="Weather office")
    Citation.objects.create(article=story, source=source, basis="on-record", standing="verified")
    page = opened("change")
    basis = page.locator("[name=citations-0-basis]")
    line = part(page, "sources").locator(".citation summary").first
    expect(line).to_contain_text("Weather office on the record verified")
    expect(basis).to_be_hidden()

    line.click()
    basis.select_option("document")

    expect(line).to_contain_text("a document")
    expect(part(page, "sources").locator("> summary .count")).to_have_text("1")


def test_a_new_story_goes_to_the_section_of_the_last_one(desk_page, boss):
    sport = Section.objects.create(name="Sport", slug="sport")
    page = desk_page
    page.goto(reverse("admin:articles_article_add"))
    expect(page.get_by_label("Section:")).to_have_value("")

    desk.save(Article(headline="Goal", section=sport), by=boss)
    page.reload()

    expect(page.get_by_label("Section:")).to_have_value(str(sport.pk))


def test_approving_moves_on_through_the_queue_by_one_key_each(desk_page, boss):
    reporter = make_user("rosa", "Reporter")
    stories = [Article(headline=f"Story {number}", body=f"It is {number}.") for number in range(3)]
    for story in stories:
        story.section = Section.objects.get(slug="world")
        desk.save(story, by=reporter)
        desk.submit(story, by=reporter)
    page = desk_page
    page.goto(reverse("admin:articles_article_approve", args=[stories[0].pk]))

    for number in range(2):
        expect(page.locator(".as-read")).to_contain_text(f"It is {number}.")
        expect(page.get_by_role("button", name="Approve, and on to the next")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".messagelist")).to_contain_text("Approved")
    expect(page.locator(".as-read")).to_contain_text("It is 2.")
    expect(page.get_by_role("button", name="Approve, and on to the next")).to_have_count(0)
    page.get_by_role("button", name="Approve", exact=True).press("Enter")

    expect(page.locator(".messagelist")).to_contain_text("Nothing else waits for your approval.")
    assert set(Article.objects.values_list("stage", flat=True)) == {"approved"}


def test_a_publication_begins_with_the_story_on_a_phone(opened, desk_page):
    desk_page.set_viewport_size({"width": 390, "height": 400})

    page = opened("publish")

    button = page.get_by_role("button", name="Publish", exact=True)
    expect(button).to_be_focused()
    expect(button).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0


def test_the_list_is_gone_through_by_keys_and_what_is_ticked_is_acted_on(desk_page, boss):
    world = Section.objects.get(slug="world")
    for number in range(3):
        desk.save(Article(headline=f"Story {number}", body="It is.", section=world), by=boss)
    page = desk_page
    page.goto(reverse("admin:articles_article_changelist"))

    for key in ("j", "x", "j", "j", "k", "x"):
        page.keyboard.press(key)
    page.get_by_role("link", name="Act on the ticked ones 2").click()
    expect(page.locator("#bulk-form")).to_contain_text("2 stories are on the list.")

    page.go_back()
    expect(page.get_by_role("link", name="Act on the ticked ones 2")).to_be_visible()
    page.locator(".tick:checked").first.uncheck()
    page.get_by_role("link", name="Act on the ticked ones 1").click()
    page.go_back()
    expect(page.locator(".tick:checked")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Story 2")


def test_a_bulk_act_is_done_by_keys_from_the_list_and_back(desk_page, boss):
    world, page = Section.objects.get(slug="world"), desk_page
    for number in range(3):
        desk.save(Article(headline=f"Story {number}", body="It is.", section=world), by=boss)
    page.goto(reverse("admin:articles_article_changelist") + "?stage__exact=draft&o=1")

    for key in ("a", "j", "x", "j", "x", "a"):
        page.keyboard.press(key)
    expect(page.locator("#bulk-form [name=verb]")).to_be_focused()
    page.keyboard.type("Submit")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#bulk-account [role=status]")).to_contain_text("Finished. 2 done, 0 not done")
    page.keyboard.press("Enter")

    expect(page).to_have_url(reverse("admin:articles_article_changelist") + "?stage__exact=draft&o=1")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)


def test_the_list_renews_itself_but_not_where_a_story_is_ticked(desk_page, boss):
    world, page = Section.objects.get(slug="world"), desk_page
    desk.save(Article(headline="Rain", section=world), by=boss)
    page.goto(reverse("admin:articles_article_changelist"))
    look = "document.dispatchEvent(new Event('visibilitychange'))"
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.evaluate("document.activeElement.blur()")
    desk.save(Article(headline="Goal", section=world), by=boss)

    page.evaluate(look)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#result_list")).not_to_contain_text("Goal")
    page.locator(".tick").uncheck()
    page.evaluate("document.activeElement.blur()")
    page.evaluate(look)

    expect(page.locator("#result_list .tick")).to_have_count(2)
    expect(page.locator("#result_list .field-section[data-label]")).to_have_count(2)  # for a phone
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Goal")).to_be_focused()


def test_my_desk_renews_itself_but_not_under_the_hand(desk_page, boss):
    page = desk_page
    page.goto(reverse("admin:index"))
    expect(page.locator(".desk-parts")).not_to_contain_text("Goal")
    desk.save(Article(headline="Goal", section=Section.objects.get(slug="world")), by=boss)
    page.locator(".desk-parts a").first.focus()
    look = "document.dispatchEvent(new Event('visibilitychange'))"

    page.evaluate(look)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".desk-parts")).not_to_contain_text("Goal")
    page.evaluate("document.activeElement.blur()")
    page.evaluate(look)

    expect(page.locator(".desk-parts")).to_contain_text("Goal")
    # Its section is not broken behind a headline: it stands below.
    row = page.locator(".desk-parts li").first
    goal, section = (row.locator(part).first.bounding_box() for part in (".story", ".quiet"))
    assert section["x"] == goal["x"]
    assert section["y"] > goal["y"] + goal["height"] / 2


def test_a_moment_is_answered_while_it_is_typed_and_the_button_says_it(opened, story):
    page = opened("publish")
    page.get_by_label("Moment:").fill("tomorrow 18")

    expect(page.locator(".moment-said")).to_contain_text("18:00")
    expect(page.locator("[name=_do]")).to_contain_text("Plan for")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Planned")
    assert story.editions.get().live_from.hour == 18


@pytest.mark.parametrize("width", [390, 1280])
def test_a_box_to_tick_stands_beside_a_headline_of_several_lines(desk_page, boss, width):
    page = desk_page
    page.set_viewport_size({"width": width, "height": 800})
    desk.save(Article(headline="The harbour of the old town closes " * 5), by=boss)
    page.goto(reverse("admin:articles_article_changelist"))

    box = page.locator("#result_list .tick").bounding_box()
    words = page.locator("#result_list tbody th a").evaluate(
        "(link) => { const range = document.createRange(); range.selectNodeContents(link);"
        " return Math.min(...[...range.getClientRects()].map(({left}) => left)); }"
    )

    assert box["x"] + box["width"] < words
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_citations_line_says_how_it_stands_however_long_the_sources_name(desk_page, story, make_source):
    page = desk_page
    source = make_source("The ministry of harbours and inland waterways of the northern provinces")
    story.citations.create(source=source, mark=source.slug)
    page.goto(reverse("admin:articles_article_change", args=[story.pk]))

    line = page.locator(".citation-line").first
    standing = line.locator("[data-of=standing]")

    expect(standing).to_be_visible()
    inner, outer = standing.bounding_box(), page.locator(".citation > summary").first.bounding_box()
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]


def test_a_row_that_a_hand_adds_has_the_focus_and_its_removal_leaves_it_near(opened):
    page = opened("change")
    for group in ("citations", "bylines"):
        add = page.locator(f"#{group}-group .add-row a")
        add.press("Enter")
        expect(page.locator(f"#{group}-0 .select2-selection").first).to_be_focused()

        page.locator(f"#{group}-0 .inline-deletelink").press("Enter")
        expect(add).to_be_focused()


def test_a_new_citation_that_was_left_empty_is_called_so_when_the_form_is_back(opened):
    page = opened("change")
    page.locator("#citations-group .add-row a").click()
    page.locator("#citations-0").get_by_label("Locator:").fill("page 4")
    with page.expect_response("**/desk/keep/**"):
        keep_now(page)

    page.reload()

    expect(page.locator("#citations-0 summary")).to_contain_text("New citation")
