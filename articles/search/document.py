"""What the index holds of a story: its words by field, and marks for the filters."""

import html
import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from html.entities import html5

from articles.models import Article, Byline, Citation, EditionPerson, EditionSource, EditionTopic, Story

from . import folding

# The tokenizers keep "_" as a letter, so a phrase would have to contain it to cross two fields.
BREAK = " _ "  # between fields: no word is "_", so that no phrase reaches across
SIGN = re.compile(r"[^\w·\x80-\U0010ffff]")
EPOCH = -62135596800000  # ms; 1 January of the year 1, from 1970
SLOTS = 1 << 15  # numbers that a millisecond has
LATEST = (1 << 48) - 1  # ms from EPOCH, in the year 8920: the last whose numbers fit into 64 bits

# Markdown whose signs are no words: addresses of links, bare addresses, tags, marks of citations; and
# characters by their names, of which letters are read, and what no reader sees, such as &shy;.
NOT_WORDS = re.compile(
    r"\]\(image:[\w-]{0,40}|\]\((?:[^()\n]|\([^()\n]{0,500}\)){0,2000}+\)|\]:[ \t]{0,9}\S{1,2000}"
    r"|https?://[^\s<>)\]]{1,2000}|</?[a-zA-Z][^<>\n]{0,500}>|\[@[\w-]{1,100}(?:,[^\[\]\n]{0,200})?\]"
    r"|\[\^[^\]\s]{1,50}\]:?|&[a-zA-Z][a-zA-Z0-9]{1,31};|&#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});"
)
# Emphasis, which may stand within a word.
EMPHASIS = re.compile(r"(?<![\\*~])(\*{1,3}|~~)(?=[^\s*~])([^*~\n]{1,300}+)(?<=\S)\1(?![*~])")


@dataclass
class Document:
    """One story as the index keeps it; `subject` is the key of its edition, or of its working copy."""

    subject: int
    moment: int  # ms from 1970; newer ones rank before older ones
    live_from: int  # ms from 1970
    live_until: int | None
    language: str  # as "en", without its country
    texts: tuple  # headline, standfirst, names, body
    marks: list = field(default_factory=list)

    @cached_property
    def fields(self):
        return [folding.words(text) for text in self.texts]

    @cached_property
    def text(self):
        """All that the index holds of a story: the words of its four fields, and its marks."""
        return BREAK.join(" ".join(words) for words in (*self.fields, self.marks))

    @cached_property
    def vocabulary(self):
        return set().union(*self.fields)

    @cached_property
    def shown(self):
        """Return {word: as printed} of the words that folding changes."""
        return {word: form for text in self.texts for word, form in folding.shown_forms(text).items()}

    def share(self, other):
        """Take over what was read of another document with the same texts: the words are most of the work."""
        vars(self).update({name: getattr(other, name) for name in ("fields", "vocabulary", "shown")})

    @property
    def place(self):
        """Return the number that it has wherever it is free: by its moment, then by its key, newest highest.

        So the order is the same however often, and in whatever order, stories are indexed.
        """
        return place_of(self.moment) + self.subject % SLOTS


def place_of(moment):
    """Return the first number of a moment in ms from 1970."""
    return min(moment - EPOCH, LATEST) * SLOTS


def parts(text):
    """Return the words of headline, standfirst, names and body, and the marks, of a document's text."""
    return text.split(BREAK)


def marks_of(text):
    return text.rpartition(BREAK)[2].split()


def head_of(text):
    """Return headline, standfirst and names of a document's text, or of its beginning."""
    return BREAK.join(text.split(BREAK, 3)[:3])


def words_of(text):
    """Return (the different words of a document's text, the language of its story)."""
    *fields, _marks = parts(text)
    language = next((token[2:] for token in marks_of(text) if token.startswith("l_")), "")
    return {word for words in fields for word in words.split()}, language


def indexed(text):
    """Return a document's text with the words of the headline, and of the whole head, as tokens besides.

    So the stories with a common word in their headline are found without reading all that hold it.
    """
    headline, *others = (words.split() for words in parts(text)[:3])
    head = {*headline, *others[0], *others[1]}
    tokens = [*(f"h_{word}" for word in sorted(set(headline))), *(f"x_{word}" for word in sorted(head))]
    return " ".join([text, *tokens])


def mark(kind, slug):
    """Return a filter's token: no word of a text has an underscore, and no token a sign."""
    return f"{kind}_{SIGN.sub('', str(slug).replace('-', '·'))}"


