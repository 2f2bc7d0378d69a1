"""The desk in Russian in a real browser, and what runs from right to left there."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk

# Whether words begin at the right edge of what holds them.
IS_RIGHT = """(box) => {
  const range = document.createRange();
  range.selectNodeContents(box);
  const style = getComputedStyle(box);
  const [words, edges] = [range, box].map((each) => each.getBoundingClientRect());
  const left = words.left - edges.left - parseFloat(style.paddingLeft);
  return left > edges.right - words.right - parseFloat(style.paddingRight) + 1;
}"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def russian_page(desk_page, settings):
    settings.LANGUAGE_CODE = "ru"
    return desk_page


def test_a_finding_beside_its_field_speaks_russian(russian_page, live_server):
    page = russian_page
    page.goto(live_server.url + reverse("admin:articles_article_add"))
    page.get_by_label("Заголовок:", exact=True).fill("Мост")
    page.get_by_label("Текст:").fill("Смотрите [отчёт]() сегодня.")

    beside = page.locator("#findings-body")
    expect(beside).to_contain_text("Ссылка никуда не ведёт")
    expect(beside.get_by_role("button", name="Показать место")).to_be_visible()


@pytest.fixture
def arabic(boss, make_article, publish):
    """Publish a story in Arabic, change its copy, and ask about a passage."""
    story = publish(make_article(headline="جسر", body="سقط.", slug="jisr", language="ar", by=boss))
    story.headline, story.body = "الجسر", "سقط الجسر."
    desk.save(story, by=boss)
    desk.note(story, by=boss, text="كيف؟", passage="سقط", instead="وقع")
    return story


@pytest.mark.parametrize(
    ("screen", "places"),
    [
        ("publish", [".story-named", ".changes dd >> nth=0"]),
        ("notes", [".story-named", ".notes blockquote", ".notes li > div"]),
        ("history", [".versions td.headline >> nth=0"]),
    ],
)
def test_words_of_a_story_run_as_its_script_does(desk_page, arabic, screen, places):
    desk_page.goto(reverse(f"admin:articles_article_{screen}", args=[arabic.pk]))

    seen = {place: desk_page.locator(place).evaluate(IS_RIGHT) for place in places}
    assert seen == dict.fromkeys(places, True)
