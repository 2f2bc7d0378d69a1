"""Posts and videos of other sites: cards that call nobody before a click."""

import re
import time
from xml.etree import ElementTree

import pytest
from django.conf import settings

from articles.models import Publication
from articles.pictures import markup
from articles.text import embeds, rendering

VIDEO = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
LISTED = {
    VIDEO: "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
    f"{VIDEO}&t=42s": "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
    "https://youtu.be/dQw4w9WgXcQ?si=abc": "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1",
    "https://vimeo.com/76979871": "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1",
    "https://x.com/someone/status/20": "https://platform.twitter.com/embed/Tweet.html?id=20&dnt=true",
    "https://t.me/channel/17": "https://t.me/channel/17?embed=1",
    "https://t.me/address_news/17": "https://t.me/address_news/17?embed=1",
}
UNLISTED = [
    "https://youtu.be/playlist?list=PLx",
    "https://www.youtube.com/embed/playlist?list=PLx",
    "https://www.youtube.com/watch/live",
    "https://t.me/joinchat/123",
    "https://t.me/share/123",
    "https://t.me/addstickers/123",
    "ftp://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
    "https://evil.example/https://youtu.be/dQw4w9WgXcQ",
    "https://user@youtu.be/dQw4w9WgXcQ",
    'https://youtu.be/x"onload="y',
    "https://youtu.be/x/../../y",
    "https://youtu.be/" + "x" * 500,
    "https://www.youtube.com/@channel",
    "https://vimeo.com/76979871/../x",
    "https://t.me/channel",
    "https://example.org/video",
    "https://vimeo.com/٧٦٩",
    "https://vimeo.com/76979871/secret",
    "https://fixupx.com/someone/status/20",
    "https://x.com/someone/status/20/likes",
    "https://x.com/someone",
    "https://www.youtube.com/watch?list=PL1",
    "https://www.youtube.com/embed/videoseries?list=PL1",
    "https://www.youtube.com/embed/live_stream?channel=UC1",
    "https://www.youtube.com/source/dQw4w9WgXcQ",
    "https://www.youtube.com/watch?xv=dQw4w9WgXcQ",
    "https://music.youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
    "https://t.me/c/1234567/17",
    "https://t.me/joinchat/AAAA",
    "https://www.instagram.com/someone/",
    "https://www.instagram.com/share/p/BAabc_12-x",
    "https://www.instagram.com/share/reel/BAabc_12-x/",
    "https://bsky.app/profile/someone.example",
    "https://medium.com/@someone/a-story-1234567890",
    "https://www.tiktok.com/@someone",
    "https://vm.tiktok.com/ZMabc123/",
    "https://www.threads.com/@someone",
    "https://youtu.be:8443/dQw4w9WgXcQ",
    "http://youtu.be:443/dQw4w9WgXcQ",
    *(
        f"https://{host}/w/kkGMgK9ZtnKfYAgnEtQxbv"
        for host in ("localhost", ".....", "a..b", "-a.example", "a-.example")
    ),
]
# Each is what an address in the list shows, by another way to write it.
SAME = {
    "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1": [
        "https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?feature=share&v=dQw4w9WgXcQ&t=1#x",
        "https://www.youtube.com/watch/?v=dQw4w9WgXcQ",
        "https://www.youtube.com/?v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch/dQw4w9WgXcQ?t=4",
        *(
            f"https://{host}youtube.com/watch?v=dQw4w9WgXcQ"
            for host in ("", "www.", "m.", "music.", "gaming.")
        ),
        *(
            f"https://www.youtube.com/{kind}/dQw4w9WgXcQ?si=x"
            for kind in ("shorts", "live", "embed", "v", "e")
        ),
        "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        "https://www.youtube.com/source/dQw4w9WgXcQ/shorts?bp=x",
        "https://youtube.com/live/dQw4w9WgXcQ/",
        "https://youtu.be/dQw4w9WgXcQ?t=42",
        "http://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "Https://WWW.YouTube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com:443/watch?v=dQw4w9WgXcQ",
        "http://www.youtube.com:80/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com./watch?v=dQw4w9WgXcQ",
    ],
    "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1": [
        "https://vimeo.com/channels/staffpicks/76979871",
        "https://vimeo.com/groups/shortfilms/videos/76979871",
        "https://vimeo.com/album/123/video/76979871",
        "https://vimeo.com/showcase/123/video/76979871",
        "https://vimeo.com/showcase/our-films/video/76979871",
        "https://player.vimeo.com/video/76979871?h=abc",
        "https://www.vimeo.com/76979871#t=10s",
        "https://vimeo.com/76979871/",
        "https://vimeo.com/manage/videos/76979871",
        "https://vimeo.com/ondemand/film/76979871",
    ],
    "https://player.vimeo.com/video/76979871?h=0123456789&dnt=1&autoplay=1": [
        "https://vimeo.com/76979871/0123456789",
        "https://vimeo.com/76979871?h=0123456789",
        "https://vimeo.com/76979871?share=copy&h=0123456789&t=4",
        "https://player.vimeo.com/video/76979871?h=0123456789&badge=0",
        "https://vimeo.com/showcase/123/video/76979871?h=0123456789",
        "https://vimeo.com/channels/staffpicks/76979871/0123456789",
    ],
    "https://platform.twitter.com/embed/Tweet.html?id=20&dnt=true": [
        *(
            f"https://{host}/someone/status/20"
            for host in ("x.com", "www.x.com", "twitter.com", "mobile.twitter.com")
        ),
        *(
            f"https://x.com/someone/status/20{end}"
            for end in (
                "/photo/1",
                "/video/1",
                "?s=20",
                "/",
                "/photo/2?s=20",
                "/photo/1/large",
                "/mediaViewer?currentTweet=1",
            )
        ),
        "https://mobile.x.com/someone/status/20",
        "https://x.com/i/status/20",
        "https://x.com/i/web/status/20",
        "https://twitter.com/someone/statuses/20",
        "https://twitter.com/#!/someone/status/20",
    ],
    "https://t.me/channel/17?embed=1": [
        *(f"https://t.me/channel/17{end}" for end in ("?single", "?comment=5", "?single&t=1", "/")),
        "https://t.me/s/channel/17",
        "https://telegram.me/channel/17",
        "https://telegram.dog/channel/17",
        "https://t.me/channel/5/17",
        "https://channel.t.me/17?single",
    ],
    "https://www.instagram.com/p/Cabc_12-x/embed/": [
        *(f"https://www.instagram.com/{kind}/Cabc_12-x/" for kind in ("p", "reel", "reels", "tv")),
        "https://instagram.com/p/Cabc_12-x/?img_index=2&igsh=x",
        "https://www.instagram.com/some.one/reel/Cabc_12-x",
        "https://instagr.am/p/Cabc_12-x/",
        "https://www.instagram.com/some.one/p/Cabc_12-x/c/17900012345678901/",
        "https://www.instagram.com/p/Cabc_12-x/embed/",
        "https://www.instagram.com/reel/Cabc_12-x/embed/captioned/?cr=1",
    ],
    "https://www.tiktok.com/player/v1/7012345678901234567": [
        "https://www.tiktok.com/@some.one/video/7012345678901234567",
        "https://www.tiktok.com/@/video/7012345678901234567?is_from_webapp=1&lang=en",
        "https://m.tiktok.com/v/7012345678901234567.html",
        "https://www.tiktok.com/embed/v2/7012345678901234567",
    ],
    "https://embed.bsky.app/embed/some-one.bsky.social/app.bsky.feed.post/3kabc": [
        "https://bsky.app/profile/some-one.bsky.social/post/3kabc",
        "https://bsky.app/profile/some-one.bsky.social/post/3kabc?ref_src=embed",
    ],
    "https://embed.bsky.app/embed/did:plc:z72i7/app.bsky.feed.post/3kabc": [
        "https://bsky.app/profile/did:plc:z72i7/post/3kabc",
        "https://embed.bsky.app/embed/did:plc:z72i7/app.bsky.feed.post/3kabc?id=1",
    ],
}
ANYWHERE = {
    "https://framatube.org/w/kkGMgK9ZtnKfYAgnEtQxbv": "Video on framatube.org",
    "https://www.threads.com/@some.one/post/Cabc_12-x?xmt=AQ": "Post on Threads",
    "https://www.threads.net/t/Cabc_12-x": "Post on Threads",
    "https://www.threads.com/@some.one/post/Cabc_12-x/media": "Post on Threads",
    "https://video.example/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d": "Video on video.example",
    "https://video.example/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d": "Video on video.example",
    "https://framatube.org/w/kkGMgK9ZtnKfYAgnEtQxbv;threadId=3": "Video on framatube.org",
    "https://video.example:8443/w/kkGMgK9ZtnKfYAgnEtQxbv": "Video on video.example:8443",
    "https://видео.рф/w/kkGMgK9ZtnKfYAgnEtQxbv": "Video on видео.рф",
    "https://mastodon.example/web/@someone/112233445566778899": "Post on mastodon.example",
    "https://mastodon.example/deck/@someone/112233445566778899": "Post on mastodon.example",
    "https://mastodon.example/@someone/112233445566778899/embed": "Post on mastodon.example",
    "https://mastodon.example/@someone/112233445566778899": "Post on mastodon.example",
    "https://mastodon.example/@someone@other.example/112233445566778899": "Post on mastodon.example",
    "https://mastodon.example/users/someone/statuses/112233445566778899": "Post on mastodon.example",
    "https://mastodon.example/ap/users/116/statuses/112233445566778899": "Post on mastodon.example",
    "https://mastodon.example/web/statuses/112233445566778899": "Post on mastodon.example",
    "https://pixelfed.example/p/some.one/112233445566778899": "Post on pixelfed.example",
    "https://pleroma.example/notice/AbCdEfGhIjKlMnOpQr": "Post on pleroma.example",
    "https://pixelfed.example/i/web/post/112233445566778899": "Post on pixelfed.example",
    "https://gts.example/@some.one/statuses/01HQZX6B7PKJ3Z1Y2W3V4T5R6S": "Post on gts.example",
    "https://www.tiktok.com/@some.one/photo/7106594312292453675?lang=en": "Post on TikTok",
    "https://vimeo.com/event/4100000/embed": "Video on Vimeo",
}


