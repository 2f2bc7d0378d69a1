"""The documents stay true: whatever one of them names exists, and each of them is linked."""

import ast
import inspect
import os
import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import botocore.credentials
import gunicorn.config
import pytest
from django.conf import settings
from django.contrib.admin import site
from django.core.management import get_commands, load_command_class
from django.urls import Resolver404, resolve

from articles.models import Article, Citation, Edition
from articles.public import api, openapi
from articles.public.urls import urlpatterns
from tests.test_settings import ENVIRONMENT_READ

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("fixtures/*.md")])
FOLDERS = sorted(
    path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != "." and path.name != "var"
)
FILES = [path for name in FOLDERS for path in (ROOT / name).rglob("*.*") if "node_modules" not in path.parts]
# All but this file, which names what does not exist.
PYTHON = [path for path in FILES if path.suffix == ".py" and path != Path(__file__)]
HOUSE = ROOT / "docs/explanation/house.md"
COMMANDS = ROOT / "docs/reference/commands.md"
INDEX = ROOT / "docs/README.md"

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


# Commands


def commands():
    files = [
        file for app in ("articles", "exchange") for file in (ROOT / app / "management/commands").glob("*.py")
    ]
    return sorted(file.stem for file in files if not file.stem.startswith("_"))


@cache
def targets():
    return set(re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@cache
def options(command):
    """Return the options of a command, Django's own included."""
    parser = load_command_class(get_commands()[command], command).create_parser("manage.py", command)
    return set(parser._option_string_actions)


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command):
    assert f"`{command}`" in COMMANDS.read_text()


def test_no_command_is_documented_that_is_not_there():
    text = COMMANDS.read_text()
    table = text[text.index("| manage.py |") :]

    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(commands())


def test_every_make_target_is_documented():
    described = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    text = COMMANDS.read_text()

    assert described
    assert [target for target in described if target != "help" and f"`make {target}`" not in text] == []


# Names


FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
FILE = r"[\w.-]+\.(?:py|md|toml|yaml|jsonl?|txt|csv|html|css|js|in|svg|png|vtt|sqlite3)"


@cache
def identifiers():
    """Return every name that the code uses: of functions, fields, markers, tables."""
    files = [*PYTHON, ROOT / "pyproject.toml", *(path for path in FILES if path.suffix in (".html", ".js"))]
    return set(re.findall(r"\w+", "\n".join(path.read_text() for path in files)))


@cache
def functions():
    """Return the names of all functions and classes, those of the tests too."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    trees = (ast.parse(path.read_text()) for path in PYTHON)
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, kinds)}


@cache
def environment():
    """Return the settings that Newsroom's own code, or a library that it runs on, reads."""
    read = ENVIRONMENT_READ | {"Makefile": r"^([A-Z_]+) \?=|\$\((REQUIRE_[A-Z]+)\)"}
    found = [re.finditer(pattern, (ROOT / file).read_text(), re.MULTILINE) for file, pattern in read.items()]
    libraries = "".join(map(inspect.getsource, (botocore.credentials, gunicorn.config)))
    return {name for matches in found for match in matches for name in match.groups()} | set(
        re.findall(r"\b(?:AWS|GUNICORN)_[A-Z_]+\b", libraries)
    )


def routes():
    """Return the public addresses as the documents write them: `/articles/<slug>/`."""
    patterns = (str(each.pattern).removeprefix("^") for each in urlpatterns)
    return {"/" + re.sub(r"<\w+:(\w+)>", r"<\1>", pattern) for pattern in patterns}


def is_path(name):
    """Ask whether a file, a pattern of files, or what git ignores is there by this name."""
    made = ("var/", ".venv", ".env")
    return name.startswith(made) or any(ROOT.glob(name.rstrip("/")))


def is_file(name):
    """Ask whether a bare file name is some file's, or some public address ends in it."""
    there = {path.name for path in [*FILES, *ROOT.glob("*.*")]}
    return name in there or any(route.endswith(f"/{name}") for route in routes())


def is_address(name):
    """Ask whether an address, with or without `<slug>` for its parts, is one of ours; or begins one."""
    if name in routes() or (name.endswith("/") and any(route.startswith(name) for route in routes())):
        return True
    try:
        return bool(resolve(re.sub(r"<\w+>|\{\w+\}", "1", name).partition("?")[0]))
    except Resolver404:
        return False


