"""What Chromium shows of a pasted page arrives: word by word, in order, as it looks there."""

from random import Random

import pytest

from articles.text import rendering
from articles.text.pasting import to_markdown

pytestmark = pytest.mark.browser

# fmt: off
INLINE = ("span", "span", "span", "b", "strong", "i", "em", "u", "s", "strike", "a", "font", "small", "big",
          "mark", "abbr", "ins", "q", "o:p", "st1:place", "time", "bdi")
BLOCKS = ("p", "p", "div", "blockquote", "ul", "ol", "table", "section", "dl", "figure", "h2")
STYLES = ("font-weight:bold", "font-weight:normal", "font-weight:600", "font-style:italic",
          "font-style:normal", "font-style:oblique", "text-decoration:line-through", "text-decoration:none",
          "display:none", "visibility:hidden", "visibility:visible", "display:block", "display:inline",
          "white-space:pre-wrap", "white-space:nowrap", "color:red", "font:bold 12pt Arial",
          "font:12pt Arial", "font-size:0", "font-size:12pt", "text-transform:uppercase",
          "mso-spacerun:yes", "display:list-item")
# fmt: on
BETWEEN = (
    " ",
    " ",
    "\n",
    "&nbsp; ",
    " <!-- x -->",
    "<br> ",
    " <wbr>",
    ", ",
    " <br><br>",
    "<!--[if x]><![endif]--> ",
)
# Each word that is seen, with how it looks and where it leads; of headings and tables, which are bold, less.
LOOKS = """() => {
    const shown = new Set(document.body.innerText.toLowerCase().match(/w\\d+z/g) || []), found = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const holder = text.parentElement, look = getComputedStyle(holder), around = []
        for (let each = holder; each; each = each.parentElement) around.push(each)
        const lines = around.map(each => getComputedStyle(each).textDecorationLine)
        const isStruck = lines.includes('line-through')
        const link = holder.closest('a[href]'), isHead = holder.closest('h2, table')
        const isSeen = look.visibility === 'visible' && parseFloat(look.fontSize) > 0
        for (const word of text.data.toLowerCase().match(/w\\d+z/g) || []) if (isSeen && shown.has(word))
            found.push([word, isStruck, link ? link.getAttribute('href') : '',
                        isHead ? '' : `${look.fontWeight >= 600} ${look.fontStyle !== 'normal'}`])
    }
    return found
}"""


class Page:
    """The HTML of a page that nobody would write by hand, the same for the same seed."""

    def __init__(self, seed):
        self.random, self.words = Random(seed), 0  # noqa: S311 - no secret

    def text(self):
        said = ""
        for _word in range(self.random.randint(1, 3)):
            self.words += 1
            said += f" w{self.words}z{self.random.choice(BETWEEN)}"
        return f"{said} "

    def tag(self, name, inside):
        style = ""
        if self.random.random() < 0.35:
            style = f' style="{self.random.choice(STYLES)}"'
        elif self.random.random() < 0.1:
            style = f' class="c{self.random.randint(1, 2)}"'
        href = f' href="https://e.org/{self.random.randint(1, 3)}"' if name == "a" else ""
        return f"<{name}{href}{style}>{inside}</{name}>"

    def inline(self, depth=0):
        parts = range(self.random.randint(1, 3))
        return "".join(
            self.tag(self.random.choice(INLINE), self.inline(depth + 1))
            if depth < 3 and self.random.random() < 0.5
            else self.text()
            for _part in parts
        )

    def block(self, depth=0):
        name = self.random.choice(BLOCKS)
        several = range(self.random.randint(1, 3))
        if name in ("ul", "ol"):
            return self.tag(name, "".join(self.tag("li", self.mixed(depth + 1)) for _item in several))
        if name == "table":
            cells = [[self.tag("td", self.inline(2)) for _cell in range(2)] for _row in several]
            return self.tag(name, "".join(f"<tr>{''.join(row)}</tr>" for row in cells))
        if name == "dl":
            return self.tag(name, f"<dt>{self.inline(2)}</dt><dd>{self.mixed(depth + 1)}</dd>")
        return self.tag(name, self.inline() if name in ("p", "h2") else self.mixed(depth + 1))

    def mixed(self, depth):
        parts = range(self.random.randint(1, 2))
        return "".join(
            self.block(depth) if depth < 3 and self.random.random() < 0.5 else self.inline(1)
            for _part in parts
        )

    def html(self):
        rules = "".join(f"{name}{{{self.random.choice(STYLES)}}}" for name in (".c1", "span.c2"))
        return f"<style>{rules}</style>{self.block()}{self.block()}"


@pytest.mark.parametrize("batch", range(4))
def test_what_chromium_shows_of_a_page_arrives_as_it_looks_there(page, batch):
    page.goto("data:text/html,")  # the tab's blank page may have the policy of the page before it
    for seed in range(batch * 40, batch * 40 + 40):
        html = Page(seed).html()
        page.set_content(f"<!doctype html><body>{html}")
        wanted = page.evaluate(LOOKS)
        page.set_content(f"<!doctype html><body>{rendering.render(to_markdown(html))}")

        assert page.evaluate(LOOKS) == wanted, f"page {seed}: {html}"
