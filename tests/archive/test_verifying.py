"""The chain, by verify, and the archive's head: what was changed by hand is found."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import desk
from articles.archive import digests, export, verifying
from articles.archive.digests import digest, field_hashes
from articles.models import (
    Act,
    Address,
    Byline,
    Edition,
    EditionLink,
    Image,
    Note,
    Person,
    Section,
    Source,
    Topic,
    clock,
)

pytestmark = pytest.mark.django_db


# --- the history ---


def test_the_history_names_no_staff_no_redacted_text_and_no_plan(story):
    text = json.dumps(export.as_json(story.editions.all(), clock.now()), ensure_ascii=False)

    assert "chief" not in text
    assert "Why" in text  # of editions 2 and 3, where it stands
    assert "Ahead." not in text
    first = export.as_json(story.editions.all(), clock.now())["editions"][0]["fields"]
    assert set(first["standfirst"]) == {"hash", "redacted"}
    assert set(first["private"]) == {"hash"}


# --- verify ---


def test_an_older_format_behind_a_newer_one_is_found(story):
    last = story.editions.get(number=4)
    last.format = "newsroom-1"
    last.digest = digest(last)
    Edition.objects.filter(pk=last.pk).update(format=last.format, digest=last.digest)

    assert "is of an older format than edition 3" in [fault for _what, fault in verifying.archive_faults()]


def test_a_salt_that_swallows_the_start_of_a_text_is_found(publish, monkeypatch):
    monkeypatch.setattr(digests, "FORMATS", ("newsroom-1", "newsroom-1"))
    edition = publish(body='Nothing proves that "the mayor stole a million."').editions.get()
    rest = 'the mayor stole a million."'
    edition.salts["body"] += '"Nothing proves that \\'
    edition.body = rest
    assert digest(edition) == edition.digest  # the hash alone does not tell

    Edition.objects.filter(pk=edition.pk).update(salts=edition.salts, body=rest)

    (fault,) = [fault for _what, fault in verifying.archive_faults() if "salt" in fault]
    assert fault == "one of its salts is not 32 hexadecimal digits, and may hold a part of a text"


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
# Whether somebody confirmed an emergency is no part of the record: the log tells of both acts.
UNRECORDED = ("id", "is_unconfirmed")
COLUMNS = [field for field in Edition._meta.concrete_fields if field.name not in UNRECORDED]


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
                if not any(str(story.uid) in what for what, _fault in verifying.archive_faults()):
                    unseen.append((edition.number, field.name))
                transaction.set_rollback(True)

    assert unseen == []


def tamper(row, field, value):
    """Write by SQL, past every rule but the database's own."""
    write(row, field, field.get_db_prep_save(value, connection))


def write(row, field, stored):
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {row._meta.db_table} SET {field.column} = %s WHERE id = %s",  # noqa: S608
            [stored, row.pk],
        )


@pytest.fixture
def linked(publish, make_article, make_source):
    """An edition with a link of each class."""
    article = make_article(
        sources=[make_source()], lead_image=Image.objects.create(alt_text="A hand", credit="Ann")
    )
    Byline.objects.create(article=article, person=Person.objects.create(name="Ann"))
    article.topics.add(Topic.objects.create(name="Peace"))
    return publish(article).editions.get()


@pytest.mark.parametrize("link", EditionLink.__subclasses__())
def test_a_link_changed_by_hand_is_found(linked, link):
    faults = [(f"article {linked.article_uid}, edition 1", f"its {link.NAMES} links do not match it")]
    rows = link.objects.filter(edition=linked)
    row = rows.get()
    assert list(verifying.archive_faults()) == []

    rows.update(live_until=clock.now())
    assert list(verifying.archive_faults()) == faults
    rows.delete()
    assert list(verifying.archive_faults()) == faults
    for _time in range(2):
        row.pk = None
        row.save(force_insert=True)
    assert list(verifying.archive_faults()) == faults


