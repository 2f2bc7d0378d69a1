"""What an approval is about, as readers will see it."""

import re

import pytest
from django.urls import reverse

from articles import desk
from articles.models import Citation, Publication
from articles.pictures import library
from tests.pictures.files import jpeg, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(at_desk, editor):
    """Open the page of an approval, and return what it shows of the story."""

    def open_page(story, user=editor):
        desk.submit(story, by=story.created_by)
        page = at_desk(user).get(reverse("admin:articles_article_approve", args=[story.pk])).text
        return page[page.index('class="as-read"') :]

    return open_page


def test_sources_are_numbered_as_the_marks_are_and_the_marks_lead_to_them(read, make_article, make_source):
    alpha, beta = make_source("Alpha"), make_source("Beta")
    story = make_article(body="One [@beta]. Two [@alpha].", standfirst="Says Beta [@beta].")
    for source in (alpha, beta):
        Citation.objects.create(article=story, source=source, mark=source.slug)

    page = read(story)

    assert re.findall(r'<li id="source-(\w+)">', page) == ["beta", "alpha"]
    assert '<p class="standfirst">Says Beta<sup class="citation"><a' in page
    led_to, there = (set(re.findall(form, page)) for form in (r'href="#([\w-]+)"', r' id="([\w-]+)"'))
    assert led_to <= there


def test_a_reading_says_the_language_of_the_paper_and_of_the_story(read, make_article):
    Publication.objects.update_or_create(pk=1, defaults={"language": "ru"})

    page = read(make_article(headline="خبر", slug="khabar", language="ar", backstory="كيف", standfirst="قال"))

    assert '<div lang="ru">' in page
    assert '<h1 class="headline" lang="ar" dir="rtl">' in page
    assert '<p class="standfirst" lang="ar" dir="rtl">' in page
    assert '<div class="body article-body" lang="ar" dir="rtl">' in page
    assert '<div lang="ar" dir="rtl"><p>كيف' in page


def test_all_that_readers_will_see_is_read_before_it_is_signed(
    read, make_article, chief_editor, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    said = {"alt_text": "Boats in fog", "caption": "The harbour at dawn", "credit": "Agency"}
    story = make_article(
        lead_image=library.accept(upload(jpeg(300, 200)), chief_editor, **said),
        type_of_work="opinion",
        backstory="We asked ten people.",
        ai_disclosure="A program counted.",
    )

    page = read(story)

    for words_of_it in (*said.values(), "The view of who signs it", "We asked ten", "A program counted"):
        assert words_of_it in page
