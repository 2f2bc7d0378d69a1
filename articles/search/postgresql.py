"""The index on PostgreSQL: sets of words under GIN, row numbers in the order of time.

The lexemes are folded here, so PostgreSQL's own dictionaries have no part in it, and typing errors are
found by keys, exactly as on SQLite: no extension is needed that a host might refuse.
"""

from .document import head_of, indexed
from .store import TAIL, Formula, Hit, Store

# What the planner is told of the price keeps it from cutting every story's text into words.
WORDS_OF = """
CREATE OR REPLACE FUNCTION search_words_of(text) RETURNS tsvector IMMUTABLE STRICT PARALLEL SAFE COST 100000
LANGUAGE plpgsql AS $$
BEGIN RETURN array_to_tsvector(array_remove(string_to_array($1, ' '), '')); END $$
"""
TABLES = f"""
CREATE TABLE IF NOT EXISTS {{row}} (
    id bigint PRIMARY KEY, subject bigint NOT NULL UNIQUE, live_from bigint NOT NULL, live_until bigint,
    text text NOT NULL);
CREATE INDEX IF NOT EXISTS {{row}}_words ON {{row}} USING gin (search_words_of(text)) WITH (fastupdate = off);
CREATE TABLE IF NOT EXISTS {{word}} (
    word text COLLATE "C", language text, shown text, count integer NOT NULL, level smallint NOT NULL,
    stem integer, sound integer, PRIMARY KEY (word, language)) WITH (fillfactor = 90);
CREATE INDEX IF NOT EXISTS {{word}}_level ON {{word}} (level, word) WHERE level > 3;
CREATE INDEX IF NOT EXISTS {{word}}_stem ON {{word}} (stem) WHERE stem IS NOT NULL;
CREATE INDEX IF NOT EXISTS {{word}}_sound ON {{word}} (sound) WHERE sound IS NOT NULL;
CREATE INDEX IF NOT EXISTS {{word}}_tail ON {{word}} ({TAIL})
"""
FOUND = "search_words_of(r.text) @@ %s::tsquery"
NEWEST = 400  # rows that are looked through one by one for a word that most stories hold
STEPS = (500, 1000)  # stories whose words are looked at for phrases in one go: 13 µs each
LZ4 = "SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'"


