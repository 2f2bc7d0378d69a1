"""Old addresses: their one form, the forms that lead to the same thing, and where that stands now."""

import re
import unicodedata
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

from django.urls import reverse

from articles.models import Edition, EditionPerson, EditionPicture, EditionTopic, Publication, Topic
from articles.pictures import markup
from articles.public import archive_days, lists, site
from articles.public.compiled_queries import CompiledQuery
from articles.text.pasting.addresses import TRACKER

from .models import NOUNS, OldAddress

# Of WordPress and Ghost; Hugo and Jekyll; Blogger.
FEED_NAMES = r"feed(?:/(?:rss2?|atom|rdf))?|rss|(?:index|feed|atom|rss)\.xml|feeds/posts/default"
# What a page of another system can have behind its own address.
TAIL = re.compile(rf"/(?:amp|{FEED_NAMES}|embed|trackback|page/\d+|comment-page-\d+)$", re.IGNORECASE)
NEXT_PAGE = re.compile(r"/\d{1,3}$", re.ASCII)  # of a story in several parts (nextpage)
FEED = re.compile(rf"/(?:{FEED_NAMES})$", re.IGNORECASE)
FEEDS = {
    "sections": "section_feed", "topics": "topic_feed", "people": "person_feed", "archive": "feed",
}  # fmt: skip
DATED = re.compile(r"/([12]\d{3})(?:/(\d{1,2})(?:/(\d{1,2}))?)?", re.ASCII)
PAGED = re.compile(r"/page/\d+", re.ASCII)  # of the front
SIZE = re.compile(r"(?:-\d{2,5}x\d{2,5}|-scaled|-rotated|-e\d{13})(?=\.[a-z0-9]{3,4}$)", re.IGNORECASE)
GHOST_SIZE = re.compile(r"/content/images/size/[^/]+(?:/format/[^/]+)?/")
OF_POSTS = ("p", "page_id", "attachment_id")
NUMBERS = (*OF_POSTS, "cat", "tag", "author")
# What a feed adds to its links: ?source=rss----1, ?feed=rss2.
OF_FEED = re.compile(r"(?:rss|feed|atom)=.*|[^=]*=(?:rss2?|feed|atom)(?:--.*)?", re.IGNORECASE)
MOST_PAIRS = 5  # of a query, each of which may be the one that chooses
FRONT = re.compile(r"(?:^|[?&])(?:p|page_id|attachment_id|cat|tag|author)=")


def sizes_off(path):
    """Return the path of a picture as it was uploaded: other systems write the size into the name."""
    return SIZE.sub("", GHOST_SIZE.sub("/content/images/", path))


def normal(address):
    """Return the one form of an address: its path, decoded, no slash at its end, and the query behind it.

    Of the front page it is the query alone. What only says who sent a reader is left out of a query.
    """
    path, query = _parts(address)
    pairs = _pairs(query) if path else ()
    return f"{path}?{'&'.join(pairs)}" if pairs else path or _number(query)


def bare(address):
    """Return the same without the query, but for the front page's."""
    path, query = _parts(address)
    return path or _number(query)


def _parts(address):
    """Return the path, empty of the front page, and the query."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    path = unquote(parts.path).removeprefix("/index.php").rstrip("/")
    return path and f"/{path.removeprefix('/')}", parts.query


def _pairs(query):
    pairs = sorted(f"{name}={value}" for name, value in parse_qsl(query, keep_blank_values=True))
    return [pair for pair in pairs if not (TRACKER.match(pair) or OF_FEED.fullmatch(pair))]


def _number(query, names=NUMBERS):
    """Return a short link of WordPress, such as ?p=12."""
    named = dict(parse_qsl(query))
    return next((f"?{name}={named[name]}" for name in names if named.get(name)), "")


def forms(address):
    """Return the old addresses that an address may mean, the nearest first."""
    path, query = _parts(address)
    exact = bare(address)
    found = [exact, *(unicodedata.normalize(form, exact) for form in ("NFC", "NFD"))]
    while (shorter := TAIL.sub("", found[-1])) != found[-1]:
        found.append(shorter)
    asked = [normal(address), *(f"{path}?{pair}" for pair in _pairs(query)[:MOST_PAIRS] if path)]
    asked += [each.lower() for each in asked]
    # WordPress in a folder answers /blog/?p=12 as others answer /?p=12. Lists answer at the root alone.
    found = [*asked, *found, sizes_off(exact), exact.lower(), _number(query, OF_POSTS)]
    found.append(exact.lower().removesuffix(".html"))
    if not DATED.fullmatch(exact):
        found.append(NEXT_PAGE.sub("", exact))
    return [
        form for form in dict.fromkeys(found) if form and "\0" not in form and len(form) <= OldAddress.LONGEST
    ]


def target(address, at):
    """Return where the thing of an old address stands at a moment; "" where readers can't see it."""
    wanted = forms(address)
    rows = {row.path: row for row in _of_paths(tuple(wanted))}
    row = next((rows[form] for form in wanted if form in rows), None)
    if row is None:
        return _list(bare(address), at)
    found = FINDERS[row.noun](row, at) if row.noun else reverse("archive")
    kind, _slash, slug = unquote(found).strip("/").partition("/")
    if kind in FEEDS and FEED.search(bare(address)):
        return reverse(FEEDS[kind], args=[*filter(None, [slug]), "rss"])
    return found


