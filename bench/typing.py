"""Measure key to paint in a story of 100,000 characters: `make bench-typing` prints milliseconds.

Chromium's own Event Timing says how long each key waited for the next frame that is shown, in steps of 8 ms;
what it leaves out took less than 16. A bare text field of the same size and text stands beside, on the same
machine. The page is as large as its window: a page that is told to be as high as the window with its bars has
a strip below that no frame shows, and a key whose letter stands there waits until something above it changes.
"""

import json
from itertools import cycle

from playwright.sync_api import sync_playwright

from docs.shots import ROOT, chromium, manage, scratch, sign_in

LENGTH = 100_000  # characters
KEYS = 250
PAUSE = 110  # ms between two keys: a fast hand
REST = 1300  # ms after each 25 keys: it thinks, and what waited for a pause begins
LEAST = 16  # ms; quicker keys are not reported
AIM = 3  # times the bare field's, at the 95th percentile
WINDOW = "--window-size=1440,987"  # a page of 1440 × 900, and the window's bars

BARE = "<!doctype html><title>Bare</title><textarea style='{}'></textarea>"
STYLE = "box-sizing: border-box; width: 610px; height: 540px; font: 16px/1.6 monospace"
WATCH = """() => {
    window.waits = [];
    new PerformanceObserver((list) => {
        const keys = list.getEntries().filter((entry) => entry.name === 'keydown');
        window.waits.push(...keys.map((entry) => entry.duration));
    }).observe({type: 'event', durationThreshold: 16});
}"""
FILL = """([area, text]) => {
    if (text) area.value = text;
    area.dispatchEvent(new Event('input', {bubbles: true}));
    area.focus();
    const middle = area.value.indexOf('\\n\\n', area.value.length / 2);
    area.setSelectionRange(middle, middle);
    if (!area.hidden) area.scrollTop = area.scrollHeight / 2;
}"""
SHOW = "document.documentElement.style.borderTop = '4px solid'"  # a frame, for keys that still wait for one


def text():
    """Return a text of the sample's own paragraphs."""
    lines = (ROOT / "fixtures" / "sample.jsonl").read_text().splitlines()
    bodies, made = cycle([json.loads(line)["body_markdown"] for line in lines]), ""
    while len(made) < LENGTH:
        made += next(bodies) + "\n\n"
    return made[:LENGTH]


def waits(page, area, filled=""):
    """Type into the middle of a field as a hand does; return what each key waited, in ms, the least first."""
    area.evaluate("(area, text) => (" + FILL + ")([area, text])", filled)
    page.wait_for_timeout(3000)
    page.evaluate(WATCH)
    for number, letter in enumerate(("and so it rained all day " * KEYS)[:KEYS], 1):
        page.keyboard.type(letter)
        page.wait_for_timeout(PAUSE if number % 25 else REST)
    page.evaluate(SHOW)
    page.wait_for_timeout(1000)
    reported = page.evaluate("window.waits")
    return sorted([LEAST] * (KEYS - len(reported)) + reported)


def line(name, found):
    middle, high = found[len(found) // 2], found[int(len(found) * 0.95)]
    return f"| {name} | {middle:.0f} | {high:.0f} | {found[-1]:.0f} |"


def main():
    with scratch() as (home, environment), sync_playwright() as playwright:
        manage(["shell", "-v0", "-c", "from tests.room import Room; Room()"], environment)
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", WINDOW])
        page = browser.new_page(no_viewport=True)
        page.set_content(BARE.format(STYLE))
        bare = waits(page, page.locator("textarea"), text())
        sign_in(page, home)
        page.goto(f"{home}/admin/articles/article/add/")
        page.locator(".cm-content").wait_for()
        ours = waits(page, page.locator("#id_body"), text())
        browser.close()
    print(f"Key to paint, {LENGTH:,} characters, {KEYS} keys; aim: {AIM} times bare at the 95th percentile\n")  # noqa: T201
    print("| field | median ms | 95th percentile ms | most ms |\n| --- | --: | --: | --: |")  # noqa: T201
    print(line("a bare text field", bare), line("the story's form", ours), sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
