"""What a redaction by words costs has a bound, whatever a chief editor types."""

import time

import pytest

from articles import desk
from articles.desk import redacting_words
from articles.text.word_masks import LONGEST, MOST, MOST_LETTERS

pytestmark = pytest.mark.django_db


def words(count, length):
    return [f"{'jürgen möller ' * 20}"[n : n + length - 1].strip() + str(n % 10) for n in range(count)]


@pytest.mark.parametrize("lines", [(MOST + 1, 10), (1, LONGEST + 2), (MOST, LONGEST)])
def test_too_many_letters_are_refused_before_anything_is_read(publish, chief_editor, lines):
    story, start = publish(), time.process_time()

    with pytest.raises(desk.Refused, match="too much at once"):
        redacting_words.places(story, words(*lines))
    assert time.process_time() - start < 1


def test_all_the_letters_that_are_taken_are_found(publish, chief_editor):
    typed = words(MOST, MOST_LETTERS // MOST)
    story = publish(body=" and ".join(typed))

    desk.redact_words(story, by=chief_editor, words=typed, order="The court of X")

    assert not any(phrase in story.editions.get().body for phrase in typed)
