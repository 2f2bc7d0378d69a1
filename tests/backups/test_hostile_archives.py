"""Archives that are damaged, foreign or lie: nothing of one that is refused stays."""

import gzip
import hashlib
import io
import json
import shutil
import tarfile

import pytest
from django.core.management import CommandError

from articles.archive import backups, tables
from articles.management.commands.restore import WITH_FAULTS
from tests.dumps.newsrooms import empty

from .making import back_up, restore, with_changed

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("media/originals/ab/boats.jpg", b"other", "is not what was written"),
        ("rows.jsonl.gz", b"nothing", "can't be read"),
        ("sums.json", None, "cut off"),
        ("manifest.json", b'{"migrations": [], "version": "0.1"}', "is of version .0.1"),
        ("manifest.json", b'{"migrations": 7, "version": "0.1"}', "is of version .0.1"),
    ],
)
def test_a_damaged_or_foreign_archive_restores_nothing(newsroom, media, tmp_path, name, content, sentence):
    changed = with_changed(back_up(tmp_path), name, content)
    (media / "originals/ab/boats.jpg").unlink()
    empty()

    with pytest.raises(CommandError, match=sentence):
        restore(changed)

    assert tables.is_empty()
    assert not (media / "originals/ab/boats.jpg").exists()


def hostile(archive, change):
    """Write an archive again with its members changed, [(member, content)] in their order, and right sums."""
    changed = archive.with_name("hostile.tar")
    with tarfile.open(archive) as old:
        rows = [(member, old.extractfile(member).read()) for member in old if member.name != backups.SUMS]
    rows = change(rows)
    sums = {member.name: hashlib.sha256(content).hexdigest() for member, content in rows}
    rows.append((tarfile.TarInfo(backups.SUMS), json.dumps(sums).encode()))
    with tarfile.open(changed, "w") as new:
        for member, content in rows:
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return changed


def file(name, content=b"x", **values):
    member = tarfile.TarInfo(name)
    for key, value in values.items():
        setattr(member, key, value)
    return member, content


def manifest(**values):
    def change(rows):
        (member, content), *others = rows
        return [(member, json.dumps({**json.loads(content), **values}).encode()), *others]

    return change


def lines(*added):
    def change(rows):
        first, (member, content), *others = rows
        text = gzip.decompress(content).decode() + "".join(f"{line}\n" for line in added)
        return [first, (member, gzip.compress(text.encode())), *others]

    return change


def replaced(place, content):
    return lambda rows: [*rows[:place], (rows[place][0], content), *rows[place + 1 :]]


LINK = {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}
HOSTILE = {
    "a path above": lambda rows: [*rows, file("media/../evil")],
    "a path from the root": lambda rows: [*rows, file("media//tmp/evil")],
    "a folder's path": lambda rows: [*rows, file("media/evil/")],
    "a path outside of media": lambda rows: [*rows, file("evil")],
    "a hidden file": lambda rows: [*rows, file("media/a/.htaccess")],
    "a name that a terminal obeys": lambda rows: [*rows, file("media/\x1b[2J")],
    "a link": lambda rows: [*rows, file("media/evil", b"", **LINK)],
    "a hard link": lambda rows: [*rows, file("media/evil", b"", **LINK | {"type": tarfile.LNKTYPE})],
    "a device": lambda rows: [*rows, file("media/evil", b"", type=tarfile.CHRTYPE)],
    "a file twice": lambda rows: [*rows, file("media/evil"), file("media/evil", b"y")],
    "rows twice": lambda rows: [*rows[:2], *rows[1:]],
    "no rows": lambda rows: [rows[0], *rows[2:]],
    "no manifest": lambda rows: rows[1:],
    "files before rows": lambda rows: [rows[0], file("media/evil"), *rows[1:]],
    "nothing": lambda rows: [],
    "a manifest that is a list": replaced(0, b"[]"),
    "a manifest of deep lists": replaced(0, b"[" * 100_000),
    "a manifest without keys": manifest(keys=None),
    "a manifest of no moment": manifest(at="yesterday"),
    "a manifest of a moment anywhere": manifest(at="2026-01-01T00:00:00"),
    "a manifest of no head": manifest(head="x"),
    "a manifest of keys that a terminal obeys": manifest(keys={"SOURCES_KEY": ["\x1b[2J"]}),
    "a manifest of another version": manifest(version="\x1b[2J", migrations=[]),
    "rows that end in between": lambda rows: replaced(1, rows[1][1][:-20])(rows),
    "rows that are not packed right": lambda rows: replaced(1, rows[1][1][:40] + b"\0" * 400)(rows),
    "a row that is no list": lines("5"),
    "a row of no table": lines('{"table": "articles.Nothing", "columns": []}'),
    "a table without columns": lines('{"table": "articles.Act"}'),
    "a table that is a list": lines('{"table": [], "columns": [1]}'),
    "a row of too few values": lines("[1]"),
    "a row of other values": lines("[[], {}, 1]"),
    "a row of deep lists": lines("[" * 100_000),
    "a row that is no JSON": lines("{"),
    "no row": replaced(1, gzip.compress(b"[]\n")),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attack", HOSTILE)
def test_an_archive_that_lies_restores_nothing_and_writes_nowhere(newsroom, media, tmp_path, attack):
    changed = hostile(back_up(tmp_path), HOSTILE[attack])
    shutil.rmtree(media)
    empty()

    with pytest.raises(CommandError, match="Nothing was restored") as refusal:
        restore(changed)

    assert "\x1b" not in str(refusal.value)
    assert tables.is_empty()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_row_without_an_end_is_refused(newsroom, tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "LONGEST_LINE", 4096)

    with pytest.raises(backups.Bad, match="too long"):
        list(backups._lines(io.StringIO("x" * 5000)))


@pytest.mark.django_db(transaction=True)
def test_a_forged_chain_is_restored_with_its_faults_named(newsroom, tmp_path):
    def forge(rows):
        first, (member, content), *others = rows
        text = gzip.decompress(content).decode().replace("One leaves.", "None leaves.")
        return [first, (member, gzip.compress(text.encode())), *others]

    forged = hostile(back_up(tmp_path), forge)
    empty()

    with pytest.raises(CommandError, match="with faults: [0-9]+") as refusal:
        restore(forged)

    assert refusal.value.returncode == WITH_FAULTS
    assert not tables.is_empty()


@pytest.mark.django_db(transaction=True)
def test_a_manifest_of_another_head_is_told(newsroom, tmp_path):
    lying = hostile(back_up(tmp_path), manifest(head="0" * 64))
    empty()

    with pytest.raises(CommandError, match="and the backup names 0000") as refusal:
        restore(lying)

    assert refusal.value.returncode == WITH_FAULTS


def test_a_file_that_is_no_archive_is_named(tmp_path, db):
    (tmp_path / "text.tar").write_text("No archive.")

    with pytest.raises(CommandError, match="damaged or cut off"):
        restore(tmp_path / "text.tar")