HOSTILE = ("a." * 50_000, "a-" * 50_000, "a" * 100_000, "a.-" * 30_000, "youtube.com/watch?" + "a&" * 50_000)


def html(text):
    return markup.body_html(text, [], [])


@pytest.mark.parametrize("address", LISTED)
def test_a_listed_address_on_a_paragraph_of_its_own_is_a_card(address):
    for text in (address, f"<{address}>", f"Before.\n\n{address}\n\nAfter."):
        page = html(text)

        assert page.count('<figure class="embed') == 1
        assert f'data-frame="{LISTED[address].replace("&", "&amp;")}"' in page
        assert f'href="{address.replace("&", "&amp;")}"' in page


@pytest.mark.parametrize("address", UNLISTED)
def test_no_other_address_is_a_card(address):
    assert embeds.embed(address) is None
    assert "<figure" not in html(address)


@pytest.mark.parametrize("address", HOSTILE)
def test_a_hostile_address_is_read_at_once(address, limit):
    start = time.process_time()

    assert embeds.embed(f"https://{address}/w/x") is None

    assert time.process_time() - start < limit


@pytest.mark.parametrize("text", [f"See {VIDEO}", f"- {VIDEO}", f"> {VIDEO}", f"[x]({VIDEO})", f"# {VIDEO}"])
def test_an_address_among_words_stays_as_it_was_typed(text):
    assert "<figure" not in html(text)


