"""The newsroom's pages in a real browser, as a person uses them."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Article, Placement, Section
from tests.browser.test_desk import write

SELECTED = """() => {
    const field = document.activeElement;
    return field.value.slice(field.selectionStart, field.selectionEnd);
}"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_findings_stand_beside_their_field_as_one_writes(desk_page):  # noqa: F811
    page = desk_page
    write(page, headline="A", body="See [the report]() of today.")

    beside = page.locator(".field-body .findings")
    expect(beside).to_contain_text("leads nowhere")

    beside.get_by_role("button", name="Show the place").click()
    assert page.evaluate(SELECTED) == "the report"

    page.get_by_label("Body:").fill("See [the report](https://example.org/) of today.")
    expect(beside).to_be_hidden()


@pytest.fixture
def story(desk_page):  # noqa: F811
    """Publish a story, by its headline."""
    boss, section = User.objects.get(username="boss"), Section.objects.get(slug="world")

    def publish(headline, **fields):
        article = Article(headline=headline, body="It rained.", section=section, **fields)
        desk.save(article, by=boss)
        desk.publish(article, by=boss)
        return article

    return publish


def at(page, path):
    page.goto(page.url.partition("/admin/")[0] + path)


def test_stories_are_put_into_slots_by_drag_and_by_keyboard(desk_page, story):  # noqa: F811
    page = desk_page
    old, _newer, _newest = story("Oldest"), story("Newer"), story("Newest")
    at(page, reverse("home_desk"))
    lead = page.locator("#slot-0")
    expect(lead).to_contain_text("Newest")

    page.locator(".candidate", has_text="Oldest").drag_to(lead)
    expect(lead).to_contain_text("Oldest")
    expect(lead).to_be_focused()

    page.get_by_role("button", name="Move down: Oldest").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#slot-1")).to_contain_text("Oldest")
    expect(lead).to_contain_text("Newest")
    assert Placement.objects.get(placed_until=None).article == old

    page.get_by_role("button", name="Take out: Oldest").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("fills by time")
