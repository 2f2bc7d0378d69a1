"""docs/verify.py, the second implementation of the chain: it finds each forgery, and each changed byte."""

import json
import tracemalloc
from datetime import timedelta
from unittest import mock

import pytest

from articles import desk
from articles.archive import digests, export
from articles.models import Article, Source, clock

pytestmark = pytest.mark.django_db


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


def held_back(history):
    field = history["editions"][1]["fields"]["headline"]
    history["editions"][1]["fields"]["headline"] = {"hash": digests.sha256(_hashed(history, field))}


def _hashed(history, field):
    said = digests.canonical(field["value"])
    is_first = history["editions"][1].get("format", "newsroom-1") == "newsroom-1"
    return field["salt"] + said if is_first else digests.canonical([field["salt"], field["value"]])


def article_of_none(history):
    history["article"] = None


FORGERIES = (
    swallowed, with_hash, beside_hash, no_editions, unknown_key, unknown_top_key, number_as_text,
    number_as_truth, number_with_a_point, moment_in_another_form, moment_that_never_was, capital_digest,
    short_salt, empty_value, value_without_a_salt, redacted_never, field_as_text, kind_of_none,
    format_of_none, format_left_out, format_said_twice, older_format_later,
    another_format, redacted_before_it_was_recorded, article_of_none, held_back,
)  # fmt: skip


def test_a_true_history_has_no_fault_however_its_tokens_are_spaced(stranger, history):
    assert verdict(stranger, as_bytes(history)) == []
    assert verdict(stranger, json.dumps(history, ensure_ascii=False, indent=2).encode()) == []


@pytest.mark.parametrize("forge", FORGERIES, ids=lambda forge: forge.__name__)
def test_each_forgery_is_found(stranger, history, forge):
    forge(history)

    assert verdict(stranger, as_bytes(history))


@pytest.mark.parametrize("part", ["number", "kind", "live_from", "recorded_at", "previous", "digest"])
def test_a_part_of_another_edition_is_found(stranger, history, part):
    history["editions"][1][part] = history["editions"][0][part]

    assert verdict(stranger, as_bytes(history))


def test_a_changed_word_is_found_in_its_edition(stranger, history):
    history["editions"][1]["fields"]["body"]["value"] += " "

    assert verdict(stranger, as_bytes(history)) == ["edition 2 is not what its digest says"]


def test_a_withdrawn_storys_history_has_notes_and_no_text(stranger, kept_story, chief_editor):
    article = Article.objects.get(pk=kept_story.pk)
    desk.withdraw(article, by=chief_editor, note="All of it was wrong.")

    told = export.as_json(article.editions.all(), clock.now())

    assert verdict(stranger, as_bytes(told)) == []
    given_fields = {
        name for edition in told["editions"] for name, f in edition["fields"].items() if "value" in f
    }
    assert given_fields == {"note"}


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
    """Each byte with one bit turned, and each byte left out, but those of a moment that no digest holds."""
    raw = json.dumps(history, ensure_ascii=False, separators=(",", ":")).encode()
    redacted_at = history["editions"][0]["fields"]["standfirst"]["redacted"].encode()
    start = raw.index(b'"redacted":"' + redacted_at) + len(b'"redacted":"')
    held = [at for at in range(len(raw)) if not start <= at < start + len(redacted_at)]
    changed = [raw[:at] + bytes([raw[at] ^ 1 << at % 8]) + raw[at + 1 :] for at in held]
    shorter = [raw[:at] + raw[at + 1 :] for at in held]

    unseen = [text for text in changed + shorter if not verdict(stranger, text)]

    assert unseen == []


def test_a_long_text_is_read_in_the_memory_of_a_few_of_it(stranger):
    """Python kept a hundred bytes for each letter: a file of the size that is taken asked for 13 GB."""
    raw = json.dumps({"format": "x" * 300_000}).encode()
    tracemalloc.start()
    try:
        verdict(stranger, raw)
        assert tracemalloc.get_traced_memory()[1] < 10 * len(raw)
    finally:
        tracemalloc.stop()


def test_a_hash_of_a_proof_has_one_form(stranger):
    one, other = "A" * 43 + "=\n", "A" * 42 + "B=\n"

    assert stranger.hashes(one) == [b"\0" * 32]
    with pytest.raises(stranger.Unreadable):
        stranger.hashes(other)


def test_a_file_that_is_none_is_named(stranger, tmp_path):
    said, is_right = stranger.main(tmp_path / "nowhere.json")

    assert "nowhere.json" in said
    assert not is_right


def test_a_value_too_deep_to_hash_has_an_answer(stranger, history, tmp_path):
    """Python gives up at a depth of its own, which may be one that it read: the answer was a traceback."""
    file = tmp_path / "history.json"
    file.write_bytes(as_bytes(history))

    with mock.patch.object(stranger, "canonical", side_effect=RecursionError("too deep")):
        assert stranger.main(file) == ("too deep", False)


@pytest.mark.parametrize("name", ["\x1b[2Jpaper", "paper\u202e", "3\xa0editions,\xa0no\xa0fault."])
def test_a_checkpoint_has_a_name_that_can_be_printed(stranger, name):
    note = f"{{}}\n1\n{'A' * 43}=\n\n— paper AAAA\n"
    assert stranger.checkpoint(note.format("paper.example/a"))[0] == "paper.example/a"

    with pytest.raises(stranger.Unreadable):
        stranger.checkpoint(note.format(name))


def test_a_proof_is_read_once_however_many_editions_a_story_has(stranger):
    proof = f"c2sp.org/tlog-proof@v1\nindex 0\n\npaper\n1\n{'A' * 43}=\n\n— paper AAAA\n"

    with mock.patch.object(stranger, "hashes", wraps=stranger.hashes) as read:
        stranger.check_inclusion({"editions": [{"digest": "0" * 64, "number": 1}] * 5}, proof)

    assert read.call_count == 1
