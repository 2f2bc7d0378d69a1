"""docs/verify.py, the second implementation of the chain: it finds each forgery, and each changed byte."""

import importlib.util
import json
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings

from articles import desk
from articles.archive import digests, export
from articles.models import Article, Source, clock

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stranger():
    """Return docs/verify.py, which knows nothing of Newsroom's own code."""
    path = Path(settings.BASE_DIR) / "docs" / "verify.py"
    spec = importlib.util.spec_from_file_location("stranger", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FORMATS = [("newsroom-1", "newsroom-1"), ("newsroom-1", "newsroom-2"), ("newsroom-2", "newsroom-2")]


def sealed_in(format):
    return mock.patch.object(digests, "FORMATS", (digests.FORMATS[0], format))


@pytest.fixture(scope="module", params=FORMATS, ids="-".join)
def kept_story(request, publish_kept, change_kept, kept_chief):
    ministry = Source.objects.create(name="Ministry")
    first, second = request.param
    with sealed_in(first):
        article = publish_kept(headline="Pеace — “now”", standfirst="Why \t\\ 🙂.", sources=[ministry])
    with sealed_in(second):
        desk.correct(article, by=kept_chief, kind="correction", note="Wrong.", changes={"body": "Right."})
    desk.redact(article, by=kept_chief, fields=["standfirst"], order="A court's", numbers=[1])
    return article


@pytest.fixture
def history(kept_story, db):
    editions = Article.objects.get(pk=kept_story.pk).editions.all()
    return export.as_json(editions, clock.now() + timedelta(seconds=1))


def as_bytes(history):
    return json.dumps(history, ensure_ascii=False).encode()


def verdict(stranger, raw):
    """Return the faults of a file, or why it can't be read."""
    try:
        return list(stranger.faults(stranger.read(raw)))
    except stranger.Unreadable as error:
        return [str(error)]


def swallowed(history):
    """Let a salt swallow the start of a text: salt and value together are the same letters as before."""
    field = history["editions"][1]["fields"]["body"]
    text = json.dumps(field["value"], ensure_ascii=False)
    field["salt"], field["value"] = field["salt"] + text[:3], text[3:-1]


def with_hash(history):
    history["editions"][1]["fields"]["body"]["hash"] = "0" * 64


def beside_hash(history):
    history["editions"][0]["fields"]["private"]["value"] = "Nobody"


def no_editions(history):
    history["editions"] = []


def unknown_key(history):
    history["editions"][1]["headline"] = "Another"


def unknown_top_key(history):
    history["comment"] = "All is well"


def number_as_text(history):
    history["editions"][1]["number"] = "2"


def number_as_truth(history):
    history["editions"][0]["number"] = True


def number_with_a_point(history):
    history["editions"][1]["number"] = 2.0


def moment_in_another_form(history):
    history["editions"][1]["live_from"] = history["editions"][1]["live_from"].replace("Z", "+00:00")


def moment_that_never_was(history):
    history["editions"][1]["recorded_at"] = "2026-02-30T00:00:00.000Z"


def capital_digest(history):
    history["editions"][1]["digest"] = history["editions"][1]["digest"].upper()


def short_salt(history):
    history["editions"][1]["fields"]["body"]["salt"] = ""


def empty_value(history):
    history["editions"][1]["fields"]["dateline"] = {"salt": "0" * 32, "value": ""}


def value_without_a_salt(history):
    del history["editions"][1]["fields"]["body"]["salt"]


def redacted_never(history):
    history["editions"][0]["fields"]["standfirst"]["redacted"] = ""


def redacted_before_it_was_recorded(history):
    history["editions"][0]["fields"]["standfirst"]["redacted"] = "2006-11-28T09:00:00.000Z"


def field_as_text(history):
    history["editions"][1]["fields"]["body"] = "Right."


def kind_of_none(history):
    history["editions"][1]["kind"] = ["correction"]


def another_format(history):
    history["format"] = "newsroom-0"


def format_of_none(history):
    history["editions"][1]["format"] = "newsroom-3"


def format_left_out(history):
    history["format"] = "newsroom-2"
    history["editions"][0].pop("format", None)


def format_said_twice(history):
    history["format"] = "newsroom-1"
    history["editions"][0]["format"] = "newsroom-1"


def older_format_later(history):
    history["format"] = history["editions"][0]["format"] = "newsroom-2"
    history["editions"][1]["format"] = "newsroom-1"


def article_of_none(history):
    history["article"] = None


FORGERIES = (
    swallowed, with_hash, beside_hash, no_editions, unknown_key, unknown_top_key, number_as_text,
    number_as_truth, number_with_a_point, moment_in_another_form, moment_that_never_was, capital_digest,
    short_salt, empty_value, value_without_a_salt, redacted_never, field_as_text, kind_of_none,
    format_of_none, format_left_out, format_said_twice, older_format_later,
    another_format, redacted_before_it_was_recorded, article_of_none,
)  # fmt: skip


def test_a_true_history_has_no_fault_however_its_tokens_are_spaced(stranger, history):
    assert verdict(stranger, as_bytes(history)) == []
    assert verdict(stranger, json.dumps(history, ensure_ascii=False, indent=2).encode()) == []


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_each_forgery_is_found(stranger, history, forge):
    forge(history)

    assert verdict(stranger, as_bytes(history))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe{}",
        b"{" * 200_000,
        b"[" * 200_000 + b"]" * 200_000,
        b'{"format": NaN}',
        b'{"format": 1e400}',
        b'{"format": ' + b"1" * 5000 + b"}",
    ],
)
def test_what_is_no_history_is_refused_in_words(stranger, raw):
    assert verdict(stranger, raw)


def test_two_values_of_one_key_are_no_history(stranger, history):
    text = as_bytes(history).replace(b'"number": 2', b'"number": 2, "number": 2')

    assert verdict(stranger, text) == ["an object has two values of one key"]


def test_each_edition_says_its_format_unless_all_are_of_the_first(history):
    formats = [edition.get("format") for edition in history["editions"]]

    assert (history["format"], formats) in [
        ("newsroom-1", [None, None]),
        ("newsroom-2", ["newsroom-1", "newsroom-2"]),
        ("newsroom-2", ["newsroom-2", "newsroom-2"]),
    ]


def test_a_salt_that_swallows_a_text_has_another_hash_in_the_second_format(stranger):
    field = {"salt": "0" * 32, "value": "Nothing proves: the mayor stole."}
    moved = {"salt": "0" * 32 + '"Nothing proves: ', "value": "the mayor stole."}

    assert stranger.field_hash(field, "newsroom-2") != stranger.field_hash(moved, "newsroom-2")


def test_each_changed_byte_is_found(stranger, history):
    """Each byte with one bit turned, and each byte left out.

    The moment of a redaction stands beside the chain: no digest holds it, so here there is none.
    """
    del history["editions"][0]["fields"]["standfirst"]["redacted"]
    raw = json.dumps(history, ensure_ascii=False, separators=(",", ":")).encode()
    changed = [raw[:at] + bytes([raw[at] ^ 1 << at % 8]) + raw[at + 1 :] for at in range(len(raw))]
    shorter = [raw[:at] + raw[at + 1 :] for at in range(len(raw))]

    unseen = [text for text in changed + shorter if not verdict(stranger, text)]

    assert unseen == []


def test_a_file_that_is_none_is_named(stranger, tmp_path):
    said, is_right = stranger.main(tmp_path / "nowhere.json")

    assert "nowhere.json" in said
    assert not is_right
