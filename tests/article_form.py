"""What a browser sends of the article form."""

import re
from html import unescape

from django.urls import reverse


def typed(article=None, **fields):
    """Return the form of a story as a browser sends it, with `fields` typed into it."""
    inlines = {f"{name}-{count}": 0 for name in ("bylines", "citations")
               for count in ("TOTAL_FORMS", "INITIAL_FORMS")}  # fmt: skip
    said = {"headline": "A headline", "body": "A text.", "type_of_work": "news", "priority": 2}
    if article:
        said |= {"headline": article.headline, "body": article.body, "base": article.version,
                 "section": article.section_id or "", "slug": article.slug}  # fmt: skip
    return {**said, **inlines, **fields}


def edit(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def as_shown(page):
    """Return what the merge screen sends, as a browser without scripts reads it."""
    hidden = re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', page, re.DOTALL)
    sent = {name: unescape(value) for name, value in hidden}
    return {**sent, "merged_with": re.search(r'name="merged_with" value="(\d+)"', page)[1]}