def language_of(text):
    """Return the language under which a document's text is filed."""
    return next((token[2:].replace("·", "-") for token in marks_of(text) if token.startswith("g_")), "")


def plain(text):
    """Return Markdown without what a reader doesn't see."""
    words = NOT_WORDS.sub(_letter, text)
    return EMPHASIS.sub(r"\2", words) if "*" in words or "~~" in words else words


def _letter(match):
    sign = match[0]
    if sign.startswith("&"):
        letter = html.unescape(sign) if sign[1] == "#" else html5.get(sign[1:], sign)
        return letter if letter.isalnum() or folding.UNSEEN.match(letter) or letter == sign else " "
    return " "


def ms(moment):
    return None if moment is None else round(moment.timestamp() * 1000)


def base_language(language):
    """Return a language without its country: "en" of "en-GB"."""
    return language.split("-")[0].lower()


def of_edition(edition, language):
    """Return an edition as a document; `language` is the paper's, where the story names none."""
    section, spoken = edition.section_as_printed, base_language(edition.language or language)
    return Document(
        subject=edition.pk,
        moment=ms(edition.first_published_at),
        live_from=ms(edition.live_from),
        live_until=ms(edition.live_until),
        language=spoken,
        texts=texts(edition, edition, section.get("name", "")),
        marks=[
            *([mark("s", section["slug"])] if section else []),
            mark("k", edition.type_of_work),
            mark("n", edition.kind),
            mark("g", edition.language or language),
            mark("l", spoken),
            *printed_marks(edition),
        ],
    )


# What the index holds of a working copy, beside the names in it.
COPIED = {*Story.fields_with(is_searched=True), "stage", "assignee", "updated_at"}
# The texts that are searched with the body.
BESIDE = [
    field
    for field in Story.fields_with(is_text=True, is_searched=True)
    if field not in ("headline", "standfirst", "body", "dateline")
]


def of_copy(article, copy, language):
    """Return a working copy as a document of the desk's own index."""
    section, spoken = article.section, base_language(article.language or language)
    return Document(
        subject=article.pk,
        moment=ms(article.updated_at),
        live_from=0,
        live_until=None,
        language=spoken,
        texts=texts(article, copy, section.name if section else ""),
        marks=[
            mark("e", article.stage),
            *([mark("a", article.assignee_id)] if article.assignee_id else []),
            *([mark("s", section.slug)] if section else []),
            mark("k", article.type_of_work),
            mark("l", spoken),
            *printed_marks(copy),
        ],
    )


class Copy:
    """The names in a working copy, in the form in which an edition prints them."""

    def __init__(self):
        self.byline, self.citations, self.topics, self.pictures = [], [], [], []


def copies(keys):
    """Return {key of an article: the names in it}, in one query for each kind."""
    found, keys = defaultdict(Copy), tuple(keys)
    for row in Byline.objects.of(keys):
        found[row.article_id].byline.append(row.as_printed())
    for row in Citation.objects.of(keys):
        found[row.article_id].citations.append(row.source.as_voice())
    for row in Article.objects.topics_of(keys):
        found[row.article_id].topics.append(row.topic.as_printed())
    return found


def texts(story, printed, section):
    """Return headline, standfirst, names and body of a story, as text."""
    captions = (
        picture.get(part, "")
        for picture in printed.pictures
        for part in ("caption", "alt", "credit", "transcript")
    )
    beside = (plain(getattr(story, field)) for field in BESIDE)
    body = (plain(story.body), *beside, getattr(story, "note", ""), *captions)
    return (
        story.headline,
        plain(story.standfirst),
        "; ".join(filter(None, [*names(printed), section, story.dateline])),
        "\n".join(filter(None, body)),
    )


def names(printed):
    """Yield who is named in the byline, the sources and whom they speak for, and the topics."""
    for row in printed.byline:
        yield row.get("name", "")
    for row in printed.citations:
        yield f"{row.get('name', '')} {row.get('role', '')}"
        yield from (voice.get("name", "") for voice in row.get("represents", ()))
    for row in printed.topics:
        yield row.get("name", "")


def printed_marks(printed):
    links = {"p": EditionPerson, "q": EditionSource, "t": EditionTopic}
    return [mark(kind, slug) for kind, link in links.items() for slug in sorted(link.keys_in(printed))]
