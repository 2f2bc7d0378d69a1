"""Where a pasted link leads, without the detours and trackers around it."""

import re
from urllib.parse import parse_qsl, quote, unquote

# Services that note who follows a link; the address behind stands in their own.
DETOUR = re.compile(
    r"https?://((www\.)?google\.[a-z.]{2,6}/url|(www\.)?youtube\.com/redirect|([\w-]+\.)*safelinks\.protection\.outlook\.com/"
    r"|statics\.teams\.cdn\.office\.net/|lm?\.(facebook|instagram|messenger)\.com/|(www\.)?facebook\.com/l\.php"
    r"|out\.reddit\.com/|slack-redir\.net/|(www\.)?linkedin\.com/(redir|safety)/|(m\.)?vk\.com/away|t\.umblr\.com/"
    r"|duckduckgo\.com/l/|link\.zhihu\.com/|linkprotect\.cudasvc\.com/|clicktime\.symantec\.com/"
    r"|steamcommunity\.com/linkfilter|urldefense\.(proofpoint\.)?com/v[12]/).*?\?",
    re.IGNORECASE,
)
DEFENSE = re.compile(r"https?://urldefense\.(?:proofpoint\.)?(?:com|us)/v3/__(https?:/.*?)__;")
TRACKER = re.compile(
    r"(utm_\w+|pk_\w+|mtm_\w+|hsa_\w+|at_(medium|campaign)\w*|ns_\w+|mc_[ce]id|_hs\w+|__hs\w+|(fb|g|d|ms|y|tw|tt|wick)clid"
    r"|gclsrc|[gw]braid|igshid?|igsh|mkt_tok|vero_\w+|oly_\w+|ref_src|ref_url|li_fat_id|_openstat|_g[al]|ml_subscriber\w*"
    r"|hsctatracking|mibextid|s_cid|cmpid|xtor|trk\w*|ck_subscriber_id|wt_mc|spm|sr_share|smid|rb_clickid)=",
    re.IGNORECASE,
)
MAIL = re.compile(r"[^=@](@|%40)[\w.-]+\.[a-z]{2,}", re.IGNORECASE)
MAX_LENGTH = 4_000  # what browsers and servers take; longer ones hold data
UNSAFE = re.compile(r"[^\w!#$%&+,./:;=?@~-]")
REFERENCE = re.compile(r"&(?=#?\w{1,40};)")  # what Markdown takes for a character


def direct(address):
    """Return an address as Markdown takes it, or "" where it leads nowhere outside the page it came from."""
    address = re.sub(r"[\x00-\x1f\x7f]", "", address[: MAX_LENGTH + 1]).strip()
    for _step in range(5):
        behind = _behind(address)
        if not behind:
            break
        address = behind
    if not address.lower().startswith(("http://", "https://", "mailto:")) or len(address) > MAX_LENGTH:
        return ""
    if not address.lower().startswith("mailto:"):
        address = _untracked(address)
    return REFERENCE.sub("&amp;", UNSAFE.sub(lambda match: quote(match[0]), address))


def _behind(address):
    """Return the address to which a detour leads."""
    defended = DEFENSE.match(address)
    if defended:
        return re.sub(r"^(https?:/)/?", r"\1/", defended[1])
    detour = DETOUR.match(address)
    if not detour:
        return None
    query = address[detour.end() :].partition("#")[0]
    if "urldefense" in detour[0]:
        query = unquote(query.replace("-", "%").replace("_", "/"))
        return query.partition("u=")[2].partition("&")[0]
    values = (value for _name, value in parse_qsl(query))
    return next((value for value in values if value.startswith(("http://", "https://"))), None)


def _untracked(address):
    """Leave out of an address who sent it, and to whom."""
    address, mark, fragment = address.partition("#")
    fragment = "" if TRACKER.match(fragment) else mark + fragment
    address, mark, query = address.partition("?")
    kept = (pair for pair in query.split("&") if not TRACKER.match(pair) and not MAIL.search(pair))
    query = "&".join(kept)
    return address + (mark + query if query else "") + fragment
