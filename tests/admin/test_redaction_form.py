"""The page of a redaction: each place is shown and looked at before words go."""

import re

import pytest

from articles import desk
from articles.models import clock
from tests.admin.test_acts import page_of

pytestmark = pytest.mark.django_db


def redaction(story, **typed):
    seen = desk.Timeline(story, clock.now()).last_digest
    return {"order": "The court's, today", "words": "Jane Roe", "seen": seen, **typed}


def test_words_are_redacted_when_each_place_was_shown_and_looked_at(publish, client, chief_editor):
    story = publish(body="They saw Jane Roe.", headline="A case")
    other = publish(headline="Jane Roe's case", slug="another-case")
    client.force_login(chief_editor)
    page = page_of("redact", story)

    shown = client.post(page, redaction(story, _do="1"))

    assert story.editions.get().body == "They saw Jane Roe."
    assert "<del>" in shown.text
    assert "█████" in shown.text
    assert "Jane Roe&#x27;s case: edition 1" in shown.text
    assert "Jane Roe&#x27;s case: version 1" in shown.text
    looked_at = re.search(r'name="looked_at" value="(\w+)"', shown.text)[1]
    hasty = client.post(page, redaction(story, looked_at=looked_at, _do="1"))
    assert "Look at each place" in hasty.text
    assert f'name="looked_at" value="{looked_at}"' in hasty.text
    assert story.editions.get().body == "They saw Jane Roe."

    done = client.post(page, redaction(story, looked_at=looked_at, is_sure="on", _do="1"))

    assert done.status_code == 302
    assert story.editions.get().body == "They saw █████."
    assert other.editions.get().headline == "█████'s case"


def test_bent_forms_of_a_name_are_named_before_it_goes(publish, make_article, client, chief_editor):
    story = publish(body="Они видели Иванова. Иванову не верят.")
    make_article(body="Письмо Ивановой, письмо Ивановой.")
    client.force_login(chief_editor)

    page = client.post(page_of("redact", story), redaction(story, words="Иванова")).text
    nowhere = client.post(page_of("redact", story), redaction(story, words="Иванов")).text

    assert "add a line for each that is: Ивановой, Иванову</p>" in page
    assert "nowhere. These may be meant, and stay; add a line for each that is:" in nowhere
    assert all(form in nowhere for form in ("Иванова", "Иванову", "Ивановой"))


def test_what_changed_since_the_look_is_shown_again(publish, change, client, chief_editor):
    story = publish(body="They saw Jane Roe.")
    client.force_login(chief_editor)
    page = page_of("redact", story)
    looked_at = re.search(r'name="looked_at" value="(\w+)"', client.post(page, redaction(story)).text)[1]
    change(story, body="Jane Roe saw them.")

    again = client.post(page, redaction(story, looked_at=looked_at, is_sure="on", _do="1"))

    assert again.status_code == 200
    assert story.editions.get().body == "They saw Jane Roe."


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"words": ""}, "one of the two"),
        ({"fields_": ["body"], "numbers": [1]}, "one of the two"),
        ({"words": "", "fields_": ["body"]}, "one of the two"),
        ({"words": "x"}, "two letters"),
        ({"words": "Nobody"}, "nowhere"),
        ({"words": "word\n" * 21}, "at most"),
        ({"words": "x" * 10_001, "fields_": ["body"], "numbers": [1]}, "at most 10000 characters"),
        ({"order": "By Jane Roe", "is_sure": "on"}, "without the words"),
    ],
)
def test_a_redaction_that_can_not_be_done_says_why(typed, sentence, publish, client, chief_editor):
    story = publish(body="They saw Jane Roe.")
    client.force_login(chief_editor)
    page = page_of("redact", story)
    answer = client.post(page, redaction(story, **typed))
    if found := re.search(r'name="looked_at" value="(\w+)"', answer.text):
        answer = client.post(page, redaction(story, **typed, looked_at=found[1], _do="1"))

    assert sentence in answer.text
    assert story.editions.get().body == "They saw Jane Roe."
