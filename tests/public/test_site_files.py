import pytest
from django.test import Client

from articles.models import Publication


def test_robots_name_the_sitemap_at_the_papers_own_address(client, db):
    Publication.objects.create(address="https://paper.example/")

    text = client.get("/robots.txt", headers={"Host": "localhost"}).content.decode()

    assert "Sitemap: https://paper.example/sitemap.xml" in text
    assert "Disallow: /admin/" in text


@pytest.mark.parametrize(("is_reserved", "said"), [(False, 0), (True, 1)])
def test_the_right_to_mine_is_reserved_by_a_setting(client, db, settings, is_reserved, said):
    settings.TDM_RESERVATION = is_reserved

    response = client.get("/.well-known/tdmrep.json")

    assert response["Content-Type"] == "application/json"
    assert response.json() == [{"location": "/", "tdm-reservation": said}]


def test_the_rules_for_search_engines_are_a_setting(client, publish, settings):
    settings.ROBOTS = "noarchive,max-snippet:50"
    publish(slug="a-story")

    for path in ("/", "/articles/a-story/", "/archive/"):
        page = client.get(path).content.decode()
        assert '<meta name="robots" content="noarchive,max-snippet:50">' in page


def test_the_icon_is_there(client, db):
    response = client.get("/favicon.ico")

    assert response.status_code == 301
    assert response["Location"].endswith("favicon.svg")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize(
    "path", ["/", "/robots.txt", "/healthz", "/favicon.ico", "/archive/", "/feeds/latest.atom"]
)
def test_nothing_is_sent_to_the_paper(db, path, method):
    client = Client(enforce_csrf_checks=True)

    response = getattr(client, method)(path)

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert b"Nothing can be sent here" in response.content
    assert not response.cookies


def test_security_txt_names_the_papers_contact(client, db):
    Publication.objects.create(address="https://paper.example", contact="desk@paper.example")

    text = client.get("/.well-known/security.txt").content.decode()

    assert "Contact: mailto:desk@paper.example" in text
    assert "Canonical: https://paper.example/.well-known/security.txt" in text


def test_without_a_contact_there_is_no_security_txt(client, db):
    assert client.get("/.well-known/security.txt").status_code == 404


def test_the_manifest_names_the_paper(client, db):
    Publication.objects.create(name="The Riverside Courier")

    response = client.get("/manifest.webmanifest")

    assert response["Content-Type"] == "application/manifest+json"
    assert response.json()["name"] == "The Riverside Courier"
    assert "short_name" not in response.json()  # browsers cut the name where they have no room
