"""What a story without pictures weighs, by Chromium's own network events."""

from ..browser import opened
from ..figure import Figure
from ..paper import ARTICLE

REQUESTS, BYTES, FONTS, SCRIPTS = 4, 25_000, 60_000, 6_000
# The script within the page, unpacked; it came with the page.
WITHIN = """[...document.scripts].filter((each) => !each.src && each.type !== 'application/ld+json')
    .reduce((size, each) => size + each.text.length, 0)"""


def check(paper):
    """Load a story with an empty cache, and count what came over the wire."""
    events = {}
    with opened() as browser:
        page = browser.new_page()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on(
            "Network.responseReceived", lambda event: events.setdefault(event["requestId"], [event, 0])
        )
        network.on("Network.loadingFinished", lambda event: finish(events, event))
        page.goto(paper.address(ARTICLE), wait_until="networkidle")
        within = page.evaluate(WITHIN)
    weights = {event["response"]["url"]: size for event, size in events.values()}
    others = [url for url in weights if not url.startswith(paper.home)]
    fonts = {url: size for url, size in weights.items() if url.endswith(".woff2")}
    scripts = within + sum(size for url, size in weights.items() if url.endswith(".js"))
    total = sum(weights.values()) - sum(fonts.values())
    requests = len(weights) - len(fonts)
    return [
        Figure("story without pictures, requests", str(requests), f"≤ {REQUESTS}", requests <= REQUESTS),
        Figure("story without pictures, bytes", f"{total:,}", f"≤ {BYTES:,}", 0 < total <= BYTES),
        Figure(
            "its fonts, bytes", f"{sum(fonts.values()):,}", f"≤ {FONTS:,}", 0 < sum(fonts.values()) <= FONTS
        ),
        Figure("its scripts, bytes", f"{scripts:,}", f"≤ {SCRIPTS:,}", scripts <= SCRIPTS),
        Figure("story without pictures, other hosts", str(len(others)), "0", not others, others),
    ]


def finish(events, event):
    if event["requestId"] in events:
        events[event["requestId"]][1] = event["encodedDataLength"]
