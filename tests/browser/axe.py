"""What axe finds wrong on a page, by the rules of WCAG 2.2 AA."""

from functools import cache
from importlib.resources import files

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]
WIDTHS = (320, 1440, 2560)
# A colour on its way from light to dark is no finding; a style sheet read once more tells nothing new.
RUN = """async rules => {
    await new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
    document.getAnimations().forEach(each => each.finish());
    return axe.run({runOnly: rules, resultTypes: ['violations'], preload: false});
}"""


@cache
def script():
    return (files("axe_playwright_python") / "axe.min.js").read_text()


def findings(page, rules=RULES):
    """Return a line for each element that breaks a rule, on the page as it stands now."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(script())  # by the browser's own door, so that the page's policy stays as it is
    found = page.evaluate(RUN, rules)
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def in_each_look(page):
    """Return what `findings` says at 320, 1440 and 2560 pixels, light and dark, each line with its look.

    Light and dark differ in their colours alone, so that dark is asked for these.
    """
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, rules in (("light", RULES), ("dark", OF_COLOUR)):
            page.emulate_media(color_scheme=scheme)
            found += [f"{width} {scheme} {line}" for line in findings(page, rules)]
    return found
