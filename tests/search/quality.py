"""How well search finds known items: MRR@10 by kind of query."""

from collections import defaultdict

from articles import search

NONSENSE = ("qwxzv", "zzyzxq", "vbnkjhx qqwwx", "xkcdqzw lorptq", "ывфщшг", "ξψθζχ", "1z9q8x7w")


def ranks(queries, keys, at):
    """Return [(kind, rank of the known item among the first ten, or 0)]."""
    found = []
    for row in queries:
        _query, page = search.find(row["query"], at)
        items = [keys[edition.pk] for edition in page.editions]
        found.append((row["kind"], items.index(row["item"]) + 1 if row["item"] in items else 0))
    return found


def mrr(ranks):
    """Return {kind: mean of 1/rank}, with "all"."""
    by_kind = defaultdict(list)
    for kind, rank in ranks:
        for name in (kind, "all"):
            by_kind[name].append(1 / rank if rank else 0)
    return {kind: sum(values) / len(values) for kind, values in by_kind.items()}
