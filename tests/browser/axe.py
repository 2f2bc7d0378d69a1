"""What axe finds wrong on a page, by the rules of WCAG 2.2 AA."""

from functools import cache
from importlib.resources import files

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOKS = [(width, scheme) for width in (360, 1440) for scheme in ("light", "dark")]


@cache
def script():
    return (files("axe_playwright_python") / "axe.min.js").read_text()


def findings(page):
    """Return a line for each element that breaks a rule, on the page as it stands now."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(script())  # by the browser's own door, so that the page's policy stays as it is
    found = page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def in_each_look(page):
    """Return what `findings` says at 360 and 1440 pixels, in light and in dark: {(width, scheme): lines}."""
    found = {}
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if lines := findings(page):
            found[width, scheme] = lines
    return found
