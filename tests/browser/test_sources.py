"""How we know, in real Chromium: what readers follow from a claim, and the desk's card index."""

import sys

import pytest
from playwright.sync_api import expect

from articles import desk
from articles.models import Act, Citation
from tests.browser.hands import body

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(publish, make_article, make_source):
    source = make_source("Ministry", slug="ministry")
    article = make_article(
        slug="a-story", body="\n\n".join(["Filler. " * 60, "So it is. [@ministry]", "Filler. " * 60])
    )
    Citation.objects.create(article=article, source=source, quote="It is so.")
    return publish(article)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1440, "light")])
def test_a_mark_leads_to_its_source_and_back_by_keyboard(page, story, width, scheme):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto("/articles/a-story/")

    page.get_by_role("link", name="Source 1: Ministry").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#source-ministry")
    assert page.locator("#source-ministry").is_visible()
    page.get_by_role("link", name="Back to mention 1 of source 1").focus()
    page.keyboard.press("Enter")

    assert page.url.endswith("#cite-ministry-1")
    assert page.locator("#cite-ministry-1").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_the_sources_print_as_notes(page, story):
    page.goto("/articles/a-story/")
    page.emulate_media(media="print")

    assert page.get_by_text("It is so.").is_visible()
    assert not page.get_by_role("link", name="Back to mention 1 of source 1").is_visible()


@pytest.fixture
def chief(chief_editor, context, client, base_url, page):
    """Open the browser of a chief editor who is signed in."""
    client.force_login(chief_editor)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])
    return page


def test_an_editor_withdraws_a_source_and_tells_the_readers(chief, story):
    page, source = chief, story.citations.get().source

    page.goto(f"/admin/articles/source/{source.pk}/change/")
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("reason").fill("It made things up.")
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("link", name="Put a note on the stories").click()
    page.get_by_role("button", name="Put a note on the stories").click()

    page.get_by_text("1 story has the note now.").wait_for()
    page.goto("/articles/a-story/")
    assert "It made things up." in page.get_by_label("Clarification").inner_text()


def test_the_line_under_the_headline_leads_to_how_we_know(page, story):
    page.goto("/articles/a-story/")

    page.get_by_role("link", name="Rests on one voice: Ministry").click()
    known = page.get_by_role("region", name="How we know")
    expect(known).to_be_in_viewport()
    known.get_by_text("What rests on it").click()
    expect(known.locator("details[open]")).to_contain_text("So it is.")
    known.get_by_text("What carries no citation").click()
    expect(known).to_contain_text("Filler.")

    known.get_by_role("link", name="Ministry", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ministry")
    expect(page.locator("main")).to_contain_text("It is so.")


def test_a_reader_compares_two_editions_of_a_corrected_story(page, story, chief_editor):
    desk.correct(
        story,
        by=chief_editor,
        changes={"body": story.body.replace("So it is.", "So it was.")},
        kind="correction",
        note="It was the tense.",
    )
    page.goto("/articles/a-story/")
    expect(page.get_by_label("Correction")).to_contain_text("It was the tense.")

    page.goto("/articles/a-story/history/")
    page.get_by_label("Compare edition").select_option("1")
    page.get_by_label("with edition").select_option("2")
    page.get_by_role("button", name="Show the changes").click()

    expect(page.locator(".comparison del")).to_have_text("gone: is.")
    expect(page.locator(".comparison ins")).to_have_text("new: was.")


def test_a_readers_letter_reaches_the_desk(chief, other_page, story, monkeypatch):
    module = sys.modules["articles.public.reader_reports"]  # the package has a view of this name
    monkeypatch.setattr(module, "QUICKEST", 0)  # s; a person takes longer than this test
    reader = other_page
    reader.goto("/articles/a-story/")
    reader.get_by_role("link", name="Report an error").click()
    reader.get_by_label("What is wrong, and how do you know?").fill("It was not so: I was there.")
    reader.get_by_role("button", name="Send to the desk").click()
    expect(reader.get_by_role("status")).to_contain_text("lies on the desk")
    assert reader.context.cookies() == []

    chief.goto(f"/admin/articles/article/{story.pk}/change/")

    expect(chief.locator("#content")).to_contain_text("It was not so: I was there.")


def test_two_cards_of_one_source_are_merged(chief, story, make_source):
    twin, heir = story.citations.get().source, make_source("Ministry of the North")

    chief.goto(f"/admin/articles/source/{twin.pk}/change/")
    chief.get_by_role("link", name="Merge").click()
    chief.locator(".select2-selection").click()
    chief.keyboard.type("of the North")
    expect(chief.locator(".select2-results__option")).to_have_text(["Ministry of the North"])
    chief.keyboard.press("Enter")
    expect(chief.locator(".select2-selection")).to_contain_text("Ministry of the North")
    chief.get_by_role("button", name="Show what this changes").click()
    chief.get_by_role("button", name="Merge").click()
    chief.wait_for_url(f"**/source/{twin.pk}/change/")

    chief.goto("/sources/ministry/")
    assert chief.url.endswith(heir.get_absolute_url())
    expect(chief.locator("main")).to_contain_text("It is so.")


def test_a_confidential_name_is_typed_hidden_and_shown_by_a_logged_act(chief):
    chief.goto("/admin/articles/source/add/")
    chief.get_by_label("Confidential", exact=False).first.check()
    chief.get_by_label("Public description").fill("a person in the ministry, whose name we keep back")
    chief.locator("[name=name]").fill("Jane Roe")
    chief.locator("select[name=kind]").select_option("person")
    chief.get_by_role("button", name="Save and continue editing").click()
    chief.wait_for_url("**/source/*/change/")

    assert "Jane Roe" not in chief.content()
    chief.get_by_role("button", name="Show the name").click()

    expect(chief.locator("#confidential-name")).to_have_text("Jane Roe")
    assert Act.objects.filter(verb="show_name").count() == 1


def test_while_one_writes_the_desk_says_what_readers_will_be_told(chief, story):
    chief.goto(f"/admin/articles/article/{story.pk}/change/")
    findings = chief.locator("#findings-body")
    chief.get_by_label("Standfirst").fill("It is said.")
    body(chief).fill("So it is. [@ministry]\n\nNobody says this.\n\nNor this.")

    expect(findings).to_contain_text("Readers are told: “Rests on one voice: Ministry")
    expect(chief.get_by_text("Nobody stands behind 3 passages.")).to_be_visible()
    expect(findings).to_contain_text("Nobody stands behind this: “Nobody says this.”")


def test_while_one_writes_what_nobody_stands_behind_is_underlined(chief, story):
    chief.goto(f"/admin/articles/article/{story.pk}/change/")
    table = "| Day | Rain |\n| --- | --- |\n| Monday | 3 mm |\n"
    body(chief).fill(f"So it is. [@ministry] *Nobody* says this 🙂!\n\n{table}\nNor this.")

    expect(chief.locator("#findings-body")).to_contain_text("Nobody stands behind 3 passages.")
    expect(chief.locator(".cm-line", has_text="Nor this").locator(".w-bare")).to_have_text("Nor this.")
    said = "".join(chief.locator(".cm-line").first.locator(".w-bare").all_inner_texts())
    assert said == "Nobody says this"
    cells = chief.locator(".w-row", has_text="Monday").locator(".w-bare").all_inner_texts()
    assert "".join(cells).split() == ["Monday", "3", "mm"]

    body(chief).fill("So it is. [@ministry]")
    expect(chief.locator(".w-bare")).to_have_count(0)
