"""Posts, videos and charts of other sites: a short list of hosts, and the frames that each serves.

Nothing is ever fetched from them: a card is made of the address alone, and calls nobody before a click.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Embed:
    """A post, video or chart elsewhere: its own page, and the frame that shows it, or no frame."""

    address: str
    host: str
    kind: str
    frame: str


# No id, but pages of YouTube itself.
ID = r"(?!(?:playlist|videoseries|live_stream|live|shorts|watch|embed)(?![\w-]))(?P<id>[\w-]{1,64})"
VIMEO = (
    r"(?:video/|manage/videos/|ondemand/[\w-]{1,60}/|channels/[\w-]{1,60}/|groups/[\w-]{1,60}/videos/"
    r"|(?:album|showcase)/[\w-]{1,60}/video/)?"
)
LABEL = r"[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?"
HOST = rf"(?P<host>(?:{LABEL}\.){{1,30}}{LABEL}(?::\d{{2,5}})?)"
POST, VIDEO, CHART = "post", "video", "chart"
# (host's name, what it shows, what its pages are called, the frame)
HOSTS = (
    (
        "YouTube",
        VIDEO,
        r"(?:(?:www\.|m\.|music\.|gaming\.)?youtube(?:-nocookie)?\.com"
        r"/(?:(?:watch)?/?\?(?:[^\s#]{0,500}&)?v=|(?:watch|shorts|live|embed|v|e)/)"
        rf"|youtu\.be/|(?:www\.|m\.)?youtube\.com/source/(?=[\w-]+/shorts)){ID}(?:/shorts|&[^\s#]*)?",
        "https://www.youtube-nocookie.com/embed/{id}?autoplay=1",
    ),
    (
        "Vimeo",
        VIDEO,
        rf"(?:www\.)?(?:player\.)?vimeo\.com/{VIMEO}(?P<id>\d{{1,20}})(?:/|/?\?(?:[^\s#]{{0,500}}&)?h=)"
        r"(?P<key>[0-9a-f]{8,12})(?:&[^\s#]*)?",
        "https://player.vimeo.com/video/{id}?h={key}&dnt=1&autoplay=1",
    ),
    (
        "Vimeo",
        VIDEO,
        rf"(?:www\.)?(?:player\.)?vimeo\.com/{VIMEO}(?P<id>\d{{1,20}})",
        "https://player.vimeo.com/video/{id}?dnt=1&autoplay=1",
    ),
    # A live event and a post of photographs have frames that know no privacy, or none: they have a link.
    ("Vimeo", VIDEO, r"(?:www\.)?vimeo\.com/event/\d{1,20}(?:/[0-9a-f]{8,12})?(?:/embed)?", ""),
    ("TikTok", POST, r"(?:www\.|m\.)?tiktok\.com/@[\w.-]{0,40}/photo/\d{10,24}", ""),
    (
        "X",
        POST,
        r"(?:www\.|mobile\.|m\.)?(?:x|twitter)\.com/(?:#!/)?(?:\w{1,30}|i/web)/status(?:es)?/(?P<id>\d{1,20})"
        r"(?:/(?:photo|video)/\d{1,2}(?:/\w{1,20})?|/mediaViewer)?",
        "https://platform.twitter.com/embed/Tweet.html?id={id}&dnt=true",
    ),
    (
        "Telegram",
        POST,
        r"(?:(?:t|telegram)\.me|telegram\.dog)/(?:s/)?(?!(?:joinchat|share|add(?:list|stickers|emoji|theme)|invoice|proxy|boost)/)"
        r"(?P<id>\w{3,40})/(?:\d{1,12}/)?(?P<key>\d{1,12})",
        "https://t.me/{id}/{key}?embed=1",
    ),
    (
        "Telegram",
        POST,
        r"(?!www\.)(?P<id>[a-z0-9_]{4,40})\.t\.me/(?:\d{1,12}/)?(?P<key>\d{1,12})",
        "https://t.me/{id}/{key}?embed=1",
    ),
    (
        "Instagram",
        POST,
        # What is shared by its button has an id of its own, which no frame knows.
        r"(?:(?:www\.|m\.)?instagram\.com|instagr\.am)/(?!share/)(?:[\w.]{1,30}/)?(?:p|reels?|tv)"
        r"/(?P<id>[\w-]{5,40})(?:/embed(?:/captioned)?|/c/\d{1,20})?",
        "https://www.instagram.com/p/{id}/embed/",
    ),
    (
        "Bluesky",
        POST,
        r"(?:bsky\.app/profile|embed\.bsky\.app/embed)/(?P<id>[\w.:-]{3,253})/(?:post|app\.bsky\.feed\.post)"
        r"/(?P<key>[a-z0-9]{1,20})",
        "https://embed.bsky.app/embed/{id}/app.bsky.feed.post/{key}",
    ),
    (
        "TikTok",
        VIDEO,
        r"(?:www\.|m\.)?tiktok\.com/(?:@[\w.-]{0,40}/video|embed(?:/v\d)?|player/v1|v)/(?P<id>\d{10,24})(?:\.html)?",
        "https://www.tiktok.com/player/v1/{id}",
    ),
    (
        "Threads",
        POST,
        r"(?:www\.)?threads\.(?:com|net)/(?:@(?P<id>[\w.]{1,30})/post|t)/(?P<key>[\w-]{5,40})(?:/(?:embed|media))?",
        "",
    ),
    (
        "Datawrapper",
        CHART,
        r"(?:datawrapper\.dwcdn\.net|(?:www\.)?datawrapper\.de/_)/(?P<id>[A-Za-z0-9]{5})(?:/\d{1,4})?",
        "https://datawrapper.dwcdn.net/{id}/",
    ),
    (
        "Flourish",
        CHART,
        r"(?:public\.flourish\.studio|flo\.uri\.sh)/(?P<id>(?:visualisation|story)/\d{1,12})(?:/embed)?",
        "https://flo.uri.sh/{id}/embed",
    ),
    # Anybody may run one of these, and the policy lets no stranger's frame into a page: they have a link.
    (
        "",
        VIDEO,
        rf"{HOST}/(?:w|videos/(?:watch|embed))/(?:[a-zA-Z0-9]{{22}}|[0-9a-f]{{8}}(?:-[0-9a-f]{{4,12}}){{4}})"
        r"(?:;[^\s?#]*)?",
        "",
    ),
    (
        "",
        POST,
        rf"{HOST}/(?:(?:(?:web/|deck/)?(?:@|(?:ap/)?users/)[\w.@-]{{1,300}}/(?:statuses/)?|web/statuses/)\d{{10,20}}"
        # Pixelfed's, Pleroma's and GoToSocial's.
        r"|p/[\w.-]{1,64}/\d{15,20}|i/web/post/\d{15,20}|notice/[a-zA-Z0-9]{18}"
        r"|@[\w.-]{1,64}/statuses/01[0-9A-HJKMNP-TV-Z]{24})(?:/embed)?",
        "",
    ),
)
# Some programs name the port that is meant anyway, and end a host's whole name with a dot.
BEGINNING = re.compile(
    r"\A(?:https://([^\s/?#]+?)\.?(?::443)?|http://([^\s/?#]+?)\.?(?::80)?)(?=[/?#]|\Z)", re.IGNORECASE
)
END = r"/?(?:\?[^\s#]*)?(?:#\S*)?"
PATTERNS = [
    (name, kind, re.compile(rf"https://{page}{END}", re.ASCII), frame) for name, kind, page, frame in HOSTS
]
# What the content security policy lets into a frame.
FRAMES = list(dict.fromkeys("https://" + frame.split("/")[2] for *_page, frame in HOSTS if frame))


def embed(address):
    """Return what an address of the list shows, or None for any other.

    Old links go over http, and telephones write a capital at the beginning.
    """
    address = BEGINNING.sub(lambda found: f"https://{(found[1] or found[2]).lower()}", address)
    for name, kind, page, frame in PATTERNS:
        if match := page.fullmatch(address):
            known = match.groupdict()
            return Embed(address, name or known["host"], kind, frame.format(**known))
    return None
