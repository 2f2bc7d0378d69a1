"""Whatever is asked: the right status, the paper's page, and no echo of what was asked."""

import pytest

from articles.models import Publication
from tests.reading import empty_cache  # noqa: F401

ECHO = "zzyzx"


@pytest.fixture(scope="module")
def story(publish_kept):
    Publication.objects.create(name="The Paper")
    publish_kept(slug="a-story")


@pytest.fixture
def paper(story, db):
    """A paper of one story, in a test that may change it."""


@pytest.mark.parametrize(
    "path",
    [
        f"/%00{ECHO}",
        f"/articles/%00{ECHO}/",
        f"/articles/../{ECHO}/",
        f"/articles/..%2f{ECHO}/",
        f"/x//{ECHO}/",
        f"/articles//{ECHO}/",
        "/ARTICLES/A-STORY/",
        "/articles/A-Story/",
        f"/articles/{ECHO * 500}/",
        f"/archive/{ECHO}/1/",
        "/archive/2026/99/",
        f"/feeds/latest.{ECHO}",
        "/sitemaps/0-0.xml",
    ],
)
def test_a_path_that_leads_nowhere_is_the_papers_404(client, paper, path):
    response = client.get(path)

    assert response.status_code == 404
    assert b"The Paper" in response.content
    assert ECHO.encode() not in response.content


def test_a_404_is_rendered_once_a_token(client, paper, django_assert_num_queries):
    first = client.get("/nothing/")

    # The token, the moment for which an old address is looked up, and the old addresses.
    with django_assert_num_queries(3):
        second = client.get("/articles-that/never-were/")

    assert (second.status_code, second.content) == (404, first.content)


def test_a_404_changes_with_the_paper(client, paper):
    client.get("/nothing/")

    publication = Publication.objects.get()
    publication.name = "The Other Paper"
    publication.save()

    assert b"The Other Paper" in client.get("/nothing/").content


@pytest.mark.parametrize("path", [f"/preview/%00{ECHO}/", f"/sources/?before=%00{ECHO}"])
def test_a_null_character_that_a_database_takes_for_none_is_no_failure(client, paper, path):
    client.raise_request_exception = False

    response = client.get(path)

    assert response.status_code in (200, 400, 404)
    assert ECHO.encode() not in response.content


@pytest.mark.parametrize("path", ["/articles/a-story", "/archive", "/sections/world"])
def test_a_missing_slash_is_put_there(client, paper, path):
    response = client.get(path)

    assert response.status_code == 301
    assert response["Location"] == f"{path}/"


@pytest.mark.parametrize("path", ["/", "/articles/a-story/", "/archive/", "/feeds/latest.atom"])
def test_a_page_number_of_anything_is_nothing_to_the_paper(client, paper, path):
    without = client.get(path)

    for page in ("", "0", "-1", "2", "9" * 99, "%00", "x", "last", "1;drop"):
        response = client.get(f"{path}?page={page}")
        assert response.status_code == 200, page
        assert response.content == without.content, page


@pytest.mark.parametrize("path", ["/", "/articles/a-story/", "/archive/", "/search/", "/feeds/latest.rss"])
def test_a_query_of_8_kilobytes_is_borne(client, paper, path):
    response = client.get(f"{path}?{ECHO}={ECHO * 1600}")

    assert response.status_code == 200
    assert ECHO.encode() not in response.content


@pytest.mark.parametrize("host", [f"{ECHO}.example", "127.0.0.1:x", "a b", f"{ECHO}@127.0.0.1"])
def test_a_host_of_someone_else_is_refused_without_an_echo(client, paper, settings, host):
    settings.ALLOWED_HOSTS = ["paper.example"]

    response = client.get("/articles/a-story/", headers={"Host": host})

    assert response.status_code == 400
    assert b"That can\xe2\x80\x99t be understood" in response.content
    assert ECHO.encode() not in response.content


@pytest.mark.parametrize("path", ["/", "/articles/a-story/", "/feeds/latest.atom", "/sitemap.xml"])
def test_a_date_of_anything_gets_the_whole_page(client, paper, path):
    for since in ("", "yesterday", "\x00", "9" * 900, "Sat, 99 Xyz 2050 25:61:61 GMT", "-1"):
        response = client.get(path, headers={"If-Modified-Since": since, "If-None-Match": since})
        assert response.status_code == 200, since
        assert response.content, since
