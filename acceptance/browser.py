"""Chromium, as readers have it."""

from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from .tools import chromium


@contextmanager
def opened():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        try:
            yield browser
        finally:
            browser.close()
