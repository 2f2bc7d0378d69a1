"""Parse a story's Markdown: CommonMark 0.31.2, tables, struck words, footnotes, boxes, citations, no HTML.

A citation mark is `[@key]` or `[@key, p. 3]`: the key of a source, and where in it. It stands behind what it
supports.
"""

import re
from functools import lru_cache
from types import SimpleNamespace

from markdown_it import MarkdownIt, helpers
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import table as table_rule
from markdown_it.rules_inline import image as image_rule
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from . import lettering

MARK = re.compile(r"\[@(?P<key>[a-z0-9]+(?:-[a-z0-9]+)*)(?:,[ \t]*(?P<locator>[^\[\]|\\\n]{1,200}))?\](?!\()")

# Boxes: a line `::: facts In brief` opens one, and a line `:::` closes it. Each holds any Markdown.
FACTS, PULL, BESIDE = BOXES = ("facts", "quote", "beside")

# What no story needs, and what takes minutes without a limit: brackets open in one another in a link's text,
# searches for the end of a link's text, and cells in all tables. What is beyond stays as it was typed.
BRACKETS = 5
LABELS = 20_000
CELLS = 20_000


def _link_label_end(state, start, disableNested=False):  # noqa: N803 - called by this name
    """Find the bracket that closes a link's text as markdown-it does, within LABELS calls for one text."""
    state.env["labels"] = state.env.get("labels", 0) + 1
    if state.env["labels"] > LABELS:
        return -1
    before, level, end = state.pos, 1, -1
    state.pos = start + 1
    while state.pos < state.posMax and level <= BRACKETS:
        character, at = state.src[state.pos], state.pos
        level -= character == "]"
        if not level:
            end = at
            break
        state.md.inline.skipToken(state)
        if character == "[" and state.pos == at + 1:
            level += 1
        elif character == "[" and disableNested:
            break
    state.pos = before
    return end


def _table(state, start_line, end_line, silent):
    """Read a table, as far as its rows fit into the cells that a text may have; the rest stays as typed."""
    columns = state.src.count("|", state.bMarks[start_line], state.eMarks[start_line]) + 1
    left = CELLS - state.env.setdefault("cells", 0)
    if left < 2 * columns:
        return False
    known = len(state.tokens)
    found = table_rule(state, start_line, min(end_line, start_line + 1 + left // columns), silent)
    state.env["cells"] += sum(token.type in ("th_open", "td_open") for token in state.tokens[known:])
    return found


def _citation(state, silent):
    """Read a citation mark."""
    match = MARK.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.content = match[0]
        token.meta = {"mark": match["key"], "locator": " ".join((match["locator"] or "").split())}
    state.pos = match.end()
    return True


def _image(state, silent):
    """Read an image, and keep how it was typed."""
    start, found = state.pos, image_rule(state, silent)
    if found and not silent:
        state.tokens[-1].meta = {"typed": state.src[start : state.pos]}
    return found


def _name_items(state):
    """Read letters in the place of numbers where each item of a list begins with its own: `1. a) …`."""
    opened = []  # (a list's token, what each of its items begins with)
    for at, token in enumerate(state.tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            opened.append((token, []))
        elif token.type == "list_item_open":
            first = state.tokens[at + 2] if state.tokens[at + 1].type == "paragraph_open" else None
            opened[-1][1].append(first)
        elif token.type == "ordered_list_close":
            _name(*opened.pop())
        elif token.type == "bullet_list_close":
            opened.pop()


def _name(token, firsts):
    texts = [first.children[0] if first and first.children else None for first in firsts]
    if not all(text and text.type == "text" and ") " in text.content[:10] for text in texts):
        return
    start = token.attrs.get("start", 1)
    for style in lettering.STYLES:
        prefixes = [f"{lettering.letters(number, style)}) " for number, _text in enumerate(texts, start)]
        if all(text.content.startswith(name) for text, name in zip(texts, prefixes, strict=True)):
            token.attrSet("type", style)
            for first, text, name in zip(firsts, texts, prefixes, strict=True):
                text.content = text.content.removeprefix(name)
                first.content = first.content.removeprefix(name)
            return


def _as_typed(self, tokens, idx, options, env):
    return escapeHtml(tokens[idx].content)


def _on_its_own_line(self, tokens, idx, options, env):
    """Open a quotation as the specification prints it, an empty one too."""
    return self.renderToken(tokens, idx, options, env).rstrip("\n") + "\n"


def _parser(html=False):
    md = MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
    md.use(footnote_plugin, inline=False)
    for name in BOXES:
        md.use(container_plugin, name)
    md.inline.ruler.before("link", "citation", _citation)
    md.inline.ruler.at("image", _image)
    md.core.ruler.after("inline", "name_items", _name_items)
    md.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    md.add_render_rule("citation", _as_typed)
    md.add_render_rule("blockquote_open", _on_its_own_line)
    md.helpers = SimpleNamespace(**{name: getattr(helpers, name) for name in helpers.__all__})
    md.helpers.parseLinkLabel = _link_label_end
    return md


PARSER = _parser()


@lru_cache(maxsize=1)
def _parser_of_html():
    return _parser(html=True)


def with_html(text):
    """Return a text of another system as HTML, in which its tags are tags: nothing of it is safe to show."""
    return _parser_of_html().render(whole(text))


def whole(text):
    """Replace lone surrogates, which no encoder takes."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def parse(text):
    """Return a text's tokens; those that somebody left behind, once."""
    return LEFT.pop(text, None) or PARSER.parse(whole(text))


def blocks_of_code(text):
    """Return (first line, line behind) of each block of code; no paragraph is parsed for it."""
    found = []
    PARSER.block.parse(text, PARSER, {}, found)
    return [token.map for token in found if token.type in ("fence", "code_block")]


# {text: tokens}: a bulk load reads a text, and renders it a batch later; reading is most of the work.
LEFT, MOST_LEFT = {}, 128


def leave(text, tokens):
    """Leave a text's tokens, which nobody reads any more, for whoever parses it next."""
    if len(LEFT) >= MOST_LEFT:
        LEFT.clear()
    LEFT[text] = tokens


@lru_cache(maxsize=8)
def tokens(text):
    """Return a text's tokens, which nobody changes: one publication asks for the same text six times."""
    return tuple(parse(text))
