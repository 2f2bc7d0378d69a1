"""The picture and the tables of the house name what is there, each once."""

import ast
import re
import tomllib
from collections import Counter

from tests.test_documents import HOUSE, ROOT


def modules():
    """Return the modules that say something, as paths from the root; migrations are no part of the house."""
    found = [
        path
        for name in ("articles", "demo", "exchange", "newsroom")
        for path in (ROOT / name).glob("**/*.py")
    ]
    return {
        str(path.relative_to(ROOT)): path
        for path in sorted(found)
        if path.stat().st_size and "migrations" not in path.parts
    }


def named_modules():
    """Return each line of the house's tables by the module that it names."""
    lines = re.findall(r"^(\| `([\w/]+\.py)` \| .+ \|)$", HOUSE.read_text(), re.MULTILINE)
    return {path: line for line, path in lines}


def test_every_module_has_its_line_in_the_house():
    missing = [
        f"| `{name}` | {ast.get_docstring(ast.parse(path.read_text())) or 'what it holds'}".splitlines()[0]
        + " |"
        for name, path in modules().items()
        if name not in named_modules()
    ]

    assert not missing, "Add these lines to docs/explanation/house.md:\n" + "\n".join(missing)


def test_no_module_or_folder_stands_in_the_house_twice():
    rows = re.findall(r"^\| (`.+?`) \|", HOUSE.read_text(), re.MULTILINE)

    assert [row for row, times in Counter(rows).items() if times > 1] == []


def test_every_line_of_the_house_has_its_module():
    stale = [line for name, line in named_modules().items() if name not in modules()]

    assert not stale, "Remove these lines from docs/explanation/house.md:\n" + "\n".join(stale)


def test_the_picture_of_the_house_has_the_layers_that_lint_checks():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = re.findall(r"[\w.]+", " ".join(contracts[0]["layers"]))
    drawn = re.search(r"^```mermaid\n(.*?)^```", HOUSE.read_text(), re.MULTILINE | re.DOTALL)[1]

    assert re.findall(r'\["articles\.(\w+)', drawn) == layers
