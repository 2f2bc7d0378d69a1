"""Ghost's texts, Lexical and Mobiledoc, as HTML: paragraphs, lists, and its cards."""

from html import escape

from articles.text import commonmark

BOLD, ITALIC, STRIKE, UNDERLINE, CODE, SUB, SUP, HIGHLIGHT = (1 << place for place in range(8))
MARKS = ((CODE, "code"), (BOLD, "strong"), (ITALIC, "em"), (STRIKE, "s"), (SUB, "sub"), (SUP, "sup"))
# Marks of the editor's own, which have no words. What only letters or a form showed is listed instead.
SILENT = {"paywall", "divider-members", "zwnj", "at-link-search"}
MAX_DEPTH = 60


class TooDeep(ValueError):
    """A text nested deeper than any is written."""


# Cards


def card(name, said, left):
    """Return a card as HTML; what none is known of, or not everybody may read, is listed in `left`."""
    write = CARDS.get(name)
    if not _is_for_everybody(said):
        left.append((f"card {name}, for members", str(said)[:5000]))
        return ""
    if write:
        return write(said)
    left.append((f"card {name}", str(said)[:5000]))
    return ""


def _is_for_everybody(said):
    """Ask whether a card of a public post was public: Ghost 5 and 6 can hide one from who is no member."""
    seen = said.get("visibility")
    if not isinstance(seen, dict):
        return True
    web = seen.get("web")
    if isinstance(web, dict) and "nonMember" in web:
        return web["nonMember"] is not False
    return seen.get("showOnWeb") is not False and not seen.get("emailOnly")


def _image(said):
    picture = f'<img src="{_of(said, "src")}" alt="{_of(said, "alt")}">'
    picture = f'<a href="{_of(said, "href")}">{picture}</a>' if said.get("href") else picture
    return f"<figure>{picture}{_figcaption(said)}</figure>"


def _gallery(said):
    pictures = "".join(
        f'<img src="{_of(each, "src")}" alt="{_of(each, "alt")}">'
        for each in said.get("images") or ()
        if isinstance(each, dict)
    )
    return f'<figure class="gallery">{pictures}{_figcaption(said)}</figure>'


def _bookmark(said):
    about = said.get("metadata") or {}
    title = about.get("title") or said.get("title") or said.get("url", "")
    described = about.get("description") or said.get("description") or ""
    words = f"<br>{escape(described)}" if described else ""
    return f'<p><a href="{_of(said, "url")}">{escape(str(title))}</a>{words}</p>{_caption(said)}'


def _embed(said):
    html = str(said.get("html") or "")
    return f"<p>{_of(said, 'url')}</p>{_quoted(html)}{_caption(said)}" if said.get("url") else html


def _quoted(html):
    """Return the words of an embedded post: readers saw them, also where its site is away."""
    start, end = html.find("<blockquote"), html.rfind("</blockquote>")
    return f"{html[start:end]}</blockquote>" if 0 <= start < end else ""


def _callout(said):
    emoji = escape(str(said.get("calloutEmoji") or ""))
    return f"<blockquote><p>{emoji} {said.get('calloutText') or ''}</p></blockquote>"


def _toggle(said):
    return f"<p><strong>{said.get('heading') or ''}</strong></p>{said.get('content') or ''}"


def _code(said):
    return f"<pre>{escape(str(said.get('code') or ''))}</pre>{_caption(said)}"


def _recording(said):
    title = f"<p>{_of(said, 'title')}</p>" if said.get("title") else ""
    return f'{title}<figure><img src="{_of(said, "src")}">{_figcaption(said)}</figure>'


def _file(said):
    title = said.get("fileTitle") or said.get("fileName") or said.get("src", "")
    return f'<p><a href="{_of(said, "src")}">{escape(str(title))}</a></p><p>{_of(said, "fileCaption")}</p>'


def _button(said):
    return _link(said, "buttonUrl", "buttonText")


def _link(said, address, words, shown=True):
    """Return a button as a link; one that leads nowhere, or is switched off, nobody saw."""
    if not (shown and said.get(address) and said.get(words)):
        return ""
    return f'<p><a href="{_of(said, address)}">{_of(said, words)}</a></p>'


def _picture(said, name):
    return f'<p><img src="{_of(said, name)}"></p>' if said.get(name) else ""


def _product(said):
    button = _link(said, "productUrl", "productButton", said.get("productButtonEnabled"))
    words = f"<h4>{said.get('productTitle') or ''}</h4>{_stars(said)}{said.get('productDescription') or ''}"
    return _picture(said, "productImageSrc") + words + button


def _stars(said):
    count = said.get("productStarRating")
    if not said.get("productRatingEnabled") or type(count) is not int or not 0 <= count <= 5:
        return ""
    return f"<p>{'★' * count}{'☆' * (5 - count)}</p>"


def _header(said):
    has_picture = said.get("version") == 2 or said.get("style") == "image"
    picture = _picture(said, "backgroundImageSrc") if has_picture else ""
    button = _link(said, "buttonUrl", "buttonText", said.get("buttonEnabled"))
    words = f"<h2>{said.get('header') or said.get('heading') or ''}</h2><p>{said.get('subheader') or ''}</p>"
    return picture + words + button


def _call_to_action(said):
    label = said.get("sponsorLabel") if said.get("hasSponsorLabel") else ""
    button = _link(said, "buttonUrl", "buttonText", said.get("showButton", True))
    return f"{label or ''}{_picture(said, 'imageUrl')}{said.get('textValue') or ''}{button}"


