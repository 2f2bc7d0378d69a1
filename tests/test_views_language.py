"""The paper in Russian: its pages, and the catalogue that they take their words from."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from articles.models import Publication

CATALOGUE = Path(settings.LOCALE_PATHS[0]) / "ru" / "LC_MESSAGES" / "django.po"
READERS = (
    "templates/articles",
    "templates/base.html",
    "articles/views",
    "articles/feeds",
    "articles/sourcing",
)
SEED = "/articles/russian-peacekeepers-in-karabakh/"
ENTRY = re.compile(r'^msgid ((?:"[^\n]*"\n)+)msgstr ((?:"[^\n]*"\n?)+)', re.MULTILINE)


def text(lines):
    return "".join(re.findall(r'"(.*)"', lines)).replace('\\"', '"').replace("\\n", "\n")


def entries():
    """Yield (what readers see, its translation) of the plain entries that readers' pages use."""
    for block in CATALOGUE.read_text().split("\n\n")[1:]:
        found = ENTRY.search(block)
        if found and "msgctxt" not in block and any(f"#: {at}" in block for at in READERS):
            yield text(found[1]), text(found[2])


def test_every_word_of_the_paper_is_in_the_catalogue_and_in_its_compiled_form():
    with translation.override("ru"):
        for source, translated in entries():
            assert translated, source
            assert translation.gettext(source) == translated


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "/articles/russian-peacekeepers-in-karabakh/",
            ["Основано на одном голосе", "На сайте с", "Источники"],
        ),
        ("/", ["Выпуск от", "Разделы"]),
        ("/archive/", ["Архив"]),
        ("/corrections/", ["Исправлений пока не было."]),
        ("/sources/maria-zakharova/", ["Говорит от имени"]),
        ("/nothing/", ["Такой страницы нет"]),
    ],
)
def test_a_russian_paper_speaks_russian(client, db, path, words):
    call_command("loaddata", "seed", verbosity=0)
    Publication.objects.update_or_create(pk=1, defaults={"language": "ru"})

    page = client.get(path).content.decode()

    assert '<html lang="ru">' in page
    for word in words:
        assert word in page


def test_a_date_is_inflected(client, publish):
    Publication.objects.create(language="ru")
    publish(slug="a-story")

    page = client.get("/articles/a-story/").content.decode()

    assert re.search(r">\d+ [а-я]+(я|а) \d{4}, \d\d:\d\d UTC</time>", page)
