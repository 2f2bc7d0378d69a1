"""Word diffs, three-way merges, the chain, and what verify finds."""

import importlib.util
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from articles import desk, freshness, history, verifying
from articles.models import Act, Edition, Image, Section


def stranger():
    """Return docs/verify.py, the second implementation, which knows nothing of this one."""
    path = Path(settings.BASE_DIR) / "docs" / "verify.py"
    spec = importlib.util.spec_from_file_location("stranger", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- diffs and merges ---


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("One two.", "One two.", [("=", "One two.")]),
        ("One two.", "One three.", [("=", "One "), ("-", "two."), ("+", "three.")]),
        ("", "New", [("+", "New")]),
        ("Old", "", [("-", "Old")]),
        ("A.\n\nB.", "A.\n\nX.\n\nB.", [("=", "A.\n\n"), ("+", "X.\n\n"), ("=", "B.")]),
    ],
)
def test_a_diff_tells_what_became_of_each_word(old, new, parts):
    assert history.word_diff(old, new) == parts


TEXTS = st.lists(st.sampled_from(["a", "b", " ", "\n", "\n\n", "\t", "é"]), max_size=12).map("".join)


@given(TEXTS, TEXTS)
def test_a_diff_holds_both_texts_whole(old, new):
    parts = history.word_diff(old, new)

    assert "".join(text for op, text in parts if op in "=-") == old
    assert "".join(text for op, text in parts if op in "=+") == new


@given(TEXTS, TEXTS)
def test_two_sides_hold_both_texts_whole(old, new):
    passages = history.side_by_side(history.word_diff(old, new))

    for side, text in zip((0, 1), (old, new), strict=True):
        assert "".join(part for passage in passages for _op, part in passage[side]) == text
    assert all(older == newer or any(op != "=" for op, _text in older + newer) for older, newer in passages)


@pytest.mark.parametrize(
    ("old", "new", "sides"),
    [
        ("A.\n\nB.", "A.\n\nB.", [("A.", "A."), ("B.", "B.")]),
        ("A.\n\nB.\n\nC.", "A.\n\nX.\n\nC.", [("A.", "A."), ("B.", "X."), ("C.", "C.")]),
        ("A.\n\nB.\n\nC.", "A.\n\nC.", [("A.", "A."), ("B.", ""), ("C.", "C.")]),
        ("A.\n\nC.", "A.\n\nB.\n\nC.", [("A.", "A."), ("", "B."), ("C.", "C.")]),
        ("A b.\n\nC.", "A x.\n\nC.", [("A b.", "A x."), ("C.", "C.")]),
    ],
)
def test_two_texts_stand_side_by_side_by_paragraphs(old, new, sides):
    passages = history.side_by_side(history.word_diff(old, new))

    assert [tuple("".join(text for _op, text in side).strip() for side in each) for each in passages] == sides


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged"),
    [
        ("A.\n\nB.", "X.\n\nB.", "A.\n\nB.", "X.\n\nB."),
        ("A.\n\nM.\n\nB.", "X.\n\nM.\n\nB.", "A.\n\nM.\n\nY.", "X.\n\nM.\n\nY."),
        ("One two three.", "1 two three.", "One two 3.", "1 two 3."),
        ("A.", "A.", "Mine.", "Mine."),
        ("A.", "X.", "X.", "X."),
    ],
)
def test_changes_of_different_places_merge(base, theirs, mine, merged):
    assert history.merge("body", base, theirs, mine) == merged


def test_changes_of_one_place_clash():
    with pytest.raises(history.Clash) as clash:
        history.merge("body", "A b c.", "A X c.", "A Y c.")

    assert (clash.value.theirs.strip(), clash.value.mine.strip()) == ("X", "Y")


def test_a_line_clashes_as_a_whole():
    with pytest.raises(history.Clash):
        history.merge("headline", "One two three", "1 two three", "One two 3")


# --- the chain ---


@pytest.fixture
def story(publish, change, chief_editor, make_source):
    """A story of five editions, all with notes or sources, a redaction among them."""
    article = publish(headline="Pеace — “now”", standfirst="Why \t\\ 🙂.", sources=[make_source()])
    desk.correct(article, by=chief_editor, kind="correction", note="Wrong.", changes={"body": "Right."})
    change(article, headline="Later")
    desk.publish(article, by=chief_editor, note="More.", kind="update")
    desk.redact(article, by=chief_editor, fields=["standfirst"], order="A court's", numbers=[1])
    desk.publish(change(article, body="Ahead."), by=chief_editor, at=freshness.now() + timedelta(hours=1))
    return article


