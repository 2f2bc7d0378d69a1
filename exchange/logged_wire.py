"""Whether the wire copy that stories are made of is unchanged since it was used.

An agency may send other words later: what it said before is kept with the copy, up to twenty times.
"""

from articles.archive import act_chain, logged_desk
from articles.archive.digests import rest_hash
from articles.models import Act

from .models import WireUse

KEPT = 20  # versions of one copy
TEXTS = ("headline", "standfirst", "body")


def salted_hash(copy):
    """Return (salt, hash) of some wire copy, for the act that makes a story of it."""
    return logged_desk.salted_hash(_said(copy.agency_id, copy.texts()))


def _said(agency_id, texts):
    return [agency_id, *(texts[name] for name in TEXTS)]


def faults():
    """Yield (what, sentence) of stories whose wire copy is not what they were made of."""
    rests, deleted = act_chain.rests(), act_chain.deleted_stories()
    last = Act.objects.filter(verb="redact").order_by("-number").values_list("number", flat=True).first() or 0
    uses = WireUse.objects.select_related("copy", "article").defer("copy__raw", "copy__folded").order_by("pk")
    copies = {str(use.article.uid): use.copy for use in uses.iterator(chunk_size=200)}
    acts = Act.objects.filter(verb="use", data__has_key="said_hash").order_by("number")
    for act in acts.iterator():
        uid = act_chain.story_of(act.subject)
        copy = copies.pop(uid, None)
        if copy is None and uid not in deleted:
            yield f"article {uid}", "the wire copy that it was made of is gone, and no act says so"
        # Of copy that words were taken from, and of very old versions, nothing is known.
        elif copy and act.number not in rests and not (copy.digest == "" and act.number < last):
            told = [copy.texts(), *copy.earlier]
            kept = act.data["said_hash"]
            is_said = any(rest_hash(act.salt, _said(copy.agency_id, texts)) == kept for texts in told)
            if not is_said and len(copy.earlier) < KEPT:
                yield f"article {uid}", "the wire copy that it was made of does not say what it said"
