"""What readers see. Every query starts at published(), printed() or as_of(), at the request's moment."""

from .fronts import home, section
from .lists import archive, archive_month, corrections, person, source, sources, topic
from .machines import favicon, healthz, robots
from .paper import not_found
from .searching import search, suggest
from .stories import article, history, page

__all__ = [
    "archive",
    "archive_month",
    "article",
    "corrections",
    "favicon",
    "healthz",
    "history",
    "home",
    "not_found",
    "page",
    "person",
    "robots",
    "search",
    "section",
    "source",
    "sources",
    "suggest",
    "topic",
]
