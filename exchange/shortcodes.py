"""What WordPress makes of a text before it prints it: paragraphs, shortcodes, and blocks of its own."""

import json
import re
from base64 import b64decode
from bisect import bisect_right
from contextlib import suppress
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote

from . import page_builders

ATTRIBUTE = re.compile(r"""(?<![\w-])([\w-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s\]"']+))""")
# A name in square brackets; “[sic]” and “[see https://a.org/?id=5]” are none: they have no values and no end.
TAG = re.compile(r"\[(/?)([a-z][\w-]{1,40})((?:[\s=][^\[\]<>]*+)?)/?\]", re.IGNORECASE)
KNOWN = {"caption", "wp_caption", "gallery", "embed", "audio", "video", "playlist", "footnote", "ref"}
QUOTED = re.compile(r"""\s[\w-]++=["']""")
# Those of WordPress.com whose first value has no name: [youtube https://…], or [youtube=https://…].
NAMELESS = {"youtube", "vimeo", "tweet", "wpvideo", "dailymotion", "soundcloud", "googlemaps"}
SIDE = re.compile(r"&(?:amp;|#0?38;)?[wh]=\d*")  # [youtube=https://…&w=320&h=240]
VIDEO_KEY = re.compile(r"[\w-]{11}|\d+", re.ASCII)
VIDEO = re.compile(r"https?://(?:[\w-]+\.)?(?:youtu|vimeo)", re.IGNORECASE)
CODE = re.compile(r"<(/?)(pre|code)(?=[\s>])", re.IGNORECASE)
# WordPress codes each < and > of what such a comment holds.
BLOCK_COMMENT = re.compile(r"<!--\s+wp:([a-z][\w/-]*)(?:\s+(\{[^<>]*\}))?\s*(/)?-->")
# What plug-ins show to members alone, as a shortcode that encloses it, and as a block of Jetpack's.
GATED = re.compile(
    r"\[(/?)(access|is_paid|is_user_logged_in|logged_?in|members?|members_access|members_logged_in|members_only"
    r"|membership|mepr-active|mepr-show|paid|paywall|pms-restrict|premium|private|protected|restrict|s2if"
    r"|subscribers?|subscribers_only|swpm_protected|um_loggedin|um_show_content|wcm_restrict|wlm_private)"
    r"(?:\s[^\[\]]*+)?(?<!/)\]"
    r"|<!--\s+(/?)wp:((?:jetpack/)?premium-content/subscriber-view)(?=\s)[^<>]*-->",
    re.IGNORECASE,
)
# A cover, up to its first block: where no tag shows what is behind it, its comment alone names that.
COVER = re.compile(r"<!--\s+wp:cover\s+(\{[^<>]*\})\s*/?-->(?=((?:[^<]|<(?!!--))*+))")
SHOWN = ("<img", "<video", "background-image")
# A link behind another one: of a block of a file the second is a button, and leads to the same.
SECOND_LINK = re.compile(r"(?<=</a>)\s*(<a\s[^<>]*>)[^<>]*</a>", re.IGNORECASE)
REF = re.compile(r'"ref":\s*(\d{1,18})\b')
MOST_OF_PATTERNS = 200_000  # characters that patterns put into one text: what a page shows
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


@dataclass
class Page:
    """A text on its way: the pictures that were uploaded to its post, what is left out, its notes."""

    pictures: list
    left: list
    notes: list = field(default_factory=list)


def expanded(html, pictures=(), patterns=None):
    """Return a text as WordPress would print it, and what of it nothing here knows: [(what, text)].

    `pictures` are the keys of those that were uploaded to its post, `patterns` what several posts share.
    """
    is_blocks = "<!-- wp:" in html
    html = _with_patterns(html, patterns) if is_blocks and patterns else html
    html, gated = _without_gated(html)
    html = COVER.sub(_with_picture, SECOND_LINK.sub(_without_button, html)) if is_blocks else html
    page = Page(pictures, [*gated, *(_dynamic_blocks(html) if is_blocks else [])])
    html = _written(html, page) + _list_of(page.notes)
    return (html if is_blocks else paragraphs(html)), page.left


