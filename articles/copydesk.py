"""The checks before publication: findings with a level, a place and a remedy."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from . import markdown
from .models import Address

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """What the copy desk sees: an error blocks, a warning needs a reason."""

    level: str
    code: str
    field: str
    message: str
    remedy: str = ""

    def as_dict(self):
        return {key: str(value) for key, value in asdict(self).items() if value}


def check(article):
    """Return the findings on a working copy, errors first."""
    return sorted((finding for rule in RULES for finding in rule(article)), key=lambda f: f.level)


def refuse(findings, despite=""):
    """Raise desk.Refused for errors, and for warnings that nobody gave a reason to override."""
    from .desk.rules import Refused

    stopping = [f for f in findings if f.level == ERROR or not despite.strip()]
    if stopping:
        raise Refused(" ".join(f"{f.message} {f.remedy}".strip() for f in stopping))


def needs_headline(article):
    if not article.headline.strip():
        yield Finding(ERROR, "headline-empty", "headline", _("The story has no headline."), _("Write one."))


def needs_body(article):
    if not article.body.strip():
        yield Finding(ERROR, "body-empty", "body", _("The story has no text."), _("Write it."))


def needs_section(article):
    if article.section_id is None:
        yield Finding(ERROR, "section-empty", "section", _("The story has no section."), _("Choose one."))


def slug_is_free(article):
    owner = Address.objects.filter(slug=article.slug).exclude(article=article)
    if article.slug and owner.exists():
        yield Finding(
            ERROR,
            "slug-taken",
            "slug",
            _("The slug “%(slug)s” belongs to another story.") % {"slug": article.slug},
            _("Choose another."),
        )


def marks_are_known(article):
    known = set(article.citations.values_list("mark", flat=True))
    in_standfirst = set(markdown.marks(article.standfirst))
    for mark in dict.fromkeys(markdown.marks(article.text_with_marks)):
        if mark not in known:
            yield Finding(
                ERROR,
                "citation-unknown",
                "standfirst" if mark in in_standfirst else "body",
                _("The text cites [@%(mark)s], and no citation has that mark.") % {"mark": mark},
                _("Add the citation, or take the mark out."),
            )


RULES = (needs_headline, needs_body, needs_section, slug_is_free, marks_are_known)