@pytest.mark.parametrize(("address", "frame"), [(one, frame) for frame, same in SAME.items() for one in same])
def test_an_address_of_a_listed_host_is_known_however_it_is_written(address, frame):
    assert embeds.embed(address).frame == frame
    assert frame.startswith(tuple(f"{host}/" for host in embeds.FRAMES))
    for text in (address, f"<{address.replace('&', '&amp;')}>"):
        assert f'data-frame="{frame.replace("&", "&amp;")}"' in html(text)


@pytest.mark.parametrize("address", ANYWHERE)
def test_a_host_that_anybody_may_run_gets_a_card_with_a_link_alone(address):
    page = html(address)

    assert '<figure class="embed' in page
    assert f">{ANYWHERE[address]}</a>" in page
    assert "<button" not in page
    assert "data-frame" not in page


def test_a_card_calls_nobody_before_the_click():
    page = "".join(html(address) for address in (*LISTED, *ANYWHERE))

    assert not re.search(r"<(?:iframe|img|script|link|source|video|object|embed)\b|src=", page)
    assert page.count("<div hidden><button") == len(LISTED)


def test_every_frame_is_one_that_the_policy_names():
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"] == embeds.FRAMES
    for frame in LISTED.values():
        assert frame.startswith(tuple(f"{host}/" for host in embeds.FRAMES))


def test_where_no_cards_are_known_a_link_is_printed():
    assert rendering.render(VIDEO) == f'<p><a href="{VIDEO}">{VIDEO}</a></p>\n'


@pytest.mark.django_db
def test_a_page_brings_the_script_only_where_there_is_a_card(client, make_article, publish):
    for body, has_card in ((f"Boats.\n\n{VIDEO}", True), ("Boats.", False)):
        page = client.get(publish(make_article(body=body)).editions.get().get_absolute_url()).text

        assert ("embeds.js" in page) == ('class="embed video"' in page) == has_card


@pytest.mark.django_db
def test_a_feed_has_the_plain_link(client, make_article, publish):
    Publication.objects.create(address="https://paper.example")
    publish(make_article(body=f"Boats.\n\n{VIDEO}\n\nEnd."))

    feed = ElementTree.fromstring(client.get("/feeds/latest.atom").content)  # noqa: S314

    content = feed.find(".//{http://www.w3.org/2005/Atom}content").text
    assert f'<p><a href="{VIDEO}" rel="noopener">Video on YouTube</a></p>' in content
    assert "button" not in content
    assert "<figure" not in content
    assert "End." in content
