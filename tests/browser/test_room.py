"""The newsroom's pages in a real browser, as a person uses them."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_desk import complaints, desk_page, write  # noqa: F401  fixtures

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
