"""What WordPress makes of a text before it prints it: paragraphs, shortcodes, and blocks of its own."""

import re
from bisect import bisect_right
from html import escape

ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s\]"']+))""")
# A name in square brackets; “[sic]” and “[see https://a.org/?id=5]” are none: they have no values and no end.
TAG = re.compile(r"\[(/?)([a-z][\w-]{1,40})((?:\s[^\[\]<>]*+)?)/?\]", re.IGNORECASE)
KNOWN = {"caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist", "footnote", "ref"}
# Those of WordPress.com whose first value has no name.
NAMELESS = {"youtube", "vimeo", "wpvideo", "dailymotion", "soundcloud", "googlemaps"}
CODE = re.compile(r"<(/?)(pre|code)(?=[\s>])", re.IGNORECASE)
# WordPress codes each < and > of what such a comment holds.
BLOCK_COMMENT = re.compile(r"<!--\s+wp:([a-z][\w/-]*)(?:\s+(\{[^<>]*\}))?\s*(/)?-->")
# Blocks without a text of their own that nobody misses.
QUIET = {"footnotes", "spacer", "separator", "more", "nextpage", "post-title", "post-date"}
HOLDERS = "h[1-6]|li|td|th|p|dt|dd|figcaption|summary|caption|a"
PARTED = re.compile(
    rf"(</?(?:address|article|aside|blockquote|center|details|div|dl|fieldset|figure|footer|form|header|hr|main|nav|ol|"
    rf"section|table|tbody|thead|tfoot|tr|ul|{HOLDERS[:-2]})(?=[\s>/])[^<>]*>)",
    re.IGNORECASE,
)
HOLDER = re.compile(rf"<(/?)(?:{HOLDERS})(?=[\s>/])", re.IGNORECASE)
KEPT, KEPT_END = re.compile(r"<pre(?=[\s>])", re.IGNORECASE), re.compile("</pre>", re.IGNORECASE)
PICTURE = re.compile(r"<img(?=[\s/>])[^<>]*>(?:\s*</a>)?", re.IGNORECASE)
TAG_OF_LINES = re.compile(r"<[a-z/][^<>\n]*\n[^<>]*>", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>[ \t]*\n", re.IGNORECASE)
BLANK = re.compile(r"\n[ \t]*\n\s*")


def expanded(html):
    """Return a text as WordPress would print it, and what of it nothing here knows: [(what, text)]."""
    is_blocks = "<!-- wp:" in html
    left = _dynamic_blocks(html) if is_blocks else []
    html = _without_shortcodes(html, left)
    return (html if is_blocks else paragraphs(html)), left


def _dynamic_blocks(html):
    """List the blocks that hold no text, since WordPress computes what they show."""
    rows = ((match[1], match[3], match[0]) for match in BLOCK_COMMENT.finditer(html))
    return [(f"block {name}", text) for name, is_empty, text in rows if is_empty and name not in QUIET]


def _without_shortcodes(html, left):
    """Write known shortcodes as HTML; take the others out, list them, and keep what they enclose."""
    notes = []
    return _written(html, left, notes) + _list_of(notes)


def _written(html, left, notes, depth=0):
    """Write the shortcodes of a text, and those within them; deeper ones than 5 stay as they are."""
    if "[" not in html or depth > 5:
        return html
    found = list(TAG.finditer(html))
    closed = {match[2].lower() for match in found if match[1]}
    code = _code_in(html)
    tags = [match for match in found if _is_shortcode(match, closed, code)]
    parts, end = [], 0
    for place, match in enumerate(tags):
        if match.start() < end:
            continue
        name, write = match[2].lower(), WRITTEN.get(match[2].lower())
        close = None if match[1] or match[0].endswith("/]") else _close_of(name, tags[place + 1 : place + 50])
        if shown := _escaped(html, match, close):
            parts += [html[end : match.start() - 1], html[match.start() : shown]]
            end = shown + 1
            continue
        parts.append(html[end : match.start()])
        end = match.end()
        if not write:
            left.append((f"shortcode {name}", match[0]))
        elif not match[1]:
            inside = _written(html[match.end() : close.start()], left, notes, depth + 1) if close else ""
            parts.append(write(_values(match[3]), inside, notes))
            end = close.end() if close else end
    return "".join([*parts, html[end:]])


def _close_of(name, tags):
    return next((each for each in tags if each[1] and each[2].lower() == name), None)


def _escaped(html, match, close):
    """Return where a shortcode ends that is shown, not written: [[gallery]], in brackets of its own."""
    if html[max(0, match.start() - 1) : match.start()] == "[":
        ends = (each.end() for each in (match, close) if each)
        return next((end for end in ends if html[end : end + 1] == "]"), None)
    return None


def _list_of(notes):
    """Return the footnotes as they stand below the text."""
    rows = (
        f'<li id="fn-{number}">{note} <a href="#fnref-{number}">↩︎</a></li>'
        for number, note in enumerate(notes, 1)
    )
    return f"\n\n<ol>{''.join(rows)}</ol>" if notes else ""


def _code_in(html):
    """Return the places where code begins and ends, in turn: [start, end, start …]."""
    places, opened = [], ""
    for match in CODE.finditer(html):
        is_end, name = match[1], match[2].lower()
        if (name == opened) if is_end else not opened:
            places.append(match.start())
            opened = "" if is_end else name
    return places


def _is_shortcode(match, closed, code):
    name, values = match[2].lower(), match[3].lstrip()
    if name in KNOWN or name in closed or ATTRIBUTE.match(values) or (values and name in NAMELESS):
        return True
    # In code a name with a line is likely a variable's: x[my_index] = 1.
    return "_" in name and bisect_right(code, match.start()) % 2 == 0


def _values(text):
    return {
        name.lower(): "".join(value) for name, *value in ATTRIBUTE.findall(text.rstrip().removesuffix("/"))
    }


def _caption(values, inside, _notes):
    pictures = list(PICTURE.finditer(inside))
    end = pictures[-1].end() if pictures else 0
    words = inside[end:].strip() or values.get("caption", "")
    return f"\n\n<figure>{inside[:end]}<figcaption>{words}</figcaption></figure>\n\n"


def _gallery(values, _inside, _notes):
    keys = re.findall(r"\d+", values.get("ids", "") or values.get("include", ""))
    pictures = "".join(f'<img src="post:{key}">' for key in keys)
    return f'\n\n<figure class="gallery">{pictures}</figure>\n\n'


def _embed(values, inside, _notes):
    address = inside.strip() or values.get("src", "") or values.get("url", "")
    return f"\n\n<p>{escape(address)}</p>\n\n" if address else ""


def _recording(values, inside, _notes):
    names = ("src", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav")
    address = next((values[name] for name in names if values.get(name)), inside.strip())
    return f'\n\n<figure><img src="{escape(address)}"></figure>\n\n' if address else ""


def _playlist(values, _inside, _notes):
    return _gallery(values, "", None)


def _note(_values, inside, notes):
    notes.append(inside.strip())
    number = len(notes)
    return f'<sup><a href="#fn-{number}" id="fnref-{number}">{number}</a></sup>'


WRITTEN = {
    "caption": _caption,
    "wp_caption": _caption,
    "gallery": _gallery,
    "embed": _embed,
    "audio": _recording,
    "video": _recording,
    "playlist": _playlist,
    "footnote": _note,
    "ref": _note,
}


def paragraphs(html):
    """Make paragraphs of blank lines and breaks of lines, as WordPress does of texts without blocks."""
    parts, inside = [], 0
    for piece in _around_kept(html.replace("\r\n", "\n").replace("\r", "\n")):
        if piece[:4].lower() == "<pre":
            parts.append(piece)
            continue
        for chunk in PARTED.split(_with_bare_lines(piece)):
            if PARTED.fullmatch(chunk):
                holder = HOLDER.match(chunk)
                if holder:
                    inside = max(0, inside - 1) if holder[1] else inside + 1
                parts.append(chunk)
            elif inside:
                parts.append(chunk.strip("\n").replace("\n\n", "<br><br>").replace("\n", "<br>\n"))
            else:
                parts += [f"<p>{_broken(each)}</p>\n" for each in BLANK.split(chunk) if each.strip()]
    return "".join(parts)


def _around_kept(html):
    """Yield the pieces of a text, each <pre> with its end as one; ends are sought once, not at each start."""
    ends, at = [match.end() for match in KEPT_END.finditer(html)], 0
    for match in KEPT.finditer(html):
        place = bisect_right(ends, match.start())
        if match.start() >= at and place < len(ends):
            yield html[at : match.start()]
            yield html[match.start() : (at := ends[place])]
    yield html[at:]


def _with_bare_lines(html):
    """Leave each end of a line that shows as one bare: none within a tag, and none doubled by a <br>."""
    html = TAG_OF_LINES.sub(lambda match: match[0].replace("\n", " "), html)
    return BREAK.sub("\n", html)


def _broken(text):
    return text.strip("\n").replace("\n", "<br>\n")
