"""What the suite's own tests measure in Chromium: looks, accessibility, and the keys of a day's tasks."""

from ..suite import passing
from ..tools import chromium

TESTS = {
    "looks, from 320 to 2560 pixels": "tests/browser/looks.py",
    "axe, tests of the desk's pages": "tests/browser/accessible_desk.py",
    "keys and pages of the day's tasks": "tests/browser/counted_keys.py",
}


def check(paper):
    return [passing(name, file, "-n", "auto", CHROMIUM=chromium()) for name, file in TESTS.items()]