def _without_gated(html):
    """Return a text without what only members saw, and that: a shortcode ends at the next end of its name."""
    spans, opened = [], {}
    for match in GATED.finditer(html):
        is_end, name = match[1] or match[3], (match[2] or match[4]).lower()
        if not is_end:
            opened.setdefault(name, match)
        elif (begin := opened.pop(name, None)) and not _escaped(html, begin, match):
            spans.append((begin.start(), match.end()))
    # A block without an end goes on to that of the text; a shortcode without one encloses nothing.
    spans += [(begin.start(), len(html)) for name, begin in opened.items() if "/" in name]
    parts, left, end = [], [], 0
    for start, behind in sorted(spans):
        if behind > end:
            parts.append(html[end : max(start, end)])
            left.append(("part for members", html[max(start, end) : behind]))
            end = behind
    return "".join([*parts, html[end:]]), left


def _with_patterns(html, patterns, depth=0):
    """Put in the patterns that a text names by their keys, and those within them, as far as there is room."""
    parts, end, room = [], 0, MOST_OF_PATTERNS
    for match in BLOCK_COMMENT.finditer(html):
        text = patterns.get(_pattern_of(match), "")
        if text and len(text) <= room:
            room -= len(text)
            parts += [html[end : match.start()], text]
            end = match.end()
    html = "".join([*parts, html[end:]])
    return _with_patterns(html, patterns, depth + 1) if parts and depth < 5 else html


def _pattern_of(match):
    """Return the key of the pattern that a block shows as it is, without words of the post's own in it."""
    name, said, is_empty = match.groups(default="")
    ref = REF.search(said) if name == "block" and is_empty and '"content"' not in said else None
    return f"post:{ref[1]}" if ref else ""


def _without_button(match):
    return "" if "wp-block-file__button" in match[1] else match[0]


def _with_picture(cover):
    with suppress(ValueError, RecursionError):
        said = json.loads(cover[1])
        if isinstance(said.get("url"), str) and not any(sign in cover[2] for sign in SHOWN):
            address, alt = escape(said["url"]), escape(str(said.get("alt", "")))
            return f'{cover[0]}<figure><img src="{address}" alt="{alt}"></figure>'
    return cover[0]


def _dynamic_blocks(html):
    """List the blocks that hold no text, since WordPress computes what they show."""
    rows = ((match[1], match[3], match[0]) for match in BLOCK_COMMENT.finditer(html))
    return [(f"block {name}", text) for name, is_empty, text in rows if is_empty and name not in QUIET]


def _written(html, page, depth=0):
    """Write known shortcodes as HTML, and those within them; deeper ones than 5 stay as they are.

    Take the others out, and list them; what they enclose stays.
    """
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
        name = match[2].lower()
        close = None if match[1] or match[0].endswith("/]") else _close_of(name, tags[place + 1 : place + 50])
        if shown := _escaped(html, match, close):
            parts += [html[end : match.start() - 1], html[match.start() : shown]]
            end = shown + 1
            continue
        before, behind = _around(match)
        close = close if name in WRITTEN or before or behind else None
        inside = _written(html[match.end() : close.start()], page, depth + 1) if close else ""
        parts += [html[end : match.start()], _shown(match, f"{before}{inside}{behind}", page)]
        end = (close or match).end()
        if match[1] and html[end : end + 1] == "[":
            parts.append("\n")  # between columns: [/one_half][one_half_last]
    return "".join([*parts, html[end:]])


def _around(match):
    name = match[2].lower()
    return ("", "") if match[1] or name in WRITTEN else page_builders.around(name, _values(match[3]))


def _shown(match, inside, page):
    """Return a shortcode as HTML; list one that is not known, and one of which nothing is shown."""
    name = match[2].lower()
    write = WRITTEN.get(name)
    if write and match[1]:
        return ""
    written = write(_values(match[3]), inside, page) if write else ""
    if not written:
        page.left.append((f"shortcode {name}", match[0]))
    gap = page_builders.gap(name)
    return written if write else f"{gap}{inside}{gap}"


def _close_of(name, tags):
    """Return the end of a shortcode, unless another of its name begins before it."""
    found = next((each for each in tags if each[2].lower() == name), None)
    return found if found and found[1] else None


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
    if values.startswith("="):
        return name in NAMELESS
    if name in KNOWN or name in closed or (values and name in NAMELESS):
        return True
    if ATTRIBUTE.match(values) or QUOTED.search(values):
        return True
    # In code a name with a line is likely a variable's: x[my_index] = 1.
    return "_" in name and bisect_right(code, match.start()) % 2 == 0


