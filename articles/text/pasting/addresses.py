"""Where a pasted link leads, without the detours and trackers around it."""

import re
import string
from base64 import b64decode
from urllib.parse import parse_qsl, quote, unquote

# Services that note who follows a link; the address behind stands in their own.
DETOUR = re.compile(
    r"https?://((www\.)?google\.[a-z.]{2,6}/url|(www\.)?youtube\.com/redirect|([\w-]+\.)*safelinks\.protection\.outlook\.com/"
    r"|statics\.teams\.cdn\.office\.net/|lm?\.(facebook|instagram|messenger)\.com/|(www\.)?facebook\.com/(l\.php|flx/warn/)"
    r"|out\.reddit\.com/|slack-redir\.net/|(www\.)?linkedin\.com/(redir|safety)/|((m|away)\.)?vk\.com/away|t\.umblr\.com/"
    r"|duckduckgo\.com/l/|link\.zhihu\.com/|linkprotect\.cudasvc\.com/|clicktime\.symantec\.com/|t\.me/iv"
    r"|steamcommunity\.com/linkfilter|urldefense\.(proofpoint\.)?(com|us)/v[12]/|(click|checklink)\.mail\.ru/"
    r"|[\w-]+\.fireeye\.com/v1/url|[\w-]+\.trendmicro\.com[:/]|([\w-]+\.)*protection\.sophos\.com/|urlsand\.esvalabs\.com/"
    r"|[\w-]+\.vadesecure\.com/|link\.edgepilot\.com/|[\w-]+\.url-protection\.com/v1/|(www\.)?bing\.com/ck/"
    r"|l\.threads\.(com|net)/|l\.wl\.co/|go\.bsky\.app/redirect|(www\.)?tiktok\.com/link/|disq\.us/url|exit\.sc/"
    r"|go\.skimresources\.com/?|redirect\.viglink\.com/?).*?\?",
    re.IGNORECASE,
)
# Cisco's and Check Point's, in whose path the address stands.
IN_PATH = re.compile(
    r"https?://(?:secure-web\.cisco\.com/[^/]+/(?P<cisco>https?%3A.+)"
    r"|url\.avanan\.click/v2/(?:[\w.-]+/)?___(?P<avanan>.+)___)",
    re.IGNORECASE,
)
ENCODED = re.compile(r"(?:a1)?(aHR0c[\w+/-]+=*)")  # http in base64, as Sophos and Bing have it
# Proofpoint's, of which each version hides the address in another way.
DEFENSE = re.compile(r"https?://urldefense\.(?:proofpoint\.)?(?:com|us)/v(?P<version>[123])/", re.IGNORECASE)
THIRD = re.compile(r"__(?P<address>.+?)__;(?P<lost>[\w-]*)")
FROM_URL = str.maketrans("-_", "+/")
ONE_SLASH = re.compile(r"^(https?:/)(?=[^/])")  # as relays write it, and browsers take it
STARS = re.compile(r"\*(\*.)?")
LENGTHS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"  # of runs of letters, from 2
TRACKER = re.compile(
    r"(utm_\w+|pk_\w+|mtm_\w+|hsa_\w+|at_(medium|campaign)\w*|ns_\w+|mc_[ce]id|_hs\w+|__hs\w+|(fb|g|d|y|tw|tt|wick)clid"
    r"|msclkid|srsltid|irclickid|epik|elq\w*|sfmc_\w+|bsft_\w+|guc(counter|e_referrer\w*)|fb_(action|ref|source)\w*|dicbo"
    r"|_branch_match_id|wt\.mc_\w+|rtd_cid|ss_email_id|__twitter_impression"
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
        if behind is None:
            break
        address = ONE_SLASH.sub(r"\1/", behind)
    if not address.lower().startswith(("http://", "https://", "mailto:")) or len(address) > MAX_LENGTH:
        return ""
    if not address.lower().startswith("mailto:"):
        address = _untracked(address)
    return REFERENCE.sub("&amp;", UNSAFE.sub(lambda match: quote(match[0]), address))


def _behind(address):
    """Return where a detour leads, "" where that can't be read; None of an address that is no detour."""
    if inner := IN_PATH.match(address):
        return inner["avanan"] or unquote(inner["cisco"])
    defended = DEFENSE.match(address)
    if defended and defended["version"] == "3":
        return _third(address[defended.end() :])
    detour = DETOUR.match(address)
    if not detour:
        return "" if defended else None
    values = parse_qsl(address[detour.end() :].partition("#")[0])
    if defended and defended["version"] == "2":
        values = [(name, unquote(value.replace("-", "%").replace("_", "/"))) for name, value in values]
    read = (_decoded(value) for _name, value in values)
    return next((value for value in read if value.startswith(("http://", "https://"))), "")


def _decoded(value):
    encoded = ENCODED.fullmatch(value.replace(" ", "+"))  # a plus sign that nobody escaped
    try:
        return b64decode(encoded[1].translate(FROM_URL).rstrip("=") + "===").decode() if encoded else value
    except ValueError:
        return value


def _third(rest):
    """Return what the third version of Proofpoint's addresses hides: letters that it lost stand behind it."""
    found = THIRD.match(rest)
    if not found:
        return ""
    try:
        lost = b64decode(found["lost"] + "==", altchars=b"-_").decode()
    except ValueError:
        return ""
    place = 0

    def letters(match):
        nonlocal place
        count = LENGTHS.find(match[0][2]) + 2 if match[1] else 1
        place += count
        return lost[place - count : place]

    return STARS.sub(letters, found["address"])


def _untracked(address):
    """Leave out of an address who sent it, and to whom."""
    address, mark, fragment = address.partition("#")
    fragment = "" if TRACKER.match(fragment) else mark + fragment
    address, mark, query = address.partition("?")
    pairs = (pair for pair in query.split("&") if not TRACKER.match(pair) and not MAIL.search(pair))
    query = "&".join(pairs)
    return address + (mark + query if query else "") + fragment
