"""The counts of an import, in the words of the desk and of the command, in the order of a report."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "stories, published": _("published stories"),
    "stories, planned": _("planned stories"),
    "stories, submitted": _("submitted stories"),
    "stories, draft": _("drafts"),
    "pages, published": _("published pages"),
    "pages, planned": _("planned pages"),
    "pages, submitted": _("submitted pages"),
    "pages, draft": _("unpublished pages"),
    "terms, section": _("categories and tags that become sections"),
    "terms, topic": _("categories and tags that become topics"),
    "terms, type": _("categories and tags that become types of work"),
    "terms, leave": _("categories and tags that are left out"),
    "people, person": _("authors who become people"),
    "people, name": _("authors who become bare names"),
    "people, source": _("authors who are cited as sources"),
    "people, leave": _("authors who are left out"),
    "pictures that are there": _("pictures that are there"),
    "pictures that are missing": _("pictures that are missing"),
    "unchanged": _("unchanged since the last import"),
    "stories brought": _("stories brought"),
    "editions": _("editions"),
    "stories renewed": _("stories renewed"),
    "pages brought": _("pages brought"),
    "pages renewed": _("pages renewed"),
    "changed in both places": _("changed in both places: kept as they are here"),
    "pictures": _("pictures brought"),
    "pictures missing": _("pictures missing"),
    "old addresses": _("old addresses"),
    "settings": _("settings of the paper"),
    "stories with something left out": _("stories with something left out"),
    "comments left out": _("comments left out"),
    "revisions left out": _("revisions left out"),
}


def words_of(counts):
    """Return (number, words) of all that was counted."""
    return [(counts[what], words) for what, words in WORDS.items() if counts.get(what)]


# What did not survive. Names of tags, of parts of Ghost and of fields of agencies stand as they are.
LEFT = {
    "words": _("words"),
    "links": _("links"),
    "pictures": _("pictures"),
    "tables": _("tables"),
    "list numbers": _("the numbers of a list"),
    "planned text": _("a planned text whose moment has passed"),
    "text": _("the text"),
    "layout": _("the layout"),
    "length": _("the end of a long text"),
    "frame": _("a frame of another site"),
    "form": _("a form"),
    "script": _("a script"),
    "headline": _("the end of a long headline"),
    "search title": _("the end of a long search title"),
    "search description": _("the end of a long search description"),
    "comments and tracked changes": _("comments and tracked changes"),
    "part for members": _("a part for members"),
    "part for members without an end": _("a part for members without an end, and all behind it"),
    "lexical": _("a text in Lexical that can’t be read: its HTML was taken"),
    "mobiledoc": _("a text in Mobiledoc that can’t be read: its HTML was taken"),
    "recording": _("a recording"),
    "associated text": _("a text that goes with an item"),
    "template": _("a template"),
    "link": _("a link"),
    "field": _("a field"),
    "abstract": _("a summary"),
    "description": _("a description"),
    "dateline": _("the dateline"),
}
NAMED = {
    "shortcode": _("shortcode %(name)s"),
    "block": _("block %(name)s"),
    "card": _("card %(name)s"),
    "template": _("template %(name)s"),
    "taxonomy": _("taxonomy %(name)s"),
}
MEMBERS = ", for members"
# What the mapping leaves out, by its type and its state in the words of WordPress and Ghost.
TYPES = {
    "post": _("posts"),
    "page": _("pages"),
    "attachment": _("attachments"),
    "revision": _("revisions"),
    "nav_menu_item": _("menu items"),
}
STATES = {
    "trash": _("in the trash"),
    "auto-draft": _("begun and never saved"),
    "inherit": _("part of others"),
    **dict.fromkeys(("publish", "published"), _("published there")),
    **dict.fromkeys(("future", "scheduled"), _("planned there")),
    "pending": _("waiting for review"),
    "draft": _("as drafts"),
    "private": _("private"),
    "sent": _("sent as letters alone"),
}


def left_words(what):
    """Return the desk's words for what was left out; without any, its own name."""
    if what in LEFT:
        return LEFT[what]
    kind, comma, state = what.rpartition(", ")
    if comma and (kind in TYPES or state in STATES):
        return f"{TYPES.get(kind, kind)}, {STATES.get(state, state)}"
    kind, _space, name = what.partition(" ")
    if kind not in NAMED:
        return what
    said = NAMED[kind] % {"name": name.removesuffix(MEMBERS)}
    return _("%(what)s, for members alone") % {"what": said} if name.endswith(MEMBERS) else said
