"""axe: the rules of WCAG 2.2 AA and its best practice, light and dark, on a phone and at a desk."""

from axe_playwright_python.sync_playwright import Axe

from ..browser import opened
from ..figure import nothing
from ..suite import passing
from ..tools import chromium

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(width, scheme) for width in (360, 1440) for scheme in ("light", "dark")]
DESK = "tests/browser/accessible_desk.py"


def check(paper):
    return [reader_s(paper), desk_s()]


def reader_s(paper):
    complaints, pages = [], paper.pages()
    with opened() as browser:
        # By the browser's own door: the page's policy lets no script in.
        page = browser.new_page()
        for name, path in pages.items():
            page.goto(paper.address(path))
            for width, scheme in LOOKS:
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                complaints += [f"{name} {width} {scheme}: {line}" for line in violations(page)]
    return nothing(f"axe, violations on {len(pages)} pages in {len(LOOKS)} looks", complaints)


def desk_s():
    """Run the tests of the desk's pages: they need a newsroom in the middle of its day."""
    return passing("axe, tests of the desk's pages", DESK, "-n", "auto", CHROMIUM=chromium())


def violations(page):
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]]
