"""What an agency changes of copy that was used: a note on each story that used it, open until answered."""

from django.utils.translation import gettext as _

from articles import desk
from articles.models import Article, Note


def tell(copy):
    """Leave a note on each story that used some copy; one that says the same and is open is enough."""
    agency, text = str(copy.feed.standing("source"))[:200], sentence(copy)
    stories = Article.objects.filter(pk__in=copy.uses.order_by().values("article"))
    for story in stories.select_related("section"):
        if not Note.objects.filter(article=story, agency=agency, text=text, resolved_at=None).exists():
            desk.relay(story, agency=agency, text=text, is_killed=copy.is_killed)


def sentence(copy):
    if copy.is_killed:
        said = _("“%(headline)s”, of which this story was made, was killed: it must not be used any more.")
    else:
        said = _("“%(headline)s”, of which this story was made, was corrected. Compare what it says now.")
    return "\n\n".join(filter(None, (said % {"headline": copy.headline}, copy.note)))
