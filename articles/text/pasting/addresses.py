"""Where a pasted link leads, without the detours and trackers around it."""

import re
from base64 import b64decode
from urllib.parse import quote, unquote

from . import detours

ONE_SLASH = re.compile(r"^(https?:/)(?=[^/])")  # as relays write it, and browsers take it
TRACKER = re.compile(
    r"(utm_\w+|pk_\w+|mtm_\w+|hsa_\w+|at_(medium|campaign)\w*|ns_\w+|mc_[ce]id|_hs\w+|__hs\w+|(fb|g|d|y|tw|tt|wick)clid"
    r"|msclkid|srsltid|irclickid|epik|elq\w*|sfmc_\w+|bsft_\w+|guc(counter|e_referrer\w*)|fb_(action|ref|source)\w*|dicbo"
    r"|_branch_match_id|wt\.mc_\w+|rtd_cid|ss_email_id|__twitter_impression"
    r"|gclsrc|[gw]braid|igshid?|igsh|mkt_tok|vero_\w+|oly_\w+|ref_src|ref_url|li_fat_id|_openstat|_g[al]|ml_subscriber\w*"
    r"|hsctatracking|mibextid|s_cid|cmpid|xtor|trk\w*|ck_subscriber_id|wt_mc|spm|sr_share|smid|rb_clickid"
    r"|ysclid|gad_\w+|wprov|_kx|vgo_ee|__s|_bhlid|sccid|rdt_cid|(matomo|piwik|itm)_\w+|s_kwcid|ef_id|cjevent|sznclid|tblci"
    r"|ocid|int_cmp|i(nt)?cid|ncid|emc|(bx|cnd|regi_)id|hash[abc]|isFreemail|reflink|is_from_webapp|sender_device|xmt"
    r"|mid(token|sig)|otptoken|_[ks]e|user_email|sp(user|mailing|job|report)id|dm_i|sc_(eh|uid)|omnisendcontactid"
    r"|vd_source|carta-url|__tn__|__cft__(\[|%5B)\d(\]|%5D)|_x_tr_\w+)=",
    re.IGNORECASE,
)
# What is a tracker of these alone; it means other things elsewhere.
OWN_TRACKER = {
    re.compile(rf"https?://(?:[\w-]+\.)?(?:{host})[/?]", re.IGNORECASE): trackers
    for host, trackers in (
        (r"youtube\.com|youtu\.be|spotify\.com", ("si=",)),
        (r"theguardian\.com", ("cmp=",)),
        (r"mailchi\.mp|campaign-archive\.com", ("e=",)),
        (r"substack\.com", ("r=",)),
        (r"linkedin\.com", ("rcm=", "eid=")),
        (r"nytimes\.com", ("user_id=", "instance_id=", "segment_id=")),
        (r"politico\.(?:com|eu)", ("nrid=",)),
        (r"medium\.com", ("source=email",)),
        (r"reddit\.com", ("share_id=",)),
        (r"tiktok\.com", ("_t=", "sec_user_id=")),
        (r"(?:docs|drive)\.google\.com", ("ouid=",)),
        (r"(?:x|twitter)\.com/\w{1,15}/status", ("s=", "t=")),
    )
}
# An account of Mastodon has no name before its first @: /@me, @me@mas.to.
MAIL = re.compile(
    r"(?:(?<![\w.+%@-])|(?<=%[\da-f]{2})(?<!%40))(?<!@)[\w.+-]++(@|%40)[\w.-]+\.[a-z]{2,}", re.IGNORECASE
)
USER = re.compile(r"^(https?://)[^/?#\\]*@", re.IGNORECASE)
# The address in an archive's is the name of what it keeps: without its trackers, that may be another page.
ARCHIVED = re.compile(
    r"https?://(?:web\.archive\.org/web/|archive\.(?:ph|is|today|li|md|fo|vn)/"
    r"|[^/?#]+/(?:[\w-]+/){0,2}\d{4,14}(?:[a-z]{2}_)?/)(?:[^/?#]+/){0,2}https?:/",
    re.IGNORECASE,
)
MAX_LENGTH = 4_000  # what browsers and servers take; longer ones hold data
UNSAFE = re.compile(r"[^\w!#$%&+,./:;=?@~-]")
REFERENCE = re.compile(r"&(?=#?\w{1,40};)")  # what Markdown takes for a character


def direct(address):
    """Return an address as Markdown takes it, or "" where it leads nowhere outside the page it came from."""
    address = re.sub(r"[\x00-\x1f\x7f]", "", address[: MAX_LENGTH + 1]).strip()
    for _step in range(5):
        behind = detours.behind(address)
        if behind is None:
            break
        address = ONE_SLASH.sub(r"\1/", behind)
    if not address.lower().startswith(("http://", "https://", "mailto:")) or len(address) > MAX_LENGTH:
        return ""
    if not address.lower().startswith("mailto:"):
        address = _untracked(address)
    return REFERENCE.sub("&amp;", UNSAFE.sub(lambda match: quote(match[0]), address))


def _untracked(address):
    """Leave out of an address who sent it, and to whom."""
    address, mark, fragment = USER.sub(r"\1", address).partition("#")
    is_archived = ARCHIVED.match(address)
    # Some pages have a query of their own there.
    fragment = "" if TRACKER.match(fragment) and not is_archived else mark + _kept(fragment, is_archived)
    fragment = "" if _holds_mail(fragment) else fragment
    return _kept(address, is_archived) + fragment


def _kept(address, is_archived):
    address, mark, query = address.partition("?")
    own = tuple(
        each for host, trackers in OWN_TRACKER.items() if host.match(address + mark) for each in trackers
    )
    pairs = (pair for pair in query.split("&") if not _holds_mail(pair))
    if not is_archived:
        pairs = (pair for pair in pairs if not (TRACKER.match(pair) or pair.lower().startswith(own)))
    query = "&".join(pairs)
    return address + (mark + query if query else "")


def _holds_mail(pair):
    """Ask whether some words hold a mail address, be it escaped, even twice, or in Base64."""
    for _step in range(3):
        if MAIL.search(pair):
            return True
        pair = unquote(pair)
    try:
        hidden = b64decode(pair.partition("=")[2].rstrip("=") + "==", "-_").decode()
    except ValueError:
        return False
    return bool(MAIL.search(hidden))
