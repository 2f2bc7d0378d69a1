"""What stands between paragraphs: pictures, galleries, and cards of posts and videos elsewhere."""

from dataclasses import replace

from markdown_it.token import Token

from . import embeds
from .commonmark import BESIDE as BESIDE_BOX

# Where a picture stands: in the text's full width, in a gallery, across an odd one, or beside the text.
TEXT, HALF, ACROSS, BESIDE = "text", "half", "across", "beside"
HOLDERS = ("paragraph_open", "heading_open")


def is_picture(token):
    return token.type == "image" and token.attrs["src"].startswith("image:")


def _says_nothing(children):
    return not any(child.content.strip() or child.type in ("image", "footnote_ref") for child in children)


def lift(tokens):
    """Put pictures behind the paragraph or heading where they stand, since neither may hold a figure.

    A paragraph of several pictures and nothing else is a gallery. One that is a bare address of a listed
    host is a card.
    """
    lifted, result, beside, hides = [], [], 0, False
    for token in tokens:
        beside += token.nesting if token.type.startswith(f"container_{BESIDE_BOX}") else 0
        if hides:
            token, hides = replace(token, hidden=True), False
        if token.type == "inline" and result[-1].type in HOLDERS:
            lifted = [child for child in token.children if is_picture(child)] or _card(token, result[-1])
            if lifted:
                rest = [child for child in token.children if not is_picture(child)]
                hides = _says_nothing(rest) or lifted[0].type == "embed"
                token = replace(token, children=[] if hides else rest)
                result[-1] = replace(result[-1], hidden=hides or result[-1].hidden)
                lifted = _placed(lifted, beside, hides)
        result.append(token)
        if token.type in ("paragraph_close", "heading_close"):
            result.extend(lifted)
            lifted = []
    return result


def _placed(lifted, beside, is_alone):
    if beside:
        return [_at(BESIDE, each) for each in lifted]
    return _gallery(lifted) if is_alone else lifted


def _at(place, picture):
    return replace(picture, meta=picture.meta | {"place": place})


def _card(token, holder):
    found = shown_elsewhere(token, holder)
    return [Token("embed", "", 0, content=found.address, meta={"embed": found}, block=True)] if found else []


def shown_elsewhere(token, holder):
    """Return what a paragraph of the text shows that is a listed address and nothing else, or None."""
    is_linked = token.content.startswith("<") and token.content.endswith(">")
    address = token.content[1:-1].replace("&amp;", "&") if is_linked else token.content
    return embeds.embed(address.strip()) if holder.type == "paragraph_open" and holder.level == 0 else None


def _gallery(pictures):
    if len(pictures) < 2:
        return pictures
    pictures = [_at(HALF, picture) for picture in pictures]
    if len(pictures) % 2:
        pictures[0] = _at(ACROSS, pictures[0])
    start = Token("gallery_open", "div", 1, meta={"count": len(pictures)}, block=True)
    return [start, *pictures, Token("gallery_close", "div", -1, block=True)]
