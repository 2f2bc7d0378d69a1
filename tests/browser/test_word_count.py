"""The words and minutes that are counted below a text, in Chromium."""

import pytest
from playwright.sync_api import expect

from tests.article_form import edit
from tests.browser.hands import body

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story(desk_page, make_article):
    """Open a saved story."""
    article = make_article("Rain in the north", body="First.\n\nSecond.\n\nThird.")
    desk_page.goto(edit(article))
    return article


def test_words_and_reading_time_are_counted(desk_page, story):
    body(desk_page).fill("word " * 700)

    expect(desk_page.locator(".word-count")).to_have_text("700 words, 3 min to read")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我们不会接受这个决定。" * 100, "1,000 words, 2 min to read"),
        ("हम यह फैसला नहीं मानेंगे।", "5 words, 1 min to read"),
        ("รัฐมนตรีกล่าวว่าไม่ยอมรับ " * 92, "460 words, 2 min to read"),
        ("The so-called “ministry’s” 1,500 men [@a] — no [more](/b).", "7 words, 1 min to read"),
        ("2026年3月，COVID疫情", "7 words, 1 min to read"),
    ],
)
def test_words_are_counted_in_every_script(desk_page, story, text, said):
    body(desk_page).fill(text)

    expect(desk_page.locator(".word-count")).to_have_text(said)
