from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from articles.models import Section
from tests.cast import make_user

expect.set_options(timeout=20_000)  # ms; a busy machine is no failure


@pytest.fixture
def complaints(page):
    """Collect what the browser complains of: scripts' errors, and breaches of the page's policy."""
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


@pytest.fixture
def desk_page(page, live_server, complaints):
    """Sign a chief editor in, by the form."""
    Section.objects.get_or_create(slug="world", defaults={"name": "World"})
    make_user("boss", "Chief editor")
    page.set_default_timeout(30_000)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_label("Username").fill("boss")
    page.get_by_label("Password").fill("boss's long password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")
    yield page
    # An open form says goodbye when it is left: let the server hear it before its tables are emptied.
    for each in page.context.pages:
        with suppress(Error):
            each.goto("about:blank")
    live_server.thread.join(0.5)
