"""The dump of a whole newsroom: nothing of it is lost, and it is loaded once."""

import io
import json
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import desk
from articles.archive import verifying
from articles.management.commands import dump as dump_command
from articles.models import (
    Act,
    Address,
    Article,
    Byline,
    Coverage,
    Edition,
    EditionLink,
    EditionPerson,
    Image,
    Note,
    Person,
    Section,
    Source,
    Topic,
    clock,
    site_state,
)
from tests.crawl import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom(publish, change, chief_editor, reporter, make_source):
    """A newsroom with everything in it that a dump could lose."""
    ministry, topic = make_source(name="Ministry"), Topic.objects.create(name="Peace")
    minister = make_source(name="Minister", represents=ministry)
    ministry.represents = make_source(name="State")  # named before it is there
    ministry.save()
    gone = Topic.objects.create(name="Passing")
    article = publish(headline="First", sources=[ministry, minister])
    article.topics.add(topic, gone)
    change(article, headline="Second")
    article.topics.remove(gone)
    gone.delete()
    desk.publish(article, by=chief_editor)
    desk.correct(article, by=chief_editor, kind="correction", note="Not so.", changes={"body": "New."})
    desk.redact(article, by=chief_editor, fields=["standfirst", "body"], order="A court's", numbers=[1])
    desk.publish(change(article, headline="Third"), by=chief_editor, at=clock.now() + timedelta(hours=1))
    desk.withdraw(publish(headline="Gone"), by=chief_editor, note="Wrong.")
    Article.objects.create(headline="To be deleted", body="x").delete()
    publish(headline="Fourth", translation_of=article)
    Person.objects.create(name="Ann", user=reporter)
    return article


def dump(tmp_path, name="newsroom.json"):
    path, errors = tmp_path / name, io.StringIO()
    call_command("dump", output=str(path), stderr=errors)
    return path, errors.getvalue()


def told():
    """Return what readers, editors and strangers could tell of a newsroom, without its keys."""
    columns = ["article__uid", *(f.name for f in Edition._meta.fields if f.name not in ("id", "article"))]
    named = [column for column in columns if column not in ("section", "published_by", "translation_of")]
    history = Article.history.order_by("history_id")
    return {
        "editions": list(Edition.objects.order_by("digest").values(*named)),
        "addresses": list(Address.objects.order_by("slug").values("slug", "article__uid", "public_since")),
        "history": list(history.values("uid", "headline", "version", "history_user__username")),
        "topics": list(Topic.objects.order_by("slug").values("slug", "edition_links__edition__digest")),
        "sources": list(Source.objects.order_by("slug").values("slug", "represents__slug")),
        "acts": list(Act.objects.order_by("at").values("at", "verb", "subject", "data", "by__username")),
        "users": list(User.objects.order_by("username").values("username", "password", "groups__name")),
        "groups": list(
            Group.objects.order_by("name", "permissions__codename").values("name", "permissions__codename")
        ),
        "people": list(Person.objects.values("name", "user__username")),
    }


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


def empty():
    """Leave what migrations leave in a new newsroom."""
    with connection.constraint_checks_disabled():
        call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=False)
    editor = connection.schema_editor()
    import_module("articles.migrations.0002_groups").create_groups(apps, editor)
    import_module("exchange.migrations.0002_uploads").allow(apps, editor)
    import_module("exchange.migrations.0004_wire_groups").give(apps, editor)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_every_answer_is_the_same_after_a_load_in_any_order(newsroom, publish, reporter, tmp_path, seed):
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
    path.write_text(json.dumps(rows))
    empty()

    call_command("loaddata", str(path), verbosity=0)

    records.record(tmp_path / "b", at)
    assert list(records.compare(tmp_path / "a", tmp_path / "b")) == []
    assert exact() == before


def exact():
    """Return the rows that the desk's lists show, their keys and microseconds among them."""
    models = (Act, Article, Article.history.model, Edition, Note, Person, Source, Topic, User)
    return {model: list(model._base_manager.order_by("pk").values()) for model in models}


@pytest.mark.parametrize("order", ["as it is", "reversed", "shuffled"])
def test_a_dump_in_natural_keys_gives_people_their_pages(client, tmp_path, order):
    rows = json.loads((Path(__file__).parent / "data" / "dump_one_person.json").read_text())
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
def test_a_dump_is_not_loaded_over_stories_without_a_word(newsroom, tmp_path):
    path, _warning = dump(tmp_path)
    before = exact()

    with pytest.raises(CommandError, match="there are stories here"):
        call_command("loaddata", str(path), verbosity=0)

    assert exact() == before


@pytest.mark.django_db(transaction=True)
def test_what_is_missing_of_a_newsrooms_own_dump_is_added(newsroom, reporter, tmp_path):
    desk.note(newsroom, by=reporter, text="Ask again.")
    path, _warning = dump(tmp_path)
    before = told()
    newsroom.history.filter(version=1).delete()
    Note.objects.all().delete()
    Source.objects.filter(name="Minister").update(name="The minister")

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert told() == before
    assert Note.objects.get().text == "Ask again."
    assert Source.objects.filter(name="The minister").exists()


