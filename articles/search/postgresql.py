"""The index on PostgreSQL: sets of words under GIN, row numbers in the order of time.

The lexemes are folded here, so PostgreSQL's own dictionaries have no part in it, and typing errors are
found by keys, exactly as on SQLite: no extension is needed that a host might refuse.
"""

from .document import extra_tokens
from .store import Hit, Store

TABLES = """
CREATE TABLE IF NOT EXISTS {row} (
    id bigint PRIMARY KEY, subject bigint NOT NULL UNIQUE, live_from bigint NOT NULL, live_until bigint,
    head text NOT NULL, marks text NOT NULL, body bytea NOT NULL, words tsvector NOT NULL);
ALTER TABLE {row} ALTER body SET STORAGE EXTERNAL;
CREATE INDEX IF NOT EXISTS {row}_words ON {row} USING gin (words) WITH (fastupdate = off);
CREATE TABLE IF NOT EXISTS {word} (
    word text COLLATE "C" PRIMARY KEY, shown text NOT NULL, count integer NOT NULL, level smallint NOT NULL,
    tongues text NOT NULL, keys bigint[] NOT NULL);
CREATE INDEX IF NOT EXISTS {word}_level ON {word} (level, word);
CREATE INDEX IF NOT EXISTS {word}_keys ON {word} USING gin (keys) WITH (fastupdate = off)
"""
NEWEST = 400  # rows that are looked through one by one for a word that most stories hold
PHRASES = 500  # rows whose phrases are looked at in one go
MOST_PHRASES = 3000


class PostgreSQLStore(Store):
    locking = " FOR UPDATE"

    def create(self):
        for statement in TABLES.split(";\n"):
            self.sql(statement)

    def drop(self):
        self.sql("DROP TABLE IF EXISTS {row}, {word}")

    def clear(self):
        """Empty the tables; a damaged one is dropped and made again."""
        self.drop()
        self.create()

    def insert(self, rows):
        """Insert (number, document) rows."""
        self.many(
            "INSERT INTO {row} (id, subject, live_from, live_until, head, marks, body, words)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, array_to_tsvector(%s::text[]))",
            [(number, *each.columns, list(_words(each))) for number, each in rows],
        )

    def delete(self, number, head, marks, body):
        self.sql("DELETE FROM {row} WHERE id = %s", [number])

    def add_words(self, rows):
        self.many(
            "INSERT INTO {word} AS w (word, shown, count, level, tongues, keys)"
            " VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (word) DO UPDATE SET count = w.count + EXCLUDED.count",
            rows,
        )

    def recount(self, rows):
        self.many(
            "UPDATE {word} SET count = %s, level = %s WHERE word = %s",
            [(count, count.bit_length(), word) for count, word in rows],
        )

    def add_tongue(self, word, language, keys):
        self.sql(
            "UPDATE {word} SET tongues = tongues || %s, keys = keys || %s::bigint[] WHERE word = %s",
            [f"{language} ", keys, word],
        )

    def drop_words(self, words):
        self.sql("DELETE FROM {word} WHERE word = ANY(%s)", [words])

    def match(self, formula, at, limit, below=None, above=None):
        """Return the newest hits of a formula among what is live at `at` (ms), newest first."""
        if formula.phrases or any(len(phrase) > 1 for phrase in formula.never):
            return self._match_phrases(formula, at, limit, below, above)
        if formula.is_broad:
            hits = self._select(formula, at, limit, below, above, newest=NEWEST)
            if len(hits) == limit:
                return hits
        return self._select(formula, at, limit, below, above)

    def _select(self, formula, at, limit, below=None, above=None, newest=None):
        """Return hits by the index; or, with `newest`, by looking through the newest rows one by one.

        Both are materialised: PostgreSQL takes a limit as leave to walk all rows by time.
        """
        bounds = [("r.id < %s", below), ("r.id >= %s", above)]
        where = " AND ".join(["{live}", *(sql for sql, value in bounds if value is not None)])
        params = [at, at, *(value for _sql, value in bounds if value is not None), tsquery(formula), limit]
        select = "SELECT r.id, r.subject, r.head, r.marks"
        found = "words @@ %s::tsquery"
        if newest:
            rows = f"{select}, r.words FROM {{row}} r WHERE {where} ORDER BY r.id DESC LIMIT {newest}"
            outer = f"SELECT id, subject, head, marks FROM hits WHERE {found}"
        else:
            rows = f"{select} FROM {{row}} r WHERE {where} AND r.{found}"
            outer = "SELECT * FROM hits"
        statement = f"WITH hits AS MATERIALIZED ({rows}) {outer} ORDER BY id DESC LIMIT %s"
        return [Hit(*row) for row in self.all(statement, params)]

    def _match_phrases(self, formula, at, limit, below, above):
        """Return the hits whose words stand one behind the other: GIN keeps no order."""
        found, seen = [], 0
        while seen < MOST_PHRASES and len(found) < limit:
            hits = self._select(formula, at, PHRASES, below, above)
            bodies = self.bodies([hit.id for hit in hits])
            found += [hit for hit in hits if has_phrases(formula, f" {hit.head} _ {bodies[hit.id]} ")]
            seen += len(hits)
            if len(hits) < PHRASES:
                break
            below = hits[-1].id
        return found[:limit]

    def probe(self, formulas, at):
        """Return which of the formulas have a hit that is live at `at`, as a list of booleans."""
        if not formulas:
            return []
        statement = "EXISTS (SELECT 1 FROM {row} r WHERE r.words @@ %s::tsquery AND {live})"
        rows = self.all(
            f"SELECT {', '.join([statement] * len(formulas))}",
            [param for formula in formulas for param in (tsquery(formula), at, at)],
        )
        return list(rows[0])

    def kin(self, keys, words):
        """Return (word, shown, count, keys) of the words that have one of the keys or are one of `words`."""
        return self.all(
            "SELECT word, shown, count, keys FROM {word} WHERE keys && %s::bigint[]"
            " UNION ALL SELECT word, shown, count, keys FROM {word} WHERE word = ANY(%s)",
            [keys, words],
        )


def _words(document):
    return {*document.vocabulary, *extra_tokens(document.head), *document.marks}


def has_phrases(formula, text):
    """Ask whether a text of words holds every phrase of a formula, and none that it forbids."""
    return all(f" {' '.join(phrase)} " in text for phrase in formula.phrases) and not any(
        f" {' '.join(phrase)} " in text for phrase in formula.never
    )


def tsquery(formula):
    """Return a formula in PostgreSQL's language, every token quoted; phrases as the words they hold."""
    groups = [*formula.every, *([token] for phrase in formula.phrases for token in phrase)]
    parts = [" | ".join(f"'{token}'" for token in group) for group in groups]
    parts += [f"!'{phrase[0]}'" for phrase in formula.never if len(phrase) == 1]
    return " & ".join(f"({part})" for part in parts)
