"""The rules by which nginx leads an old address with a query to where its thing stands now."""

import re
from collections import defaultdict

from . import addresses

ASKED = "/.asked"  # a place within nginx for each such address
QUERY = re.compile(r"(?P<path>(?:/[\w./~-]+)?)\?(?P<pairs>\w+=[\w-]+(?:&\w+=[\w-]+){,3})", re.ASCII)


def rules(asked, taken):
    """Return the rules for {old address with a query: new}; `taken` are the pages, which stay."""
    places, chosen = {}, defaultdict(set)
    for old, new in asked.items():
        match = QUERY.fullmatch(old)
        if match and not {match["path"], f"{match['path']}/"} & taken - {"/"}:
            names, values = zip(*(pair.split("=") for pair in match["pairs"].split("&")), strict=True)
            places[_place(match["path"], names, values)] = new
            chosen[match["path"]].add(names)
    return [
        *(["set $asked $uri?$args;"] if places else []),
        *(rule for path, found in chosen.items() for rule in _ways(path, found)),
        *(f"location = {place} {{ return 301 {new}; }}" for place, new in places.items()),
    ]


def _place(path, names, values):
    return f"{ASKED}{path}/{','.join(names)}/{'/'.join(values)}"


def _ways(path, chosen):
    """Yield the rules that lead from a query to its place; another value is answered as by the server."""
    alone = {names[0] for names in chosen if len(names) == 1} if path else set(addresses.NUMBERS)
    several = [names for names in chosen if len(names) > 1]
    for names in sorted(several, key=lambda names: (-len(names), names)):  # the closest one first
        yield from _ways_of_several(path, names, alone)
    if alone:
        query = rf"(?:[^&]*&)*?(?<asked_by>{'|'.join(sorted(alone))})=(?<asked_for>[\w-]+)(?:&|$)"
        yield _way(path, query, f"{ASKED}{path}/$asked_by/$asked_for")
    other = "return 404" if path else "rewrite ^ /index.html break"
    yield f"location ^~ {ASKED}{path}/ {{ {other}; }}"


def _ways_of_several(path, names, alone):
    """Yield the rules of parts that choose together, in any order; other values of them choose alone."""
    values = {name: f"$asked_{place}" for place, name in enumerate(names)}
    query = "".join(
        rf"(?=(?:[^&]*&)*?{name}=(?<{value[1:]}>[\w-]+)(?:&|$))" for name, value in values.items()
    )
    yield _way(path, query, _place(path, names, values.values()))
    single = next((name for name in names if name in alone), None)
    other = f"rewrite ^ {_place(path, [single], [values[single]])}? last" if single else "return 404"
    yield f"location ^~ {ASKED}{path}/{','.join(names)}/ {{ {other}; }}"


def _way(path, query, place):
    return rf'if ($asked ~ "^{re.escape(path)}/?\?{query}") {{ rewrite ^ {place}? last; }}'
