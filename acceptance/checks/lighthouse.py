"""Lighthouse as a phone: its four scores, and when the largest part of a page is there."""

import json

from ..figure import Figure
from ..paper import ARTICLE, FILM, PICTURES
from ..tools import chromium, module, program, run

PAGES = {
    "story": ARTICLE,
    "front": "/",
    "section": "/sections/world/",
    "story with pictures": PICTURES,
    "story with a video": FILM,
}
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
RUNS = 3  # at most; the best counts, since other work on the machine only ever slows a page
LCP, CLS = 1800, 0  # ms; shifts


class Failed(Exception):
    """Lighthouse itself failed: on a busy machine it asks to be run again."""


def check(paper):
    return [
        figure for name, path in PAGES.items() for figure in figures(name, paper.address(path), paper.scratch)
    ]


def figures(name, address, scratch):
    """Measure a page until it is perfect, three times at most; a run that fails is one of them."""
    best = None
    for run_left in reversed(range(RUNS)):
        try:
            seen = measure(address, scratch)
        except Failed:
            if best or run_left:
                continue
            raise
        best = max(best or seen, seen, key=lambda each: (sum(each["scores"]), -each["lcp"]))
        if is_perfect(best):
            break
    scores, lcp, cls = best["scores"], best["lcp"], best["cls"]
    return [
        Figure(
            f"Lighthouse, {name}", " ".join(map(str, scores)), "100 ×4", min(scores) == 100, best["faults"]
        ),
        Figure(f"LCP, {name}", f"{lcp:,.0f} ms", f"≤ {LCP:,} ms", lcp <= LCP),
        Figure(f"CLS, {name}", f"{cls:.3f}", str(CLS), cls <= CLS),
    ]


def is_perfect(seen):
    return min(seen["scores"]) == 100 and seen["lcp"] <= LCP and seen["cls"] <= CLS


def measure(address, scratch):
    report = scratch / "lighthouse.json"
    report.unlink(missing_ok=True)
    status, _out, said = run(
        program("node"),
        module("lighthouse/cli/index.js"),
        address,
        f"--only-categories={','.join(CATEGORIES)}",
        "--output=json",
        f"--output-path={report}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        "--quiet",
        "--no-enable-error-reporting",
        env_more={"CHROME_PATH": chromium()},
    )
    if status or not report.exists():
        raise Failed(said[-500:])
    found = json.loads(report.read_text())
    audits = found["audits"]
    return {
        "scores": [round(100 * (found["categories"][name]["score"] or 0)) for name in CATEGORIES],
        "lcp": audits["largest-contentful-paint"].get("numericValue", 1e9),
        "cls": audits["cumulative-layout-shift"].get("numericValue", 1e9),
        "faults": faults(found),
    }


def faults(found):
    """Name the audits that count for a score and fall short."""
    weighed = {
        ref["id"] for each in found["categories"].values() for ref in each["auditRefs"] if ref["weight"]
    }
    audits = [(key, found["audits"][key]) for key in sorted(weighed)]
    return [
        f"{key}: {audit['title']} {audit.get('displayValue', '')}"
        for key, audit in audits
        if audit.get("score") is not None and audit["score"] < 0.9
    ]
