"""The desk's scripts: modules that find each other by the names of collected files, and leave no globals."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles import desk
from articles.models import Publication
from articles.pictures import library
from tests.pictures.files import jpeg, upload
from tests.room import Room

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATIC = Path(__file__).resolve().parents[2] / "articles" / "static"
SCRIPTS = {str(path.relative_to(STATIC)) for path in STATIC.glob("articles/admin/**/*.js")}
# jQuery marks what it listens on by a key with a random number.
GLOBALS = "() => Object.getOwnPropertyNames(window).filter((name) => !/^jQuery\\d/.test(name)).sort()"
# A classic script's `const` is a global that is no property of the window.
CLASSIC = "script[src*='/articles/admin/']:not([type=module])"


@pytest.fixture
def pages(desk_page, settings, tmp_path):
    """Return pages that between them load every script."""
    settings.MEDIA_ROOT = tmp_path / "media"
    room = Room(chief=User.objects.get(username="boss"))
    image = library.accept(upload(jpeg(90, 60)), room.chief, alt_text="Boats in fog")
    clash(room.live, by=room.chief)
    of_stories = {"change": room.storm, "correct": room.live, "settle": room.live, "links": room.storm,
                  "approve": room.waiting}  # fmt: skip
    return [
        *(reverse(f"admin:articles_article_{name}", args=[story.pk]) for name, story in of_stories.items()),
        reverse("admin:index"),
        reverse("admin:articles_article_changelist"),
        reverse("admin:articles_article_bulk"),
        reverse("admin:articles_article_plans"),
        reverse("admin:articles_image_add"),
        reverse("admin:articles_image_change", args=[image.pk]),
        reverse("admin:articles_publication_change", args=[Publication.objects.get().pk]),
        reverse("home_desk"),
        reverse("signed_in"),
    ]


def clash(story, by):
    story.body = "Boats run."
    desk.save(story, by=by, base=story.version)
    desk.correct(story, by=by, kind="correction", note="No ferries.", changes={"body": "Trains run."})


def test_no_script_of_the_desk_defines_a_global(desk_page, pages):
    page = desk_page

    def names(address):
        assert page.goto(address).status == 200
        page.wait_for_load_state("networkidle")
        return page.evaluate(GLOBALS)

    defined = {}
    for address in pages:
        defined[address] = names(address)
        assert page.locator(CLASSIC).count() == 0

    nothing = {"body": "", "content_type": "text/javascript"}
    page.route("**/articles/admin/**/*.js", lambda route: route.fulfill(**nothing))
    assert {address: names(address) for address in pages} == defined


def test_each_collected_script_finds_what_it_imports(desk_page, pages, collected):
    page, loaded = desk_page, set()

    def serve(route):
        name = urlsplit(route.request.url).path.removeprefix("/static/")
        loaded.add(name)
        route.fulfill(path=collected / name)

    page.route("**/static/**", serve)
    for address in pages:
        page.goto(address)
        page.wait_for_load_state("networkidle")  # the writing surface comes behind the page

    hashed = json.loads((collected / "staticfiles.json").read_text())["paths"]
    scripts = {name for name in loaded if name.startswith("articles/admin/") and name.endswith(".js")}
    assert scripts == {hashed[name] for name in SCRIPTS}