@pytest.mark.django_db
def test_a_strangers_program_finds_no_fault(story):
    told = json.loads(json.dumps(history.as_json(story.editions.all(), freshness.now())))

    assert list(stranger().faults(told)) == []
    assert [edition["number"] for edition in told["editions"]] == [1, 2, 3]


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["number", "kind", "live_from", "recorded_at", "previous", "digest"])
def test_a_strangers_program_finds_each_changed_part(story, part):
    told = history.as_json(story.editions.all(), freshness.now())

    told["editions"][1][part] = told["editions"][2][part]

    assert list(stranger().faults(told))


@pytest.mark.django_db
def test_a_strangers_program_finds_a_changed_word(story):
    told = history.as_json(story.editions.all(), freshness.now())

    told["editions"][1]["fields"]["body"]["value"] += " "

    assert list(stranger().faults(told)) == ["edition 2 is not what its digest says"]


@pytest.mark.django_db
def test_the_history_names_no_staff_no_redacted_text_and_no_plan(story):
    text = json.dumps(history.as_json(story.editions.all(), freshness.now()), ensure_ascii=False)

    assert "chief" not in text
    assert "Why" in text  # of editions 2 and 3, where it stands
    assert "Ahead." not in text
    first = history.as_json(story.editions.all(), freshness.now())["editions"][0]["fields"]
    assert set(first["standfirst"]) == {"hash", "redacted"}
    assert set(first["private"]) == {"hash"}


@pytest.mark.django_db
def test_a_withdrawn_storys_history_has_notes_and_no_text(story, chief_editor):
    desk.withdraw(story, by=chief_editor, note="All of it was wrong.")

    told = history.as_json(story.editions.all(), freshness.now())

    assert list(stranger().faults(told)) == []
    given_fields = {
        name for edition in told["editions"] for name, f in edition["fields"].items() if "value" in f
    }
    assert given_fields == {"note"}


# --- verify ---

OTHER = {
    "article_uid": UUID(int=7),
    "translation_of_uid": UUID(int=7),
    "number": 77,
    "kind": "minor",
    "live_from": datetime(2020, 1, 1, tzinfo=UTC),
    "live_until": datetime(2036, 1, 1, tzinfo=UTC),
    "first_published_at": datetime(2020, 1, 1, tzinfo=UTC),
    "recorded_at": datetime(2020, 1, 1, tzinfo=UTC),
    "sealed_at": datetime(2020, 1, 1, tzinfo=UTC),
    "is_retracted": True,
    "section_as_printed": {"slug": "other", "name": "Other"},
    "byline": [{"name": "Somebody else"}],
    "citations": [],
    "topics": [{"slug": "x", "name": "X"}],
    "pictures": [{"key": "x"}],
    "private": {"by": "somebody"},
    "salts": {},
    "redacted": {"headline": {"hash": "0" * 64, "at": "2026-01-01T00:00:00.000Z"}},
}
COLUMNS = [field for field in Edition._meta.concrete_fields if field.name != "id"]


@pytest.mark.django_db
def test_a_column_changed_by_hand_is_found(story, publish, reporter):
    relations = {
        "article": publish().pk,
        "section": Section.objects.create(name="Other").pk,
        "translation_of": story.pk,
        "lead_image": Image.objects.create(alt_text="A hand").pk,
        "published_by": reporter.pk,
    }
    unseen = []

    for edition in story.editions.exclude(number=4):
        for field in COLUMNS:
            if (edition.number, field.name) == (1, "article"):
                continue  # refused by the database: the other story has its edition 1
            with transaction.atomic():
                tamper(edition, field, relations.get(field.name) or OTHER.get(field.name, "changed"))
                if not any(str(story.uid) in what for what, _fault in verifying.archive(html=True)):
                    unseen.append((edition.number, field.name))
                transaction.set_rollback(True)

    assert unseen == []


