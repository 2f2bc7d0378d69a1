"""The dump of a whole newsroom: nothing of it is lost, and it is loaded once."""

import errno
import io
import json
import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import desk
from articles.archive import verifying
from articles.management.commands import dump as dump_command
from articles.models import (
    Article,
    Byline,
    EditionLink,
    EditionPerson,
    Image,
    Person,
    Source,
    Topic,
    clock,
    site_state,
)
from tests.crawl import records

from .newsrooms import dump, empty, exact, told

pytestmark = pytest.mark.django_db


def links():
    """Return what each class of links ties to each edition, and how often."""
    moments = ("first_published_at", "live_from", "live_until")
    return {
        link: Counter(link.objects.values_list("edition__digest", f"{link.NAMES}__{link.KEY}", *moments))
        for link in EditionLink.__subclasses__()
    }


@pytest.mark.django_db(transaction=True)
def test_a_loaded_dump_has_each_link_once(newsroom, make_article, publish, tmp_path):
    article = make_article(lead_image=Image.objects.create(alt_text="Boats.", credit="Ann"))
    Byline.objects.create(article=article, person=Person.objects.get())
    publish(article)
    before = links()
    path, _warning = dump(tmp_path)
    empty()

    call_command("loaddata", str(path), verbosity=0)

    assert links() == before
    assert all(before.values())
    assert all(link._meta.label_lower not in path.read_text() for link in before)


@pytest.mark.django_db(transaction=True)
def test_a_dump_makes_an_empty_newsroom_the_same(newsroom, tmp_path):
    path, warning = dump(tmp_path)
    before = told()
    empty()

    call_command("loaddata", str(path), verbosity=0)

    assert told() == before
    assert list(verifying.archive_faults()) == []
    assert "password hashes" in warning
    copy = Article.objects.get(uid=newsroom.uid)
    assert copy.history.count() == Article.history.filter(uid=newsroom.uid).count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_every_answer_is_the_same_after_a_load_in_any_order(newsroom, publish, reporter, tmp_path, seed):
    """Of one file, or of two or three that name each other's rows."""
    article = publish(headline="Signed", lead_image=Image.objects.create(alt_text="Boats.", credit="Ann"))
    Byline.objects.create(article=article, person=Person.objects.get())
    publish(article)
    desk.note(article, by=reporter, text="Ask again.", passage="Signed")
    at = clock.now() + timedelta(minutes=5)
    records.record(tmp_path / "a", at)
    path, _warning = dump(tmp_path)
    before = exact()  # the dump's own line in the log among them
    rows = json.loads(path.read_text())
    random.Random(seed).shuffle(rows)
    files = [tmp_path / f"{part}.json" for part in range(seed + 1)]
    for part, file in enumerate(files):
        file.write_text(json.dumps(rows[part :: len(files)]))
    empty()

    call_command("loaddata", *map(str, files), verbosity=0)

    records.record(tmp_path / "b", at)
    assert list(records.compare(tmp_path / "a", tmp_path / "b")) == []
    assert exact() == before


@pytest.mark.parametrize("order", ["as it is", "reversed", "shuffled"])
def test_a_dump_in_natural_keys_gives_people_their_pages(client, tmp_path, order):
    rows = json.loads((Path(__file__).parents[1] / "data" / "dump_one_person.json").read_text())
    if order == "reversed":
        rows.reverse()
    if order == "shuffled":
        random.Random(1).shuffle(rows)
    path = tmp_path / "one.json"
    path.write_text(json.dumps(rows))

    call_command("loaddata", str(path), verbosity=0)

    assert client.get("/people/ann-reporter/").status_code == 200
    assert "One story" in client.get("/feeds/people/ann-reporter.atom").content.decode()
    assert list(verifying.archive_faults()) == []


def test_verify_finds_a_link_that_is_missing(publish):
    article = publish()
    Byline.objects.create(article=article, person=Person.objects.create(name="Ann"))
    publish(article)
    EditionPerson.objects.all().delete()

    assert [fault for _what, fault in verifying.archive_faults()] == ["its person links do not match it"]


