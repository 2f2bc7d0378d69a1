"""The hunt: a confidential name, typed at the desk, is looked for wherever something could tell it."""

import re
from io import StringIO
from itertools import product

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from articles import desk
from articles.models import Source, clock, encryption

pytestmark = pytest.mark.django_db

NAME = "Xanthippe Quillfeather"
TOLD = "a person in the ministry"
TYPED = {"name": NAME, "slug": "", "kind": "person", "is_confidential": "on", "public_description": TOLD}
ADD = "admin:articles_source_add"


@pytest.fixture(scope="module")
def source(kept_chief):
    """Add a confidential source as the desk does, in the admin."""
    client = Client()
    client.force_login(kept_chief)
    client.post(reverse(ADD), TYPED)
    return Source.objects.get()


@pytest.fixture(scope="module")
def story(source, publish_kept, make_kept, kept_chief):
    """Let a story rest on the source, correct it, look at the name, and withdraw the source."""
    article = make_kept(sources=[source], body=f"They saw it all. [@{source.slug}]", slug="told")
    publish_kept(article)
    changes = {"body": f"They saw a part. [@{source.slug}]"}
    desk.correct(article, by=kept_chief, kind="correction", note="It was a part.", changes=changes)
    desk.show_names(source, by=kept_chief)
    desk.withdraw_source(source, by=kept_chief, reason="It was not there.")
    return article


def tells(text):
    return re.search("xanthippe|quillfeather", text, re.IGNORECASE)


def routes(resolver, prefix=""):
    """Yield every route of the URL table, from its root."""
    for pattern in resolver.url_patterns:
        route = prefix + re.sub(r"^\^|\$$|\\Z", "", str(pattern.pattern))
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern, route)
        else:
            yield route


def rows(route, story):
    """Return the keys of what a route of the desk is about."""
    noun = re.match(r"admin/(\w+)/(\w+)/<", route)
    model = noun and apps.all_models[noun[1]].get(noun[2])
    return list(model.objects.values_list("pk", flat=True)[:5]) or [1] if model else [story.pk]


def addresses(story, source):
    """Yield addresses for each route, with the story, the source or what it is about for its arguments."""
    today = clock.now()
    values = {
        "slug": [story.slug, source.slug],
        "app_label": ["articles"],
        "year": [today.year],
        "month": [today.month],
    }
    for route in routes(get_resolver()):
        names = re.findall(r"<(?:\w+:)?(\w+)>", route)
        own = {name: rows(route, story) for name in names if name in ("pk", "object_id", "id")}
        for chosen in product(*((values | own).get(name, [1]) for name in names)):
            given = iter(chosen)
            yield "/" + re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]*>", lambda _match: str(next(given)), route)  # noqa: B023


@pytest.mark.parametrize("who", ["nobody", "reporter", "editor"])
def test_no_address_of_the_url_table_tells_a_confidential_name(who, request, client, story, source):
    if who != "nobody":
        client.force_login(request.getfixturevalue(who))

    answers = {address: client.get(address) for address in dict.fromkeys(addresses(story, source))}

    assert len(answers) > 100
    assert any(TOLD in answer.text for answer in answers.values() if not answer.streaming)
    for address, answer in answers.items():
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert not tells(f"{answer.headers}{body.decode(errors='replace')}"), address


@pytest.mark.parametrize("path", ["/search/", "/search/suggest"])
def test_no_readers_search_finds_it(path, client, story):
    answer = client.get(path, {"q": "Xanthippe"})

    assert answer.status_code == 200
    assert TOLD not in answer.text


def test_no_search_at_the_desk_finds_it(client, story, source, editor):
    client.force_login(editor)

    for noun in ("source", "article", "edition", "act"):
        page = client.get(reverse(f"admin:articles_{noun}_changelist"), {"q": "Xanthippe"})
        assert "0 " in page.text
        assert 'id="result_list"' not in page.text  # filters beside it do name what readers are told


def tables(cursor):
    """Name the tables that hold rows; what SQLite's full-text tables know lies in others beside them."""
    names = set(connection.introspection.table_names(cursor))
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
        names -= {name for (name,) in cursor.fetchall()}
    return sorted(names)


def test_no_table_and_no_dump_tells_it(story):
    out = StringIO()
    call_command("dumpdata", stdout=out)

    assert TOLD in out.getvalue()
    assert not tells(out.getvalue())
    with connection.cursor() as cursor:
        for table in tables(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                cells = [bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]
                assert not tells(str(cells)), table
    assert LogEntry.objects.get().object_repr == TOLD


@pytest.mark.only_on("sqlite")
def test_the_bytes_of_the_database_do_not_tell_it(story):
    stored = connection.connection.serialize()

    assert TOLD.encode() in stored
    assert not tells(stored.decode("latin-1"))


@pytest.mark.parametrize("debug", [False, True])
def test_an_error_page_does_not_tell_it(
    debug, client, chief_editor, settings, monkeypatch, mailoutbox, caplog
):
    def fail(name, slug):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(encryption, "encrypt", fail)
    settings.DEBUG = debug
    client.force_login(chief_editor)
    client.raise_request_exception = False

    response = client.post(reverse(ADD), TYPED)

    assert response.status_code == 500
    assert ("the disk is full" in response.text) is debug
    assert not tells(response.text)
    assert not tells(caplog.text)


def test_a_form_that_is_refused_without_a_key_stores_nothing(client, chief_editor, settings):
    settings.SOURCES_KEY = []
    before = list(Source.objects.values())
    client.force_login(chief_editor)

    response = client.post(reverse(ADD), TYPED)

    assert "SOURCES_KEY" in response.text
    assert "no-store" in response.headers["Cache-Control"]
    assert list(Source.objects.values()) == before


def test_the_name_is_shown_by_an_act_of_its_own_that_is_logged(client, source, editor, chief_editor):
    card = reverse("admin:articles_source_change", args=[source.pk])
    act = reverse("admin:articles_source_name", args=[source.pk])

    client.force_login(editor)
    assert "Show the name" not in client.get(card).text
    assert client.post(act).status_code == 403

    client.force_login(chief_editor)
    assert "Show the name" in client.get(card).text
    assert client.get(act).status_code == 405
    shown = client.post(act)
    assert NAME in shown.text
    assert "no-store" in shown.headers["Cache-Control"]


def test_the_admins_log_names_no_source_that_is_kept_back_or_deleted(client, chief_editor):
    client.force_login(chief_editor)
    for name in ("Jane Roe", "John Doe"):
        client.post(reverse(ADD), {"name": name, "kind": "person"})
    jane, john = (Source.objects.get(name=name) for name in ("Jane Roe", "John Doe"))
    assert LogEntry.objects.filter(object_repr__in=["Jane Roe", "John Doe"]).count() == 2

    keys = [jane.pk, john.pk]
    jane.is_confidential, jane.public_description = True, TOLD
    jane.save()
    client.post(reverse("admin:articles_source_delete", args=[john.pk]), {"post": "yes"})

    assert not Source.objects.filter(pk=john.pk).exists()
    told = LogEntry.objects.filter(object_id__in=keys).values_list("object_repr", flat=True)
    assert set(told) == {TOLD, ""}
