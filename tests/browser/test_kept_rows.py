"""Rows of a form that stays behind its save, since somebody typed on: each is stored once, none is lost."""

import pytest
from playwright.sync_api import expect

from articles.models import Autosave, Citation
from tests.browser.hands import body, keep_now, press_save

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ["Ministry", "Union", "Railway"]
STOPPED = " It stopped."
STAYED = "Saved, but for what you typed since."
CHOOSE = """([number, key, name]) => {
    const field = document.querySelector(`#id_citations-${number}-source`);
    field.append(new Option(name, key, true, true));
    django.jQuery(field).trigger('change');
}"""


@pytest.fixture
def sources(make_source):
    return [make_source(name) for name in NAMES]


@pytest.fixture
def form(opened, story, sources, complaints, hear):
    """Open a story that cites the first two sources, and type into it."""
    hear("dialog", lambda dialog: dialog.accept())
    for source in sources[:2]:
        Citation.objects.create(article=story, source=source)
    page = opened("change")
    body(page).press("Control+End")
    page.keyboard.type(" For hours.")
    return page


def add(page):
    page.evaluate("document.querySelector('#citations-group .add-row a').click()")


def cite(page, number, source):
    add(page)
    page.evaluate(CHOOSE, [number, source.pk, source.name])


def tick(page, number, is_ticked=True):
    box = f"document.querySelector('[name=citations-{number}-DELETE]')"
    page.evaluate(
        f"""(is) => {{ {box}.checked = is; {box}.dispatchEvent(new Event('change', {{bubbles: true}})); }}""",
        is_ticked,
    )


def save_while(page, then):
    """Save, and do something before the save arrives; the form stays, since something was typed."""

    def hold(route):
        body(page).press("Control+End")
        page.keyboard.type(STOPPED)
        then()
        route.continue_()

    page.route("**/change/", hold, times=1)
    press_save(page)
    expect(page.locator("#kept-state")).to_have_text(STAYED)
    expect(page.locator(".bar-stage")).to_contain_text("version 2")


def save(page):
    press_save(page)
    expect(page.locator(".messagelist")).to_contain_text("changed successfully")


def cited(story):
    return [each.source.name for each in story.citations.order_by("pk")]


def test_rows_left_empty_removed_and_new_ones_are_told_apart(form, story, sources):
    add(form)
    tick(form, 0)
    cite(form, 3, sources[2])
    save_while(form, then=lambda: None)
    expect(form.locator("[data-count-of=citations]").first).to_have_text("3")
    for _letter in STOPPED:
        body(form).press("Backspace")
    keep_now(form)
    expect(form.locator("#kept-state")).to_contain_text("Kept at")
    assert not Autosave.objects.exclude(fields={}).exists()

    form.evaluate("document.querySelector('#id_citations-1-quote').value = 'No trains.'")
    form.evaluate(CHOOSE, [2, sources[0].pk, sources[0].name])
    save(form)

    assert cited(story) == ["Union", "Railway", "Ministry"]
    assert story.citations.get(quote="No trains.").source == sources[2]


def test_a_row_that_was_taken_out_or_kept_too_late_is_so_after_the_next_save(form, story, sources):
    cite(form, 2, sources[2])
    tick(form, 0)

    def think_again():
        tick(form, 0, is_ticked=False)
        form.evaluate("document.querySelector('#citations-2 .inline-deletelink').click()")

    save_while(form, then=think_again)
    assert cited(story) == ["Union", "Railway"]

    save(form)

    assert cited(story) == ["Union", "Ministry"]
