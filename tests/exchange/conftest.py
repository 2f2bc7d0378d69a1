import json

import pytest
from django.core.management import call_command

from articles.models import Article, Page
from exchange.models import Arrival

from . import wxr


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
