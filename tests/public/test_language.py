"""The paper and its desk in Russian: their pages, and the catalogues that they take their words from."""

import ast
import gettext
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation.template import templatize

from articles import desk
from articles.admin import django_sentences
from articles.models import Article, Publication, Section

WORDS = Path(settings.LOCALE_PATHS[0]) / "ru" / "LC_MESSAGES"
CATALOGUES = ("django", "djangojs")  # the pages, and the scripts
COUNTS = (1, 2, 5)  # a whole number takes one of three forms; the fourth is for fractions
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%?[a-z]\b|\{\w*\}|</?\w+>|\[@")


def entries(catalogue):
    """Yield (its fields by their keyword, whether it is fuzzy) for each entry of a catalogue."""
    for block in (WORDS / f"{catalogue}.po").read_text().split("\n\n")[1:]:
        fields = {}
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            if not line.startswith('"'):
                keyword, line = line.split(" ", 1)
            fields[keyword] = fields.get(keyword, "") + ast.literal_eval(line)
        yield fields, "fuzzy" in block.partition("msgid")[0]


def in_use(path):
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def translated(fields):
    return [words for keyword, words in fields.items() if keyword.startswith("msgstr")]


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_entry_is_translated_and_none_is_guessed(catalogue):
    for fields, is_fuzzy in entries(catalogue):
        assert all(translated(fields)), fields
        assert len(translated(fields)) == (4 if "msgid_plural" in fields else 1), fields
        assert not is_fuzzy, fields


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_a_translation_has_the_placeholders_of_its_source(catalogue):
    for fields, _is_fuzzy in entries(catalogue):
        wanted = set(PLACEHOLDER.findall(fields.get("msgid_plural", fields["msgid"])))
        for words in translated(fields):
            assert set(PLACEHOLDER.findall(words)) == wanted, fields


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_the_compiled_form_says_what_the_catalogue_says(catalogue):
    compiled = in_use(WORDS / f"{catalogue}.mo")

    for fields, _is_fuzzy in entries(catalogue):
        if "msgctxt" in fields:
            said = [compiled.pgettext(fields["msgctxt"], fields["msgid"])]
        elif "msgid_plural" in fields:
            said = [compiled.ngettext(fields["msgid"], fields["msgid_plural"], n) for n in COUNTS]
        else:
            said = [compiled.gettext(fields["msgid"])]
        assert said == translated(fields)[:3], fields


@pytest.mark.parametrize("app", ["articles", "exchange", "newsroom", "demo"])
def test_no_sentence_stands_within_an_f_string_where_gettext_does_not_look(app):
    trees = {file: ast.parse(file.read_text()) for file in (Path(settings.BASE_DIR) / app).rglob("*.py")}
    within = {
        (str(file), call.lineno)
        for file, tree in trees.items()
        for string in ast.walk(tree)
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("_", "gettext", "ngettext")
    }

    assert within == set()


def test_djangos_sentences_around_a_noun_are_still_djangos():
    known = in_use(Path(django.__file__).parent / "contrib/admin/locale/ru/LC_MESSAGES/django.mo")

    assert [each for each in django_sentences.SENTENCES if known.gettext(each) == each] == []


SAID = {
    "/articles/russian-peacekeepers-in-karabakh/": ["Основано на одном голосе", "На сайте с", "Источники"],
    "/": ["Выпуск от", "Разделы"],
    "/archive/": ["Архив"],
    "/corrections/": ["Исправлений пока не было."],
    "/sources/maria-zakharova/": ["Говорит от имени"],
    "/nothing/": ["Такой страницы нет"],
}


def test_a_russian_paper_speaks_russian(client, db):
    call_command("loaddata", "seed", verbosity=0)
    Publication.objects.update_or_create(pk=1, defaults={"language": "ru"})

    pages = {path: client.get(path).content.decode() for path in SAID}

    for path, page in pages.items():
        assert '<html lang="ru">' in page, path
        assert [words for words in SAID[path] if words not in page] == [], path


def test_a_date_is_inflected(client, publish):
    Publication.objects.create(language="ru")
    publish(slug="a-story")

    page = client.get("/articles/a-story/").content.decode()

    assert re.search(r">\d+ [а-я]+(я|а) \d{4}, \d\d:\d\d UTC</time>", page)


class Seen(HTMLParser):
    """What a page shows or reads out, without keys, marks of the text, and what scripts are told."""

    def __init__(self, html):
        super().__init__()
        self.quiet, self.words = 0, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.quiet += tag in ("script", "style", "kbd", "code")
        attributes = dict(attrs)
        spoken = [attributes.get("aria-label"), attributes.get("placeholder")]
        if tag == "input" and attributes.get("type") == "submit":
            spoken.append(attributes.get("value"))
        self.words += filter(None, spoken)

    def handle_endtag(self, tag):
        self.quiet -= tag in ("script", "style", "kbd", "code")

    def handle_data(self, words):
        if not self.quiet:
            self.words.append(" ".join(words.split()))


# What is the same in Russian: names, formats, keys, and the hidden field of the version a form began from;
# and what Django 6.1 says in English itself.
SAME = re.compile(
    r"^Newsroom [\d.]+\S*$|WordPress|Ghost|zip|wp-content/uploads"
    r"|Newsroom|Markdown|JSON|JPEG|PNG|WebP|AVIF|HEIC|GIF|WebM|AAC|FLAC|Word|PDF|Ogg|WAV|UTC|RSS|CSV|MFA|Enter|\[@\w+\]|^Base:$|^None$|^Authenticators$"
    r"|^- Select an option -$"
)


ACTS = ("publish", "submit", "flag", "notes", "links", "history", "assign", "spike", "preview")
PAGES = ("fronts/", "articles/article/plans/", "articles/image/add/", "articles/source/", "articles/act/",
         "exchange/import/", "exchange/import/add/")  # fmt: skip


def english(html):
    return [words for words in Seen(html).words if re.search("[A-Za-z]{3}", SAME.sub("", words))]


@pytest.fixture
def russian_desk(client, db, settings):
    """Sign in at a desk where everything that people wrote is Russian."""
    settings.LANGUAGE_CODE = "ru"
    Publication.objects.update_or_create(pk=1, defaults={"name": "Вести", "language": "ru"})
    client.force_login(User.objects.create_superuser("шеф"))
    return client


@pytest.fixture
def story(russian_desk):
    section = Section.objects.create(slug="world", name="Мир")
    article = Article(headline="Заголовок", body="Текст.", section=section)
    desk.save(article, by=User.objects.get())
    return article


def test_my_desk_speaks_russian(russian_desk, story):
    page = russian_desk.get(reverse("admin:index")).content.decode()

    assert '<html lang="ru"' in page
    for words in ("Мой стол", "Новый материал", "Мои, в работе", "черновик", "Сегодня ещё выйдет"):
        assert words in page
    assert english(page) == []


def test_the_article_form_speaks_russian(russian_desk, story):
    page = russian_desk.get(reverse("admin:articles_article_change", args=[story.pk])).content.decode()

    for words in ("Заголовок:", "Лид:", "Опубликовать", "Рабочая копия", "Читатели его не видят."):
        assert words in page
    assert english(page) == []


def test_the_pages_of_a_storys_acts_speak_russian(russian_desk, story):
    addresses = {verb: reverse(f"admin:articles_article_{verb}", args=[story.pk]) for verb in ACTS}

    found = {verb: english(russian_desk.get(address).content.decode()) for verb, address in addresses.items()}

    assert found == dict.fromkeys(ACTS, [])


def test_the_other_pages_of_the_desk_speak_russian(russian_desk):
    found = {
        path: english(russian_desk.get(reverse("admin:index") + path).content.decode()) for path in PAGES
    }

    assert found == dict.fromkeys(PAGES, [])


def test_what_people_may_is_said_in_russian(russian_desk):
    group, chief = (
        Group.objects.get(name="Chief editor"),
        User.objects.create_user("шеф-редактор", is_staff=True),
    )
    chief.groups.add(group)
    russian_desk.force_login(chief)

    pages = [
        russian_desk.get(reverse(f"admin:auth_{name}", args=args)).content.decode()
        for name, args in (
            ("group_changelist", ()),
            ("group_change", [group.pk]),
            ("user_changelist", ()),
            ("user_change", [chief.pk]),
        )
    ]

    assert [english(page) for page in pages[:2]] == [[], []]
    assert "Главный редактор" in pages[0]
    assert "Может изымать из записей" in pages[1]
    assert "Изменить: раздел" in pages[1]
    assert all("Chief editor" not in page for page in pages)


def test_the_calendar_inflects_its_days(russian_desk):
    page = russian_desk.get(reverse("admin:articles_article_plans")).content.decode()

    assert len(re.findall(r">[А-Я][а-я]+, \d+ [а-я]+(?:я|а) \d{4}</time>", page)) == 14


def test_the_desks_scripts_get_russian_words(russian_desk):
    words = russian_desk.get(reverse("admin:jsi18n")).content.decode()

    assert json.dumps("Показать место") in words


def test_a_noun_stands_in_no_case_that_it_has_not(russian_desk):
    page = russian_desk.get(reverse("admin:articles_topic_add")).content.decode()

    assert "<h1>Добавить: тема</h1>" in page


def test_the_history_says_what_was_done(russian_desk, story):
    desk.submit(story, by=User.objects.get())
    desk.assign(story, by=User.objects.get())

    page = russian_desk.get(reverse("admin:articles_article_history", args=[story.pk])).content.decode()
    assert "<td>сдан</td>" in page
    assert "<td>назначен</td>" in page


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "405", "500", "503", "503_sent"])
def test_the_plain_pages_speak_the_servers_language(settings, code):
    settings.LANGUAGE_CODE = "ru"

    page = render_to_string(f"{code}.html")

    assert '<html lang="ru">' in page
    assert english(page) == []


