"""What an import counts, in the desk's words."""

import pytest
from django.utils import translation

from exchange.report_words import left_words


@pytest.mark.parametrize(
    ("what", "english", "russian"),
    [
        ("links", "links", "ссылки"),
        ("link", "a link", "ссылка"),
        ("shortcode gravityform", "shortcode gravityform", "шорткод gravityform"),
        ("card html, for members", "card html, for members alone", "карточка html, только для подписчиков"),
        ("canvas", "canvas", "canvas"),
        ("post, trash", "post, trash", "post, trash"),
    ],
)
def test_what_was_left_out_is_said_in_the_desks_language(what, english, russian):
    for language, words in (("en", english), ("ru", russian)):
        with translation.override(language):
            assert left_words(what) == words
