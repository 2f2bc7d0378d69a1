"""Markdown of site generators: what becomes of their templates in it, and whether HTML stands there.

Hugo: https://gohugo.io/content-management/shortcodes/. Jekyll: https://jekyllrb.com/docs/liquid/tags/.
MDX: https://mdxjs.com/docs/what-is-mdx/.
"""

import re
from urllib.parse import quote

from articles.text.pasting.tree import BLOCKS, FORMATTING, VOID

from . import markdown_addresses
from .readers.fields import PARTING

# Each of these ends after so many signs at most, whatever stands there, and no blanks are read twice.
TOKEN = re.compile(
    r"\{\{[<%]-?\s*+(?P<end>/?)\s*+(?P<shortcode>[\w./-]++)(?P<values>[^{}\n]{0,500}?)(?:\n\s*+)?[>%]\}\}"
    r"|\{%-?\s*+(?P<tag>\w++)(?P<said>[^{}\n]{0,500}?)-?%\}"
    r"|\{\{-?+(?!\s*+/\*)(?P<output>[^{}<%\n]{1,300})\}\}"
    r"|(?P<comment><!--(?:(?!<!--)[\s\S]){0,20000}?-->"
    r"|\{\{-?\s*+/\*(?:(?!\{\{)[\s\S]){0,20000}?\*/\s*+-?\}\}"
    # Eleventy's; {#name .class} behind a heading is none.
    r"|\{#(?![\w:.-]+(?: [^{}\n#]*+)?\})(?:(?!\{#)[\s\S]){0,20000}?#\}|\{%-?\s*+#[^{}]{0,2000}?%\})"
    r"|(?P<attributes>\{:[^{}\n]{1,200}\})"
)
COMMENT = re.compile(
    r"\{\{[<%]-?\s*+(?P<end>/?)\s*+comment(?![\w./-])(?:[^{}]{0,500}?[^{}/])?[>%]\}\}"
    r"|\{%-?\s*+(?P<close>end)?comment\b[^{}]{0,500}?%\}"
)
# As deep as objects and components in braces go: {posts.map((each) => <Card style={{ color }} />)}.
BRACES = r"\{[^{}]*+\}"
for _level in range(4):
    BRACES = rf"\{{(?:[^{{}}]++|{BRACES})*+\}}"
# Braces between dollar signs are those of a formula: $\frac{a}{b}$, $x_{1}$.
FORMULA = (
    r"(?<![\\$])(?P<dollars>\$\$|\$(?=[^\s$]))[^$]{0,2000}?(?:\\[A-Za-z]|[_^]\{)[^$]{0,2000}"
    r"(?P=dollars)(?![\d$])"
)
MDX = re.compile(
    TOKEN.pattern
    + rf"|(?P<formula>{FORMULA})"
    + r"|(?:\A|(?<=\n\n))(?P<module>(?:import|export)[ {*][^\n]{0,2000}(?:\n[^\n]{1,2000}){0,200}+)"
    # What stands indented on the next line is no code: MDX has none of that kind.
    r"""|(?<!\\)<(?P<close>/?)(?P<component>[A-Z][\w.]*+)"""
    rf"""(?P<props>(?:[^<>{{}}"']++|"[^"<]{{0,500}}"|'[^'<]{{0,500}}'|{BRACES})*+)>"""
    r"(?:[ \t]*+\n[ \t]++(?=\S))?"
    r"|(?P<fragment></?>)"
    rf"|(?<!\\)(?P<expression>{BRACES})"
)
VALUE = re.compile(r"""(?:([\w-]+)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|`([^`]*)`|([^\s"'`=]+))""")
IDLE = re.compile(r"""\{\s*+(?:/\*[\s\S]*\*/|["'] ["'])?\s*+\}""")  # a remark, or a blank
QUOTED = re.compile(r"""["']([^"']*)["']\s*(?:\||$)""")  # of an address that a filter completes
KEY = re.compile(r"[\w-]{1,64}", re.ASCII)  # of a post or a video elsewhere
GIST = re.compile(r"[0-9a-f]{5,40}")
# What would end a picture's address or its words, or make more of them.
OF_ADDRESS, OF_WORDS = re.compile(r"""[\s<>()"'\\]"""), re.compile(r"[\[\]\\`*<]")
INLINE = {
    *("abbr", "cite", "del", "ins", "kbd", "mark", "q", "samp", "span", "sub", "sup", "time", "var"),
    *("video", "audio", "picture", "iframe", "object", "script", "style", "svg", "button", "noscript"),
}
HTML = re.compile(
    rf"</?(?:{'|'.join(sorted(BLOCKS | FORMATTING | VOID | INLINE))})(?=[\s/>])[^<>]{{0,2000}}>", re.I
)


def plain(text, find_document, *, is_mdx=False):
    """Return Markdown without templates, and what of them nothing here knows: [(what, text)].

    `find_document(name)` returns the address of another text of the archive, or "".
    """
    return Templates(find_document).replaced(text, MDX if is_mdx else TOKEN)


def has_html(text):
    """Ask whether tags stand outside of code."""
    return any(markdown_addresses.outside_code(HTML, text))


