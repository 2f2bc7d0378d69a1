"""What a browser sends of the article form."""

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
