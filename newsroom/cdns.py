"""The CDNs and caches that the site knows, with the headers that each reads; the settings read it too."""

from typing import NamedTuple


class Cdn(NamedTuple):
    """The header of a page's lifetime, that of its tags, and what stands between two tags; "" of none."""

    lifetime: str = ""
    tags: str = ""
    between: str = ""


CDNS = {
    "fastly": Cdn("Surrogate-Control", "Surrogate-Key", " "),
    "cloudflare": Cdn("CDN-Cache-Control", "Cache-Tag", ","),
    "varnish": Cdn("Surrogate-Control", "Surrogate-Key", " "),
    "nginx": Cdn(),
}
