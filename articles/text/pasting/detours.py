"""Services that note who follows a link, and the address that stands in their own."""

import json
import re
import string
from base64 import b64decode
from urllib.parse import parse_qsl, unquote

DETOUR = re.compile(
    r"https?://((www\.)?google\.[a-z.]{2,6}/url|scholar\.google\.[a-z.]{2,6}/scholar_url|meet\.google\.com/linkredirect"
    r"|(www\.)?googleadservices\.com/pagead/aclk|((www|m)\.)?youtube\.com/redirect"
    r"|([\w-]+\.)*safelinks\.protection\.outlook\.com/|[\w.-]+/owa/redir\.aspx|[\w-]+\.safelink\.emails\.azure\.net/"
    r"|statics\.teams\.cdn\.office\.net/|lm?\.(facebook|instagram|messenger)\.com/"
    r"|([\w-]+\.)?facebook\.com/(l\.php|flx/warn/)|out\.reddit\.com/|slack-redir\.net/"
    r"|([\w-]+\.)?linkedin\.com/(redir|safety)/|((m|away)\.)?vk\.com/away|t\.umblr\.com/|duckduckgo\.com/l/"
    r"|link\.(zhihu|juejin|csdn)\.(com|cn|net)/|(www\.)?weibo\.cn/sinaurl|(www\.)?yandex\.[a-z.]{2,6}/clck/jsredir"
    r"|linkprotect\.cudasvc\.com/|clicktime\.symantec\.com/|t\.me/iv|medium\.com/r/|gate\.sc/|getpocket\.com/redirect"
    r"|steamcommunity\.com/linkfilter|urldefense\.(proofpoint\.)?(com|us)/v[12]/|(click|checklink)\.mail\.ru/"
    r"|deref-(gmx|web|mail)[\w-]*\.[a-z]{2,3}/|href\.li/"
    r"|[\w-]+\.fireeye\.com/v1/url|[\w-]+\.trendmicro\.com[:/]|([\w-]+\.)*protection\.sophos\.com/|urlsand\.esvalabs\.com/"
    r"|scanmail\.trustwave\.com/|link\.zixcentral\.com/|mail\.yandex\.[a-z.]{2,6}/r|c\.pc\.qq\.com/"
    r"|(www\.)?shareasale\.com/r\.cfm"
    r"|[\w-]+\.vadesecure\.com/|link\.edgepilot\.com/|[\w-]+\.url-protection\.com/v1/|(www\.)?bing\.com/ck/"
    r"|l\.threads\.(com|net)/|l\.wl\.co/|go\.bsky\.app/redirect|(www\.)?tiktok\.com/link/|(?P<disqus>disq\.us/url)"
    r"|exit\.sc/|go\.skimresources\.com/?|redirect\.viglink\.com/?|go\.redirectingat\.com/?|(www\.)?awin1\.com/cread"
    r"|click\.linksynergy\.com/deeplink|mandrillapp\.com/track/click/).*?\?",
    re.IGNORECASE,
)
# How others call a page that leads to the address in its query.
NAMED = re.compile(
    r"(?<=[/_.])(?:\w{0,20}redirect\w{0,4}|redir|deref\w{0,10}|safe-?links?|outbound|outgoing|external|jump|goto"
    r"|clicks?|link2?|(?<=ok\.ru/)dk)(?![^\W_]|-[a-z])",
    re.IGNORECASE,
)
HOST = re.compile(r"https?://[^/?#]*/(?!.*https?:/)", re.IGNORECASE)
ADDRESS = re.compile(r"https?://|mailto:", re.IGNORECASE)
HASH = re.compile(r":[\w-]+\Z")  # that Disqus sets behind
# Those in whose path the address stands: Cisco's, Check Point's, Yahoo's, Amazon's, Substack's.
IN_PATH = re.compile(
    r"https?://(?:secure-web\.cisco\.com/[^/]+/(?P<cisco>https?%3A.+)"
    r"|(?:url\.avanan\.click|protect\.checkpoint\.com)/v2/(?:[\w.-]+/)?___(?P<avanan>.+)___"
    r"|(?:r\.search\.yahoo\.com/[^?#]*/RU=|[\w.-]+\.awstrack\.me/L0/|links[\w-]*\.govdelivery\.com/CL0/)"
    r"(?P<quoted>https?(?:%3A|:)%2F%2F[^/]+)"
    r"|(?:click|preview)\.(?:convert)?kit-mail\d*\.com/[^?#]*/(?P<encoded>aHR0c[\w+=-]+)"
    r"|(?:safe|isolate)\.menlosecurity\.com/(?:\d+/){0,3}(?P<plain>https?:/.+)"
    r"|(?:(?:www\.)?google\.[a-z.]{2,6}/amp/s|[\w-]+\.cdn\.ampproject\.org/[cv]/s)/(?P<bare>.+)"
    r"|(?:(?:[\w-]+\.)?substack\.com/redirect/2/|lnks\.gd/l/[\w-]+\.)(?P<json>[\w-]+))",
    re.IGNORECASE,
)
ENCODED = re.compile(r"(?:a1)?(aHR0c[\w+/-]+=*)")  # http in base64, as Sophos and Bing have it
# Proofpoint's, of which each version hides the address in another way.
DEFENSE = re.compile(r"https?://urldefense\.(?:proofpoint\.)?(?:com|us)/v(?P<version>[123])/", re.IGNORECASE)
THIRD = re.compile(r"__(?P<address>.+?)__;(?P<lost>[\w-]*)")
FROM_URL = str.maketrans("-_", "+/")
STARS = re.compile(r"\*(\*.)?")
LENGTHS = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"  # of runs of letters, from 2