def _values(text):
    """Return the values of a shortcode by their names; what stands first without one has none."""
    text = text.rstrip().removesuffix("/").lstrip(" \t\n=")
    found = {name.lower(): "".join(value) for name, *value in ATTRIBUTE.findall(text)}
    first = "" if ATTRIBUTE.match(text) else text.partition(" ")[0].strip("\"'")
    return {"": first, **found} if first else found


def _caption(values, inside, _page):
    pictures = list(PICTURE.finditer(inside))
    end = pictures[-1].end() if pictures else 0
    words = inside[end:].strip() or values.get("caption", "")
    return f"\n\n<figure>{inside[:end]}<figcaption>{words}</figcaption></figure>\n\n"


def _gallery(values, _inside, page):
    """Write the pictures that it names; the first that names none shows those of its post."""
    keys = _keys(next((values[name] for name in OF_GALLERY if values.get(name)), ""))
    if not keys and not values.get("id"):  # of another post
        excluded = set(_keys(values.get("exclude")))
        keys = [key for key in page.pictures if key not in excluded]
        page.pictures = ()
    pictures = "".join(f'<img src="{key}">' for key in keys)
    return f'\n\n<figure class="gallery">{pictures}</figure>\n\n' if keys else ""


OF_GALLERY = ("ids", "include", "images", "gallery_ids", "image_ids")


def _built_gallery(values, inside, page):
    """Write a page builder's gallery: what it names or holds, never the pictures of its post."""
    return _gallery(values, "", page) if any(values.get(name) for name in OF_GALLERY) else inside


def _keys(numbers):
    return [f"post:{number}" for number in re.findall(r"\d+", numbers or "")]


def _embed(values, inside, _page):
    names = ("src", "url", "link", "")
    address = inside.strip() or next((values[name] for name in names if values.get(name)), "")
    return f"\n\n<p>{escape(address)}</p>\n\n" if address else ""


def _video(values, inside, page):
    """Write a video of YouTube or Vimeo by its address or its key, another one as a file."""
    address = next((values[name] for name in ("src", "link", "", "id") if values.get(name)), inside.strip())
    if VIDEO_KEY.fullmatch(address):
        page_of = "https://vimeo.com/" if address.isdigit() else "https://www.youtube.com/watch?v="
        address = page_of + address
    address = SIDE.sub("", address)
    write = _embed if VIDEO.match(address) else _recording
    return write({"src": address}, "", page)


def _picture(values, inside, _page):
    """Write a picture of a page builder: by its number, or by its address."""
    said = (values.get(name, "").partition("|")[0] for name in ("image_id", "image"))
    source = next((f"post:{key}" for key in said if key.isdecimal()), "")
    source = source or values.get("src") or values.get("image") or inside.strip()
    alt = escape(values.get("alt", ""))
    return f'\n\n<figure><img src="{escape(source)}" alt="{alt}"></figure>\n\n' if source else ""


def _coded(_values, inside, _page):
    """Return the HTML that page builders keep as Base64, one of them coded as in an address before."""
    try:
        html = b64decode(inside.strip(), validate=True).decode()
    except ValueError:
        return inside
    return html if "<" in html else unquote(html)


def _recording(values, inside, _page):
    names = ("src", "mp4", "m4v", "webm", "ogv", "mp3", "m4a", "ogg", "wav", "")
    address = next((values[name] for name in names if values.get(name)), inside.strip())
    return f'\n\n<figure><img src="{escape(address)}"></figure>\n\n' if address else ""


def _playlist(values, _inside, page):
    return _gallery(values, "", page) if values.get("ids") else ""


def _note(_values, inside, page):
    page.notes.append(inside.strip())
    number = len(page.notes)
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
    "youtube": _video,
    "vimeo": _video,
    "tweet": _embed,
    # Page builders: WPBakery, Divi, Avada
    "vc_video": _video,
    "et_pb_video": _video,
    "fusion_youtube": _video,
    "fusion_vimeo": _video,
    "vc_single_image": _picture,
    "et_pb_image": _picture,
    "fusion_imageframe": _picture,
    "vc_gallery": _built_gallery,
    "et_pb_gallery": _built_gallery,
    "fusion_gallery": _built_gallery,
    "fusion_gallery_image": _picture,
    "vc_raw_html": _coded,
    "vc_raw_js": _coded,
    "fusion_code": _coded,
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
