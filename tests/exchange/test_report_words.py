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
        ("post, trash", "posts, in the trash", "публикации, в корзине"),
        ("page, auto-draft", "pages, begun and never saved", "страницы, начатые и не сохранённые"),
        ("recipe, publish", "recipe, published there", "recipe, опубликованные там"),
        ("recipe, odd", "recipe, odd", "recipe, odd"),
        (
            "lexical",
            "a text in Lexical that can’t be read: its HTML was taken",
            "текст в Lexical, который не читается: взят его HTML",
        ),
        (
            "part for members without an end",
            "a part for members without an end, and all behind it",
            "часть для подписчиков без конца и всё после неё",
        ),
    ],
)
def test_what_was_left_out_is_said_in_the_desks_language(what, english, russian):
    for language, words in (("en", english), ("ru", russian)):
        with translation.override(language):
            assert left_words(what) == words
