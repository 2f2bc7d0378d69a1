"""Standing texts in stories: another wording for one, in every live story and copy that holds it."""

import re
from itertools import chain

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Article, Edition, clock

from . import auditing, copying
from .proposing import change_each, do_or_propose
from .rules import refuse
from .timeline import Timeline

MOST = 200  # stories that one act changes


def stories_with(snippet, user):
    """Return the stories whose copy, live or planned text has a standing text as a block."""
    text = snippet.body.strip()
    if not text:
        return []
    rows = Article.objects.visible_to(user).exclude(stage=Article.Stage.SPIKED)
    here = Edition.objects.exclude(live_until__lte=clock.now()).filter(article__in=rows.values("pk"))
    # All that have the words are read, since many may have them within a line. They are compared here:
    # SQLite's LIKE takes capitals for small letters.
    bodies = chain.from_iterable(
        found.filter(body__contains=text).values_list(key, "body").iterator()
        for found, key in ((rows, "pk"), (here, "article"))
    )
    pattern = block(text)
    keys = {key for key, body in bodies if pattern.search(body)}
    return list(rows.filter(pk__in=sorted(keys)[: MOST + 1]).order_by("pk"))


def block(text):
    """Return the pattern of a text that stands on lines of its own."""
    return re.compile(rf"^{re.escape(text)}$", re.MULTILINE)


def reword(snippet, *, by, body, kind=Edition.Kind.MINOR, note=""):
    """Give a standing text another wording, here and in all stories; return what became of these.

    `kind` and `note` are those of the live stories' new editions. A story that refuses keeps the old words.
    """
    old, new = snippet.body.strip(), body.strip()
    refuse("" if new else _("Write the new wording."))
    refuse(_("These are the words of today: change them.") if old == new else "")
    stories, said = stories_with(snippet, by), {"kind": kind, "note": note}
    refuse(_("It stands in too many stories for one act.") if len(stories) > MOST else "")
    outcome = change_each(stories, lambda article: _reword(article, old, new, by, said))
    with transaction.atomic():
        snippet.body = body
        snippet.save(update_fields=["body"])
        auditing.log_row("change_row", snippet, by=by, fields=["body"])
    return outcome


def _reword(article, old, new, by, said):
    """Correct the live story, which brings copy and plan along; else change the copy that has the text.

    A plan without a live story prints what was approved, so it keeps the story from being changed.
    """
    timeline, pattern = Timeline(article, clock.now()), block(old)

    def changed(text):
        return pattern.sub(lambda _found: new, text)

    if timeline.live and pattern.search(timeline.live.body):
        changes, reason = {"body": changed(timeline.live.body)}, _("A standing text was changed.")
        return do_or_propose("correct", article, by=by, changes=changes, reason=reason, **said)
    plan = timeline.planned_text
    refuse(_("Its plan has this text: plan it anew.") if plan and pattern.search(plan.body) else "")
    article.body = changed(article.body)
    copying.save(article, by=by, base=article.version)
    return False
