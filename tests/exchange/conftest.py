import json
import os
from datetime import timedelta

import jsonschema
import pytest
from django.core.management import call_command
from django.utils import timezone

from articles.models import (
    Act,
    Address,
    Article,
    Byline,
    Edition,
    Page,
    Person,
    Placement,
    Preference,
    Relation,
    Section,
    Source,
    Topic,
)
from exchange.models import Arrival, Feed, OldAddress, WireCopy
from exchange.wire.arriving import folded
from tests.cast import make_user

from . import ghost as ghost_export
from . import wxr
from .agency import Agency, let_in


class Archive:
    """An archive on the disk, and the command that brings it."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys
        self.file = folder / "old.xml"

    def write(self, *items, **options):
        self.file.write_text(wxr.export(*items, **options), "utf-8")
        return self

    def bring(self, *items, **options):
        """Bring what the file holds, or these posts; return what the command said."""
        if items:
            self.write(*items)
        call_command("bring", options.pop("file", self.file), **options)
        return self.capsys.readouterr().out

    def report(self, *items, **options):
        """Return the whole report of it."""
        path = self.folder / "report.json"
        self.bring(*items, report=path, **options)
        return json.loads(path.read_text())

    def mapping(self, text):
        path = self.folder / "mapping.toml"
        path.write_text(text, "utf-8")
        return path


@pytest.fixture
def archive(db, tmp_path, capsys):
    return Archive(tmp_path, capsys)


def check_schemas(folder):
    """Compare each file of a taken-out newsroom with its schema, and see that each schema has a file."""
    files = [(path, path.stem) for path in folder.glob("*.json")]
    files += [(path, "story") for path in (folder / "editions").iterdir()]
    files += [(path, "chain") for path in (folder / "chain").iterdir()]
    told = {path.stem: json.loads(path.read_text()) for path in (folder / "schemas").iterdir()}
    for path, name in files:
        jsonschema.Draft202012Validator(told[name]).validate(json.loads(path.read_text()))
    assert {path.stem for path in folder.glob("*.json")} | {"story", "chain"} == told.keys()


def forget_newsroom():
    """Empty the newsroom, as another one never had it."""
    Article.objects.update(translation_of=None)
    for model in (Placement, Relation, OldAddress, Edition, Address, Byline, Act, Article):
        model.objects.all().delete()
    Source.objects.update(represents=None)
    for model in (Section, Topic, Person, Source):
        model.objects.update(merged_into=None)
        model.objects.all().delete()
    Page.objects.all().delete()


@pytest.fixture
def again(archive, tmp_path):
    """Return a function that takes the newsroom out, forgets it, and brings it in; it returns the report."""

    def again():
        call_command("take_out", tmp_path / "out")
        forget_newsroom()
        return archive.report(file=tmp_path / "out", origin="again")

    return again


@pytest.fixture
def arrived(db):
    """Return what became of a key: an article, a page, a person …"""

    def arrived(key):
        return Arrival.objects.get(key=key).thing

    return arrived


@pytest.fixture
def stories(db):
    return lambda: list(Article.objects.order_by("pk"))


@pytest.fixture
def pages(db):
    return lambda: list(Page.objects.order_by("pk"))


# The wire


@pytest.fixture
def agency(monkeypatch, settings):
    settings.WIRE_HOSTS = ["feeds.example.org"]
    server = Agency()
    let_in(monkeypatch, server)
    yield server
    server.stop()


@pytest.fixture
def make_feed(db):
    def make(name="Agency", **fields):
        source = Source.objects.get_or_create(
            slug="agency", defaults={"name": "Agency", "kind": Source.Kind.NEWS_AGENCY}
        )[0]
        place = {} if "folder" in fields else {"address": "https://feeds.example.org/feed"}
        return Feed.objects.create(name=name, **{"source": source, **place, **fields})

    return make


@pytest.fixture
def feed(make_feed, agency):
    return make_feed()


@pytest.fixture
def licensed_feed(make_feed, section):
    return make_feed(section=section, licence="© Agency, with credit")


@pytest.fixture
def make_copy(licensed_feed):
    def make(headline="Port shut", body="The port is shut.\n\nShips wait.", **fields):
        now = timezone.now()
        values = {"headline": headline, "body": body, "standfirst": "", **fields}
        return WireCopy.objects.create(
            **{"feed": licensed_feed, "key": headline, "agency_id": headline, "sent_at": now, "seen_at": now,
               "expires_at": now + timedelta(days=7), "digest": "d", "folded": folded(values), **values}
        )  # fmt: skip

    return make


@pytest.fixture
def run(capsys):
    """Return what `manage.py wire` said: (standard output, standard error, exit status)."""

    def run(*names):
        try:
            call_command("wire", *names)
            status = 0
        except SystemExit as end:
            status = end.code
        said = capsys.readouterr()
        return said.out, said.err, status

    return run


@pytest.fixture
def folder(settings, tmp_path):
    """Return a function that puts a file into an agency's folder, as if it had been there for a minute."""
    settings.WIRE_FOLDER = str(tmp_path / "wire")
    root = tmp_path / "wire" / "agency"
    root.mkdir(parents=True)

    def put(name, text):
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        os.utime(path, (path.stat().st_mtime - 60,) * 2)
        return path

    return put


@pytest.fixture
def make_user_with_mail(db):
    def make(name, wants_mail=False):
        user = make_user(name, "Editor")
        user.email = f"{name}@example.org"
        user.save()
        Preference.objects.create(user=user, wants_mail=wants_mail)
        return user

    return make


@pytest.fixture
def bring(archive, tmp_path):
    """Bring a folder of files, given by name."""
    root = tmp_path / "site"

    def of_files(options=None, **named):
        for name, content in named.items():
            path = root / name.replace("__", "/").replace("_DOT_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return archive.report(file=root, **(options or {}))

    return of_files


@pytest.fixture
def write(tmp_path, capsys):
    """Return a function that writes the paper as files, and what the command says."""

    def write(**options):
        call_command("static", tmp_path / "site", **options)
        return capsys.readouterr().out

    return write


@pytest.fixture
def paper(archive, collected):
    """Bring three stories, for the paper as files."""
    archive.bring(
        *(
            wxr.post(number, f"Story {number}", categories=[wxr.POLITICS], tags=[wxr.FERRIES])
            for number in (1, 2, 3)
        )
    )


@pytest.fixture
def desk_client(client, chief_editor, settings, tmp_path):
    """Return the client of a chief editor, with a folder of its own for archives that are handed over."""
    settings.IMPORTS_ROOT = tmp_path / "imports"
    client.force_login(chief_editor)
    return client


def only_story():
    return Article.objects.get()


def kept_beside():
    """Return {what: text} of what is kept beside the one story."""
    return dict(Arrival.objects.get(article=only_story()).left_out)


@pytest.fixture
def send(db, tmp_path):
    """Return a function that brings files, given as {name: text}, and returns the report."""

    def send(**files):
        root = tmp_path / "agency"
        root.mkdir()
        for name, text in files.items():
            (root / name.replace("_DOT_", ".")).write_text(text, "utf-8")
        call_command("bring", root, report=tmp_path / "report.json")
        return json.loads((tmp_path / "report.json").read_text())

    return send


@pytest.fixture
def ghost(archive):
    archive.file = archive.folder / "ghost.json"

    def bring(*posts, **tables):
        archive.file.write_text(ghost_export.export(*posts, **tables))
        return archive.report()

    return bring
