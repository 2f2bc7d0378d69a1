"""The desk in Russian in a real browser: its scripts know the words."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

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
