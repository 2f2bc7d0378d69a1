"""Standing pages, such as the imprint."""

import pytest
from django.core.files.base import ContentFile

from articles.models import Image, Page, Publication
from articles.pictures import housekeeping, library
from tests.pictures import files
from tests.reading import main

pytestmark = pytest.mark.django_db


def test_a_standing_page_is_read_and_stands_in_the_footer(client, db):
    Page.objects.create(headline="About us", slug="about", body="We *are*.", is_published=True)

    response = client.get("/pages/about/")

    assert "<p>We <em>are</em>.</p>" in main(response)
    assert '<a href="/pages/about/">About us</a>' in client.get("/").content.decode()


def test_an_unpublished_standing_page_is_unknown(client, db):
    Page.objects.create(headline="About us", slug="about", body="Draft")

    assert client.get("/pages/about/").content == client.get("/pages/nothing/").content


def test_a_standing_page_speaks_the_papers_language_and_draws_its_charts(client, db):
    Publication.objects.update_or_create(pk=1, defaults={"name": "Newsroom", "language": "ru"})
    Page.objects.create(
        headline="О нас", slug="about-us", is_published=True,
        body="Text[^1].\n\n```chart bars Ships\nPort,2026\nBatumi,164\n```\n\n[^1]: A note.",
    )  # fmt: skip

    page = client.get("/pages/about-us/").text

    assert "<figcaption>Ships</figcaption>" in page
    assert "Footnote" not in page


def test_a_standing_page_shows_its_pictures_and_cards(client, db):
    image = library.take(ContentFile(files.jpeg(), "desk.jpg"), None, alt_text="The desk")
    Page.objects.create(
        headline="About us", slug="about-us", is_published=True,
        body=f"![](image:{image.key} \"Who we are\")\n\n<https://www.youtube.com/watch?v=abcdefghijk>",
    )  # fmt: skip

    page = client.get("/pages/about-us/").text

    assert 'alt="The desk"' in page
    assert "Who we are" in page
    assert "articles/embeds" in page


def test_a_picture_of_a_standing_page_stays_when_a_story_forgets_it():
    image = library.take(ContentFile(files.jpeg(), "desk.jpg"), None)
    Page.objects.create(headline="About us", slug="about-us", body=f"![](image:{image.key})")

    housekeeping.forget([[image.as_printed()]])

    assert Image.objects.filter(pk=image.pk).exists()
