"""A chief editor brings an archive in by hand, in a real browser, with scripts and without."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Article
from exchange import handing_over, import_job
from exchange.models import Import
from tests.exchange import wxr

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def export(tmp_path, settings, monkeypatch):
    """Return an export of which each request brings two stories."""
    settings.IMPORTS_ROOT = tmp_path / "imports"
    monkeypatch.setattr(handing_over, "SECONDS", 1e-9)
    monkeypatch.setattr(import_job, "BATCH_OF_A_REQUEST", 2)
    file = tmp_path / "old.xml"
    file.write_text(wxr.export(*(wxr.post(number, categories=[wxr.POLITICS]) for number in range(1, 6))))
    return file


def hand_over(page, export):
    page.goto(reverse("admin:exchange_import_add"))
    page.get_by_label("Archive:").set_input_files(export)
    page.get_by_role("button", name="Upload and look").click()
    expect(page.get_by_text("Nothing is brought yet")).to_be_visible()


def test_an_archive_is_mapped_brought_to_its_end_and_taken_back(desk_page, export):
    hand_over(desk_page, export)
    desk_page.get_by_text("What becomes of what").click()
    mapping = desk_page.get_by_label("Or here:")
    mapping.fill(
        mapping.input_value().replace('"category:politics" = "section"', '"category:politics" = "topic"')
    )
    desk_page.get_by_role("button", name="Look again with this").click()
    expect(desk_page.locator(".messagelist")).to_contain_text("Looked at again")

    desk_page.get_by_role("button", name="Bring it").click()

    expect(desk_page.get_by_text("Brought at")).to_be_visible()
    assert Article.objects.count() == 5
    assert Article.objects.filter(topics__slug="politics").count() == 5
    desk_page.get_by_role("link", name="Take back").click()
    desk_page.get_by_role("button", name="Take it all back").click()
    expect(desk_page.locator(".messagelist")).to_contain_text("Taken back")
    assert not Article.objects.exists()


@pytest.fixture
def timed_page(browser, browser_context_args, boss, sign_in):
    """Sign the chief editor in in a window whose clock the test moves: such a clock stays in its window."""
    window = browser.new_context(**browser_context_args)
    page = window.new_page()
    sign_in(boss, page)
    yield page
    window.close()


def test_it_stops_where_one_stops_it_and_goes_on_there(timed_page, export):
    page = timed_page
    hand_over(page, export)
    page.clock.install()  # the next part waits for this clock
    page.get_by_role("button", name="Bring it").click()
    expect(page.get_by_text("2 of 5 stories")).to_be_visible()

    page.get_by_role("button", name="Stop").click()
    page.clock.run_for(5000)

    expect(page.get_by_text("What was brought stays")).to_be_visible()
    assert Article.objects.count() == 2
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("4 of 5 stories")).to_be_visible()
    assert Import.objects.get().ended_at is None


def test_the_page_of_an_import_fits_a_telephone(desk_page, export):
    desk_page.set_viewport_size({"width": 390, "height": 844})
    hand_over(desk_page, export)
    desk_page.get_by_text("What becomes of what").click()

    assert desk_page.evaluate("document.documentElement.scrollWidth") <= 390
