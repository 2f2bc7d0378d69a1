"""Where a pasted link leads: past services that note who follows it."""

import json
from base64 import urlsafe_b64encode

import pytest

from articles.text.pasting import to_markdown
from articles.text.pasting.addresses import direct

HIDDEN = "https%3A%2F%2Fe.org%2Fa"


def encoded(text):
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def mandrill(said):
    """Write what Mandrill's links hold: JSON, signed, in JSON."""
    return encoded(json.dumps({"s": "secret", "v": 2, "p": json.dumps(said)}))


MANDRILL = mandrill({"u": 1, "v": 2, "url": "https://e.org/a", "id": "secret", "url_ids": ["secret"]})


@pytest.mark.parametrize(
    "detour",
    [
        f"m.youtube.com/redirect?event=x&q={HIDDEN}",
        f"m.facebook.com/l.php?u={HIDDEN}&h=secret",
        f"de.linkedin.com/redir/redirect?url={HIDDEN}",
        f"medium.com/r/?url={HIDDEN}",
        f"gate.sc/?url={HIDDEN}&token=secret",
        f"getpocket.com/redirect?url={HIDDEN}&h=secret",
        f"r.search.yahoo.com/_ylt=A;_ylu=B/RV=2/RO=10/RU={HIDDEN}/RK=2/RS=secret-",
        f"scholar.google.com/scholar_url?url={HIDDEN}&hl=en",
        f"meet.google.com/linkredirect?authuser=0&dest={HIDDEN}",
        f"yandex.ru/clck/jsredir?from=x&url={HIDDEN}",
        f"deref-gmx.net/mail/client/x/dereferrer/?redirectUrl={HIDDEN}",
        f"deref-web.de/mail/client/x/dereferrer/?redirectUrl={HIDDEN}",
        f"deref-mail.com/mail/client/x/dereferrer/?redirectUrl={HIDDEN}",
        f"mail.example.org/owa/redir.aspx?SURL=secret&URL={HIDDEN}",
        f"nam.safelink.emails.azure.net/redirect/?destination={HIDDEN}&p=secret",
        "protect.checkpoint.com/v2/r01/___https://e.org/a___.secret",
        "abc.r.eu-west-1.awstrack.me/L0/https:%2F%2Fe.org%2Fa/1/secret/secret=1",
        "links-1.govdelivery.com/CL0/https:%2F%2Fe.org%2Fa/1/secret/x=3",
        f"substack.com/redirect/2/{encoded(json.dumps({'e': 'https://e.org/a', 'p': 1}))}.secret?r=secret",
        f"click.convertkit-mail.com/secret/secret/{encoded('https://e.org/a')}",
        f"go.redirectingat.com/?id=secret&url={HIDDEN}",
        f"www.awin1.com/cread.php?awinmid=1&ued={HIDDEN}",
        f"click.linksynergy.com/deeplink?id=secret&murl={HIDDEN}",
        f"www.googleadservices.com/pagead/aclk?sa=L&adurl={HIDDEN}",
        "href.li/?https://e.org/a",
        f"weibo.cn/sinaurl?u={HIDDEN}",
        f"link.juejin.cn/?target={HIDDEN}",
        f"link.csdn.net/?target={HIDDEN}",
        f"outlook.office365.com/mail/safelink.html?url={HIDDEN}&corid=secret",
        f"scanmail.trustwave.com/?c=1&d=secret&u={HIDDEN}",
        f"link.zixcentral.com/u/secret/x?u={HIDDEN}",
        f"sba.yandex.net/redirect?url={HIDDEN}&sign=secret",
        f"ok.ru/dk?st.cmd=logExternal&st.link={HIDDEN}",
        f"c.pc.qq.com/middlem.html?pfurl={HIDDEN}",
        f"www.evernote.com/OutboundRedirect.action?dest={HIDDEN}",
        f"mailtrack.io/trace/link/secret?url={HIDDEN}",
        f"news.example.org/click-1-2?id=secret&url={HIDDEN}",
        f"www.pixiv.net/jump.php?{HIDDEN}",
        "safe.menlosecurity.com/https://e.org/a",
        "www.google.com/amp/s/e.org/a",
        "e-org.cdn.ampproject.org/c/s/e.org/a",
        f"lnks.gd/l/head.{encoded(json.dumps({'url': 'https://e.org/a', 'id': 1}))}.secret/s/1",
        f"mandrillapp.com/track/click/1/e.org?p={MANDRILL}",
        f"links.example.org/track/click/1/e.org?p={MANDRILL}",
        f"disq.us/url?url={HIDDEN}%3AKs1S-secret_x&cuid=1",
    ],
)
def test_a_link_leads_past_who_notes_it(detour):
    assert direct(f"https://{detour}") == "https://e.org/a"


