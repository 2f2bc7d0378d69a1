"""w3m and lynx: a reader without pictures and styles meets the headline, then the story."""

from ..figure import Figure
from ..paper import ARTICLE
from ..tools import program, run

BROWSERS = {"w3m": ["-dump", "-cols", "100"], "lynx": ["-dump", "-nolist", "-width=100"]}


def check(paper):
    [story] = [story for story in paper.stories if story["path"] == ARTICLE]
    return [shown(name, options, paper.address(ARTICLE), story) for name, options in BROWSERS.items()]


def shown(name, options, address, story):
    _status, out, _said = run(program(name), *options, address)
    text = " ".join(out.split())
    places = [text.find(part) for part in (story["before"][0], *story["authors"], first_words(story))]
    # The skip link comes first by right; the paper's name and its menu stand above the story.
    is_right = -1 not in places and places == sorted(places)
    order = "yes" if is_right else "no"
    return Figure(f"{name}, headline, byline and story in order", order, "yes", is_right, [text[:300]])


def first_words(story):
    return " ".join(story["text"].split()[:6])
