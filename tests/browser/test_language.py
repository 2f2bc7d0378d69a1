"""The desk in Russian in a real browser: its longer words fit, and its scripts know them."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from playwright.sync_api import expect

from articles import desk
from articles.models import Article, Section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLIPPED = """() => [...document.querySelectorAll('button, .act, input[type=submit], label, summary, h1, h2')]
    .filter((each) => each.offsetParent && getComputedStyle(each).display !== 'inline')
    .filter((each) => each.scrollWidth > each.clientWidth + 1)
    .map((each) => each.textContent || each.value)"""


@pytest.fixture
def russian_page(desk_page, settings):
    settings.LANGUAGE_CODE = "ru"
    return desk_page


@pytest.fixture
def story(russian_page):
    article = Article(
        headline="Мост откроют на месяц позже", body="Срок назван.", section=Section.objects.get()
    )
    desk.save(article, by=User.objects.get())
    desk.publish(article, by=User.objects.get())
    return article


def test_russian_words_fit_into_the_desk(russian_page, live_server, story):
    page = russian_page
    paths = [
        reverse(f"admin:articles_article_{verb}", args=[story.pk]) for verb in ("change", "label", "links")
    ]

    for path in (
        reverse("admin:index"),
        reverse("home_desk"),
        reverse("admin:articles_article_changelist"),
        *paths,
    ):
        page.goto(live_server.url + path)

        expect(page.locator("html")).to_have_attribute("lang", "ru")
        for width in (360, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            assert page.evaluate(CLIPPED) == [], (path, width)


def test_a_finding_beside_its_field_speaks_russian(russian_page, live_server):
    page = russian_page
    page.goto(live_server.url + reverse("admin:articles_article_add"))
    page.get_by_label("Заголовок:", exact=True).fill("Мост")
    page.get_by_label("Текст:").fill("Смотрите [отчёт]() сегодня.")

    beside = page.locator(".field-body .findings")
    expect(beside).to_contain_text("Ссылка никуда не ведёт")
    expect(beside.get_by_role("button", name="Показать место")).to_be_visible()