def is_dotted(name):
    """Ask whether `package.module.name` or `Class.name` is there, of ours or of a library."""
    first, *others = name.split(".")
    ours = {path.stem for path in PYTHON} | {path.parent.name for path in PYTHON} | functions()
    return (first in ours or find_spec(first)) and set(others) <= identifiers()


TOP = "|".join(map(re.escape, [*FOLDERS, "var", ".ci"]))
FIRST = {found[1] for route in routes() if (found := re.match(r"/([\w.-]+)", route))}
ADDRESS = "|".join(sorted(map(re.escape, FIRST)))
# What in a piece of code is a name, and how to ask whether it exists.
NAMES = [
    (rf"(?:^|\s)((?:{TOP})/[\w./*-]*)", is_path),
    (rf"^({FILE})$", is_file),
    (rf"(?:^|\s)(/(?:{ADDRESS})[/?\w.<>{{}}=:-]*)", is_address),
    (r"^([A-Z][A-Z0-9_]{2,})$", lambda name: name in environment()),
    (r"(?:^|\s)([A-Z][A-Z0-9_]{2,})=", lambda name: name in environment()),
    (r"\b(test_\w+)\b(?!\.py)", lambda name: name in functions()),
    (r"^(\w+)\(", lambda name: name in functions()),
    (rf"^(?!{FILE}$)@?([A-Za-z]\w+(?:\.\w+)+)", is_dotted),
    (r"^([a-z]\w+)$", lambda name: "_" not in name or name in identifiers()),
    (r"^make ([\w./-]+)", lambda name: name in targets()),
    (r"manage\.py ([a-z_]+)", lambda name: name in get_commands()),
]


def pieces(text):
    """Yield the code of a document: what stands between backticks, and each line of a shell's block."""
    for block in FENCE.findall(text):
        if block.startswith("```sh"):
            yield from (line.strip() for line in block.splitlines()[1:-1])
    for piece in INLINE.findall(FENCE.sub("", text)):
        yield " ".join(piece.split())


def unknown(text):
    """Yield each piece of code that names something that does not exist, with that name."""
    for piece in pieces(text):
        for pattern, exists in NAMES:
            for name in re.findall(pattern, piece):
                if not exists(name):
                    yield f"`{piece}`: there is no {name}"


PLACED = re.compile(r"`@?(\w+)`(?:,)? in `([\w/]+\.py)`|`([\w/]+\.py)`, `@?(\w+)`")


@each_document
def test_a_name_that_a_document_places_in_a_file_is_defined_there(document):
    text = document.read_text()
    for name, path, path_before, name_behind in PLACED.findall(text):
        path, name = path or path_before, name or name_behind
        file = next(
            (each for each in (ROOT / path, *ROOT.glob(f"articles/**/{path}")) if each.exists()), None
        )
        assert file, f"{path} is not there"
        defined = re.search(
            rf"^\s*(?:def|class) {name}\b|^{name}\b.*=|^    {name} = ", file.read_text(), re.MULTILINE
        )
        assert defined, f"{path} defines no {name}"


@each_document
def test_whatever_a_document_names_exists(document):
    assert list(unknown(document.read_text())) == []


@pytest.mark.parametrize(
    "text",
    [
        "`articles/desk/nothing.py`",
        "`nothing.md`",
        "`tests/test_nothing*.py`",
        "`/api/v1/nothing/`",
        "`NOTHING_URL`",
        "`NOTHING=on make run`",
        "`test_nothing_holds`",
        "`nothing_of_the_kind()`",
        "`page_cache.nothing_of_the_kind`",
        "`Edition.nothing_of_the_kind(at)`",
        "`nothing_of_the_kind`",
        "`make nothing`",
        "`python manage.py nothing`",
        "```sh\nmake nothing\n```",
    ],
)
def test_a_name_that_is_not_there_is_found(text):
    assert len(list(unknown(text))) >= 1


@each_document
def test_every_option_of_a_command_exists(document):
    used = re.findall(r"manage\.py ([a-z_]+)((?: +-{0,2}[\w=./-]+)*)", document.read_text())

    wrong = [
        f"manage.py {command} {option}"
        for command, rest in used
        for option in re.findall(r"--[a-z-]+", rest)
        if command in get_commands() and option not in options(command)
    ]

    assert wrong == []


