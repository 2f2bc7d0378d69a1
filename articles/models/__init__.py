"""One noun, one file. Editors edit articles; readers read editions."""

from .act import Act
from .address import Address
from .article import Article
from .autosave import Autosave
from .byline import Byline
from .citation import Citation
from .coverage import Coverage
from .edition import Edition
from .edition_links import EditionLink, EditionPerson, EditionPicture, EditionSource, EditionTopic
from .image import Image
from .note import Note
from .page import Page
from .person import Person
from .placement import Placement
from .preference import Preference
from .preview_link import PreviewLink
from .proposal import Proposal
from .publication import Publication
from .push import Push
from .relation import Relation
from .saved_view import SavedView
from .section import Section
from .site_state import SiteState
from .snippet import Snippet
from .source import Source
from .story import Story
from .topic import Topic

__all__ = [
    "Act",
    "Address",
    "Article",
    "Autosave",
    "Byline",
    "Citation",
    "Coverage",
    "Edition",
    "EditionLink",
    "EditionPerson",
    "EditionPicture",
    "EditionSource",
    "EditionTopic",
    "Image",
    "Note",
    "Page",
    "Person",
    "Placement",
    "Preference",
    "PreviewLink",
    "Proposal",
    "Publication",
    "Push",
    "Relation",
    "SavedView",
    "Section",
    "SiteState",
    "Snippet",
    "Source",
    "Story",
    "Topic",
]
