"""Marks of `verify`: what was read closely and is as it was then is not read again, and no more is said."""

import json
from io import StringIO
from unittest import mock

import pytest
from django.core.management import CommandError, call_command

from articles import desk
from articles.archive import marks, verifying
from articles.archive.digests import digest
from articles.models import Edition, Publication

pytestmark = pytest.mark.django_db
KEY = "b25seSBmb3IgdGhlIHRlc3RzLCBhbmQgMzIgYnl0ZXM="


@pytest.fixture(autouse=True)
def signed(settings):
    settings.SIGNING_KEY = KEY


@pytest.fixture
def archive(publish, time_machine):
    """Stories of January, February and March, read in April."""
    for month in (1, 2, 3):
        time_machine.move_to(f"2026-0{month}-10 12:00Z")
        publish(headline=f"Of month {month}", body="It was so.")
    time_machine.move_to("2026-04-02 12:00Z")
    return Edition.objects.order_by("pk")


@pytest.fixture
def mark(archive, tmp_path):
    path = tmp_path / "mark"
    verify("--mark", path)
    return path


def verify(*options):
    out, err = StringIO(), StringIO()
    try:
        call_command("verify", *map(str, options), stdout=out, stderr=err)
    except CommandError as error:
        return f"{err.getvalue()}{error}"
    return out.getvalue()


def closely_read(*options):
    """Return how many stories a run read closely."""
    with mock.patch.object(verifying, "close_faults", side_effect=verifying.close_faults) as close:
        verify(*options)
    return close.call_count


def change(edition, **values):
    Edition.objects.filter(pk=edition.pk).update(**values)


def test_a_mark_names_the_closed_months(mark):
    said = json.loads(mark.read_text())["months"]

    assert list(said) == ["2026-01", "2026-02", "2026-03"]
    assert {month["editions"] for month in said.values()} == {1}


def test_what_is_as_marked_is_not_read_closely_but_for_the_month_read_longest_ago(mark, publish):
    assert closely_read() == 3
    assert closely_read("--since", mark) == 1
    said = verify("--since", mark)
    assert "3 editions, no fault." in said
    assert "2 of them, of 2 months, are stored as they were when they were read closely" in said

    publish()
    assert closely_read("--since", mark) == 2  # this month is not closed


def test_runs_go_through_all_months_in_turn(mark, time_machine):
    turns = []
    for day in range(3, 9):
        time_machine.move_to(f"2026-04-0{day} 12:00Z")
        verify("--since", mark, "--mark", mark)
        months = json.loads(mark.read_text())["months"]
        turns.append(max(months, key=lambda month: months[month]["read_at"]))

    assert turns == ["2026-01", "2026-02", "2026-03"] * 2


def test_a_text_that_was_changed_in_a_marked_month_is_found(mark, archive):
    change(archive[2], body="It was not so.")

    assert "its text or its columns do not match its digest" in verify("--since", mark)


def test_html_that_was_changed_in_a_marked_month_is_found(mark, archive):
    change(archive[2], body_html="<p>It was not so.</p>")

    assert "what is derived of it is not what its words give" in verify("--since", mark)


def test_a_marked_month_that_was_rewritten_and_sealed_again_is_found(mark, archive):
    """Without a mark nothing in the database tells it."""
    edition = archive[2]
    edition.headline = "Of another month"
    edition.digest = digest(edition)
    change(edition, headline=edition.headline, digest=edition.digest)

    assert "the month 2026-03: holds other editions than when it was marked" in verify("--since", mark)


def test_a_marked_edition_that_is_gone_is_found(mark, archive):
    last = archive[2]
    for link in (rel for rel in last._meta.related_objects if rel.on_delete.__name__ == "CASCADE"):
        link.related_model.objects.filter(edition=last).delete()
    Edition.objects.filter(pk=last.pk).delete()

    assert "the month 2026-03: holds other editions than when it was marked" in verify("--since", mark)


def test_what_the_desk_did_since_is_no_fault(mark, archive, chief_editor):
    """A redaction and a later edition change rows of closed months."""
    stories = [edition.article for edition in archive]
    desk.redact(stories[1], by=chief_editor, fields=["standfirst", "body"], order="A court's")
    desk.correct(stories[2], by=chief_editor, kind="correction", note="Wrong.", changes={"body": "Right."})

    assert "4 editions, no fault." in verify("--since", mark)


FORGED = {
    "count": lambda mark: mark["months"]["2026-01"].update(editions=7),
    "rows": lambda mark: mark["months"]["2026-01"].update(rows="0" * 64),
    "a later reading": lambda mark: mark["months"]["2026-01"].update(read_at="2027-01-01T00:00:00.000Z"),
    "a month more": lambda mark: mark["months"].update({"2026-04": mark["months"]["2026-01"]}),
    "a month less": lambda mark: mark["months"].pop("2026-01"),
    "no signature": lambda mark: mark.pop("signature"),
    "another signature": lambda mark: mark.update(signature="AAAA"),
    "a number for a signature": lambda mark: mark.update(signature=7),
}


@pytest.mark.parametrize("forge", FORGED)
def test_a_forged_mark_is_refused(forge, mark):
    content = json.loads(mark.read_text())
    FORGED[forge](content)
    mark.write_text(json.dumps(content))

    assert "This is no mark that this paper signed" in verify("--since", mark)


@pytest.mark.parametrize("text", ["", "[]", "{}", "7", "null", "not JSON", "\ufffd"])
def test_what_is_no_mark_is_refused(text, archive, tmp_path):
    (tmp_path / "mark").write_text(text)

    assert "This is no mark" in verify("--since", tmp_path / "mark")


def test_a_mark_that_another_key_signed_is_refused(mark, settings):
    settings.SIGNING_KEY = "YW5vdGhlciBrZXkgZm9yIHRoZSB0ZXN0cywgMzIgYiE="

    assert "This is no mark that this paper signed" in verify("--since", mark)


def test_a_mark_of_another_paper_is_refused(mark):
    Publication.objects.update_or_create(defaults={"address": "https://another.example"})

    assert "the mark of another paper" in verify("--since", mark)


def test_a_mark_of_another_version_counts_for_nothing(mark, monkeypatch):
    monkeypatch.setattr(marks.newsroom, "__version__", "9.9.9")

    assert closely_read("--since", mark) == 3
    assert "all was read closely" in verify("--since", mark)


def test_no_mark_is_written_where_something_is_wrong(mark, archive):
    before = mark.read_text()
    change(archive[0], body="It was not so.")

    assert "faults in 3 editions" in verify("--mark", mark)
    assert mark.read_text() == before


def test_a_mark_needs_a_key_and_a_place(mark, settings, tmp_path):
    assert "can't be written" in verify("--mark", tmp_path / "away" / "mark")
    assert "No such file" in verify("--since", tmp_path / "away")
    settings.SIGNING_KEY = ""
    assert "set SIGNING_KEY" in verify("--mark", mark)
