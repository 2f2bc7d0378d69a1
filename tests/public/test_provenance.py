"""What readers and machines are told of a story's sources, and of the archive's past."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as paper_settings
from django.core.exceptions import ValidationError

from articles import desk
from articles.archive.deriving import changes_in_context
from articles.models import Citation
from tests.reading import empty_cache, main, seen  # noqa: F401  for its effect

pytestmark = pytest.mark.django_db

VERIFY = Path(paper_settings.BASE_DIR) / "docs" / "verify.py"


@pytest.fixture
def ministry(make_source):
    return make_source("Foreign Ministry", kind="government", address="https://ministry.example/")


@pytest.fixture
def zakharova(make_source, ministry):
    return make_source("Maria Zakharova", role="spokeswoman", represents=ministry)


@pytest.fixture
def story(publish, make_article, zakharova):
    article = make_article(
        slug="a-story",
        headline="A story",
        standfirst="She confirmed it. [@maria-zakharova]",
        body="Two died. [@maria-zakharova]\n\nLeaders from around the world expressed their condolences.",
    )
    Citation.objects.create(
        article=article, source=zakharova, basis="statement", locator="second minute", quote="Two died."
    )
    return publish(article)


def as_json(client, path):
    return json.loads(client.get(path).content)


# How we know


def test_a_story_says_how_it_knows(client, story):
    page = main(client.get("/articles/a-story/"))

    for said in (
        "Rests on one voice: Foreign Ministry",
        "How we know",
        "Less than half of the text says on whom it rests; the rest cites nobody.",
        "speaking for",
        "a statement",
        "reported",
        "second minute",
        "<li>She confirmed it.</li>",
        "<li>Two died.</li>",
        "<li>Leaders from around the world expressed their condolences.</li>",
        'href="#cite-maria-zakharova-1"',
    ):
        assert said in page


def test_a_text_without_citations_claims_nothing_of_them(client, publish):
    publish(slug="bare")

    page = main(client.get("/articles/bare/"))

    assert "How we know" not in page


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("One. [@x]\n\nTwo three four five six seven.", "A small part of the text"),
        ("One two three. [@x]\n\nFour five six seven eight nine.", "Less than half"),
        ("One two. [@x]\n\nThree four.", "About half"),
        ("One two three. [@x]\n\nFour.", "Most of the text"),
        ("One two three. [@x]", "Every passage"),
        ("One two three.", "No passage"),
    ],
)
def test_coverage_is_said_in_words_and_never_as_a_score(body, words):
    from articles.text import passages

    said = passages.coverage_sentence(*passages.coverage(passages.passages(body)))

    assert said.startswith(words)
    assert not any(character.isdigit() or character == "%" for character in said)


def test_a_mark_has_the_number_of_its_source_in_the_list(client, publish, make_source):
    first, second = make_source("First"), make_source("Second")
    publish(slug="a-story", sources=[second, first], standfirst="One. [@first]", body="Two. [@second]")

    page = main(client.get("/articles/a-story/"))

    marks = dict(re.findall(r'href="#source-([a-z]+)"[^>]*>(\d)</a>', page))
    assert marks == {"first": "1", "second": "2"}
    assert page.index('id="source-first"') < page.index('id="source-second"')


# Bad input

BAD = ["javascript:alert(1)", "data:text/html,x", "https://example.org/" + "x" * 5000, "//", "http://"]


@pytest.mark.parametrize("address", BAD)
def test_an_address_that_is_none_is_refused_in_the_form(make_article, make_source, address):
    citation = Citation(article=make_article(), source=make_source(), address=address)

    with pytest.raises(ValidationError) as refusal:
        citation.full_clean()
    assert "address" in refusal.value.error_dict


def test_a_script_that_came_past_the_forms_is_no_link(client, publish, make_article, make_source):
    source = make_source("Ministry", address="javascript:alert(1)")
    article = make_article(slug="a-story", body="So it is. [@ministry]")
    Citation.objects.create(article=article, source=source, archived_copy="javascript:alert(2)")
    publish(article)

    for path in ("/articles/a-story/", "/sources/ministry/", "/articles/a-story/sources.json"):
        assert "javascript:" not in client.get(path).text


def test_a_private_address_is_printed_and_never_fetched(
    client, chief_editor, make_article, make_source, monkeypatch
):
    def connect(*args):
        raise AssertionError("a connection was tried")

    article = make_article(slug="a-story", body="So it is. [@ministry]")
    source = make_source("Ministry", address="http://192.168.0.1/admin")
    Citation.objects.create(article=article, source=source, address="http://127.0.0.1:9/secret")
    monkeypatch.setattr("socket.create_connection", connect)
    monkeypatch.setattr("socket.getaddrinfo", connect)
    desk.publish(article, by=chief_editor, despite="Readers are to see which it was.")

    assert 'href="http://127.0.0.1:9/secret"' in client.get("/articles/a-story/").text


# For machines


def test_machines_read_what_the_page_shows(client, story):
    told = as_json(client, "/articles/a-story/sources.json")

    assert told["summary"] == "Rests on one voice: Foreign Ministry"
    assert told["bare"] == ["Leaders from around the world expressed their condolences."]
    (source,) = told["sources"]
    assert source["name"] == "Maria Zakharova"
    assert source["speaks_for"] == [
        {"name": "Foreign Ministry", "url": "http://127.0.0.1:8000/sources/foreign-ministry/"}
    ]
    assert source["passages"] == ["She confirmed it.", "Two died."]
    page = main(client.get("/articles/a-story/"))
    for value in (told["summary"], told["coverage"], source["basis"], source["standing"], source["quote"]):
        assert value in page


def test_the_table_gives_a_source_a_row_and_a_spreadsheet_no_formula(
    client, publish, make_article, make_source
):
    source = make_source("=HYPERLINK(1)", slug="tricky")
    article = make_article(slug="a-story", body="A thing. [@tricky]")
    Citation.objects.create(article=article, source=source, quote="+1")
    publish(article)

    answer = client.get("/articles/a-story/sources.csv")

    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(answer.text.splitlines())
    assert (row["name"], row["quote"], row["passages"]) == ("'=HYPERLINK(1)", "'+1", "A thing.")


def test_an_old_address_leads_machines_to_todays(client, story, change, chief_editor):
    desk.publish(change(story, slug="another"), by=chief_editor, kind="update")

    for name in ("sources.json", "sources.csv", "history.json"):
        answer = client.get(f"/articles/a-story/{name}")
        assert (answer.status_code, answer["Location"]) == (301, f"/articles/another/{name}")


def test_a_withdrawn_story_gives_machines_no_sources_and_its_chain_without_text(client, story, chief_editor):
    desk.withdraw(story, by=chief_editor, note="It was wrong.")

    assert client.get("/articles/a-story/sources.json").status_code == 404
    chain = client.get("/articles/a-story/history.json")
    assert chain.status_code == 200
    assert "Two died" not in chain.text
    assert "It was wrong." in chain.text


def test_a_stranger_checks_a_storys_chain(client, story, chief_editor, tmp_path):
    desk.correct(story, by=chief_editor, kind="correction", note="Three.", changes={"body": "Three died."})
    kept = tmp_path / "history.json"
    kept.write_bytes(client.get("/articles/a-story/history.json").content)

    run = subprocess.run([sys.executable, VERIFY, kept], capture_output=True, text=True)

    assert run.stdout == "2 editions, no fault.\n"
    assert "chief" not in kept.read_text()


def test_the_ledger_is_there_for_machines(client, story, chief_editor):
    desk.correct(story, by=chief_editor, kind="correction", note="Three.", changes={"body": "Three died."})

    (row,) = as_json(client, "/api/v1/corrections/")["corrections"]

    assert (row["kind"], row["note"], row["headline"]) == ("correction", "Three.", "A story")
    assert row["history_url"] == "http://127.0.0.1:8000/articles/a-story/history/"


def test_the_ledgers_former_address_leads_to_the_api(client):
    response = client.get("/corrections.json")

    assert (response.status_code, response["Location"]) == (301, "/api/v1/corrections/")


def test_a_restored_story_is_told_to_machines_and_tells_its_readers(client, story, chief_editor):
    desk.withdraw(story, by=chief_editor, note="In doubt.")
    desk.restore(story, by=chief_editor, note="Confirmed.")

    told = as_json(client, "/api/v1/corrections/")["corrections"]
    page = client.get("/articles/a-story/")

    assert [(row["kind"], row["note"]) for row in told] == [
        ("restoration", "Confirmed."),
        ("withdrawal", "In doubt."),
    ]
    assert "Withdrawn for a time" in page.text
    assert "CorrectionComment" not in page.text


# Corrections at the top of the story


def test_a_correction_says_what_was_said_and_what_is_said_now(client, story, chief_editor):
    body = story.body.replace("Two died", "Three died")
    desk.correct(story, by=chief_editor, kind="correction", note="There were three.", changes={"body": body})

    page = main(client.get("/articles/a-story/"))

    box = page[page.index('class="amendment"') : page.index("</aside>")]
    assert "Correction" in box
    assert "There were three." in box
    assert "<del>Two </del><ins>Three </ins>died." in seen(box)
    assert page.index('class="amendment"') < page.index('class="body article-body"')


def test_a_redacted_passage_is_not_told_by_its_correction(client, story, chief_editor):
    changes = {"body": "Three died. [@maria-zakharova]"}
    desk.correct(story, by=chief_editor, kind="correction", note="There were three.", changes=changes)
    desk.redact(story, by=chief_editor, fields=["body"], order="A court's", numbers=[1])

    page = main(client.get("/articles/a-story/"))

    assert "There were three." in page
    assert "<del>" not in page


def test_long_unchanged_passages_are_left_out_of_a_correction():

    same = "word " * 100
    shown = list(
        changes_in_context([("=", same), ("-", "old "), ("+", "new "), ("=", same), ("-", "x"), ("=", same)])
    )

    assert [op for op, _text in shown] == ["…", "=", "-", "+", "=", "…", "=", "-", "=", "…"]
    assert max(len(text) for _op, text in shown) <= 90
