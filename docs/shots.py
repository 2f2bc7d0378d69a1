"""Take the documentation's pictures again, and all pages at three widths, light and dark (`make shots`).

A scratch newsroom is filled with the sample and the seed, served on loopback, and looked at in Chromium.
Pictures of the documentation go to docs/images, the others to var/shots.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
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
    "missing": "/articles/no-such-story/",
}
# What the documentation shows: (name, page, width, scheme).
PICTURES = [
    ("front", "/", 1440, "light"),
    ("article", SEED, 1440, "light"),
    ("article-dark", SEED, 360, "dark"),
]


def main():
    scratch = tempfile.mkdtemp(prefix="newsroom-shots-")
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{scratch}/newsroom.sqlite3",
        "SECRET_KEY": "only for pictures that are taken on this machine, by loopback",
        "DEBUG": "on",
        "HTTPS": "off",
    }
    for command in (["migrate", "-v0"], ["demo", "--stories", "28"], ["loaddata", "seed"]):
        manage(command, environment)
    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        take_all(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(scratch)


def manage(command, environment):
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def take_all(home):
    wait_for(home)
    images, shots = ROOT / "docs" / "images", ROOT / "var" / "shots"
    images.mkdir(exist_ok=True)
    shots.mkdir(parents=True, exist_ok=True)
    browser_path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for name, path, width, scheme in PICTURES:
            take(browser, home + path, images / f"{name}.png", width, scheme, whole=False)
        for name, path in PAGES.items():
            for width in WIDTHS:
                for scheme in ("light", "dark"):
                    take(browser, home + path, shots / f"{name}-{width}-{scheme}.png", width, scheme)
        browser.close()


def wait_for(home):
    for _ in range(150):
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
    page.goto(address)
    page.screenshot(path=file, full_page=whole)
    context.close()


if __name__ == "__main__":
    main()
