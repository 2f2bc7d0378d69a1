"""What readers see. Every query starts at published(), printed() or as_of(), at the request's moment."""

from .fronts import home, section
from .lists import archive, archive_month, corrections, person, source, sources, topic
from .machines import favicon, healthz, manifest, robots, security
from .paper import failed, not_found
from .stories import article, history, page

__all__ = [
    "archive",
    "archive_month",
    "article",
    "corrections",
    "failed",
    "favicon",
    "healthz",
    "history",
    "home",
    "manifest",
    "not_found",
    "page",
    "person",
    "robots",
    "section",
    "security",
    "source",
    "sources",
    "topic",
]
