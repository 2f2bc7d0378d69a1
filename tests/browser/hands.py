"""Hands that count what they press and click beside the story's own words, and the pages that are loaded."""

from playwright.sync_api import expect


def keep_now(page):
    """Let a form keep what was typed without its four seconds: it does so when the network is back."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def forget(page, complaints, said):
    """Forget what the console says of a refusal. Its line may come behind the page that says why."""
    if not any(said in line for line in complaints):
        page.wait_for_event("console", lambda message: said in message.text)
    complaints.clear()


def press_save(page):
    """Save by the key, once the page's scripts are there to hear it."""
    page.wait_for_load_state()
    page.keyboard.press("Control+s")


def open_acts(page):
    """Open the menu of a story's bar, and return its acts."""
    page.locator("#desk-bar .bar-menu summary").click()
    return page.get_by_role("navigation", name="Acts")


def body(page):
    """Return where one writes."""
    return page.locator(".cm-content")


def clear(page):
    body(page).press("Control+a")
    page.keyboard.press("Delete")


def written(page):
    """Return the field beneath the writing surface: what it holds is what a save sends."""
    return page.locator("#id_body")


def put_caret(page, at):
    written(page).evaluate("(field, at) => { field.focus(); field.setSelectionRange(at, at); }", at)


def show_preview(page):
    page.get_by_role("button", name="Preview", exact=True).click()


class Hands:
    def __init__(self, page):
        self.page, self.keys, self.pages = page, 0, 0
        page.on("domcontentloaded", self.count_page)

    def count_page(self, _page):
        self.pages += 1

    def begin(self):
        """Count anew, from the page that is open."""
        self.page.wait_for_load_state()
        self.keys = self.pages = 0

    def press(self, *keys):
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def click(self, locator):
        self.keys += 1
        locator.click()

    def ask(self, letters):
        """Type letters that are no words of the story: into the palette, a moment, or behind `[@`."""
        self.keys += len(letters)
        self.page.keyboard.type(letters)

    def words(self, text):
        """Type the story's own words, which are not counted."""
        self.page.keyboard.type(text)

    def palette(self, letters, first):
        self.page.wait_for_load_state()
        self.press("Control+k")
        expect(self.page.locator("#palette input")).to_be_focused()
        self.ask(letters)
        expect(self.page.locator("#palette [role=option]").first).to_contain_text(first)
        expect(self.page.locator("#palette")).to_have_attribute("data-query", letters)
        self.press("Enter")

    def cite(self, letters):
        self.ask(f"[@{letters}")
        first = self.page.locator(".w-offers [role=option]").first
        expect(first).to_contain_text(letters, ignore_case=True)
        self.press("Enter")
        expect(self.page.locator(".w-offers")).to_have_count(0)

    def until_focused(self, locator):
        expect(locator).to_be_focused()
        self.page.wait_for_load_state("networkidle")  # a page that still loads may swallow a Tab

    def tab_to(self, locator):
        """Go on by one Tab. A busy browser loses one now and then: it is pressed again, uncounted."""
        self.press("Tab")
        try:
            expect(locator).to_be_focused(timeout=3000)
        except AssertionError:
            self.page.keyboard.press("Tab")
            expect(locator).to_be_focused()

    def until_said(self, sentence):
        expect(self.page.locator(".messagelist")).to_contain_text(sentence)
        self.page.wait_for_load_state()


def sign_in_beside(page):
    """Sign in again in the window that a form opens whose session has ended."""
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_contain_text("You are signed out")
    with page.expect_popup() as opened:
        dialog.get_by_role("link", name="Sign in again").click()
    window = opened.value
    window.get_by_label("Username").fill("boss")
    window.get_by_label("Password").fill("boss's long password")
    window.get_by_role("button", name="Sign in", exact=True).click()
    expect(dialog).to_be_hidden()
