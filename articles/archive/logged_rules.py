"""Whether four eyes were the rule when the log records so, and whether each publication had them then."""

from django.db.models import Q

from articles.models import Act, Publication

from .logged_accounts import RULES, STOCK
from .logged_rows import MERGES

# The acts that need a second person; articles/desk/registry.py declares it, and a test compares them.
SECOND = ("correct", "restore", "refresh_plan", "describe", *MERGES)
UNKNOWN = "unknown"  # of an act of before this rule


def faults():
    """Yield (what, sentence) where a rule was switched past the acts, or an act went past four eyes."""
    rules, approvals, waiting = {}, {}, {}
    for act in _acts():
        four_eyes = rules.get("four_eyes") is True
        if act.verb == STOCK:
            rules = {**act.data__rules, **rules}
        elif act.subject.startswith("publication:") and act.verb in ("describe", "change_row"):
            yield from _switched(rules, act)
        if act.verb == "confirm":
            waiting.pop((act.subject, act.data__act), None)
        elif four_eyes:
            yield from _past_four_eyes(act, approvals, waiting)
        if act.data__chain is not None:
            approvals[act.subject] = UNKNOWN if act.data__approval_hash is None else act.data__approval_hash
    yield from (_unconfirmed(subject, number) for (subject, _verb), number in sorted(waiting.items()))
    paper = Publication.objects.current()
    for name in sorted(rules):
        if getattr(paper, name) != rules[name]:
            yield "the publication", f"a rule is not as the log says: {name}"


def _acts():
    said = ("chain", "approval_hash", "act", "rules", "before", "after", "changes", "confidential_name",
            "in_print")  # fmt: skip
    columns = ("number", "verb", "subject", *(f"data__{name}" for name in said))
    asked = Q(data__has_key="chain") | Q(verb__in=(STOCK, "describe", "change_row", "confirm", *MERGES))
    acts = Act.objects.filter(asked).order_by("number")
    return acts.values_list(*columns, named=True).iterator(chunk_size=500)


def _switched(rules, act):
    """Follow a rule that an act changed; yield it where it was another before than the log knows."""
    changes = act.data__changes or {}
    before = act.data__before or {name: pair["before"] for name, pair in changes.items()}
    after = act.data__after or {name: pair["after"] for name, pair in changes.items()}
    for name in RULES:
        if name in after:
            if name in rules and name in before and before[name] != rules[name]:
                yield "the publication", f"{name} was switched past the acts before act {act.number}"
            rules[name] = after[name]


def _past_four_eyes(act, approvals, waiting):
    subject, what = act.subject, act.subject.replace(":", " ", 1)
    if act.verb in ("publish", "plan") and approvals.get(subject, "") == "":
        yield what, f"act {act.number} published it, nobody approved it, and four eyes were the rule"
    elif act.verb in SECOND and _reaches_readers(act):
        if (subject, act.verb) in waiting:
            yield _unconfirmed(subject, waiting[subject, act.verb])
        waiting[subject, act.verb] = act.number


def _reaches_readers(act):
    """Ask whether readers see what an act changed: no secret name, and no merge of what is not in print."""
    return act.data__in_print if act.verb in MERGES else not act.data__confidential_name


def _unconfirmed(subject, number):
    said = f"act {number} changed what readers see, nobody confirmed it, and four eyes were the rule"
    return subject.replace(":", " ", 1), said