@pytest.mark.parametrize("tutorial", ["first-story", "a-day-at-the-desk"])
def test_a_tutorial_names_buttons_as_the_pages_do(tutorial):
    catalogues = (ROOT / "locale/ru/LC_MESSAGES").glob("*.po")
    shown = set(re.findall(r'^msgid "(.+)"$', "\n".join(map(Path.read_text, catalogues)), re.MULTILINE))

    named = re.findall(r"\*\*([^*]+)\*\*", (ROOT / f"docs/tutorial/{tutorial}.md").read_text())

    assert [name for name in named if " ".join(name.split()) not in shown] == []


def test_every_public_address_is_documented_and_no_other():
    text = (ROOT / "docs/reference/addresses.md").read_text()
    documented = set(re.findall(r"^\| `(/[^`]*)`", text, re.MULTILINE))
    addresses = {route for route in routes() if "(" not in route}  # those by a regular expression

    assert sorted(addresses - documented) == [], "Add a row for each to docs/reference/addresses.md."
    assert sorted(documented - addresses) == [], "Remove these rows from docs/reference/addresses.md."


def test_every_address_parameter_and_field_of_the_api_is_documented():
    text = (ROOT / "docs/reference/api.md").read_text()
    description = openapi.description(api.ENDPOINTS, "/")
    schemas, operations = description["components"]["schemas"].values(), description["paths"].values()

    names = {path.replace("{slug}", "<slug>") for path in description["paths"]}
    names |= {each["name"] for path in operations for each in path["get"].get("parameters", [])} - {"slug"}
    names |= {name for schema in schemas for name in schema["properties"]}

    assert sorted(name for name in names if f"`{name}`" not in text) == []


def test_the_glossary_has_the_words_of_the_screens_in_order():
    text = (ROOT / "docs/glossary.md").read_text()
    choices = (
        Article.Stage,
        Citation.Basis,
        Citation.Standing,
        Edition.Kind,
        Edition.Label,
        Edition.TypeOfWork,
    )
    terms = re.findall(r"^\*\*([^*]+)\.\*\*", text, re.MULTILINE)

    shown = {model._meta.verbose_name for model in site._registry if model._meta.app_label == "articles"}
    shown |= {label for enum in choices for label in enum.labels}

    assert sorted(word for word in map(str, shown) if word.casefold() not in text.casefold()) == []
    assert terms == sorted(terms, key=str.casefold)


# Links


def links(document):
    return re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text())


@each_document
def test_every_link_between_documents_leads_somewhere(document):
    assert [link for link in links(document) if not (document.parent / link).exists()] == []


def test_every_document_is_linked_from_an_index():
    indexes = [ROOT / "README.md", INDEX, ROOT / "docs/decisions/README.md"]
    linked = {(index.parent / link).resolve() for index in indexes for link in links(index)}

    missing = [
        f"- [{document.read_text().splitlines()[0].lstrip('# ')}]({os.path.relpath(document, INDEX.parent)})"
        for document in DOCUMENTS
        if document != ROOT / "README.md" and document.resolve() not in linked
    ]

    assert not missing, "Add these lines to docs/README.md:\n" + "\n".join(missing)


def sentences(document):
    """Return the long sentences of a document, without its tables and code."""
    text = re.sub(r"^\|.*$|^```[\s\S]*?^```$", "", document.read_text(), flags=re.MULTILINE)
    found = re.split(r"(?<=[.:])\s+|\n{2,}|^- ", text, flags=re.MULTILINE)
    return [" ".join(sentence.split()) for sentence in found if len(sentence) > 60]


@each_document
def test_no_document_says_a_sentence_twice(document):
    assert [said for said, times in Counter(sentences(document)).items() if times > 1] == []


def test_a_decision_is_called_by_the_number_of_its_file():
    decisions = sorted((ROOT / "docs/decisions").glob("0*.md"))
    numbers = [int(re.match(r"# (\d+)\. ", path.read_text())[1]) for path in decisions]

    assert numbers == [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))


def test_each_threat_names_tests_that_are_there():
    text = (ROOT / "docs/explanation/threats.md").read_text()
    rows = [row.split("|") for row in text.splitlines() if row.startswith("| ")]
    named = [
        re.findall(r"`(tests/[^`]+)`", row[3]) for row in rows if row[1].strip() not in ("threat", "---")
    ]

    assert named
    assert all(named)
    assert [path for paths in named for path in paths if not (ROOT / path).exists()] == []