def tamper(edition, field, value):
    """Write by SQL, past every rule but the database's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Edition._meta.db_table} SET {field.column} = %s WHERE id = %s",  # noqa: S608
            [field.get_db_prep_save(value, connection), edition.pk],
        )


@pytest.mark.django_db
def test_a_redaction_that_nobody_ordered_is_found(story):
    edition = story.editions.get(number=2)
    hashed = history.field_hashes(edition)["headline"]
    Edition.objects.filter(pk=edition.pk).update(
        headline="",
        salts={field: salt for field, salt in edition.salts.items() if field != "headline"},
        redacted={"headline": {"hash": hashed, "at": "2026-01-01T00:00:00.000Z"}},
    )

    faults = [fault for _what, fault in verifying.archive()]

    assert faults == ["what is redacted is not what the log says"]


@pytest.mark.django_db
def test_a_record_resealed_by_hand_is_found(story):
    """Who knows the format can write a digest that fits: the neighbours and the log give it away."""
    last = story.editions.order_by("number").last()
    last.body = "Never written."
    last.digest = history.digest(last)
    Edition.objects.filter(pk=last.pk).update(body=last.body, digest=last.digest)

    faults = list(verifying.archive())

    assert faults == [(f"article {story.uid}", "edition 4 is not the one that the log knows")]


@pytest.mark.django_db
def test_the_last_record_removed_is_found(story):
    last = story.editions.order_by("number").last()
    last.delete()
    story.editions.filter(number=3).update(live_until=None)

    faults = list(verifying.archive())

    assert faults == [(f"article {story.uid}", "the log knows of 4 editions, and 3 are there")]


@pytest.mark.django_db
def test_the_first_record_removed_is_found(story):
    story.editions.get(number=1).delete()

    faults = {fault for _what, fault in verifying.archive()}

    assert {
        "is the first that is there: those before it are missing",
        "names a predecessor, and there is none",
    } <= faults


@pytest.mark.django_db
def test_a_whole_story_removed_is_found(story, publish):
    publish()
    story.editions.all().delete()

    faults = list(verifying.archive())

    assert faults == [(f"article {story.uid}", "the log knows of 4 editions, and 0 are there")]


@pytest.mark.django_db
def test_verify_says_that_all_is_well_and_gives_the_head(story):
    out = StringIO()

    call_command("verify", html=True, stdout=out)

    assert out.getvalue().startswith("4 editions, no fault.\nThe archive's head at ")


@pytest.mark.django_db
def test_verify_names_the_edition_and_fails(story):
    story.editions.filter(number=2).update(headline="Never printed")
    out = StringIO()

    with pytest.raises(CommandError, match="1 faults in 4 editions"):
        call_command("verify", stdout=out)

    assert out.getvalue() == (
        f"article {story.uid}, edition 2: its text or its columns do not match its digest\n"
    )


@pytest.mark.django_db
def test_a_renamed_user_s_editions_verify(story, chief_editor):
    chief_editor.username = "married"
    chief_editor.save()
    User.objects.create(username="chief", date_joined=freshness.now() + timedelta(days=1))

    assert list(verifying.archive()) == []


@pytest.mark.django_db
def test_html_is_made_anew_and_no_digest_changes(story):
    digests = list(story.editions.values_list("digest", flat=True))
    story.editions.update(body_html="<p>From an old renderer</p>")

    call_command("rebuild_html", stdout=StringIO())

    assert list(verifying.archive(html=True)) == []
    assert list(story.editions.values_list("digest", flat=True)) == digests


# --- the archive's head ---


@pytest.mark.django_db
def test_the_head_covers_records_and_no_plan(story, chief_editor):
    at = freshness.now()
    before = history.head(at)

    desk.drop_plan(story, by=chief_editor)

    assert history.head(at) == before
    assert history.head(freshness.now()) == before


@pytest.mark.django_db
def test_a_record_that_vanishes_changes_the_head(story):
    before = history.head(freshness.now())

    story.editions.filter(number=2).delete()

    assert history.head(freshness.now()) != before


@pytest.mark.django_db
def test_months_that_are_over_hash_one_after_the_other(publish, time_machine):
    digests = []
    for month in (1, 1, 3):
        time_machine.move_to(datetime(2026, month, 10 + len(digests), tzinfo=UTC), tick=False)
        digests.append(publish().editions.get().digest)
    january = history.sha256("\n" + digests[0] + "\n" + digests[1])
    march = history.sha256(january + "\n" + digests[2])

    # Twice, since the second answer comes from what was kept.
    assert [history.head(datetime(2026, 2, 1, tzinfo=UTC)) for _ in range(2)] == [january] * 2
    assert [history.head(freshness.now()) for _ in range(2)] == [march] * 2
    assert history.head(datetime(2025, 1, 1, tzinfo=UTC)) == ""


@pytest.mark.django_db
def test_an_import_of_old_stories_changes_no_old_head(story, make_article):
    at = freshness.now()
    before = history.head(at)
    old = Edition(article=make_article(), number=1, kind="first", headline="Old", slug="old")
    old.live_from, old.recorded_at = datetime(1999, 1, 1, tzinfo=UTC), at + timedelta(milliseconds=1)
    old.save()

    assert history.head(at) == before
    assert history.head(at + timedelta(seconds=1)) != before


@pytest.mark.django_db
def test_the_log_keeps_no_words_of_a_story(story, chief_editor):
    desk.withdraw(story, by=chief_editor, note="Wrong altogether.")

    text = json.dumps(list(Act.objects.values_list("data", flat=True)), ensure_ascii=False)

    for words in ("Wrong", "Later", "Pеace", "Right.", "Why"):
        assert words not in text
