"""What readers yield, whatever the format: stories, people, terms, pictures and problems."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

HTML, WORDPRESS, MARKDOWN, TEXT = "html", "wordpress", "markdown", "text"
SECTION, TOPIC, PERSON, NAME = "section", "topic", "person", "name"
LONGEST_KEY = 300  # of Arrival.key
TEXTS = ("stories", "gone", "drafts")  # folders of a newsroom that was taken out


def key_of(kind, name):
    """Return what an archive's record is known by from run to run."""
    return f"{kind}:{name}"[:LONGEST_KEY]


@dataclass(slots=True)
class Problem:
    """Something that could not be read, and where it stands."""

    place: str
    sentence: str


@dataclass(slots=True)
class Site:
    """The name, the address and the language of an archive's site."""

    name: str = ""
    address: str = ""
    language: str = ""
    columns: dict = field(default_factory=dict)  # {column: value} of another newsroom's settings
    logos: dict = field(default_factory=dict)  # {column: file}


@dataclass(slots=True)
class Person:
    key: str
    name: str
    slug: str = ""
    role: str = ""
    bio: str = ""  # HTML
    addresses: list = field(default_factory=list)
    noun: str = ""  # of another newsroom, as a term's: a person, or no more than a name
    columns: dict | None = None  # likewise
    merged_into: str = ""
    portrait: str = ""


@dataclass(slots=True)
class Term:
    """A category or a tag."""

    key: str  # "category:slug", "tag:slug"; of another newsroom "section:slug", "topic:slug"
    name: str
    slug: str = ""
    description: str = ""  # HTML
    addresses: list = field(default_factory=list)
    parent: str = ""  # the key of the term below which it stands: its list had these stories too
    noun: str = ""  # what it is in another newsroom: nothing has to be decided
    columns: dict | None = None  # {column: value} of one that another newsroom lists
    merged_into: str = ""  # the slug of what stands for it by now


@dataclass(slots=True)
class Source:
    """Whom or what another newsroom cites."""

    slug: str
    columns: dict  # {column: value}
    represents: str = ""  # a slug, as the next
    merged_into: str = ""


@dataclass(slots=True)
class Picture:
    """A picture by the address or the path of its file, and the words that were kept with it."""

    key: str
    address: str
    alt: str = ""
    caption: str = ""  # HTML
    addresses: list = field(default_factory=list)  # of its page
    parent: str = ""  # the story to which its page belongs
    data: bytes = b""  # the file itself, where the document holds it


@dataclass(slots=True)
class Redirect:
    """An address that led to another one already."""

    old: str
    new: str


@dataclass(slots=True)
class Placed:
    """Where an editor of another newsroom put a story, from when until when."""

    uid: str
    front: str  # the slug of a section; "" is the paper's own front
    slot: int
    since: datetime
    until: datetime | None


@dataclass(slots=True)
class Related:
    """A story that an editor of another newsroom set beside another."""

    uid: str
    other: str
    place: int


@dataclass(slots=True)
class Revision:
    """An earlier text of a story, with the moment until which it stood."""

    key: str  # of the story
    at: datetime
    headline: str
    standfirst: str
    body: str
    # Of another newsroom's editions alone, and not in the digest of their story; None: as the story's.
    slug: str | None = field(default=None, repr=False)
    people: list | None = field(default=None, repr=False)  # keys
    lead_picture: str | None = field(default=None, repr=False)
    terms: list | None = field(default=None, repr=False)  # keys
    columns: dict = field(default_factory=dict, repr=False)
    roles: dict = field(default_factory=dict, repr=False)
    citations: list = field(default_factory=list, repr=False)
    redacted: dict = field(default_factory=dict, repr=False)


@dataclass(slots=True)
class Story:
    key: str
    place: str
    type: str  # in the source's words: post, page …
    state: str  # in the source's words: publish, draft …
    headline: str
    body: str
    form: str = HTML
    slug: str = ""
    standfirst: str = ""
    published_at: datetime | None = None
    changed_at: datetime | None = None
    people: list = field(default_factory=list)  # keys
    terms: list = field(default_factory=list)  # keys, the main one first
    lead_picture: str = ""  # a key, or an address
    lead_alt: str = ""
    lead_caption: str = ""
    address: str = ""
    addresses: list = field(default_factory=list)  # the others
    language: str = ""
    search_title: str = ""
    search_description: str = ""
    is_protected: bool = False  # behind a password, or for members: it never was public
    comments: int = 0
    agency: str = ""  # whose text it reprints
    left_out: list = field(default_factory=list)  # [(what, text)]
    position: int | None = None  # of a standing page, in its list
    group: str = ""  # which stories that say the same in other languages have in common
    editions: list = field(default_factory=list)  # [(kind, moment, note, Revision)], the last without one
    # Of another newsroom's stories alone.
    columns: dict = field(default_factory=dict)  # {column: value}
    roles: dict = field(default_factory=dict)  # {key of a person: role in the byline}
    citations: list = field(default_factory=list)  # [(slug of a source, {column: value})]
    redacted: dict = field(default_factory=dict)  # {field: (hash of what it said, how often, is any left)}
    uid: str = ""
    translation_of: str = ""  # the uid of another
    # What only the wire asks for.
    version: int = 0
    link: str = ""  # its whole address
    rights: str = ""
    note: str = ""  # to editors
    embargo_until: datetime | None = None

    LATER = (
        "editions", "lead_alt", "lead_caption", "position", "group", "columns", "roles", "citations",
        "translation_of", "redacted",
    )  # fmt: skip
    UNSAID = ("place", "uid")
    OF_THE_WIRE = ("version", "link", "rights", "note", "embargo_until")

    @property
    def file(self):
        """Return where its own file lies in the archive; "" if others share one with it."""
        return self.place if self.uid or self.key.startswith("file:") else ""

    def former_keys(self):
        """Return the keys that a newsroom's story had while its file was its key, wherever that lay."""
        if not self.uid:
            return []
        slugs = [text.slug for *_act, text in self.editions if text and text.slug]
        names = (self.place.rpartition("/")[2], *(f"{slug}.md" for slug in (*slugs, self.uid)))
        files = [f"{folder}/{name}" for folder in TEXTS for name in names]
        return [key_of("file", file) for file in dict.fromkeys([*files, self.place])]

    def digest(self, of_the_wire=False):
        """Return the SHA-256 of its fields; a second run skips a story with the same.

        A newsroom's story keeps the digest that it had while its file was its key.
        """
        left_out = () if of_the_wire else self.OF_THE_WIRE
        # What lacks one of these keeps the digest it had.
        left_out = (*left_out, *(name for name in self.LATER if not getattr(self, name)))
        left_out = (*self.UNSAID, *left_out)
        said = {name: repr(getattr(self, name)) for name in self.__slots__ if name not in left_out}
        if self.uid:
            said["key"] = repr(key_of("file", self.place))
        return hashlib.sha256("\0".join(said.values()).encode("utf-8", "surrogatepass")).hexdigest()
