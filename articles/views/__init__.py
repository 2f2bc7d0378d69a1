"""What readers see. Every query starts at published(), printed() or as_of(), at the request's moment."""

from .fronts import home, section
from .lists import archive, archive_month, corrections, person, source, sources, topic
from .machines import favicon, healthz, manifest, robots, security
from .paper import not_found
from .provenance import corrections_json, digests, history_json, newsroom, sources_csv, sources_json
from .searching import search, suggest
from .stories import article, history, page

__all__ = [
    "archive",
    "archive_month",
    "article",
    "corrections",
    "corrections_json",
    "digests",
    "favicon",
    "healthz",
    "history",
    "history_json",
    "home",
    "manifest",
    "newsroom",
    "not_found",
    "page",
    "person",
    "robots",
    "search",
    "section",
    "security",
    "source",
    "sources",
    "suggest",
    "sources_json",
    "sources_csv",
    "topic",
]
