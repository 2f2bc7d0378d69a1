import threading
import time
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Error, expect

from articles.models import Section
from articles.pictures import accepting
from tests.cast import make_user
from tests.pictures.files import encoded, jpeg, scene, upload

expect.set_options(timeout=20_000)  # ms; a busy machine is no failure


@pytest.fixture(scope="session")
def window(browser, browser_context_args):
    """Open one window for all tests: a new one fetches each style and script of the desk again."""
    context = browser.new_context(**browser_context_args)
    yield context
    context.close()


@pytest.fixture
def context(window, request, new_context, base_url):
    """Hand out the window as new, or one of the test's own where it asks for another kind."""
    if request.node.get_closest_marker("browser_context_args"):
        yield new_context()
        return
    yield window
    window.set_offline(False)
    window.clear_cookies()
    window.clear_permissions()
    window.unroute_all()
    page = window.new_page()
    session = window.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": base_url, "storageTypes": "local_storage"})
    for page in window.pages:
        page.close()


@pytest.fixture(autouse=True)
def last_answers(page, live_server):
    """Empty no table while the server answers, nor let it hear the goodbyes of forms left open."""
    answering = set()

    def start(**kwargs):
        answering.add(threading.get_ident())

    def finish(**kwargs):
        answering.discard(threading.get_ident())

    request_started.connect(start)
    request_finished.connect(finish)
    yield
    with suppress(Error):  # a page that crashed can't leave
        page.context.set_offline(True)
    for each in page.context.pages:
        with suppress(Error):
            each.goto("about:blank")
    latest = time.monotonic() + 5
    while answering and time.monotonic() < latest:
        time.sleep(0.01)
    request_started.disconnect(start)
    request_finished.disconnect(finish)


@pytest.fixture
def complaints(page):
    """Collect what the browser complains of: scripts' errors, and breaches of the page's policy."""
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


@pytest.fixture
def sign_in(page, live_server):
    """Sign a user in without the form, which has tests of its own."""

    def sign_in(user):
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
    page.set_default_timeout(30_000)
    return page


@pytest.fixture
def paper(page):
    """Bring the supplied article, for a reader."""
    call_command("loaddata", "seed", verbosity=0)
    page.set_default_timeout(10_000)
    return page


@pytest.fixture
def illustrated(settings, tmp_path, chief_editor, make_article, publish):
    settings.MEDIA_ROOT = tmp_path / "media"
    words = {"alt_text": "Boats in fog", "caption": "At dawn", "credit": "Anna Petrova / Agency"}
    lead = accepting.accept(upload(encoded(scene(1300, 870))), chief_editor, **words)
    second = accepting.accept(upload(jpeg(900, 1200)), chief_editor, **words)
    body = "Boats. " * 200 + f"\n\n![](image:{second.key})\n\nEnd."
    return publish(make_article(lead_image=lead, body=body)).editions.get()
