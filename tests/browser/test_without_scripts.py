"""The desk in a browser that runs no scripts."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Person, Topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plain(browser, opened, live_server):
    """Hand out a tab without scripts, in which the chief editor is signed in."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    context.add_cookies(opened("change").context.cookies())
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def save(page):
    page.locator("#desk-bar").get_by_role("button", name="Save", exact=True).click()


def test_sources_people_and_topics_are_named_in_words(plain, live_server, story, make_source):
    make_source("Ministry of Ports", slug="ports")
    make_source("Harbour master")
    anna = Person.objects.create(name="Anna Petrova")
    topic = Topic.objects.create(name="Shipping")
    plain.goto(live_server.url + reverse("admin:articles_article_change", args=[story.pk]))
    assert plain.evaluate("document.documentElement.scrollWidth") <= 390
    field = plain.locator("#citations-group .spare").get_by_label("Source:")
    label = plain.locator("#citations-group .spare label").first
    assert abs(field.bounding_box()["x"] - label.bounding_box()["x"]) < 10

    for source in ("ports", "Harbour master"):
        plain.locator("#citations-group .spare").get_by_label("Source:").fill(source)
        save(plain)
        expect(plain.locator(".messagelist")).to_contain_text("changed successfully")
    plain.locator("#bylines-group .spare").get_by_label("Person:").fill("Anna Petrova")
    plain.locator("[name=topics-typed]").fill("Shipping")
    save(plain)

    assert [row.source.slug for row in story.citations.all()] == ["ports", "harbour-master"]
    assert story.bylines.get().person == anna
    assert story.topics.get() == topic


def test_a_name_that_nobody_has_is_said_and_stays(plain, live_server, story):
    plain.goto(live_server.url + reverse("admin:articles_article_change", args=[story.pk]))
    plain.locator("#citations-group .spare").get_by_label("Source:").fill("Ministri")
    plain.locator("[name=topics-typed]").fill("Shiping")
    save(plain)

    expect(plain.locator("#citations-0 .errorlist")).to_contain_text("Select a valid choice")
    expect(plain.locator("[name=citations-0-source-typed]")).to_have_value("Ministri")
    expect(plain.locator("[name=topics-typed]")).to_have_value("Shiping")


@pytest.mark.parametrize("screen", ["articles_article_plans", "articles_image_add"])
def test_nobody_is_told_to_drag_where_no_script_hears_it(plain, desk_page, live_server, screen):
    for tab in (plain, desk_page):
        tab.goto(live_server.url + reverse(f"admin:{screen}"))

    expect(desk_page.locator(".by-drag")).to_contain_text(re.compile("drag it|drop it"))
    expect(plain.locator(".by-drag")).to_be_hidden()
    said = plain.get_by_text(re.compile(r"\bdrag|\bdrop\b", re.IGNORECASE))
    expect(said.locator("visible=true")).to_have_count(0)


def test_no_button_is_shown_that_needs_scripts(plain, live_server, story):
    """A window of its own for a new source would take the place of the story, and close on an empty page."""
    plain.goto(live_server.url + reverse("admin:articles_article_change", args=[story.pk]))
    expect(plain.locator("[name=headline]")).to_be_visible()
    assert plain.locator(".theme-toggle:visible, .related-widget-wrapper-link:visible").count() == 0

    plain.goto(live_server.url + reverse("admin:articles_topic_add") + "?_popup=1")
    plain.get_by_label("Name:").fill("Shipping")
    plain.get_by_role("button", name="Save", exact=True).click()
    expect(plain.locator("p")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_words_are_redacted_by_looking_at_each_place(plain, desk_page, live_server, story, boss, scripts):
    page = desk_page if scripts else plain
    desk.publish(story, by=boss)
    page.goto(live_server.url + reverse("admin:articles_article_redact", args=[story.pk]))
    page.get_by_label("Words that go").fill("rained")
    page.get_by_label("On whose order").fill("A court's, today")
    expect(page.locator("[name=is_sure]")).to_have_count(0)
    redact = page.get_by_role("button", name="Redact", exact=True)

    redact.click()
    expect(page.locator(".foreseen del").first).to_contain_text("rained")
    expect(page.locator(".errorlist")).to_have_count(0)
    redact.click()
    expect(page.locator(".errorlist")).to_contain_text("Look at each place")
    page.get_by_label("I have looked at each place").check()
    redact.click()

    expect(page.locator(".messagelist")).to_contain_text("Redacted")
    assert story.editions.get().body == "It █████."
