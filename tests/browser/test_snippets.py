"""Standing texts and standing pages on the writing surface."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Page, Section, Snippet
from tests.browser.hands import body, clear, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_snippet_is_put_into_the_text_as_a_block_and_one_step_undoes_it(opened, story):
    Snippet.objects.create(name="Who to call", body="::: facts Help\n- 112\n:::")
    page = opened("change")
    body(page).press("Control+End")

    page.keyboard.type(" {{call")
    expect(page.get_by_role("option", name="Who to call")).to_be_visible()
    page.keyboard.press("Enter")

    expect(written(page)).to_have_value("It rained. \n\n::: facts Help\n- 112\n:::\n\n")
    page.keyboard.press("Control+z")
    expect(written(page)).to_have_value("It rained. {{call")


def test_a_standing_page_is_written_on_the_surface(desk_page):
    page = desk_page
    standing = Page.objects.create(headline="Imprint", slug="imprint", body="Old words.")
    page.goto(reverse("admin:articles_page_change", args=[standing.pk]))
    clear(page)
    body(page).focus()
    page.keyboard.type("New words")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.keyboard.press("Control+b")
    page.keyboard.press("Control+s")

    expect(page.locator(".messagelist")).to_contain_text("changed successfully")
    standing.refresh_from_db()
    assert standing.body == "New **words**"


def test_a_template_is_one_press_from_an_empty_form(desk_page):
    page = desk_page
    Snippet.objects.create(name="Match report", begins_story=True, headline="A – B", body="## Goals")
    page.goto(reverse("admin:articles_article_add"))

    page.get_by_role("link", name="Match report").click()

    expect(written(page)).to_have_value("## Goals")
    expect(page.get_by_label("Headline:")).to_have_value("A – B")


CHOOSE = "(field, key) => field.add(new Option('Abroad', key, true, true))"


def test_a_merge_is_looked_at_and_done_by_keys(desk_page):
    page, heir = desk_page, Section.objects.create(name="Abroad", slug="abroad")
    merged = Section.objects.get(slug="world")
    page.goto(reverse("admin:articles_section_merge", args=[merged.pk]))
    page.locator("[name=into]").evaluate(CHOOSE, heir.pk)
    page.wait_for_load_state()

    page.keyboard.press("Control+Enter")
    expect(page.locator("#act-form")).to_contain_text("Press again to merge")
    page.wait_for_load_state()
    page.keyboard.press("Control+Enter")

    expect(page.locator(".messagelist")).to_be_visible()
    merged.refresh_from_db()
    assert merged.merged_into == heir
