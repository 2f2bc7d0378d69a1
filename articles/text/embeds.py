"""Posts and videos of other sites: a short list of hosts, and where each serves what may stand in a frame.

Nothing is ever fetched from them: a card is made of the address alone, and calls nobody before a click.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Embed:
    """A post or a video elsewhere: its own page, and the address of the frame that shows it."""

    address: str
    host: str
    is_video: bool
    frame: str


ID = r"(?P<id>[\w-]{1,64})"
# (host's name, is it a video, what its pages are called, the frame)
HOSTS = (
    (
        "YouTube",
        True,
        rf"https://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?v=|shorts/|live/)|youtu\.be/){ID}(?:[?&]\S*)?",
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
    ),
    (
        "Vimeo",
        True,
        r"https://(?:www\.)?vimeo\.com/(?P<id>\d{1,20})(?:\?\S*)?",
        "https://player.vimeo.com/video/{id}?dnt=1&autoplay=1",
    ),
    (
        "X",
        False,
        r"https://(?:www\.)?(?:x|twitter)\.com/\w{1,30}/status/(?P<id>\d{1,20})(?:\?\S*)?",
        "https://platform.twitter.com/embed/Tweet.html?id={id}&dnt=true",
    ),
    ("Telegram", False, r"https://t\.me/(?P<id>\w{3,40}/\d{1,12})", "https://t.me/{id}?embed=1"),
)
PATTERNS = [(name, is_video, re.compile(page, re.ASCII), frame) for name, is_video, page, frame in HOSTS]
# What the content security policy lets into a frame.
FRAMES = ["https://" + frame.split("/")[2] for _name, _is_video, _page, frame in HOSTS]


def embed(address):
    """Return what an address of the list shows, or None for any other."""
    for name, is_video, page, frame in PATTERNS:
        if match := page.fullmatch(address):
            return Embed(address, name, is_video, frame.format(id=match["id"]))
    return None
