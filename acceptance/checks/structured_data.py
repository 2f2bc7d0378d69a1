"""JSON-LD, against the properties that Google's Article, Breadcrumb and Organization documents ask for."""

import json
import re

from ..figure import nothing

ARTICLE = {"headline", "image", "datePublished", "dateModified", "author", "publisher", "mainEntityOfPage"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


def check(paper):
    found = [f"{story['path']}: {fault}" for story in paper.stories for fault in faults(paper, story)]
    return [nothing(f"structured data, faults of {len(paper.stories)} stories", found)]


def faults(paper, story):
    page = paper.get(story["path"])[2].decode()
    graph = [thing for text in SCRIPT.findall(page) for thing in json.loads(text)["@graph"]]
    articles = [thing for thing in graph if thing["@type"].endswith(("Article", "ArticleContent"))]
    if len(articles) != 1 or not any(thing["@type"] == "BreadcrumbList" for thing in graph):
        yield "has not one article and its breadcrumb"
        return
    [article] = articles
    for key, is_there in (("image", story["has_picture"]), ("author", story["authors"])):
        if not is_there:
            article.setdefault(key, [])
    if missing := ARTICLE - set(article):
        yield f"lacks {', '.join(sorted(missing))}"
    if article["headline"] != story["before"][0]:
        yield "has another headline than the page"
    if any(not MOMENT.fullmatch(article[key]) for key in ("datePublished", "dateModified")):
        yield "has a moment without its offset"
    if {author["name"] for author in article["author"]} < set(story["authors"]):
        yield "lacks an author"
    if any(author["@type"] == "Person" and not author.get("url") for author in article["author"]):
        yield "has an author without an address"
