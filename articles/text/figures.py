"""What stands between paragraphs: pictures, galleries, and cards of posts and videos elsewhere."""

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
    lifted, result, beside = [], [], 0
    for idx, token in enumerate(tokens):
        result.append(token)
        beside += token.nesting if token.type.startswith(f"container_{BESIDE_BOX}") else 0
        if token.type in ("paragraph_close", "heading_close"):
            result.extend(lifted)
            lifted = []
        elif token.type == "inline" and tokens[idx - 1].type in HOLDERS:
            lifted = [child for child in token.children if is_picture(child)] or _card(token, tokens[idx - 1])
            token.children = [child for child in token.children if not is_picture(child)]
            if lifted and (_says_nothing(token.children) or lifted[0].type == "embed"):
                token.children = []
                tokens[idx - 1].hidden = tokens[idx + 1].hidden = True
                lifted = lifted if beside else _gallery(lifted)
            for picture in lifted if beside else ():
                picture.meta["place"] = BESIDE
    return result


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
    for picture in pictures:
        picture.meta["place"] = HALF
    if len(pictures) % 2:
        pictures[0].meta["place"] = ACROSS
    start = Token("gallery_open", "div", 1, meta={"count": len(pictures)}, block=True)
    return [start, *pictures, Token("gallery_close", "div", -1, block=True)]