def test_another_lead_picture_than_the_printed_one_is_found(linked):
    other = Image.objects.create(alt_text="Another hand", credit="Ann")

    Edition.objects.filter(pk=linked.pk).update(lead_image=other)

    assert [fault for _what, fault in verifying.archive_faults()] == [
        "its lead picture is not the printed one"
    ]


JSON_COLUMNS = [
    (model, field)
    for model in (Edition, Act, Source)
    for field in model._meta.concrete_fields
    if field.get_internal_type() == "JSONField"
]


@pytest.fixture
def tampered(linked):
    """Write into each column of JSON by `write`; return those that hide another fault, or that none finds."""
    Address.objects.update(public_since=clock.now())
    Note.objects.create(article=linked.article, text="Forged.")

    def tampered(write, value):
        hidden = []
        for model, field in JSON_COLUMNS:
            with transaction.atomic():
                write(linked if model is Edition else model.objects.earliest("pk"), field, value)
                faults = [fault for _what, fault in verifying.archive_faults()]
                others = [fault for fault in faults if "public since another" in fault or "a note" in fault]
                if len(others) < 2 or (model is Edition and len(faults) < 3):
                    hidden.append(field.name)
                transaction.set_rollback(True)
        return hidden

    return tampered


@pytest.mark.parametrize("value", [["x"], [1], {"x": 1}, "x", 5, 10**30, [None], [{"key": 5}], {"text": {}}])
def test_a_column_that_nothing_can_read_hides_no_other_fault(tampered, value):
    """Whoever may write the database must not stop the check before it comes to what they changed."""
    assert tampered(tamper, value) == []


@pytest.mark.only_on("sqlite")  # PostgreSQL keeps no such value in the column
def test_what_is_no_json_hides_no_other_part(tampered):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            assert tampered(write, "{") == []
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_a_picture_that_names_files_elsewhere_hides_no_other_fault(linked):
    """The names of its files come from the database, and lead to no other folder."""
    pictures = [{**linked.pictures[0], "renditions": {"whole": {"path": "../../..", "widths": [1]}}}]
    Edition.objects.filter(pk=linked.pk).update(pictures=pictures)

    assert any("files of its pictures" in fault for _what, fault in verifying.archive_faults())


@pytest.mark.only_on("sqlite")  # PostgreSQL keeps no such value in the column
def test_a_row_that_can_t_be_read_at_all_hides_no_other_part(linked):
    Act.objects.filter(number=1).update(verb="changed")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_edition SET article_uid = 'never'")

    said = dict(verifying.archive_faults())

    assert "can't be read" in said["the editions"]
    assert "act 1 of the log" in said


def test_html_that_readers_see_changed_by_hand_is_found(story):
    story.editions.filter(number=2).update(body_html="<p>Never written.</p>")

    (found,) = verifying.archive_faults()

    assert found == (
        f"article {story.uid}, edition 2",
        "what is derived of it is not what its words give: see rebuild_derived",
    )


@pytest.fixture
def address(story):
    return Address.objects.filter(slug=story.slug)


def test_an_address_given_to_another_story_is_found(address, make_article):
    address.update(article=make_article())

    assert {what for what, _fault in verifying.archive_faults()} == {f"the address {address.get().slug}"}


def test_an_address_public_since_another_moment_is_found(address):
    address.update(public_since=clock.now())

    (found,) = verifying.archive_faults()
    assert "public since another moment" in found[1]


def test_an_address_that_is_gone_or_that_nothing_printed_is_found(story, address):
    Address.objects.create(slug="never-printed", article=story, public_since=clock.now())
    slug = address.get().slug
    address.delete()

    assert list(verifying.archive_faults()) == [
        (f"the address {slug}", "is not that of the story that printed it"),
        ("the address never-printed", "was not printed by its story"),
    ]