class Templates:
    """One text on its way."""

    def __init__(self, find_document):
        self.find_document, self.left, self.is_raw = find_document, [], False

    def replaced(self, text, pattern):
        """Return the text without templates, and what was left out; code stays as it is."""
        parts, end, comments = [], 0, _comments(text)
        for match in markdown_addresses.outside_code(pattern, text):
            if match.start() < end:
                continue
            behind = None if self.is_raw else comments.get(match.start())
            parts += [text[end : match.start()], "" if behind else self._instead(match)]
            end = behind or match.end()
        return "".join([*parts, text[end:]]), self.left

    def _instead(self, match):
        if self.is_raw and match["tag"] != "endraw":
            return match[0]
        if match["shortcode"]:
            return self._of_shortcode(match)
        if match["tag"]:
            return self._of_tag(match)
        if match["comment"]:
            return "\n\n" if PARTING.fullmatch(match[0]) and not _is_a_line(match) else ""
        return self._of_output(match) if match["output"] else self._of_mdx(match)

    def _of_shortcode(self, match):
        name, values = match["shortcode"].lower(), _values(match["values"].rstrip().removesuffix("/"))
        if name == "highlight":
            return _fence("" if match["end"] else values.get("0", ""))
        if name in ("ref", "relref"):
            return self._document(values.get("0") or values.get("path", ""), match)
        if match["end"]:
            return ""
        written = SHORTCODES[name](values) if name in SHORTCODES else ""
        if not written:
            self.left.append((f"shortcode {name}", match[0]))
        return written

    def _of_tag(self, match):
        name, said = match["tag"], match["said"].strip()
        if name in ("raw", "endraw"):
            self.is_raw = name == "raw"
        elif name in ("highlight", "endhighlight"):
            return _fence(said.partition(" ")[0])
        elif name in ("post_url", "link"):
            return self._document(said, match)
        elif not name.startswith("end"):
            written = SHORTCODES.get(name.lower(), lambda values: "")(_values(said))
            if not written:
                self.left.append((f"template {name}", match[0]))
            return written
        return ""

    def _of_mdx(self, match):
        """Write a component that shows what is known here; the words within another stay."""
        said = match.groupdict()
        if said.get("formula"):
            return match[0]
        name = said.get("component")
        if name and not said["close"]:
            write = SHORTCODES.get(name.lower(), lambda values: "")
            written = write(_values(said["props"].rstrip().removesuffix("/")))
            if not written:
                self.left.append((f"template {name}", match[0].strip()))
            return written
        what = next((each for each in ("module", "expression") if said.get(each)), "")
        if what and not IDLE.fullmatch(said[what]):
            self.left.append(("template", match[0]))
        return ""

    def _document(self, name, match):
        address = name if name.startswith("#") else self.find_document(name)
        if not address:
            self.left.append(("link", match[0]))
        return address

    def _of_output(self, match):
        said = match["output"].strip("- \t")
        if quoted := QUOTED.match(said):
            return quoted[1]
        if said not in ("site.baseurl", "site.url"):
            self.left.append(("template", match[0]))
        return ""


def _comments(text):
    """Return {start: end} of what stands between the tags of a comment; those within another are in it."""
    found, opened = {}, []
    for tag in COMMENT.finditer(text):
        if not (tag["end"] or tag["close"]):
            opened.append(tag.start())
        elif opened:
            found[opened.pop()] = tag.end()
    return found


def _is_a_line(match):
    text, start, end = match.string, match.start(), match.end()
    return text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\r", "\n")


def _values(text):
    """Return the values of a shortcode by their names, and the others by their places."""
    found, place = {}, 0
    for name, *value in VALUE.findall(text):
        found[name or str(place)] = "".join(value)
        place += not name
    return found


def _fence(language):
    return f"\n```{language}\n"


def _figure(values):
    address = OF_ADDRESS.sub(lambda sign: quote(sign[0]), values.get("src", "").strip())
    alt = _as_words(values.get("alt", ""))
    words = _as_words(values.get("caption") or values.get("title") or "")
    title = ' "{}"'.format(words.replace('"', "”")) if words else ""
    return f"\n\n![{alt}]({address}{title})\n\n" if address else ""


def _as_words(text):
    """Return a text as Markdown that says it: with entities, which end no picture."""
    return OF_WORDS.sub(lambda sign: f"&#{ord(sign[0])};", text)


def _card(pattern):
    """Return what writes a shortcode as the address of a post or a video elsewhere; of no other keys, ""."""

    def write(values):
        user, key = values.get("user", "i"), values.get("id") or values.get("0", "")
        is_whole = KEY.fullmatch(user) and KEY.fullmatch(key)
        return f"\n\n<{pattern.format(user=user, id=key)}>\n\n" if is_whole else ""

    return write


def _gist(values):
    """Write a gist of GitHub as its address; Hugo parts its user from its key, Jekyll does not."""
    user, key = values.get("0", ""), values.get("1", "")
    whole = f"{user}/{key}" if key and KEY.fullmatch(user) and GIST.fullmatch(key) else user
    is_whole = all(map(KEY.fullmatch, whole.split("/")))
    return f"\n\n<https://gist.github.com/{whole}>\n\n" if is_whole else ""


SHORTCODES = {
    "figure": _figure,
    "gist": _gist,
    "youtube": _card("https://www.youtube.com/watch?v={id}"),
    "vimeo": _card("https://vimeo.com/{id}"),
    "instagram": _card("https://www.instagram.com/p/{id}/"),
    **dict.fromkeys(("x", "tweet"), _card("https://x.com/{user}/status/{id}")),
}