def test_a_mail_address_and_capital_letters_are_read_behind_a_detour():
    safe = "https://eur01.safelinks.protection.outlook.com/?url=mailto%3Ame%40e.org&data=secret"

    assert direct(safe) == "mailto:me@e.org"
    assert direct("https://www.google.com/url?q=HTTPS://e.org/a") == "HTTPS://e.org/a"


@pytest.mark.parametrize(
    "hidden",
    [
        "x",
        encoded("[1]"),
        encoded('{"e": "javascript:x"}'),
        encoded(r'{"e": "https://e.org/\ud800"}'),
        encoded("[" * 2000),
    ],
)
def test_what_says_no_address_leads_nowhere(hidden):
    assert direct(f"https://substack.com/redirect/2/{hidden}") == ""
    assert direct(f"https://mandrillapp.com/track/click/1/e.org?p={hidden}") == ""


@pytest.mark.parametrize("said", [1, [], {}, {"url": 5}, {"url": "javascript:x"}])
def test_a_link_of_mandrill_without_an_address_leads_nowhere(said):
    assert direct(f"https://mandrillapp.com/track/click/1/e.org?p={mandrill(said)}") == ""


@pytest.mark.parametrize(
    ("site", "tracker"),
    [
        ("https://youtu.be/x?", "si=secret"),
        ("https://www.youtube.com/watch?v=x&", "si=secret"),
        ("https://m.youtube.com/shorts/x?", "si=secret"),
        ("https://open.spotify.com/episode/x?", "si=secret"),
        ("https://www.theguardian.com/world/x?", "CMP=share_btn_url"),
        ("https://mailchi.mp/paper/letter?", "e=secret"),
        ("https://us1.campaign-archive.com/?u=1&id=2&", "e=secret"),
        ("https://paper.substack.com/p/x?", "r=secret"),
        ("https://www.linkedin.com/posts/x?", "rcm=secret"),
        ("https://x.com/paper/status/123?", "s=20"),
        ("https://www.linkedin.com/comm/jobs/x?", "eid=secret"),
        ("https://www.nytimes.com/x?", "instance_id=1"),
        ("https://www.politico.eu/x?", "nrid=secret"),
        ("https://medium.com/x?", "source=email-secret"),
        ("https://www.reddit.com/r/x?", "share_id=secret"),
        ("https://www.tiktok.com/@x/video/1?", "_t=secret"),
        ("https://docs.google.com/document/d/x/edit?", "ouid=1"),
    ],
)
def test_a_tracker_of_one_site_is_left_out_there_alone(site, tracker):
    assert direct(f"{site}{tracker}&v=1") == f"{site}v=1"
    assert direct(f"https://e.org/?{tracker}") == f"https://e.org/?{tracker}"
    assert direct(f"https://e.org/{site}{tracker}") == f"https://e.org/{site}{tracker}"