def test_a_redaction_that_nobody_ordered_is_found(story):
    edition = story.editions.get(number=2)
    hashed = field_hashes(edition)["headline"]
    Edition.objects.filter(pk=edition.pk).update(
        headline="",
        salts={field: salt for field, salt in edition.salts.items() if field != "headline"},
        redacted={"headline": {"hash": hashed, "at": "2026-01-01T00:00:00.000Z"}},
    )

    faults = [fault for _what, fault in verifying.archive_faults()]

    assert faults == [
        "what is redacted is not what the log says",
        "what is derived of it is not what its words give: see rebuild_derived",
    ]


def test_a_record_resealed_by_hand_is_found(story):
    """Who knows the format can write a digest that fits: the neighbours and the log give it away."""
    last = story.editions.order_by("number").last()
    last.body = "Never written."
    last.digest = digest(last)
    Edition.objects.filter(pk=last.pk).update(body=last.body, digest=last.digest)

    faults = list(verifying.archive_faults())

    assert (f"article {story.uid}", "edition 4 is not the one that the log knows") in faults


def test_the_last_record_removed_is_found(story):
    last = story.editions.order_by("number").last()
    last.delete()
    before = story.editions.get(number=3)
    before.live_until = None
    before.save(update_fields=["live_until"])  # its links too

    faults = list(verifying.archive_faults())

    assert faults == [(f"article {story.uid}", "the log knows of 4 editions, and 3 are there")]


def test_the_first_record_removed_is_found(story):
    story.editions.get(number=1).delete()

    faults = {fault for _what, fault in verifying.archive_faults()}

    assert {
        "is the first that is there: those before it are missing",
        "names a predecessor, and there is none",
    } <= faults


def test_a_whole_story_removed_is_found(story, publish):
    publish()
    story.editions.all().delete()

    faults = list(verifying.archive_faults())

    assert (f"article {story.uid}", "the log knows of 4 editions, and 0 are there") in faults


def test_verify_says_that_all_is_well_and_gives_the_head(story):
    out = StringIO()

    call_command("verify", stdout=out)

    assert out.getvalue().startswith("4 editions, no fault.\nThe archive's head at ")


def test_verify_names_the_edition_and_fails(story):
    story.editions.filter(number=2).update(headline="Never printed")
    out = StringIO()

    with pytest.raises(CommandError, match="2 faults in 4 editions"):
        call_command("verify", stderr=out)

    assert out.getvalue().startswith(
        f"article {story.uid}, edition 2: its text or its columns do not match its digest\n"
    )


def test_a_renamed_user_s_editions_verify(story):
    User.objects.filter(username="kept chief").update(username="married")
    User.objects.create(username="kept chief", date_joined=clock.now() + timedelta(days=1))

    assert list(verifying.archive_faults()) == []


def test_html_is_made_anew_and_no_digest_changes(story):
    digests = list(story.editions.values_list("digest", flat=True))
    story.editions.update(body_html="<p>From an old renderer</p>")

    call_command("rebuild_derived", stdout=StringIO())

    assert list(verifying.archive_faults()) == []
    assert list(story.editions.values_list("digest", flat=True)) == digests


def test_the_log_keeps_no_words_of_a_story(story, chief_editor):
    desk.withdraw(story, by=chief_editor, note="Wrong altogether.")

    text = json.dumps(list(Act.objects.values_list("data", flat=True)), ensure_ascii=False)

    for words in ("Wrong", "Later", "Pеace", "Right.", "Why"):
        assert words not in text


def test_verify_asks_no_more_for_more_editions(publish, chief_editor):
    counts = []
    for number in (2, 6):
        for place in range(number):
            story = publish(headline=f"Story {number} {place}")
            changes = {"body": "Another."}
            desk.correct(story, by=chief_editor, kind="correction", note="So.", changes=changes)
            desk.redact(story, by=chief_editor, fields=["body"], order="A court's", numbers=[1])
        with CaptureQueriesContext(connection) as asked:
            assert list(verifying.archive_faults()) == []
        counts.append(len(asked))

    assert counts[0] == counts[1]