@pytest.mark.django_db(transaction=True)
def test_a_load_asks_little_for_each_story(publish, tmp_path):
    paths, counts = [], []
    for number in (3, 15):
        for place in range(number):
            publish(headline=f"Story {number} {place}")
        paths.append(dump(tmp_path, f"{number}.json")[0])

    for path in paths:
        empty()
        with CaptureQueriesContext(connection) as queries:
            call_command("loaddata", str(path), verbosity=0)
        counts.append(len(queries))

    assert counts[1] - counts[0] <= 15 * 3


def test_a_dump_leaves_out_what_an_empty_newsroom_has(make_article, make_source, publish, tmp_path):
    article = make_article(sources=[make_source()])
    article.topics.add(Topic.objects.create(name="Peace"))
    publish(article)
    path, _warning = dump(tmp_path)

    models = {row["model"] for row in json.loads(path.read_text())}

    assert not models & {"contenttypes.contenttype", "auth.permission", "sessions.session"}
    assert not models & {"articles.sitestate", "articles.editionsource", "articles.editiontopic"}
    assert {"articles.edition", "articles.historicalarticle", "auth.user", "articles.act"} <= models


@pytest.mark.django_db(transaction=True)
def test_people_read_and_write_while_a_dump_runs(newsroom, tmp_path, monkeypatch):
    before, rows = Source.objects.count(), dump_command._rows

    def rows_meanwhile():
        """Let a colleague write, by another connection, once the dump has begun to read."""
        reading = rows()
        yield next(reading)
        with ThreadPoolExecutor(1) as colleague:
            assert colleague.submit(written).result(timeout=10) == before + 1
        yield from reading

    monkeypatch.setattr(dump_command, "_rows", rows_meanwhile)
    path, _warning = dump(tmp_path)

    assert [row["fields"]["name"] for row in rows_of(path, "articles.source")].count("Meanwhile") == 0


def written():
    try:
        Source.objects.create(name="Meanwhile")
        return Source.objects.count()
    finally:
        connection.close()


def rows_of(path, model):
    return [row for row in json.loads(path.read_text()) if row["model"] == model]


@pytest.mark.django_db(transaction=True)
def test_a_loaded_newsroom_acts_no_earlier_than_the_one_that_was_dumped(newsroom, tmp_path):
    path, _warning = dump(tmp_path)
    before = site_state.state().last_act_at
    empty()

    call_command("loaddata", str(path), verbosity=0)

    assert site_state.state().last_act_at >= before
    with time_machine.travel(before - timedelta(hours=1), tick=False):
        assert clock.now() >= before


@pytest.mark.django_db(transaction=True)
def test_a_load_says_in_one_line_what_it_leaves_out(newsroom, tmp_path):
    path, _warning = dump(tmp_path)
    rows = json.loads(path.read_text())
    edition = next(row for row in rows if row["model"] == "articles.edition")
    rows.append({"model": "articles.editiontopic", "fields": {"edition": edition["pk"]}})
    path.write_text(json.dumps(rows))
    said = io.StringIO()
    empty()

    call_command("loaddata", str(path), stdout=said)
    call_command("loaddata", str(path), "--add", stdout=said)

    first, second = (line for line in said.getvalue().splitlines() if line.startswith("Left out"))
    assert first == (
        "Left out: rows that are derived anew: 1; sessions, so everybody signs in again; "
        "the files of pictures, so copy them too."
    )
    assert "rows that are here already" in second


def test_nobody_else_on_the_machine_may_read_a_dump(db, tmp_path):
    path, _warning = dump(tmp_path)

    assert path.stat().st_mode & 0o077 == 0


def test_a_dump_for_which_the_disk_has_no_room_leaves_the_one_before(db, tmp_path, monkeypatch):
    path, _warning = dump(tmp_path)
    before = path.read_text()
    monkeypatch.setattr(serializers, "serialize", fill_the_disk)

    with pytest.raises(CommandError, match="can't be written: No space left"):
        dump(tmp_path)

    assert [file.read_text() for file in tmp_path.iterdir()] == [before]


def fill_the_disk(*args, stream, **options):
    stream.write("[")
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_dump_that_can_not_be_written_says_so(db, tmp_path):
    with pytest.raises(CommandError, match="nowhere/newsroom.json can't be written: No such file"):
        dump(tmp_path / "nowhere")
