"""The cards of lists: printed once for as long as what they say stays the same."""

from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils import timezone

register = template.Library()


class Card:
    """A story on a list, equal to another that prints the same."""

    def __init__(self, story, publication, level, kicker, is_short, place):
        self.context = {
            "story": story,
            "publication": publication,
            "level": level,
            "kicker": kicker,
            "is_short": is_short,
            "place": place,
        }
        self.key = (
            *(getattr(story, field) for field in SAID),
            story.section and story.section.name,
            *((row["name"], row.get("role")) for row in story.byline),
            publication.language,
            timezone.get_current_timezone_name(),
            level,
            kicker,
            is_short,
            place,
            repr(story.pictures) if place else "",
        )

    def __eq__(self, other):
        return self.key == other.key

    def __hash__(self):
        return hash(self.key)


SAID = (
    "slug",
    "headline",
    "standfirst",
    "type_of_work",
    "label",
    "language",
    "is_retracted",
    "first_published_at",
)


@lru_cache(maxsize=2000)
def printed(card):
    return get_template("articles/includes/_card.html").render(card.context)


@register.simple_tag(takes_context=True)
def card(context, story, level, kicker=False, is_short=False, place=""):
    """Print a story's card; `place` is where it stands, for the size of its picture: none without."""
    return printed(Card(story, context["publication"], level, bool(kicker), is_short, place))
