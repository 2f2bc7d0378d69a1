"""What the copy desk finds, in real Chromium: beside its field as one writes, and again at the button."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from articles import desk
from articles.models import Article, Publication, Section
from tests.browser.hands import body, written
from tests.browser.test_desk import write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "The ministers of the north met on Tuesday and agreed to meet once more, " * 3
STANDFIRST = "The rivers rose by a metre in one night, and the roads to the coast are closed until Friday."
FAR = "\n" * 60
BODY = f"""{STANDFIRST}

See [the report]() and [the map](https://https://example.org/), [](https://example.org/nothing).

The [old site](http://example.org/old) has [more](https://example.org/more), and [still
more](https://example.org/more). The [plan](/articles/a-plan/) is not out.

{FAR}
\N{FISH} It was alright. "We were not warned at all," said the mayor of the town. The dam held. [@nobody]

![A dam](image:no-such-picture)
"""
IN_THE_TEXT = [
    "A link leads nowhere: “the report”",
    "An address is there twice in one",
    "A link has no words",
    "A link goes over plain http",
    "more than once",
    "The story behind “plan” is not published",
    "“alright” is on the house's list",
    "Somebody is quoted here, and no citation is near",
    "no citation has that mark",
    "There is no picture “no-such-picture”",
]
SHOWN = """(body) => [
  body.value.slice(body.selectionStart, body.selectionEnd), body.scrollTop > 300]"""


@pytest.fixture
def faulty(desk_page):
    """Type a story with a fault for each check."""
    Publication.objects.create(house_words="alright → all right")
    plan = Article(headline="A plan", slug="a-plan", body="Later.", section=Section.objects.get(slug="world"))
    desk.save(plan, by=User.objects.get(username="boss"))
    write(desk_page, headline=LONG.strip(), body=BODY)
    desk_page.get_by_label("Standfirst:").fill(STANDFIRST)
    return desk_page


def test_each_check_stands_in_the_panel_and_shows_its_place(faulty):
    beside = faulty.locator("#findings-body")
    for message in IN_THE_TEXT:
        expect(beside).to_contain_text(message)
    house_word = beside.get_by_role("listitem").filter(has_text="“alright”")
    text = body(faulty)
    text.press("Control+Home")
    house_word.get_by_role("button", name="Show the place").click()
    assert written(faulty).evaluate(SHOWN) == ["alright", True]
    expect(faulty.locator("#findings-headline")).to_contain_text("characters")
    expect(faulty.locator("#findings-standfirst")).to_contain_text("the same as the first paragraph")


def test_each_check_stands_at_the_button_and_errors_block_it(faulty):
    faulty.get_by_role("button", name="Save and publish…").click()

    page = faulty.locator("#content")
    for message in IN_THE_TEXT:
        expect(page).to_contain_text(message)
    expect(faulty.get_by_role("button", name="Publish", exact=True)).to_be_disabled()


def test_what_is_found_moves_no_button_that_is_held_down(opened, story, boss):
    held = []
    story.body = "See [the report]() and [the map]()."
    desk.save(story, by=boss, base=1)
    page = opened("history")  # a page of the story that looks for nothing
    page.route("**/checks/", lambda route: held.append(route))
    opened("change")
    button = page.get_by_role("button", name="Leave a note")
    button.hover()
    expect(page.locator("#checks li")).to_have_count(0)

    page.mouse.down()
    with page.expect_response("**/checks/"):
        held.pop().continue_()
    page.wait_for_timeout(300)
    page.mouse.up()

    expect(page.get_by_role("dialog", name="Note")).to_be_visible()
    expect(page.locator("#checks li").first).to_be_attached()