def _markdown(said):
    """Write Markdown with its HTML: in Ghost 1 to 3 most posts are one such card."""
    return commonmark.with_html(str(said.get("markdown") or ""))


def _caption(said):
    return f"<p>{said['caption']}</p>" if said.get("caption") else ""


def _figcaption(said):
    return f"<figcaption>{said['caption']}</figcaption>" if said.get("caption") else ""


def _of(said, name):
    return escape(str(said.get(name) or ""))


CARDS = {
    "image": _image,
    "gallery": _gallery,
    "bookmark": _bookmark,
    "embed": _embed,
    "callout": _callout,
    "toggle": _toggle,
    "html": lambda said: str(said.get("html") or ""),
    **dict.fromkeys(("markdown", "card-markdown"), _markdown),
    **dict.fromkeys(("code", "codeblock"), _code),
    **dict.fromkeys(("audio", "video"), _recording),
    "file": _file,
    "button": _button,
    "product": _product,
    "header": _header,
    "call-to-action": _call_to_action,
    **dict.fromkeys(("hr", "horizontalrule"), lambda said: "<hr>"),
    **dict.fromkeys(SILENT, lambda said: ""),
}


# Lexical


def of_lexical(document, left):
    """Return a Lexical document, as Ghost 5 and 6 keep it, as HTML."""
    root = document.get("root") if isinstance(document, dict) else None
    if not isinstance(root, dict):
        raise ValueError("it has no root")
    return _children(root, left, 0)


def _children(node, left, depth):
    if depth > MAX_DEPTH:
        raise TooDeep("it is nested too deep")
    children = (child for child in node.get("children") or () if isinstance(child, dict))
    return "".join(_lexical(child, left, depth + 1) for child in children)


def _lexical(node, left, depth):
    kind = str(node.get("type", "")).removeprefix("extended-")
    if kind in ("text", "tk"):
        return _marked(escape(str(node.get("text", ""))), node.get("format") or 0)
    if kind == "linebreak":
        return "<br>"
    if kind == "tab":
        return " "
    if kind in ("link", "autolink", "at-link"):
        return f'<a href="{_of(node, "url")}">{_children(node, left, depth)}</a>'
    if kind == "list":
        start = f' start="{int(node["start"])}"' if str(node.get("start")).isdecimal() else ""
        tag = "ol" if node.get("listType") == "number" else "ul"
        return f"<{tag}{start if tag == 'ol' else ''}>{_items(node, left, depth)}</{tag}>"
    tag = {"paragraph": "p", "quote": "blockquote", "aside": "blockquote", "listitem": "li"}.get(kind)
    if kind == "heading":
        tag = node.get("tag") if node.get("tag") in ("h1", "h2", "h3", "h4", "h5", "h6") else "h2"
    if tag:
        return f"<{tag}>{_children(node, left, depth)}</{tag}>"
    return card(kind, node, left) or (_children(node, left, depth) if node.get("children") else "")


def _items(node, left, depth):
    """Write the items of a list; in Lexical one that holds a list alone belongs to the item before."""
    parts = []
    for child in node.get("children") or ():
        inner = child.get("children") if isinstance(child, dict) else None
        kinds = {each.get("type") for each in inner or () if isinstance(each, dict)}
        if kinds == {"list"} and parts and parts[-1] == "</li>":
            parts[-1:] = [_children(child, left, depth + 1), "</li>"]
        else:
            html = _children({"children": [child]}, left, depth)
            parts += [html.removesuffix("</li>"), html[-5:] if html.endswith("</li>") else ""]
    return "".join(parts)


def _marked(text, form):
    for bit, tag in MARKS if isinstance(form, int) else ():
        if form & bit:
            text = f"<{tag}>{text}</{tag}>"
    return text


# Mobiledoc


def of_mobiledoc(document, left):
    """Return a Mobiledoc, as Ghost 1 to 4 kept it, as HTML."""
    if not isinstance(document, dict):
        raise ValueError("it is no Mobiledoc")
    return "".join(_section(section, document, left) for section in document.get("sections") or ())


def _section(section, document, left):
    kind = section[0]
    if kind == 10:
        name, said = document["cards"][section[1]][:2]
        return card(name, said if isinstance(said, dict) else {}, left)
    if kind == 3:
        items = "".join(f"<li>{_markers(markers, document)}</li>" for markers in section[2])
        return f"<{section[1]}>{items}</{section[1]}>" if section[1] in ("ul", "ol") else items
    if kind == 2:
        return f'<img src="{escape(str(section[1]))}">'
    tag = (
        section[1] if section[1] in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside") else "p"
    )
    tag = "blockquote" if tag == "aside" else tag
    return f"<{tag}>{_markers(section[2], document)}</{tag}>"


def _markers(markers, document):
    parts, opened = [], []
    for kind, opens, closes, value in markers:
        for number in opens:
            name, *rest = document["markups"][number]
            href = dict(zip(rest[0][::2], rest[0][1::2], strict=False)).get("href", "") if rest else ""
            name = name if name in ("a", "strong", "em", "b", "i", "s", "code", "sub", "sup", "u") else "span"
            parts.append(f'<{name} href="{escape(str(href))}">' if name == "a" else f"<{name}>")
            opened.append(name)
        if kind == 0:
            parts.append(escape(str(value)))
        else:
            parts.append(
                "<br>"
                if document["atoms"][value][0] == "soft-return"
                else escape(str(document["atoms"][value][1]))
            )
        parts += [f"</{opened.pop()}>" for _each in range(min(closes, len(opened)))]
    return "".join(parts)
