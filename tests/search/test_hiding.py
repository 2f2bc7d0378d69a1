"""What no reader finds: planned, replaced, withdrawn, expired, redacted and confidential text."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import desk, search
from articles.models import Edition, clock

SECRET = "quagmire"
NEVER_WRITTEN = "quogmure"


@pytest.fixture
def hide(publish, make_article, make_source, change, chief_editor):
    """Put the secret word into a state in which no reader may meet it."""

    def planned():
        publish(headline=f"A {SECRET}", body=f"The {SECRET}.", at=clock.now() + timedelta(hours=1))

    def draft():
        make_article(headline=f"A {SECRET}", body=f"The {SECRET}.")

    def replaced():
        article = publish(headline="Story", body=f"The {SECRET}.")
        desk.publish(change(article, body="Other words."), by=chief_editor)

    def corrected():
        article = publish(headline="Story", body=f"The {SECRET}.")
        desk.correct(
            article, by=chief_editor, kind="correction", note="Wrong.", changes={"body": "Other words."}
        )

    def withdrawn():
        article = publish(headline=f"A {SECRET}", body=f"The {SECRET}.")
        desk.withdraw(article, by=chief_editor, note="It was wrong.")

    def expired():
        article = publish(headline=f"A {SECRET}", body=f"The {SECRET}.")
        desk.expire(article, by=chief_editor)

    def redacted():
        article = publish(headline="Story", body=f"The {SECRET}.")
        desk.redact(article, by=chief_editor, fields=["body"], order="Court, today")

    def dropped():
        article = publish(headline=f"A {SECRET}", at=clock.now() + timedelta(hours=1))
        desk.drop_plan(article, by=chief_editor)

    def confidential():
        source = make_source(SECRET.title(), is_confidential=True, public_description="A person there")
        publish(headline="Story", sources=[source])

    ways = locals()
    return lambda state: ways[state]()


STATES = ["planned", "draft", "replaced", "corrected", "withdrawn", "expired", "redacted", "dropped"]
STATES += ["confidential"]


@pytest.fixture
def hidden(hide, publish):
    """Hide the secret in each way in turn, beside another story; each is undone before the next."""

    def hidden(states=STATES):
        publish(headline="Another story")
        for state in states:
            with transaction.atomic():
                hide(state)
                yield state
                transaction.set_rollback(True)

    return hidden


def test_hidden_text_is_never_found_nor_counted(hidden, found):
    for state in hidden():
        for typed in (SECRET, SECRET[:-1], "quagmires", "quagmrie", f'"the {SECRET}"', f"story {SECRET}"):
            _query, page = search.find(typed, clock.now())
            assert page.editions == [], (state, typed)
            assert not page.total, (state, typed)
            assert not page.holders, (state, typed)
            assert page.corrections == {}, (state, typed)
            assert found(typed, by_time=True) == [], (state, typed)


def test_hidden_words_are_never_suggested(hidden, suggested):
    for state in hidden():
        for typed in (SECRET[:4], SECRET, f"another {SECRET[:5]}"):
            assert suggested(typed) == [], (state, typed)


def test_hidden_words_cost_what_words_cost_that_nobody_wrote(hidden):
    def statements(ask, text):
        with CaptureQueriesContext(connection) as context:
            ask(text, clock.now())
        asked = [query["sql"] for query in context.captured_queries if "SAVEPOINT" not in query["sql"]]
        return [re.sub(r"'[^']*'|-?\b\d+\b", "?", sql) for sql in asked]

    for state in hidden():
        for ask in (search.find, search.suggest):
            assert statements(ask, SECRET) == statements(ask, NEVER_WRITTEN), state


def test_a_plan_is_found_from_its_moment_on_and_no_job_runs(publish, found, suggested, time_machine):
    moment = clock.now() + timedelta(hours=1)
    publish(headline="Quagmire ahead", at=moment)

    before = found("quagmire"), suggested("quag")
    time_machine.move_to(moment + timedelta(seconds=1))

    assert before == ([], [])
    assert (found("quagmire"), suggested("quag")) == (["Quagmire ahead"], ["quagmire"])


def test_a_planned_update_replaces_what_is_found_at_its_moment(
    publish, change, found, chief_editor, time_machine
):
    article = publish(headline="Story", body="The first words.")
    moment = clock.now() + timedelta(hours=1)
    desk.publish(change(article, body="The second words."), by=chief_editor, at=moment)

    before = found("first words"), found("second words")
    time_machine.move_to(moment + timedelta(seconds=1))

    assert before == (["Story"], [])
    assert (found("first words"), found("second words")) == ([], ["Story"])


def test_a_story_that_is_back_is_found_again(publish, found, chief_editor):
    article = publish(headline="Quagmire")
    desk.withdraw(article, by=chief_editor, note="Wrong.")

    desk.restore(article, by=chief_editor)

    assert found("quagmire") == ["Quagmire"]


def test_what_is_gone_leaves_the_index_too(hidden):
    for state in hidden(["replaced", "corrected", "withdrawn", "redacted", "dropped"]):
        store = search.state.read("printed").current
        numbers = [number for (number,) in store.all("SELECT id FROM {row}")]
        assert store.known_words([SECRET], "en") == {}, state
        assert not any(SECRET in text for text in store.texts(numbers).values()), state


def test_a_lying_index_shows_nothing_that_is_not_published(publish, found, chief_editor):
    article = publish(headline="Quagmire")
    Edition.objects.filter(article=article).update(live_until=clock.now())

    assert found("quagmire") == []
