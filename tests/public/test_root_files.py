"""The files that a paper writes for its root: served, inert, and in nobody's way."""

import re

import pytest
from django.urls import Resolver404, get_resolver, resolve

from articles.models import Publication, root_files
from articles.public import site_files
from exchange.static_site import STARTS

pytestmark = pytest.mark.django_db
GOOGLE = "google1234567890abcdef.html"
TEXTS = {
    "ads_txt": "greenads.example, 12, DIRECT",
    "trust_txt": "member=https://press.example",
    "security_txt": "Contact: mailto:holes@paper.example\nExpires: 2027-01-01T00:00:00Z",
    "verification": f"{GOOGLE} google-site-verification: {GOOGLE}",
}
PATHS = {
    "/ads.txt": TEXTS["ads_txt"],
    "/trust.txt": TEXTS["trust_txt"],
    "/.well-known/trust.txt": TEXTS["trust_txt"],
    "/security.txt": TEXTS["security_txt"],
    "/.well-known/security.txt": TEXTS["security_txt"],
    f"/{GOOGLE}": f"google-site-verification: {GOOGLE}",
}


@pytest.mark.parametrize("path", PATHS)
def test_a_file_is_served_as_text_that_runs_nothing(client, path):
    Publication.objects.create(**TEXTS)

    response = client.get(path)

    assert response.text == PATHS[path] + "\n"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", PATHS)
def test_what_is_not_written_is_not_there(client, path):
    assert client.get(path).status_code == 404


def test_a_file_changes_with_its_publication(client):
    Publication.objects.create(ads_txt="one")
    assert client.get("/ads.txt").text == "one\n"

    Publication.objects.get().delete()
    Publication.objects.create(ads_txt="two")

    assert client.get("/ads.txt").text == "two\n"


def test_no_name_of_a_file_hides_an_address():
    ours = {site_files.root_file, site_files.verification, site_files.security}
    shown = [
        str(pattern.pattern)
        for pattern in get_resolver("articles.public.urls").url_patterns
        if pattern.callback not in ours
    ]

    assert not [path for path in shown if re.fullmatch(root_files.VERIFICATION, path)]
    for name in (GOOGLE, "BingSiteAuth.xml", "yandex_1234567890abcdef.html", "pinterest-a1b2c.html"):
        assert resolve(f"/{name}").func is site_files.verification
    with pytest.raises(Resolver404):
        resolve("/google.html")


def test_a_static_copy_asks_for_them():
    assert {path for path in PATHS if path != f"/{GOOGLE}"} <= set(STARTS)
