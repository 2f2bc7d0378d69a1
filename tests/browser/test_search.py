"""Search by keyboard, as a reader does it."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def field(page, publish):
    publish(headline="Harbour closed", slug="harbour-closed")
    publish(headline="Harvest begins", slug="harvest-begins")
    page.goto("/search/")
    return page.get_by_role("combobox", name="Words to look for")


def options_of(page):
    return page.get_by_role("listbox", name="Words to look for").get_by_role("option")


def test_suggestions_are_chosen_by_keyboard(page, field, complaints):
    field.press_sequentially("har")
    options = options_of(page)
    expect(options).to_have_count(2)
    expect(field).to_have_attribute("aria-expanded", "true")

    field.press("ArrowDown")
    chosen = options.nth(0)
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    expect(field).to_have_value(chosen.inner_text())
    field.press("ArrowUp")
    expect(field).to_have_value("har")
    field.press("ArrowUp")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("har")
    expect(field).to_have_attribute("aria-expanded", "false")

    field.press_sequentially("b")
    expect(options).to_have_count(1)
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("heading", name="Harbour closed")).to_be_visible()
    assert page.url.endswith("/search/?q=harbour")


def test_a_suggestion_is_chosen_by_a_press(page, field):
    field.press_sequentially("harv")

    options_of(page).filter(has_text="harvest").click()

    expect(page.get_by_role("heading", name="Harvest begins")).to_be_visible()


def test_a_minus_stays_with_its_word_on_every_phone(page, field):
    example = page.locator("#q-help span")

    for width in range(320, 440, 8):
        page.set_viewport_size({"width": width, "height": 800})
        assert example.evaluate("(element) => element.getClientRects().length") == 1, width
