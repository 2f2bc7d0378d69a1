"""Standing pages, such as the imprint."""

from articles.models import Page, Publication
from tests.reading import main


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
