"""Finding stories: the one way for both databases, and the same for readers and for the desk."""

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field, replace

from . import folding, ranking, vocabulary
from .document import marks_of
from .store import Formula

BROAD = 13  # a word's level from which the newest stories are likely to hold it
POOL = 80  # hits that are ranked by all their words
IN_HEADLINE, IN_HEAD = 60, 30  # besides, where there are more, those that have the words in their head
FEW = 10  # so many hits are enough
SHORTEST = 2  # pairs of letters, which are three letters, in a piece of what has no spaces
LATER = 0  # the score of what stands behind the ranked hits, by time


@dataclass
class Found:
    hits: list = field(default_factory=list)
    next: str = ""
    total: int | None = 0  # None: more than were counted
    holders: dict = field(default_factory=dict)  # {mark: hits that have it}, where all were looked at
    corrections: dict = field(default_factory=dict)  # {word typed: word looked for}
    forms: set = field(default_factory=set)  # words to be marked


@dataclass
class Scope:
    """Where to look: what is live at `at`, with one mark of each group, between two numbers of rows."""

    at: int  # ms
    marks: list = field(default_factory=list)  # lists of marks
    below: int | None = None
    above: int | None = None


class Search:
    """One question to one index."""

    def __init__(self, state, query, scope):
        self.store, self.languages = state.current, state.languages
        self.query, self.scope = query, scope
        self.corrections, self._texts = {}, {}
        self.joins = folding.joins(query.words)
        families = vocabulary.families(self.store, [*query.all_words, *self.joins], self.languages)
        self.families = {word: list(families[word]) for word in query.all_words}
        for joined, run in self.joins.items():
            for word in run:
                self.families[word] += [form for form in families[joined] if form.level]

    def settle(self):
        """Find what is meant: the words as they are; where few stories have them, as beginnings too, and
        those that stand in none of those stories as typing errors.

        Each step is taken for what was found among published texts alone, so that a word of a plan
        costs exactly what a word costs that nobody ever wrote.
        """
        hits = self.match(self.scope.below, POOL + 1)
        if len(hits) <= POOL and self.query.words:
            hits = self._complete(self.query.words[-1], hits)
        if not hits and self._part():
            hits = self.match(self.scope.below, POOL + 1)
        # Typing errors are looked for only where little is found: they cost several more queries.
        if len(hits) < FEW:
            hits = self._correct(hits) or hits
        return hits

    def _part(self):
        """Part what was typed without spaces into words that stories have; say whether that was possible."""
        parted = {id(phrase): self._pieces(phrase) for phrase in self.query.bare}
        if not any(len(pieces) > 1 for pieces in parted.values()):
            return False
        phrases = [parted.get(id(phrase), [phrase]) for phrase in self.query.phrases]
        self.query = replace(self.query, phrases=[piece for pieces in phrases for piece in pieces])
        return True

    def _pieces(self, phrase):
        """Return the longest pieces of a phrase of pairs of letters that stories have, in their order."""
        pieces, rest = [], phrase
        while folding.is_run(rest) and len(rest) >= SHORTEST:
            length = self._longest(rest)
            if length < SHORTEST:
                break
            pieces.append(rest[:length])
            rest = rest[length + 1 :]  # a pair begins where the one before ends
        return pieces if len(rest) < SHORTEST and pieces else [phrase]

    def _longest(self, phrase):
        """Return how many of a phrase's words at its beginning a story has: none, or SHORTEST at least."""

        def is_missing(length):
            formula = Formula(every=self.scope.marks, phrases=[phrase[:length]])
            return not self.store.match(formula, self.scope.at, 1)

        lengths = range(SHORTEST, len(phrase) + 1)
        return SHORTEST - 1 + bisect_left(lengths, True, key=is_missing)

    def _complete(self, word, hits):
        """Take the last word as a beginning too; what has it as it is stays among the hits."""
        self._extend(word)
        more = self.match(self.scope.below, POOL + 1)
        there = {hit.id for hit in more}
        return [hit for hit in hits if hit.id not in there] + more

    def _extend(self, word):
        known = {form.word for form in self.families[word]}
        completions = vocabulary.completions(self.store, word)
        self.families[word] += [form for form in completions if form.word not in known]

    def _correct(self, hits):
        """Look for words near those that stand in no hit; return the new hits, or None."""
        texts = self.texts(hits)
        missed = [word for word in self.query.words if not any(f" {word} " in texts[hit.id] for hit in hits)]
        if not missed:
            return None
        near = vocabulary.nearest(self.store, missed)
        probed = [form.word for word in missed for form in (self.families[word][0], *near[word])]
        answers = self.store.probe([Formula(every=[[word]]) for word in probed], self.scope.at)
        found = {word for word, has_hit in zip(probed, answers, strict=True) if has_hit}
        for word in missed:
            self._widen(word, [form for form in near[word] if form.word in found], word in found)
        hits = self.match(self.scope.below, POOL + 1)
        self._tell([word for word in missed if word not in found and near[word]], near, hits)
        return hits

    def _widen(self, word, near, is_known):
        """Take near words for a word too; they count little where it is published as it was typed."""
        known = {form.word for form in self.families[word]}
        self.families[word] += [
            form._replace(weight=vocabulary.OTHER) if is_known else form
            for form in near
            if form.word not in known
        ]

    def _tell(self, mistyped, near, hits):
        """Keep what to tell the reader: the near word that most of the hits have."""
        found = self.texts(hits[:FEW])
        texts = "".join(found[hit.id] for hit in hits[:FEW])
        for word in mistyped:
            counted = [(texts.count(f" {form.word} "), form) for form in near[word]]
            count, form = max(counted, key=lambda pair: pair[0])
            if count:
                self.corrections[word] = form.shown

    def texts(self, hits):
        """Return {number: text, between spaces} of hits, each read once."""
        missing = [hit.id for hit in hits if hit.id not in self._texts]
        self._texts.update(self.as_typed(self.store.texts(missing)))
        return self._texts

    def as_typed(self, texts):
        """Return texts between spaces, words parted that were typed so."""
        found = spaced(texts)
        for joined, run in self.joins.items():
            parted = f" {' '.join(run)} "
            found = {number: text.replace(f" {joined} ", parted) for number, text in found.items()}
        return found

    def formula(self, prefix=""):
        """Return what a hit must hold: a form of each word, as it is or marked as the headline's."""
        groups = [[f"{prefix}{form.word}" for form in self.families[word]] for word in self.query.words]
        levels = [max(form.level for form in self.families[word]) for word in self.query.all_words]
        return Formula(
            every=[*groups, *self.scope.marks],
            phrases=self.query.phrases,
            never=self.query.never,
            is_broad=bool(levels) and min(levels) >= BROAD and not prefix,
        )

    def match(self, below, limit, prefix=""):
        return self.store.match(self.formula(prefix), self.scope.at, limit, below, self.scope.above)

    def newest(self, limit, below):
        """Return the newest hits behind a place; each page of a list reads the words as the first does."""
        self.settle()
        return self.match(below, limit)

    def ranked(self):
        """Return (hits with their scores, best first; the number below which the others lie, or None)."""
        hits, below = self.settle(), None
        if len(hits) > POOL:
            below = hits.pop().id
            hits = self._with_heads(hits)
        # Of many, the bodies stay unread: they would cost more than all the rest.
        texts = self.as_typed(self.store.heads([hit.id for hit in hits])) if below else self.texts(hits)
        words = self.query.all_words
        families = [self.families[word] for word in words]
        scored = [(ranking.score(hit.id, texts[hit.id], families, words), hit) for hit in hits]
        return sorted(scored, key=lambda pair: (-pair[0], -pair[1].id)), below

    def _with_heads(self, hits):
        """Add older hits that have every word in the headline, or in headline, standfirst and names.

        There the last word may be a beginning, too.
        """
        found = {hit.id: hit for hit in hits}
        if self.query.words:
            self._extend(self.query.words[-1])
            for prefix, limit in (("h_", IN_HEADLINE), ("x_", IN_HEAD)):
                found.update({hit.id: hit for hit in self.match(self.scope.below, limit, prefix)})
        return list(found.values())

    def holders(self, hits):
        """Return {mark: the numbers of the hits that have it}."""
        texts, found = self.texts(hits), defaultdict(set)
        for hit in hits:
            for mark in marks_of(texts[hit.id]):
                found[mark].add(hit.id)
        return found

    def forms(self):
        """Return the words to be marked: runs without spaces as they were typed, others in all forms."""
        typed = [*([word] for word in self.query.words), *self.query.phrases]
        words = {word for phrase in typed for word in folding.joined(phrase)}
        others = [forms for word, forms in self.families.items() if not folding.stands_alone(word)]
        return words | {form.word for forms in others for form in forms}


