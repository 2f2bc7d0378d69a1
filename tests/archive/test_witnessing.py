"""Checkpoints and proofs, as `manage.py witness` writes them and docs/verify.py checks them."""

import base64
import errno
import hashlib
import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command

from articles.archive import export, merkle
from articles.models import Edition, Publication, clock

pytestmark = pytest.mark.django_db
SIZES = range(1, 18)


def leaf(number):
    return f"{number:064x}".encode()


def tree(size):
    return [merkle.leaf(leaf(number)) for number in range(size)]


def test_the_root_is_that_of_the_rfc():
    """The tree of RFC 6962 over the eight inputs of its reference implementation."""
    inputs = [
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    ]
    root = merkle.root([merkle.leaf(bytes.fromhex(each)) for each in inputs])

    assert root.hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


@pytest.mark.parametrize("size", SIZES)
def test_each_leaf_is_included_at_its_own_place_alone(stranger, size):  # noqa: F811
    hashes = tree(size)
    root = merkle.root(hashes)

    for index in range(size):
        path = merkle.inclusion(hashes, index)
        found = [
            place for place in range(size + 2) if stranger.is_included(leaf(index), place, size, root, path)
        ]
        assert found == [index]
        assert not stranger.is_included(leaf(size), index, size, root, path)


@pytest.mark.parametrize("size", SIZES)
def test_a_tree_is_consistent_with_its_beginnings_alone(stranger, size):  # noqa: F811
    hashes = tree(size)
    new = (size, merkle.root(hashes))

    for old in range(1, size + 1):
        path = merkle.consistency(hashes, old)
        assert stranger.is_beginning((old, merkle.root(hashes[:old])), new, path)
        rewritten = [merkle.leaf(b"rewritten"), *hashes[1:old]]
        assert not stranger.is_beginning((old, merkle.root(rewritten)), new, path)


@pytest.fixture
def witness(settings, publish, time_machine, tmp_path):
    """Publish, let a minute pass, and write a checkpoint; return the folder."""
    time_machine.move_to(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False)
    settings.SIGNING_KEY = "b25seSBmb3IgdGhlIHRlc3RzLCBhbmQgMzIgYnl0ZXM="
    Publication.objects.update_or_create(defaults={"address": "https://lantern.example"})
    story = publish(slug="a-story")

    def witness(*options, into=tmp_path):
        time_machine.shift(timedelta(minutes=3))
        call_command("witness", str(into), *options)
        return into

    witness.story = story
    return witness


def history_of(story, folder):
    path = folder / "history.json"
    told = export.as_json(story.editions.all(), clock.now())
    path.write_text(json.dumps(told, ensure_ascii=False))
    return path


def test_an_edition_is_proved_to_be_in_a_checkpoint_by_a_small_file(witness, publish, stranger):  # noqa: F811
    for _ in range(6):
        publish()
    folder = witness("--edition", "a-story", "1")
    proof = folder / "a-story-1.tlog-proof"

    assert proof.stat().st_size < 600
    assert stranger.main(history_of(witness.story, folder), proof) == (
        "Edition 1 is in the checkpoint of 7 of lantern.example.",
        True,
    )
    other = history_of(publish(), folder)
    assert not stranger.main(other, proof)[1]


def test_two_checkpoints_are_consistent_until_the_past_is_rewritten(witness, publish, stranger):  # noqa: F811
    witness()
    publish()
    folder = witness()
    files = [folder / name for name in ("checkpoint-1", "checkpoint-2", "consistency-1-2")]
    assert stranger.main(*files) == ("Nothing before the first was rewritten.", True)

    Edition.objects.filter(article=witness.story).update(digest="0" * 64)
    witness(into=folder / "anew")
    files[1] = folder / "anew" / "checkpoint-2"
    assert stranger.main(*files) == ("The past was rewritten.", False)


def rewritten(story):
    Edition.objects.filter(article=story).update(digest="0" * 64)


def removed(story):
    story.editions.all().delete()


@pytest.mark.parametrize("change", [rewritten, removed])
@pytest.mark.parametrize("is_longer", [False, True])
def test_a_checkpoint_of_another_past_stops_the_next(witness, publish, change, is_longer):
    folder = witness()
    before = (folder / "checkpoint-1").read_text()
    change(witness.story)
    if is_longer:
        publish()

    with pytest.raises(CommandError, match="rewritten since checkpoint-1"):
        witness()

    assert (folder / "checkpoint-1").read_text() == before


def test_a_checkpoint_is_signed_by_the_key_that_stands_beside_it(witness):
    folder = witness()
    text, _blank, line = (folder / "checkpoint-1").read_text().partition("\n\n")
    name, _id, key = (folder / "key").read_text().strip().split("+", 2)
    signature = base64.b64decode(line.split()[2])
    public = base64.b64decode(key)

    assert text.splitlines()[:2] == ["lantern.example", "1"]
    assert line.startswith(f"— {name} ")
    assert signature[:4] == hashlib.sha256(name.encode() + b"\n" + public).digest()[:4]
    Ed25519PublicKey.from_public_bytes(public[1:]).verify(signature[4:], f"{text}\n".encode())


def test_the_request_for_a_time_stamp_is_one_that_openssl_reads(witness):
    folder = witness()
    command = ["openssl", "ts", "-query", "-in", str(folder / "checkpoint-1.tsq"), "-text"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    hashed = hashlib.sha256((folder / "checkpoint-1").read_bytes()).hexdigest()

    assert "Hash Algorithm: sha256" in said
    assert "Certificate required: yes" in said
    assert hashed[:8] in said.replace(" ", "").replace("-", "")


def test_a_plan_is_in_no_checkpoint(witness, publish):
    publish(at=clock.now() + timedelta(hours=1))

    assert [path.name for path in sorted(witness().glob("checkpoint-?"))] == ["checkpoint-1"]


@pytest.mark.parametrize("edition", [("a-story", "2"), ("a-story", "x"), ("nowhere", "1")])
def test_an_edition_that_is_not_there_is_named(witness, edition):
    with pytest.raises(CommandError, match="is in the archive yet"):
        witness("--edition", *edition)


def test_without_a_key_there_is_no_checkpoint(witness, settings):
    settings.SIGNING_KEY = ""

    with pytest.raises(CommandError, match="SIGNING_KEY"):
        witness()


def test_a_folder_that_cannot_be_written_is_named(witness, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="can't be written"):
        call_command("witness", str(tmp_path / "file"))


def test_a_disk_that_is_full_leaves_no_half_of_a_checkpoint(witness, publish):
    folder = witness()
    publish()
    write = Path.write_bytes

    def write_no_note(path, content):
        write(path, b"")
        if content.startswith(b"lantern.example"):
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, content)

    with mock.patch.object(Path, "write_bytes", write_no_note), pytest.raises(CommandError, match="No space"):
        witness()

    assert not (folder / "checkpoint-2").exists()
    publish()
    witness()
    assert (folder / "checkpoint-3").exists()
    assert not list(folder.glob("*.half"))
