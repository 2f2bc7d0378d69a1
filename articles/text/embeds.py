"""Posts and videos of other sites: a short list of hosts, and where each serves what may stand in a frame.

Nothing is ever fetched from them: a card is made of the address alone, and calls nobody before a click.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Embed:
    """A post or a video elsewhere: its own page, and the frame that shows it, or no frame."""

    address: str
    host: str
    is_video: bool
    frame: str


ID = r"(?P<id>[\w-]{1,64})"
VIMEO = r"(?:video/|channels/[\w-]{1,60}/|groups/[\w-]{1,60}/videos/|(?:album|showcase)/\d{1,20}/video/)?"
# (host's name, is it a video, what its pages are called, the frame)
HOSTS = (
    (
        "YouTube",
        True,
        r"(?:(?:www\.|m\.|music\.|gaming\.)?youtube(?:-nocookie)?\.com"
        rf"/(?:watch/?\?(?:[^\s#]{{0,500}}&)?v=|(?:shorts|live|embed|v|e)/(?!videoseries))|youtu\.be/){ID}(?:&[^\s#]*)?",
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
    ),
    (
        "Vimeo",
        True,
        rf"(?:www\.)?(?:player\.)?vimeo\.com/{VIMEO}(?P<id>\d{{1,20}})",
        "https://player.vimeo.com/video/{id}?dnt=1&autoplay=1",
    ),
    (
        "Vimeo",
        True,
        r"(?:www\.)?vimeo\.com/(?P<id>\d{1,20})/(?P<key>[0-9a-f]{8,12})",
        "https://player.vimeo.com/video/{id}?h={key}&dnt=1&autoplay=1",
    ),
    (
        "X",
        False,
        r"(?:www\.|mobile\.|m\.)?(?:x|twitter)\.com/(?:\w{1,30}|i/web)/status(?:es)?/(?P<id>\d{1,20})"
        r"(?:/(?:photo|video)/\d)?",
        "https://platform.twitter.com/embed/Tweet.html?id={id}&dnt=true",
    ),
    (
        "Telegram",
        False,
        r"(?:t|telegram)\.me/(?:s/)?(?P<id>\w{3,40}/\d{1,12})",
        "https://t.me/{id}?embed=1",
    ),
    (
        "Instagram",
        False,
        r"(?:www\.|m\.)?instagram\.com/(?:[\w.]{1,30}/)?(?:p|reels?|tv)/(?P<id>[\w-]{5,40})",
        "https://www.instagram.com/p/{id}/embed/",
    ),
    (
        "Bluesky",
        False,
        r"bsky\.app/profile/(?P<id>[\w.:-]{3,253})/post/(?P<key>[a-z0-9]{1,20})",
        "https://embed.bsky.app/embed/{id}/app.bsky.feed.post/{key}",
    ),
    # Anybody may run one of these, and the policy lets no stranger's frame into a page: they have a link.
    (
        "",
        True,
        r"(?P<host>[a-z0-9.-]{4,253})/(?:w|videos/watch)/(?:[a-zA-Z0-9]{22}|[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4})",
        "",
    ),
    ("", False, r"(?P<host>[a-z0-9.-]{4,253})/(?:@|users/)[\w.@-]{1,300}/(?:statuses/)?\d{10,20}", ""),
)
END = r"/?(?:\?[^\s#]*)?(?:#\S*)?"
PATTERNS = [
    (name, is_video, re.compile(rf"https://{page}{END}", re.ASCII), frame)
    for name, is_video, page, frame in HOSTS
]
# What the content security policy lets into a frame.
FRAMES = list(dict.fromkeys("https://" + frame.split("/")[2] for *_page, frame in HOSTS if frame))


def embed(address):
    """Return what an address of the list shows, or None for any other."""
    for name, is_video, page, frame in PATTERNS:
        if match := page.fullmatch(address):
            known = match.groupdict()
            return Embed(address, name or known["host"], is_video, frame.format(**known))
    return None
