"""What readers see. Every query starts at published(), printed() or as_of(), at the request's moment."""

from .fronts import home, section
from .lists import archive, archive_month, corrections, person, topic
from .machines import favicon, healthz, manifest, mining, robots, security
from .paper import failed, not_found
from .provenance import corrections_json, digests, history_json, newsroom, sources_csv, sources_json
from .report import about, report
from .searching import search, suggest
from .sourced import source, sources
from .stories import article, history, page

__all__ = [
    "about",
    "archive",
    "archive_month",
    "article",
    "corrections",
    "corrections_json",
    "digests",
    "failed",
    "favicon",
    "healthz",
    "history",
    "history_json",
    "home",
    "manifest",
    "mining",
    "newsroom",
    "not_found",
    "page",
    "person",
    "report",
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