def spaced(texts):
    """Return texts between spaces, so that each word stands between two."""
    return {number: f" {text} " for number, text in texts.items()}


def find(state, query, scope, *, by_time=False, after="", size=10):
    """Return a page of what a question finds. `after` is the `next` of the page before."""
    search = Search(state, query, scope)
    score, number = position(after)
    if by_time:
        below = scope.below if number is None else number
        hits, total, holders = search.newest(size + 1, below), None, {}
        keys = [f"0-{hit.id}" for hit in hits]
    else:
        hits, keys, total, holders = _by_rank(search, score, number, size)
    following = keys[size - 1] if len(hits) > size else ""
    return Found(hits[:size], following, total, holders, search.corrections, search.forms())


def _by_rank(search, score, number, size):
    scored, below = search.ranked()
    total = len(scored) if below is None else None
    holders = {} if below else search.holders([hit for _score, hit in scored])
    rest = scored
    if number is not None:
        rest = [(each, hit) for each, hit in scored if (each, hit.id) < (score, number)] if score else []
    hits, keys = [hit for _score, hit in rest], [f"{each}-{hit.id}" for each, hit in rest]
    if below is not None and len(hits) <= size:
        ranked = {hit.id for _score, hit in scored}
        below = number if number is not None and not score else below + 1
        later = search.match(below, size + 1 + len(ranked))
        later = [hit for hit in later if hit.id not in ranked]
        hits, keys = hits + later, keys + [f"{LATER}-{hit.id}" for hit in later]
    return hits, keys, total, holders


def position(after):
    """Return (score, number) of the last hit of the page before, or (0, None)."""
    score, _, number = after.partition("-")
    if score.isdecimal() and number.isdecimal() and len(after) < 40 and int(number) < 1 << 63:
        return int(score), int(number)
    return 0, None
