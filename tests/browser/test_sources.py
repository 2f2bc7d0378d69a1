"""How we know, in real Chromium: the marks lead there and back by keyboard; the desk withdraws a source."""

import pytest

from articles.models import Citation

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


def test_an_editor_withdraws_a_source_and_tells_the_readers(
    page, story, chief_editor, context, client, base_url
):
    client.force_login(chief_editor)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": base_url}])
    source = story.citations.get().source

    page.goto(f"/admin/articles/source/{source.pk}/change/")
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("reason").fill("It made things up.")
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_role("link", name="Put a note on the stories").click()
    page.get_by_role("button", name="Put a note on the stories").click()

    page.get_by_text("1 story has the note now.").wait_for()
    page.goto("/articles/a-story/")
    assert "It made things up." in page.get_by_label("Clarification").inner_text()