@pytest.mark.django_db(transaction=True)
def test_a_row_that_is_added_again_stands_where_it_stood(newsroom, tmp_path):
    path, _warning = dump(tmp_path)
    before = exact(), list(newsroom.citations.values_list("pk", "mark"))
    newsroom.citations.order_by("pk").first().delete()
    newsroom.editions.order_by("number").last().delete()

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert (exact(), list(newsroom.citations.values_list("pk", "mark"))) == before
    assert list(verifying.archive_faults()) == []


@pytest.mark.django_db(transaction=True)
def test_an_older_dump_of_a_newsrooms_own_is_added_to_what_came_since(newsroom, publish, tmp_path):
    path, _warning = dump(tmp_path)
    with transaction.atomic():
        since = publish(headline="Since")
    newsroom.history.filter(version=1).delete()

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert newsroom.history.filter(version=1).exists()
    assert Article.objects.filter(pk=since.pk).exists()
    assert list(verifying.archive_faults()) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "make_own",
    [
        lambda: Article.objects.create(headline="Our own"),
        lambda: Act.objects.create(at=clock.now(), verb="change_row", subject="section:ours"),
    ],
    ids=["story", "act"],
)
def test_another_newsrooms_dump_is_not_added(newsroom, tmp_path, make_own):
    path, _warning = dump(tmp_path)
    empty()
    with transaction.atomic():
        make_own()
    before = exact()

    with pytest.raises(CommandError, match="the dump of another newsroom"):
        call_command("loaddata", str(path), "--add", verbosity=0)

    assert exact() == before


@pytest.mark.django_db(transaction=True)
def test_a_dump_is_not_loaded_over_a_log_or_over_rows_without_a_name(newsroom, chief_editor, tmp_path):
    Coverage.objects.create(slugline="Theirs", by=chief_editor, due_at=clock.now())
    path, _warning = dump(tmp_path)
    empty()
    call_command("createsuperuser", username="root", email="root@example.org", interactive=False, verbosity=0)
    with pytest.raises(CommandError, match="there are acts of the log here"):
        call_command("loaddata", str(path), verbosity=0)
    empty()
    colleague = User.objects.create(username="colleague")
    Coverage.objects.create(slugline="Ours", by=colleague, due_at=clock.now())

    with pytest.raises(CommandError, match="there are .*cover.* here"):
        call_command("loaddata", str(path), verbosity=0)

    assert Coverage.objects.get().slugline == "Ours"


NAMED = (Group, Image, Person, Section, Source, Topic, User)


def keys():
    return {(model, *row.natural_key()): row.pk for model in NAMED for row in model.objects.all()}


@pytest.mark.django_db(transaction=True)
def test_a_dumps_rows_keep_their_keys_beside_others(newsroom, publish, make_article, tmp_path):
    article = make_article(lead_image=Image.objects.create(alt_text="Boats.", credit="Ann"))
    article.topics.add(Topic.objects.get())
    Byline.objects.create(article=article, person=Person.objects.get())
    publish(article)
    path, _warning = dump(tmp_path)
    before = keys()
    empty()
    for number in (1, 2, 3):
        Image.objects.create(alt_text=f"Ours {number}", credit="Bo")
        others = [model.objects.create(name=f"Ours {number}") for model in (Group, Section, Source, Topic)]
        user = User.objects.create(username=f"ours{number}")
        user.groups.add(others[0])
        Person.objects.create(name=f"Ours {number}", user=user)
    Source.objects.create(name="Ministry", represents=others[2])

    call_command("loaddata", str(path), verbosity=0)

    assert before.items() <= keys().items()
    assert list(verifying.archive_faults()) == []
    assert Person.objects.get(name="Ours 3").user.groups.get().name == "Ours 3"
    assert Source.objects.get(name="Minister").represents.name == "Ministry"


@pytest.mark.django_db(transaction=True)
def test_what_was_renamed_since_a_dump_is_not_added_under_its_old_name(newsroom, reporter, tmp_path):
    path, _warning = dump(tmp_path)
    User.objects.filter(pk=reporter.pk).update(username="renamed")
    Topic.objects.filter(slug="peace").update(slug="peace-talks")
    newsroom.history.filter(version=1).delete()
    before = keys()

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert keys() == before
    assert newsroom.history.filter(version=1).exists()


@pytest.mark.django_db(transaction=True)
def test_a_picture_is_added_beside_one_that_has_its_number_since(newsroom, make_article, tmp_path):
    image = Image.objects.create(alt_text="Boats.", credit="Ann", sha256="a")
    article = make_article(lead_image=image)
    path, _warning = dump(tmp_path)
    number = image.pk
    article.delete()
    image.delete()
    Image.objects.create(pk=number, alt_text="Other boats.", credit="Bo", sha256="b")

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert Article.objects.get(uid=article.uid).lead_image.alt_text == "Boats."
    assert Image.objects.get(pk=number).alt_text == "Other boats."


@pytest.mark.django_db(transaction=True)
def test_what_is_added_again_has_its_old_key(newsroom, tmp_path):
    topic = Topic.objects.create(name="Passing again")
    Topic.objects.create(name="Last")
    path, _warning = dump(tmp_path)
    before = keys()
    topic.delete()

    call_command("loaddata", str(path), "--add", verbosity=0)

    assert keys() == before


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


def test_a_dump_that_can_not_be_written_says_so(db, tmp_path):
    with pytest.raises(CommandError, match="nowhere/newsroom.json can't be written: No such file"):
        dump(tmp_path / "nowhere")