@pytest.mark.parametrize(
    "name",
    ["ysclid", "gad_source", "gad_campaignid", "wprov", "_kx", "vgo_ee", "__s", "_bhlid", "ScCid", "rdt_cid"]
    + ["matomo_campaign", "piwik_kwd", "itm_source", "s_kwcid", "ef_id", "cjevent", "sznclid", "tblci"]
    + [
        "ocid",
        "icid",
        "intcid",
        "hashb",
        "bxid",
        "regi_id",
        "isFreemail",
        "reflink",
        "midToken",
        "otpToken",
        "user_email",
        "spMailingID",
        "dm_i",
        "sc_uid",
        "omnisendContactID",
        "vd_source",
        "carta-url",
        "__tn__",
        "__cft__[0]",
        "_x_tr_sl",
    ],
)
def test_a_tracker_is_left_out_wherever_it_stands(name):
    assert direct(f"https://e.org/?b=1&{name}=secret&c=2") == "https://e.org/?b=1&c=2"
    assert direct(f"https://e.org/#/r?{name}=secret") == "https://e.org/#/r"
    assert direct(f"https://e.org/#/r?b=1&{name}=secret") == "https://e.org/#/r?b=1"
    assert direct(f"https://e.org/#{name}=secret") == "https://e.org/"


@pytest.mark.parametrize(
    "address",
    [
        "https://web.archive.org/save?url=https://mastodon.social/@john.doe/1",
        "https://web.archive.org/save?url=https%3A%2F%2Fmastodon.social%2F%40john.doe%2F1",
        "https://e.org/search?q=@me@mastodon.social",
        "https://e.org/?acct=%40me%40mastodon.social",
        "https://e.org/?a=1#part",
        "https://e.org/login?next=https%3A%2F%2Fe.org%2Fa",
        "https://redirect-checker.org/?url=https%3A%2F%2Fe.org%2Fa",
        "https://e.org/link-checker?url=https%3A%2F%2Fe.org%2Fa",
        "https://e.org/sharer.php?u=https%3A%2F%2Fe.org%2Fa",
        "https://e.org/link?id=5",
        "https://e.org/#:~:text=me",
        "https://e.org/the-missing-link?ref=https://www.example.com/",
        "https://e.org/sport/record-jump?referrer=https%3A%2F%2Fwww.example.com%2F",
        "https://web.archive.org/web/2020/https://e.org/redirect?u=https://c.example/",
        "https://web.archive.org/web/20200102030405if_/https://e.org/?utm_source=a&b=1#utm_medium=c",
        "https://archive.ph/2020.01.02-030405/https://e.org/?fbclid=a",
        "https://archive.today/o/Ab12c/https://e.org/?utm_source=a",
        "https://webarchive.nationalarchives.gov.uk/ukgwa/20200102030405/https://e.org/?utm_source=a",
    ],
)
def test_what_tracks_nobody_stays(address):
    assert direct(address) == address


HIDDEN_MAIL = encoded('{"kl_email": "me@paper.org"}')


@pytest.mark.parametrize(
    "mail",
    ["me@e.org", "me%40e.org", "m.e-@e.org", "x:me@e.org", "me%2540e.org", HIDDEN_MAIL, f"{HIDDEN_MAIL}%3D"],
)
def test_a_mail_address_in_a_query_is_left_out(mail):
    archived = "https://web.archive.org/web/2020/https://e.org"
    assert direct(f"{archived}/?to={mail}&b=1") == f"{archived}/?b=1"
    assert direct(f"https://e.org/?to={mail}&b=1") == "https://e.org/?b=1"


def test_a_mail_address_in_a_fragment_is_left_out():
    assert direct("https://e.org/#email=jane@paper.org") == "https://e.org/"
    assert direct("https://e.org/#/r?to=jane%2540paper.org&b=1") == "https://e.org/#/r?b=1"


@pytest.mark.parametrize("user", ["jane:word@", "jane@", "jane%40paper.org:a@b@"])
def test_who_signs_in_is_left_out(user):
    assert direct(f"https://{user}e.org/x@y") == "https://e.org/x@y"
    assert direct(f"https://e.org/https://{user}e.org/") == f"https://e.org/https://{user}e.org/"


def test_the_words_of_a_link_that_are_its_address_lose_the_trackers_too():
    html = "<a href='https://e.org/x?utm_source=a'>{}</a>"

    assert to_markdown(html.format("https://e.org/x?utm_source=a")) == "<https://e.org/x>"
    assert to_markdown(html.format("https://e.org/")) == "[https://e.org/](https://e.org/x)"
    assert to_markdown(html.format("words")) == "[words](https://e.org/x)"
