"""Take the documentation's pictures again, and all pages at three widths, light and dark (`make shots`).

A scratch newsroom is filled with the demo, the seed and a day's work at the desk, served on loopback, and
looked at in Chromium. Pictures of the documentation go to docs/images, the others to var/shots.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES, SHOTS = ROOT / "docs" / "images", ROOT / "var" / "shots"
WIDTHS = {360: 740, 768: 1024, 1440: 900}
SEED = "/articles/russian-peacekeepers-in-karabakh/"
PAGES = {
    "front": "/",
    "article": SEED,
    "history": f"{SEED}history/",
    "section": "/sections/world/",
    "archive": "/archive/",
    "sources": "/sources/",
    "source": "/sources/maria-zakharova/",
    "corrections": "/corrections/",
    "search": "/search/?q=peace",
}
# What the documentation shows of the paper but its front: (name, page, width, scheme).
PICTURES = [
    ("article", SEED, 1440, "light"),
    ("article-dark", SEED, 360, "dark"),
]
# What the window shows of the pictures is there; those further down are fetched late.
SEEN = (
    "Promise.all([...document.images].filter(each => each.getBoundingClientRect().top < innerHeight)"
    ".map(each => each.decode().catch(() => {})))"
)
DESK = {"width": 1200, "height": 780}
COLOURS = 128  # of a picture of the desk: enough for its flat pages, and a third of the bytes


def main():
    IMAGES.mkdir(exist_ok=True)
    with scratch(["demo"]) as (home, environment), opened() as browser:
        # The demo's own front, before the desk's day puts its stories there
        take(browser, f"{home}/", IMAGES / "front.png", 1440, "light", whole=False)
        manage(["loaddata", "seed"], environment)
        manage(["shell", "-v0", "-c", "from tests.room import Room; Room()"], environment)
        take_all(browser, home)


@contextmanager
def opened():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def scratch(*commands):
    """Serve a newsroom of its own on loopback, filled by commands: its address, and its environment."""
    folder, port = tempfile.mkdtemp(prefix="newsroom-scratch-"), free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/newsroom.sqlite3",
        "SECRET_KEY": "only for a newsroom that is gone in a minute, on this machine, by loopback",
        "DEBUG": "on",
        "HTTPS": "off",
    }
    for command in (["migrate", "-v0"], *commands):
        manage(command, environment)
    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}", environment
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(folder)


def manage(command, environment):
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def take_all(browser, home):
    SHOTS.mkdir(parents=True, exist_ok=True)
    for name, path, width, scheme in PICTURES:
        take(browser, home + path, IMAGES / f"{name}.png", width, scheme, whole=False)
    take_desk(browser, home, IMAGES)
    for name, path in PAGES.items():
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                take(browser, home + path, SHOTS / f"{name}-{width}-{scheme}.png", width, scheme)


def chromium():
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


def sign_in(page, home):
    """Sign the room's chief editor in, by the form."""
    page.goto(f"{home}/admin/")
    page.get_by_label("Username").fill("boss")
    page.get_by_label("Password").fill("boss's long password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")


def wait_for(home):
    for _ in range(600):  # a busy machine takes a minute
        try:
            urllib.request.urlopen(home, timeout=5).close()  # noqa: S310  our own server
            return
        except OSError:
            time.sleep(0.2)
    sys.exit("The server did not start.")


def take(browser, address, file, width, scheme, whole=True):
    context = browser.new_context(
        viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.goto(address)  # the fonts are in the cache by now
    page.evaluate(SEEN)
    page.screenshot(path=file, full_page=whole)
    context.close()


def take_desk(browser, home, images):
    """Take the desk's pages, as its chief editor has them."""
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, home)
    shoot(page, images / "my-desk.png")
    page.get_by_role("link", name="Storm closes the harbour").first.click()
    page.locator(".findings.beside li").first.wait_for()
    page.set_viewport_size({"width": 1440, "height": 1000})
    shoot(page, images / "story.png")
    page.set_viewport_size({"width": 390, "height": 780})
    shoot(page, images / "story-phone.png")
    page.set_viewport_size(DESK)
    page.goto(page.url.replace("change/", "preview/"))
    shoot(page, images / "preview.png")
    page.goto(page.url.replace("preview/", "publish/"))
    shoot(page, images / "publish.png")
    page.goto(f"{home}/admin/desk/board/")
    shoot(page, images / "board.png")
    page.goto(f"{home}/admin/articles/article/plans/")
    shoot(page, images / "calendar.png")
    page.goto(f"{home}/admin/fronts/")
    shoot(page, images / "fronts.png")
    clash(page, home)
    shoot(page, images / "merge.png")
    context.close()


def clash(page, home):
    """Save one story from two tabs, the second after the first."""
    texts = ("First.\n\nOne way.\n\nThird.", "First.\n\nAnother way.\n\nThird.")
    tabs = [page, page.context.new_page()]
    for tab in tabs:
        tab.goto(f"{home}/admin/articles/article/?q=library")
        tab.get_by_role("link", name="Library stays open on Sundays").click()
        tab.wait_for_url("**/change/**")
    for tab, text in zip(reversed(tabs), texts, strict=True):
        tab.locator(".cm-content").fill(text)
        tab.keyboard.press("Control+s")
        tab.locator(".messagelist, #merge-form").first.wait_for()
    tabs[1].close()


def shoot(page, file):
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    main()