@CompiledQuery
def _of_paths(paths):
    """Compiled once, since each answer 404 asks it."""
    return OldAddress.objects.filter(path__in=paths).select_related(*sorted(set(NOUNS) - {"article"}))


def _list(path, at):
    """Return where a list of another system's is here: of all stories, or those of a year, month or day."""
    if FEED.fullmatch(path):
        return reverse("feed", args=["rss"])
    if PAGED.fullmatch(path):
        return reverse("archive")
    dated = DATED.fullmatch(TAIL.sub("", path))
    try:
        return _archive(*dated.groups(), at) if dated else ""
    except ValueError:  # no month has that day, no year that month
        return ""


def _archive(year, month, day, at):
    """Return where the stories of a year, a month or a day are listed; "" where there are none."""
    zone = Publication.objects.current().zone
    first = date(int(year), int(month or 1), int(day or 1))
    last = first if month else first.replace(month=12)
    start = archive_days.day_span(first, zone)[0]
    end = archive_days.day_span(last, zone)[1] if day else lists.month_of(last.year, last.month, zone)[1]
    stories = Edition.objects.published(at).filter(first_published_at__gte=start, first_published_at__lt=end)
    if not stories.exists():
        return ""
    months = lists.month_address(first) if month else reverse("archive")
    return f"{months}?day={first.day}" if day else months


def _article(row, at):
    """A withdrawn story's own address says that it is gone."""
    slug = next(iter(_newest_slug(row.article_id, at)), "")
    return reverse("article", args=[slug]) if slug else ""


@CompiledQuery
def _newest_slug(article, at):
    printed = Edition.objects.printed(at).filter(article_id=article).exclude(slug="")
    return printed.order_by("-number").values_list("slug", flat=True)[:1]


def _named(row, at):
    thing = row.thing.today  # a merge leaves one step
    if _is_named(row.noun, thing, at):
        return thing.get_absolute_url()
    return _topic_of(thing, at) if row.noun == "section" else ""


def _topic_of(section, at):
    """Return where a section stands as a topic, which all but the first section of a story are."""
    found = Topic.objects.filter(slug=section.slug).select_related("merged_into").first()
    topic = found and found.today
    return topic.get_absolute_url() if topic and _is_named("topic", topic, at) else ""


def _is_named(noun, thing, at):
    """Ask whether a record names it: without one it has no page."""
    if noun == "section":
        return site.sections_approved().filter(pk=thing.pk).exists()
    link = {"person": EditionPerson, "topic": EditionTopic}[noun]
    return bool(lists.is_printed(at, (thing.pk,), link=link))


def _image(row, at):
    """Only what readers can see in a story or on a page is told the address of."""
    is_printed = EditionPicture.objects.printed(at).filter(image=row.image_id).exists()
    if not (is_printed or any(page.is_published for page in row.image.pages)):
        return ""
    return markup.largest_file(row.image.renditions)


def _page(row, _at):
    return row.page.get_absolute_url() if row.page.is_published else ""


FINDERS = {"article": _article, "page": _page, "image": _image} | dict.fromkeys(
    ("section", "topic", "person"), _named
)