def behind(address):
    """Return where a detour leads, "" where that can't be read; None of an address that is no detour."""
    if inner := IN_PATH.match(address):
        return _in_path(inner)
    defended = DEFENSE.match(address)
    if defended and defended["version"] == "3":
        return _third(address[defended.end() :])
    detour = DETOUR.match(address)
    if not detour:
        return "" if defended else _named(address)
    query = address[detour.end() :]
    found = _in_query(query, is_second=defended and defended["version"] == "2")
    return HASH.sub("", found) if detour["disqus"] else found


def _named(address):
    """Return where an address leads by the name of its page, or None."""
    path, _mark, query = address.partition("?")
    host = HOST.match(path)
    return (_in_query(query) or None) if host and NAMED.search(path, host.end() - 1) else None


def _in_query(query, is_second=False):
    """Return the first address that stands in a query, or an empty string."""
    if ADDRESS.match(unquote(query)):
        return query if ADDRESS.match(query) else unquote(query)
    values = parse_qsl(query.partition("#")[0])
    if is_second:  # of Proofpoint
        values = [(name, unquote(value.replace("-", "%").replace("_", "/"))) for name, value in values]
    read = (_decoded(value) for _name, value in values)
    return next((value for value in read if ADDRESS.match(value)), "")


def _in_path(found):
    """Return the address that stands in the path of another."""
    if found["json"]:
        return _in_json(found["json"])
    if found["bare"]:
        return f"https://{found['bare']}"
    return (
        found["avanan"]
        or found["plain"]
        or _decoded(found["encoded"] or "")
        or unquote(found["cisco"] or found["quoted"])
    )


def _in_json(encoded):
    """Return the address in JSON in base64; of Mandrill's it stands in JSON within that."""
    try:
        said = json.loads(b64decode(encoded.translate(FROM_URL) + "==="))
        found = str(said.get("e") or said.get("url") or json.loads(said["p"])["url"])
        return found.encode().decode()  # a lone surrogate is no letter of an address
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return ""


def _decoded(value):
    if value.startswith("eyJ"):  # the beginning of JSON in base64
        return _in_json(value.replace(" ", "+")) or value
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
