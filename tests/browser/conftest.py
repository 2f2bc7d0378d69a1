import threading
import time
from contextlib import suppress

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Error, expect

from articles import desk
from articles.models import Article, Section
from articles.pictures import library
from tests.browser.hands import body
from tests.cast import make_user
from tests.pictures.files import encoded, jpeg, scene, upload

expect.set_options(timeout=60_000)  # ms; a busy machine is no failure


# Windows and their tabs stay open for all tests: in a new window each style and script of the desk is
# fetched again, and a new tab takes a process, half a second of CPU more with the desk's first page.


@pytest.fixture(scope="session")
def window(browser, browser_context_args):
    return browser.new_context(**browser_context_args)


@pytest.fixture(scope="session")
def other_window(browser, browser_context_args):
    return browser.new_context(**browser_context_args)


@pytest.fixture
def context(window, base_url):
    """Hand out the window as new."""
    yield window
    tidy(window, base_url)


@pytest.fixture
def page(context):
    return tab_of(context)


@pytest.fixture
def other_page(other_window, base_url):
    """Hand out a tab in a window that knows nothing of the first one: a colleague's or a reader's."""
    yield tab_of(other_window)
    leave(other_window)
    tidy(other_window, base_url)


def tab_of(window):
    tab = window.pages[0] if window.pages else window.new_page()
    tab.set_default_timeout(60_000)
    return tab


def leave(window):
    """Leave all pages but for an empty one, and let the server hear no goodbye of theirs."""
    for page in window.pages:
        for _attempt in range(10):  # it may be on its way elsewhere
            if page.url == "about:blank":
                break
            # By the page's own script: the browser would take a new process.
            with suppress(Error), page.expect_navigation():
                page.evaluate("navigator.sendBeacon = () => true; location.href = 'about:blank'")
    for page in window.pages[1:]:
        page.close()


def tidy(window, base_url):
    window.clear_cookies()
    window.clear_permissions()
    window.unroute_all()
    window.set_offline(False)  # a test that failed without a connection must not take all others with it
    tab = tab_of(window)
    tab.unroute_all()
    tab.set_viewport_size({"width": 1280, "height": 720})
    tab.emulate_media(media="null", color_scheme="null", reduced_motion="null", forced_colors="null")
    session = window.new_cdp_session(tab)
    session.send("Storage.clearDataForOrigin", {"origin": base_url, "storageTypes": "local_storage"})
    session.detach()


@pytest.fixture
def hear(page):
    """Hear what a page tells of until the test ends: its tab stays open."""
    heard = []

    def hear(event, answer):
        page.on(event, answer)
        heard.append((event, answer))

    yield hear
    for event, answer in heard:
        page.remove_listener(event, answer)


@pytest.fixture(autouse=True)
def last_answers(context, live_server):
    """Empty no table while the server answers, nor let it hear the goodbyes of forms left open."""
    answering = set()

    def start(**kwargs):
        answering.add(threading.get_ident())

    def finish(**kwargs):
        answering.discard(threading.get_ident())

    request_started.connect(start)
    request_finished.connect(finish)
    yield
    leave(context)
    latest = time.monotonic() + 5
    while answering and time.monotonic() < latest:
        time.sleep(0.01)
    request_started.disconnect(start)
    request_finished.disconnect(finish)


@pytest.fixture
def complaints(hear):
    """Collect what the browser complains of: scripts' errors, and breaches of the page's policy."""
    said = []
    hear("console", lambda message: said.append(message.text) if message.type == "error" else None)
    hear("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


@pytest.fixture
def sign_in(page, live_server):
    """Sign a user in without the form, which has tests of its own."""

    def sign_in(user, page=page):
        client = Client()
        client.force_login(user)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
        page.context.add_cookies([cookie])

    return sign_in


@pytest.fixture
def desk_page(page, complaints, sign_in):
    """Sign a chief editor in at the desk; each test opens the page that it is about."""
    Section.objects.get_or_create(slug="world", defaults={"name": "World"})
    sign_in(make_user("boss", "Chief editor"))
    return page


@pytest.fixture
def boss(desk_page):
    return User.objects.get(username="boss")


@pytest.fixture
def story(boss):
    article = Article(headline="Rain", body="It rained.", section=Section.objects.get(slug="world"))
    desk.save(article, by=boss)
    return article


@pytest.fixture
def opened(desk_page, live_server, story):
    """Open a page of the story."""

    def opened(name, tab=None):
        tab = tab or desk_page
        tab.goto(live_server.url + reverse(f"admin:articles_article_{name}", args=[story.pk]))
        return tab

    return opened


@pytest.fixture
def opened_text(desk_page):
    """Open a saved story with a text."""

    def opened_text(text):
        article = Article(headline="Rain", body=text, section=Section.objects.get(slug="world"))
        desk.save(article, by=User.objects.get(username="boss"))
        desk_page.goto(reverse("admin:articles_article_change", args=[article.pk]))
        expect(body(desk_page)).to_be_visible()
        return article

    return opened_text


@pytest.fixture
def paper(page):
    """Bring the supplied article, for a reader."""
    call_command("loaddata", "seed", verbosity=0)
    return page


@pytest.fixture
def illustrated(settings, tmp_path, chief_editor, make_article, publish):
    settings.MEDIA_ROOT = tmp_path / "media"
    words = {"alt_text": "Boats in fog", "caption": "At dawn", "credit": "Anna Petrova / Agency"}
    lead = library.accept(upload(encoded(scene(700, 470))), chief_editor, **words)
    second = library.accept(upload(jpeg(300, 1200)), chief_editor, **words)
    body = "Boats. " * 200 + f"\n\n![](image:{second.key})\n\nEnd."
    return publish(make_article(lead_image=lead, body=body)).editions.get()
