"""The wire by keys, in real Chromium: found, read, used; then killed by the agency."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Source
from exchange.models import Feed, WireCopy
from exchange.wire import telling, using
from tests.browser import axe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = "The port is shut.\n\n- Ships wait.\n\n| a | b |\n| --- | --- |\n| c | d |"


@pytest.fixture
def copies(db, section):
    source = Source.objects.create(name="North Agency", slug="north-agency", kind="news-agency")
    feed = Feed.objects.create(
        name="World", folder="agency", source=source, section=section, licence="© North"
    )
    at = timezone.now()
    moments = {"sent_at": at, "seen_at": at, "expires_at": at + feed.stay()}
    return [
        WireCopy.objects.create(feed=feed, key=headline, agency_id=headline, headline=headline, digest="d",
                                body=TEXT,
                                folded=f" {headline.lower()} ", **moments)
        for headline in ("Ferry late", "Port shut", "Storm near")
    ]  # fmt: skip


def test_copy_is_found_read_and_used_by_keys_alone(desk_page, copies):
    page = desk_page
    page.goto("/admin/")
    page.get_by_role("link", name="Wire", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Wire")).to_be_visible()
    page.wait_for_load_state()
    for key in ("j", "j", "j", "k", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Port shut")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("Control+Enter")

    expect(page.get_by_text("This is a draft now")).to_be_visible()
    expect(page.locator(".standing")).to_contain_text("Made of wire copy: North Agency, Port shut · © North")
    assert Article.objects.get().body.startswith("> The port is shut. [@north-agency]")
    assert Article.objects.get().citations.get().locator == "© North"


def test_copy_is_used_without_scripts(browser, client, editor, live_server, copies):
    client.force_login(editor)
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/admin/exchange/wirecopy/{copies[1].pk}/change/")
    page.get_by_text("Quote a part of it only").click()
    page.get_by_label("The passage that the draft quotes").fill("The port is shut.")
    page.get_by_role("button", name="Use").click()
    context.close()

    assert Article.objects.get().body == "> The port is shut. [@north-agency]"


def test_a_kill_stands_in_red_at_the_story_and_at_the_copy(desk_page, copies, chief_editor):
    story = using.use(copies[1], by=chief_editor)
    WireCopy.objects.filter(pk=copies[1].pk).update(status="killed", note="Wrong port.")
    telling.tell(WireCopy.objects.get(pk=copies[1].pk))
    page = desk_page
    page.goto(f"/admin/articles/article/{story.pk}/change/")

    expect(page.locator(".standing .is-gone")).to_contain_text("killed by the agency")
    expect(page.locator(".findings, .finding").first).to_contain_text("was killed")
    page.get_by_role("link", name="Port shut").first.click()
    expect(page.get_by_text("it must not be used.")).to_be_visible()
    expect(page.get_by_role("button", name="Use")).to_have_count(0)


def test_axe_finds_nothing_on_the_wire(desk_page, copies):
    WireCopy.objects.filter(pk=copies[0].pk).update(status="killed", note="Wrong port.")
    for address in ("", f"{copies[0].pk}/change/", f"{copies[1].pk}/change/"):
        desk_page.goto(f"/admin/exchange/wirecopy/{address}")
        assert axe.in_each_look(desk_page) == []
        assert desk_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
