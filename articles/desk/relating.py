"""Which stories an editor sets beside another: first under “Read on”, and below it where it leads a front."""

from django.utils.translation import gettext as _

from articles.models import Edition, Relation, site_state

from .rules import Refused, act, log

MOST = 4


def relate(article, *, by, stories=(), seen=None):
    """Set stories beside another in their order, in the place of those that stand there now.

    `stories` are articles that readers can read. What was there ends now. Raises Refused.
    """
    with act("relate", article, by, seen=seen) as timeline:
        chosen = list(dict.fromkeys(story.pk for story in stories))
        _check(chosen, timeline)
        Relation.objects.filter(article=timeline.article, related_until=None).update(
            related_until=timeline.at
        )
        Relation.objects.bulk_create(
            Relation(article=timeline.article, other_id=key, place=place, related_from=timeline.at)
            for place, key in enumerate(chosen)
        )
        site_state.replace_token()
        log("relate", timeline, by, stories=[str(story.uid) for story in stories])


def _check(chosen, timeline):
    if len(chosen) > MOST:
        raise Refused(_("Readers are shown %(most)d at most. Leave some out.") % {"most": MOST})
    if timeline.article.pk in chosen:
        raise Refused(_("A story doesn’t stand beside itself."))
    live = Edition.objects.published(timeline.at).news().filter(article__in=chosen).count()
    if live < len(chosen):
        raise Refused(_("One of these stories is an advertisement, or nobody can read it now. Leave it out."))
