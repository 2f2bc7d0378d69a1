"""Fills an empty newsroom with real texts in the form of JSON Lines, as published editions."""

import gzip
import json
from datetime import datetime
from pathlib import Path

from django.utils.text import slugify

from articles import search
from articles.models import Article, Edition, Section


def read(path):
    opened = gzip.open if str(path).endswith(".gz") else open
    with opened(Path(path), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


WORDS = {"headline": "headline", "standfirst": "standfirst", "body": "body_markdown"}


def load(items, size=500):
    """Publish the items, and return {key of edition: item's id}."""
    sections = {name: Section.objects.get_or_create(slug=slugify(name), defaults={"name": name})[0]
                for name in {item["section"] for item in items}}  # fmt: skip
    keys = {}
    for start in range(0, len(items), size):
        part = items[start : start + size]
        editions = Edition.objects.bulk_create([edition(item, sections[item["section"]]) for item in part])
        search.index_many(editions)
        keys.update({edition.pk: item["id"] for edition, item in zip(editions, part, strict=True)})
    return keys


def edition(item, section):
    at = datetime.fromisoformat(item["published_at"])
    slug = f"{slugify(item['headline'])[:100]}-{item['id']}"
    words = {
        "headline": item["headline"][:300],
        "standfirst": item["standfirst"],
        "body": item["body_markdown"],
    }
    article = Article(slug=slug, section=section, **words)
    Article.objects.bulk_create([article])
    return Edition(
        article=article, number=1, kind=Edition.Kind.FIRST, slug=slug, section=section, language=item["lang"],
        live_from=at, first_published_at=at, recorded_at=at, sealed_at=at,
        section_as_printed={"slug": section.slug, "name": section.name},
        byline=[{"name": name, "role": "", "person": slugify(name)} for name in item["authors"]],
        citations=[{"mark": "s", "source": slugify(item["source_name"]), "name": item["source_name"]}],
        topics=[{"slug": slugify(tag), "name": tag} for tag in item["tags"]],
        **words,
    )  # fmt: skip