class PostgreSQLStore(Store):
    # Two acts may count the same word at once: without the lock, one count would be lost.
    locking = " FOR UPDATE"

    def create(self):
        self.sql(WORDS_OF)
        for statement in TABLES.split(";\n"):
            self.sql(statement)
        if self.all(LZ4) == [(True,)]:  # a text is read in half the time; not every server has it
            self.sql("ALTER TABLE {row} ALTER COLUMN text SET COMPRESSION lz4")

    def drop(self):
        self.sql("DROP TABLE IF EXISTS {row}, {word}")

    def clear(self):
        """Empty the tables; a damaged one is dropped and made again.

        They are filled next: GIN keeps new rows in a list, and takes them in thousand by thousand.
        """
        self.drop()
        self.create()
        self.sql("ALTER INDEX {row}_words SET (fastupdate = on)")

    def flush(self):
        self.sql("ALTER INDEX {row}_words SET (fastupdate = off)")
        self.sql("SELECT gin_clean_pending_list('{row}_words')")

    @staticmethod
    def unpacked(text):
        return text.partition(" h_")[0].partition(" x_")[0]  # without the words of its head that stand again

    head = staticmethod(head_of)

    def insert(self, rows):
        """Insert (number, document) rows."""
        self.many(
            "INSERT INTO {row} (id, subject, live_from, live_until, text) VALUES (%s, %s, %s, %s, %s)",
            [
                (number, each.subject, each.live_from, each.live_until, indexed(each.text))
                for number, each in rows
            ],
        )

    def delete(self, number, text):
        self.sql("DELETE FROM {row} WHERE id = %s", [number])

    def add_words(self, rows):
        self.many(
            "INSERT INTO {word} AS w (word, language, shown, count, level, stem, sound)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (word, language) DO UPDATE SET count = w.count + EXCLUDED.count",
            rows,
        )

    def recount(self, rows):
        if not rows:
            return
        columns = [list(column) for column in zip(*rows, strict=True)]
        self.sql(
            "UPDATE {word} w SET count = n.count, level = n.level FROM"
            " unnest(%s::int[], %s::text[], %s::text[], %s::smallint[]) n (count, word, language, level)"
            " WHERE w.word = n.word AND w.language = n.language",
            [*columns, [count.bit_length() for count in columns[0]]],
        )

    def lock(self):
        """Let nobody write words until the transaction ends."""
        self.sql("LOCK TABLE {word} IN ACCESS EXCLUSIVE MODE")

    def settle(self):
        """Give back the room of counts that were written over, and tell the planner what is there."""
        # CLUSTER would carry along what any open transaction could still see.
        self.sql("CREATE TEMPORARY TABLE kept_words AS SELECT * FROM {word}")
        self.sql("TRUNCATE {word}")
        self.sql("INSERT INTO {word} SELECT * FROM kept_words ORDER BY word, language")
        self.sql("DROP TABLE kept_words")
        self.sql("REINDEX TABLE {word}")
        self.sql("ANALYZE {row}, {word}")

    def match(self, formula, at, limit, below=None, above=None):
        """Return the newest hits of a formula among what is live at `at` (ms), newest first."""
        if any(len(phrase) > 1 for phrase in (*formula.phrases, *formula.never)):
            return self._match_phrases(formula, at, limit, below, above)
        if formula.is_broad:
            hits = self._read(formula, "true", [], at, (NEWEST, limit), below, above)
            if len(hits) == limit:
                return hits
        return self._select(formula, at, limit, below, above)

    def _select(self, formula, at, limit, below, above):
        """Return hits by the index of words.

        Materialised, since a limit lets PostgreSQL walk all rows by time; and no bound is a bare column, by
        which it would walk those rows, and cut each one's text into words.
        """
        where, params = _bounds(at, below, above, "r.id + 0")
        rows = self.all(
            f"WITH hits AS MATERIALIZED (SELECT r.id, r.subject FROM {{row}} r WHERE {where} AND {FOUND})"
            " SELECT id, subject FROM hits ORDER BY id DESC LIMIT %s",
            [*params, tsquery(formula), limit],
        )
        return [Hit(*row) for row in rows]

    def _match_phrases(self, formula, at, limit, below, above):
        """Return the hits whose words stand one behind the other: GIN keeps no order, so they are read."""
        if formula.is_broad:
            return self._match_common_phrases(formula, at, limit, below, above)
        order = Formula(phrases=formula.phrases, never=formula.never)
        found = []
        for step in STEPS:
            candidates = self._select(formula, at, step, below, above)
            ids = [hit.id for hit in candidates]
            found += self._read(order, "r.id = ANY(%s)", [ids], at, (step, limit - len(found)))
            if len(candidates) < step or len(found) >= limit:
                break
            below = ids[-1]
        return found

    def _match_common_phrases(self, formula, at, limit, below, above):
        """Return the hits among the newest stories: the index would name nearly all that there are."""
        for most in (NEWEST, sum(STEPS)):
            found = self._read(formula, "true", [], at, (most, limit), below, above)
            if len(found) >= limit:
                break
        return found

    def _read(self, formula, where, params, at, limits, below=None, above=None):
        """Return hits by looking through the newest rows one by one: (rows at most, hits at most)."""
        bounds, bound = _bounds(at, below, above)
        # position() and not LIKE: the "_" that every mark and every prefixed token holds would be a
        # wildcard there.
        held, tokens = _held(formula)
        rows = self.all(
            "SELECT id, subject FROM (SELECT r.id, r.subject, ' ' || r.text || ' ' AS text FROM {row} r"
            f" WHERE {bounds} AND {where} ORDER BY r.id DESC LIMIT %s) newest"
            f" WHERE {held} ORDER BY id DESC LIMIT %s",
            [*bound, *params, limits[0], *tokens, limits[1]],
        )
        return [Hit(*row) for row in rows]

    def probe(self, formulas, at):
        """Return which of the formulas have a hit that is live at `at`, as a list of booleans."""
        if not formulas:
            return []
        statement = f"EXISTS (SELECT 1 FROM {{row}} r WHERE {FOUND} AND {{live}})"
        rows = self.all(
            f"SELECT {', '.join([statement] * len(formulas))}",
            [param for formula in formulas for param in (tsquery(formula), at, at)],
        )
        return list(rows[0])


def _bounds(at, below, above, key="r.id"):
    bounds = [(f"{key} < %s", below), (f"{key} >= %s", above)]
    where = " AND ".join(["{live}", *(sql for sql, value in bounds if value is not None)])
    return where, [at, at, *(value for _sql, value in bounds if value is not None)]


def _held(formula):
    """Return (SQL, parameters) that ask whether a row's text holds what a formula wants."""
    groups = [*formula.every, *([" ".join(phrase)] for phrase in formula.phrases)]
    tests = [" OR ".join(["position(%s IN text) > 0"] * len(group)) for group in groups]
    tests += ["position(%s IN text) = 0"] * len(formula.never)
    words = [*(word for group in groups for word in group), *(" ".join(phrase) for phrase in formula.never)]
    return " AND ".join(f"({test})" for test in tests), [f" {word} " for word in words]


def tsquery(formula):
    """Return a formula in PostgreSQL's language, every token quoted; phrases as the words they hold."""
    groups = [*formula.every, *([token] for phrase in formula.phrases for token in phrase)]
    parts = [" | ".join(f"'{token}'" for token in group) for group in groups]
    parts += [f"!'{phrase[0]}'" for phrase in formula.never if len(phrase) == 1]
    return " & ".join(f"({part})" for part in parts)
