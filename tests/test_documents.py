"""The documents stay true: what can be run is named, and what is linked is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("fixtures/*.md")])


def commands():
    files = (ROOT / "articles" / "management" / "commands").glob("*.py")
    return sorted(file.stem for file in files if not file.stem.startswith("_"))


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command):
    assert f"`{command}`" in (ROOT / "docs/reference/commands.md").read_text()


def test_no_command_is_documented_that_is_not_there():
    text = (ROOT / "docs/reference/commands.md").read_text()
    table = text[text.index("| manage.py |") :]

    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(commands())


def test_every_make_target_is_documented():
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    text = (ROOT / "docs/reference/commands.md").read_text()

    assert targets
    assert [target for target in targets if target != "help" and f"`make {target}`" not in text] == []


def test_no_document_names_a_command_or_a_target_that_is_not_there():
    text = "\n".join(document.read_text() for document in DOCUMENTS)
    targets = re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())
    assert set(re.findall(r"^make ([\w./-]+)|`make ([\w./-]+)", text, re.MULTILINE)) <= {
        pair for target in targets for pair in ((target, ""), ("", target))
    }


@pytest.mark.parametrize("tutorial", ["first-story", "a-day-at-the-desk"])
def test_a_tutorial_names_buttons_as_the_pages_do(tutorial):
    catalogues = (ROOT / "locale/ru/LC_MESSAGES").glob("*.po")
    shown = set(re.findall(r'^msgid "(.+)"$', "\n".join(map(Path.read_text, catalogues)), re.MULTILINE))
    shown.add("Save and continue editing")  # Django's own

    named = re.findall(r"\*\*([^*]+)\*\*", (ROOT / f"docs/tutorial/{tutorial}.md").read_text())

    assert [name for name in named if " ".join(name.split()) not in shown] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []
