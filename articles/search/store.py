"""The tables of one index: rows, words and the engine's own; what both databases do alike.

There are two sets of tables, "a" and "b", of each index: readers search one while the other is built.
"""

from dataclasses import dataclass, field

from . import vocabulary
from .document import SLOTS

LEVELS = ((8, 30), (4, 7), (0, 3))  # how often, in powers of two: frequent words are read first
CHUNK = 500  # words in one statement
LAST = "\U0010ffff"  # behind every letter
TAIL = "substr(word, length(word) / 2 + 1)"  # the second half of a word
LIVE = "r.live_from <= %s AND (r.live_until IS NULL OR r.live_until > %s)"


@dataclass
class Formula:
    """What a story must hold: a token of each group, every phrase, and none of `never`.

    A token that ends in `*` stands for every word that begins so; `never` holds phrases of one or more.
    """

    every: list = field(default_factory=list)
    phrases: list = field(default_factory=list)
    never: list = field(default_factory=list)
    is_broad: bool = False  # a large part of all stories may match


@dataclass
class Hit:
    id: int
    subject: int


class Store:
    """One set of tables. `letter` is "a" or "b"."""

    def __init__(self, connection, name, letter):
        self.connection, self.name, self.letter = connection, name, letter
        self.prefix = f"search_{name}_{letter}_"
        self.row, self.word, self.fts = (f"{self.prefix}{table}" for table in ("row", "word", "fts"))

    def sql(self, statement, params=()):
        """Run a statement in which {row}, {word} and {fts} are this set's tables."""
        cursor = self.connection.cursor()
        cursor.execute(self._named(statement), params)
        return cursor

    def many(self, statement, rows):
        if rows:
            with self.connection.cursor() as cursor:
                cursor.executemany(self._named(statement), rows)

    def all(self, statement, params=()):
        with self.sql(statement, params) as cursor:
            return cursor.fetchall()

    def _named(self, statement):
        return statement.format(row=self.row, word=self.word, fts=self.fts, live=LIVE)

    # Writing

    def put(self, documents, gone=()):
        """Index documents in the place of what was indexed of their subjects; `gone` are subjects without."""
        subjects = {*gone, *(document.subject for document in documents)}
        rows = self._beside(list(subjects), [document.place for document in documents])
        numbers = {number for _subject, number, *_row in rows}
        there = {row[0]: (*row[1:-1], self.unpacked(row[-1])) for row in rows if row[0] in subjects}
        fresh = [document for document in documents if not self._keep(document, there.get(document.subject))]
        old = [there[key] for key in (*gone, *(document.subject for document in fresh)) if key in there]
        for number, _from, _until, text in old:
            self.delete(number, text)
        self.add(fresh, old, numbers - {number for number, *_row in old})

    def _beside(self, subjects, numbers):
        """Return rows (subject, number, live_from, live_until, text) of some subjects or numbers."""
        found = {}
        for start in range(0, max(len(subjects), len(numbers)), CHUNK):
            keys, ids = subjects[start : start + CHUNK] or [-1], numbers[start : start + CHUNK] or [-1]
            marks = [", ".join(["%s"] * len(values)) for values in (keys, ids)]
            statement = "SELECT subject, id, live_from, live_until, text FROM {row}"
            where = f" WHERE subject IN ({marks[0]}) OR id IN ({marks[1]})"
            found.update((row[1], row) for row in self.all(statement + where, [*keys, *ids]))
        return list(found.values())

    def _keep(self, document, row):
        """Only move the moments of a story whose words stand in the index as they are."""
        number, *moments, text = row or (-1, "")
        if not (text == document.text and number // SLOTS == document.place // SLOTS):
            return False
        if moments != [document.live_from, document.live_until]:
            self.sql(
                "UPDATE {row} SET live_from = %s, live_until = %s WHERE id = %s",
                [document.live_from, document.live_until, number],
            )
        return True

    def add(self, documents, old=(), taken=None):
        """Index documents of whose subjects nothing is indexed any more.

        `old` are rows that were, `taken` the numbers that others have of those that the documents would get.
        """
        if taken is None:
            taken = {row[0] for row in self._there("id", "id", [document.place for document in documents])}
        # FTS5 writes out what it has gathered whenever a row number falls behind the one before.
        numbers = self._numbers(documents, taken)
        self.insert(sorted(zip(numbers, documents, strict=True), key=lambda row: row[0]))
        vocabulary.count(self, documents, [text for *_row, text in old])

    def flush(self):
        """Take leave of what makes many rows cheap and one row dear; where the engine has such a thing."""

    def drop_words(self, rows):
        self.many("DELETE FROM {word} WHERE word = %s AND language = %s", rows)

    def _numbers(self, documents, taken):
        """Return a number for each document: its own, or, where another story has that, one behind."""
        last, numbers = {}, []
        for document in documents:
            number, first = document.place, document.place // SLOTS * SLOTS
            if number in taken:
                last[first] = number = (last.get(first) or self._last_behind(first)) + 1
            while number in taken:
                last[first] = number = number + 1
            taken.add(number)
            numbers.append(number)
        return numbers

    def _last_behind(self, place):
        """Return the last number taken near a moment of more stories than it has numbers."""
        span = SLOTS
        while True:
            statement = "SELECT max(id) FROM {row} WHERE id >= %s AND id < %s"
            last = self.all(statement, [place, place + span])[0][0] or place
            if last + 1 < place + span:
                return last
            span *= 16

    def lock(self):
        """Let nobody write words until the transaction ends, where more than one can write."""

    def settle(self):
        """Tidy up behind a build."""

    def forget(self):
        """Remove what the engine keeps of words that went."""

    # Reading

    def subjects(self, subjects):
        """Return which of the subjects have a row."""
        return {subject for (subject,) in self._there("subject", "subject", subjects)}

    def _there(self, columns, column, values):
        """Return columns of those rows that have one of the values in a column."""
        found = []
        for start in range(0, len(values), 10 * CHUNK):
            part = values[start : start + 10 * CHUNK]
            marks = ", ".join(["%s"] * len(part))
            found += self.all(f"SELECT {columns} FROM {{row}} WHERE {column} IN ({marks})", part)
        return found

    def rows_after(self, subject, limit):
        """Return the next (subject, live_from, live_until, document's text), in order of their subjects."""
        columns = "SELECT subject, live_from, live_until, text FROM {row}"
        rows = self.all(f"{columns} WHERE subject > %s ORDER BY subject LIMIT %s", [subject, limit])
        return [(*row, self.unpacked(text)) for *row, text in rows]

    def counts(self):
        """Return [((word, language), stories that hold it)] of the vocabulary."""
        rows = self.all("SELECT word, language, count FROM {word}")
        return [((word, language), count) for word, language, count in rows]

    def tokens(self):
        """Return {token: stories that it finds}; None where the index is one of the texts themselves."""

    def check(self):
        """Read a little of every table. Raises DatabaseError where one is missing or damaged."""
        self.completions("aa", 1)
        self.kin(["aa"], [0], [0])
        self.match(Formula(every=[["_"]]), 0, 1)

    def texts(self, numbers):
        """Return {number: document's text} of rows."""
        return {number: self.unpacked(text) for number, text in self._packed(numbers)}

    def heads(self, numbers):
        """Return {number: headline, standfirst and names of a document's text} of rows."""
        return {number: self.head(text) for number, text in self._packed(numbers)}

    def _packed(self, numbers):
        marks = ", ".join(["%s"] * len(numbers))
        return self.all(f"SELECT id, text FROM {{row}} WHERE id IN ({marks})", numbers) if numbers else []

    def known_words(self, words, language):
        """Return {word: count} of those words that the vocabulary has in a language."""
        found = {}
        # In parts, since SQLite and PostgreSQL limit the parameters of a statement.
        for start in range(0, len(words), CHUNK):
            part = words[start : start + CHUNK]
            marks = ", ".join(["%s"] * len(part))
            statement = (
                # ORDER BY, since rows are locked in the order in which they are read: two orders
                # deadlock on PostgreSQL.
                f"SELECT word, count FROM {{word}} WHERE word IN ({marks}) AND language = %s ORDER BY word"
            )
            found.update(self.all(statement + self.locking, [*part, language]))
        return found

    def kin(self, words, stems, sounds):
        """Return rows (word, language, shown, count) of words, and of those that have a stem or a sound."""
        columns = {"word": words, "sound": sounds, **({"stem": stems} if stems else {})}
        wheres = [f"{column} IN ({', '.join(['%s'] * len(values))})" for column, values in columns.items()]
        return self._words(wheres, [value for values in columns.values() for value in values])

    def similar_words(self, heads, tails, words):
        """Return rows (word, language, shown, count) of words that share a half with others, or are one.

        `heads` is [(first letters, least and greatest length)], `tails` [(last letters, length)].
        """
        wheres = ["word >= %s AND word < %s AND length(word) BETWEEN %s AND %s" for _ in heads]
        wheres += [f"{TAIL} = %s AND length(word) = %s" for _ in tails]
        wheres += [f"word IN ({', '.join(['%s'] * len(words))})"] if words else []
        params = [value for head, *lengths in heads for value in (head, head + LAST, *lengths)]
        params += [value for tail in tails for value in tail] + list(words)
        return self._words(wheres, params)

    def _words(self, wheres, params):
        select = "SELECT word, language, shown, count FROM {word} WHERE "
        # UNION and not OR: SQLite and PostgreSQL then use an index for each condition.
        return self.all(" UNION ".join(select + where for where in wheres), params)

    def completions(self, prefix, limit):
        """Return (word, shown) of frequent words that begin with `prefix`, most frequent first.

        Its index begins with the level, so that the frequent words of a short prefix are read alone.
        """
        found = {}
        for lowest, highest in LEVELS:
            levels = ", ".join(map(str, range(lowest, highest + 1)))
            # SQLite takes a partial index only where its condition stands in the statement.
            frequent = " AND level > 3" if lowest > 3 else ""
            rows = self.all(
                f"SELECT word, coalesce(shown, word) FROM {{word}} WHERE level IN ({levels}){frequent}"
                " AND word >= %s AND word < %s ORDER BY count DESC, word LIMIT %s",
                [prefix, prefix + LAST, limit],
            )
            for word, shown in rows:
                found.setdefault(word, shown)
            if len(found) >= limit:
                break
        return list(found.items())[:limit]
