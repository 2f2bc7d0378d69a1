import gc
import os
import shutil
import time
import timeit
from datetime import timedelta
from functools import partial
from hashlib import sha256
from unittest import mock

import brotli
import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.test import TransactionTestCase, client, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django.live_server_helper import LiveServer

from articles.desk import outbox
from articles.pictures import renditions, social_cards
from articles.search import writing as search
from tests import statements
from tests.cast import *  # noqa: F403  the cast is at every test's hand
from tests.reading import empty_cache  # noqa: F401
from tests.story_states import ready, ready_stories  # noqa: F401

CHROMIUM = os.environ.get("CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None
)
# What no page sees, though a window costs half a second of CPU more with it: the address bar's pop-ups, and a
# renderer in reserve. Only the last such list counts, so Playwright's own that matter here stand in it too.
UNUSED = [
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
    "AimEnabled",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
]


# A busy machine is no fault of the code's.
patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
hypothesis_settings.register_profile("patient", **patient)
hypothesis_settings.register_profile("thorough", max_examples=2000, **patient)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "patient"))


# What this run covers, said at both ends


def database_name():
    return {"sqlite3": "SQLite", "postgresql": "PostgreSQL"}[
        settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    ]


def coverage_of_this_run(config):
    marks = config.option.markexpr
    chosen = f"only what is “{marks}”, " if marks else ""
    browser = f"browser tests in {CHROMIUM}" if CHROMIUM else "NO CHROMIUM: BROWSER TESTS ARE SKIPPED"
    return f"on {database_name()}, {chosen}{browser}"


def pytest_report_header(config):
    return f"newsroom: {coverage_of_this_run(config)}"


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.section(coverage_of_this_run(config))


@pytest.hookimpl(optionalhook=True)  # a run without xdist knows no such hook
def pytest_xdist_auto_num_workers():
    """Run three tests on two cores: they wait for a browser or a server a third of the time."""
    return (os.cpu_count() or 1) * 3 // 2


def pytest_configure(config):
    config.pluginmanager.register(statements)


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(config, items):
    skip_without_chromium(items)
    for item in items:
        if item.get_closest_marker("django_db") or "django_db_setup" in item.fixturenames:
            item.add_marker("database")
    others = [item for item in items if item.get_closest_marker("only_on") and not is_for_this_database(item)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]
    statements.mark_covered(config, [item for item in items if item.get_closest_marker("database")])


def pytest_collection_finish():
    """Look through the tests' own objects no more, and for garbage seldom: it cost 3 % of the run."""
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


def is_for_this_database(item):
    return item.get_closest_marker("only_on").args == (connection.vendor,)


def skip_without_chromium(items):
    if CHROMIUM:
        return
    if os.environ.get("REQUIRE_BROWSER"):
        raise pytest.UsageError(
            "REQUIRE_BROWSER is set, and there is no Chromium. Install it or set CHROMIUM."
        )
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="there is no Chromium; install it or set CHROMIUM"))


@pytest.fixture
def limit():
    """CPU seconds that a case may take: what a hundred million steps take now; at 20 ns each, 2 s."""
    loop = "for step in range(300_000): taken += step & 7"
    times = timeit.repeat(loop, "taken = 0", time.process_time, repeat=4, number=1)
    return 100_000_000 / 300_000 * sorted(times)[-2]


# Chromium; `page.goto("/")` opens the paper's front on the live server


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    # Playwright keeps an event loop in this thread, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            f"--disable-features={','.join(UNUSED)}",
        ],
    }


@pytest.fixture(scope="session")
def live_server():
    """Let WhiteNoise send the static files, as in production: Django's server lets no browser keep them."""
    with mock.patch("django.contrib.staticfiles.handlers.StaticFilesHandler", lambda served: served):
        server = LiveServer("localhost")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def base_url(live_server):
    return live_server.url


KEPT = {"django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


def empty_tables(test_case):
    """Empty what a test with transactions of its own filled, and leave what the migrations wrote.

    Django's `flush` empties that too and then has every permission made again: seconds on PostgreSQL.
    """
    tables = set(connection.introspection.django_table_names()) - KEPT
    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608
        search.clear_if_empty()


TransactionTestCase._fixture_teardown = empty_tables


@pytest.fixture(scope="session", autouse=True)
def each_rendition_encoded_once():
    """Remember what pixels were encoded to: the same few pictures are sent in many tests."""
    encode, known = renditions._encoded, {}

    def encoded(pixels, words):
        said = (pixels.mode, pixels.size, pixels.info, renditions.FORMATS, words)
        sent = repr(said).encode() + pixels.tobytes()
        key = sha256(sent).digest()
        if key not in known:
            known[key] = list(encode(pixels, words))
        return known[key]

    with mock.patch.object(renditions, "_encoded", encoded):
        yield


@pytest.fixture(scope="session", autouse=True)
def contexts_of_no_widget():
    """Let the client keep no widget's context: to copy them takes a third of a form's time."""
    keep = client.store_rendered_templates

    def keep_others(store, signal, sender, template, context, **kwargs):
        if not str(template.name).startswith(("django/forms/", "admin/widgets/")):
            keep(store, signal, sender, template, context, **kwargs)

    with mock.patch.object(client, "store_rendered_templates", keep_others):
        yield


@pytest.fixture(autouse=True)
def empty_caches():
    yield
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def no_thread_for_mail(monkeypatch):
    """Send at once what production sends in a thread, which would not see the test's transaction."""
    monkeypatch.setattr(outbox, "start_sending", lambda: outbox.send_waiting(tries=1))
    monkeypatch.setattr(outbox, "send_aside", outbox.send_once)


COLLECTED = {"staticfiles": {"BACKEND": "newsroom.static_files.ModuleStorage"}}


@pytest.fixture
def no_card_on_its_way(monkeypatch):
    """Let no page name a card that may still be drawn: a minute later it would not."""
    monkeypatch.setattr(social_cards, "DRAWING", timedelta())


@pytest.fixture(scope="session")
def collected_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    storages = {**settings.STORAGES, **COLLECTED}
    # Packed all the same, if not as small: at the best quality all of the admin's files take 5 s of CPU.
    fast = mock.patch.object(brotli, "compress", partial(brotli.compress, quality=1))
    with fast, override_settings(STATIC_ROOT=folder, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


@pytest.fixture
def collected(collected_once, settings):
    """Link the static files as they are collected for production; return their folder."""
    settings.STATIC_ROOT = collected_once
    settings.STORAGES = {**settings.STORAGES, **COLLECTED}
    return collected_once