def said_in_code():
    """Yield each (context, sentence) that our Python and our templates have translated."""
    for folder in ("articles", "demo", "exchange", "newsroom"):
        for path in (settings.BASE_DIR / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield from _of_python(ast.parse(path.read_text()))
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        for call in CALL.finditer(templatize(path.read_text(), origin=str(path))):
            yield from _of_call(call[1], ast.literal_eval("(" + call[2].rstrip(", \n") + ",)"))


CALL = re.compile(
    r"""\b(_|gettext|ngettext|pgettext|npgettext)\(\s*((?:u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?\s*)+)"""
)


def _of_python(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
            if name.removesuffix("_lazy") in ("_", "gettext", "ngettext", "pgettext", "npgettext") and texts:
                yield from _of_call(name.removesuffix("_lazy"), texts)


def _of_call(name, texts):
    texts = [each for each in texts if isinstance(each, str)]
    if name in ("pgettext", "npgettext"):
        yield texts[0], texts[1]
    elif texts:
        yield "", texts[0]


def test_every_sentence_of_the_code_stands_in_the_catalogue():
    """Adding `makemessages` to a change is easily forgotten: such a sentence stays English."""
    known = {(fields.get("msgctxt", ""), fields["msgid"]) for fields, _is_fuzzy in entries("django")}

    assert set(said_in_code()) - known == set()
