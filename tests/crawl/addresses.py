"""Where a crawl starts, and what each answer leads to.

Only Django, and the names of models and addresses: modules may be renamed between two records.
"""

import re
from datetime import timedelta
from html import unescape
from itertools import product
from urllib.parse import urlencode, urljoin, urlsplit

from django.apps import apps
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import RoutePattern

SLUGS = {"sections": "Section", "topics": "Topic", "people": "Person", "sources": "Source", "pages": "Page",
         "articles": "Address"}  # fmt: skip
FILTERS = {"section": "Section", "topic": "Topic", "person": "Person", "source": "Source"}
# The last is another after each change, by its nature.
PRIVATE = ("/admin/", "/accounts/", "/preview/", "/static/", "/state")
UNKNOWN = "no-such-thing"


# Where a crawl starts


def patterns(resolver):
    """Yield the paper's own URL patterns; the desk's lie under prefixes."""
    for each in resolver.url_patterns:
        if not isinstance(each, URLPattern):
            yield from () if str(each.pattern) else patterns(each)
        elif not f"/{each.pattern}".startswith(PRIVATE):
            yield each


def slugs(model):
    return list(apps.get_model("articles", model).objects.order_by("slug").values_list("slug", flat=True))


def addresses(pattern):
    """Yield the addresses of a pattern whose parameters are known: a slug and the form of a feed."""
    known = pattern.pattern.converters
    if not isinstance(pattern.pattern, RoutePattern) or not known.keys() <= {"slug", "form"}:
        return
    noun = re.search(r"(\w+)/<\w+:slug", str(pattern.pattern))
    values = {"slug": [*slugs(SLUGS[noun[1]]), UNKNOWN]} if noun else {}
    if "form" in known:
        values["form"] = known["form"].regex.split("|")
    for given in product(*values.values()):
        yield reverse(pattern.name, kwargs=dict(zip(values, given, strict=True)))


def asked(at):
    """Yield (address, parameters) of pages that know parameters which no link names."""
    moments = [(at - timedelta(days=days)).isoformat() for days in (1, 2, 40, 800, 9000)]
    fronts = [reverse("home"), *(reverse("section", args=[slug]) for slug in slugs("Section"))]
    for path, moment in product([*fronts, reverse("newsroom")], [*moments, UNKNOWN]):
        yield path, {"at": moment}
    for path in (*fronts, reverse("sources"), reverse("corrections"), reverse("api_articles")):
        yield path, {"before": UNKNOWN}
    for noun, model in FILTERS.items():
        yield from ((reverse("api_articles"), {noun: slug}) for slug in [*slugs(model), UNKNOWN])
    yield from ((reverse("api_articles"), {"language": language}) for language in ("en", "ru", UNKNOWN))
    yield from ((reverse("api_search"), asked) for asked in ({}, {"q": UNKNOWN}, {"q": "a", "page_size": 3}))
    yield reverse("sources"), {"kind": UNKNOWN}
    yield from searches()


def searches():
    """Yield searches for words of some stories: one, two, a phrase, a typing error, with filters."""
    found = slugs("Address")
    for slug in found[:: max(1, len(found) // 12)]:
        word = max(slug.split("-"), key=len)
        first, phrase = " ".join(slug.split("-")[:2]), f'"{" ".join(slug.split("-")[:3])}"'
        more = {"sort": "time", "kind": "news", "since": "2010-01-01"}
        for text in (word, first, phrase, word[1] + word[0] + word[2:], f"{UNKNOWN} {word}"):
            yield reverse("search"), {"q": text}
        yield reverse("search"), {"q": first, **more}
        yield from ((reverse("suggest"), {"q": text}) for text in (word[:3], first[:-1]))


def starts(at):
    for pattern in patterns(get_resolver()):
        yield from addresses(pattern)
    yield from (f"{path}?{urlencode(parameters)}" for path, parameters in asked(at))
    yield reverse("digests", args=[at.year, at.month])
    yield from (f"/{UNKNOWN}/", reverse("archive_month", args=[1999, 13]))


# What an answer leads to

QUOTED = re.compile(r'"([^"<>]+)"|>([^<>\s]+)<')


def links(path, body, home):
    """Yield the addresses on this site that an answer names in quotes or in an XML element."""
    for found in QUOTED.finditer(body):
        for word in re.split(r"[\s,\\]+", unescape(found[1] or found[2])):
            if word.startswith(("/", "?", home)):
                parts = urlsplit(urljoin(path, word.removeprefix(home)))
                if not (parts.scheme or parts.netloc):
                    yield parts._replace(fragment="").geturl()


def derived(path, body):
    """Yield the addresses that forms and templates of addresses ask for."""
    if month := re.fullmatch(r"/archive/(\d+)/(\d+)/", path):
        yield reverse("digests", args=month.groups())
        yield reverse("sitemap_part", args=[*month.groups(), 1])
    if path.endswith("/history/"):
        numbers = sorted({int(number) for number in re.findall(r'<option value="(\d+)"', body)})
        pairs = {(0, 1), *zip(numbers, numbers[1:], strict=False), *((numbers[-1], n) for n in numbers[:1])}
        yield from (f"{path}?{urlencode({'old': old, 'new': new})}" for old, new in sorted(pairs))
