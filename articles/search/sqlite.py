"""The index on SQLite: FTS5 without content of its own, its row numbers in the order of time."""

from .document import BREAK, extra_tokens
from .store import Hit, Store

TABLES = """
CREATE TABLE IF NOT EXISTS {row} (
    id INTEGER PRIMARY KEY, subject INTEGER NOT NULL UNIQUE, live_from INTEGER NOT NULL, live_until INTEGER,
    head TEXT NOT NULL, marks TEXT NOT NULL, body BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS {word} (
    id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, shown TEXT NOT NULL, count INTEGER NOT NULL,
    level INTEGER NOT NULL, tongues TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS {word}_level ON {word} (level, word);
CREATE TABLE IF NOT EXISTS {key} (
    key INTEGER NOT NULL, word INTEGER NOT NULL, PRIMARY KEY (key, word)) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS {fts} USING fts5(
    words, content='', columnsize=0, tokenize="ascii tokenchars '_'")
"""
INSERT_WORD = "INSERT INTO {word} (word, shown, count, level, tongues) VALUES (%s, %s, %s, %s, %s)"
INSERT_KEY = "INSERT OR IGNORE INTO {key} (key, word) SELECT %s, id FROM {word} WHERE word = %s"


class SQLiteStore(Store):
    locking = ""  # whoever writes to SQLite is alone

    def create(self):
        for statement in TABLES.split(";\n"):
            self.sql(statement)

    def drop(self):
        for table in (self.row, self.word, self.key, self.fts):
            self.sql(f"DROP TABLE IF EXISTS {table}")

    def clear(self):
        """Empty the tables; a damaged one is dropped and made again."""
        self.drop()
        self.create()

    def insert(self, rows):
        """Insert (number, document) rows."""
        self.many(
            "INSERT INTO {row} (id, subject, live_from, live_until, head, marks, body)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            [(number, *each.columns) for number, each in rows],
        )
        words = [
            (number, _words(each.head, each.columns[4], " ".join(each.fields[3]))) for number, each in rows
        ]
        self.many("INSERT INTO {fts} (rowid, words) VALUES (%s, %s)", words)

    def delete(self, number, head, marks, body):
        # A table without content is told which words it loses.
        self.sql(
            "INSERT INTO {fts} ({fts}, rowid, words) VALUES ('delete', %s, %s)",
            [number, _words(head, marks, body)],
        )
        self.sql("DELETE FROM {row} WHERE id = %s", [number])

    def add_words(self, rows):
        self.many(INSERT_WORD, [row[:5] for row in rows])
        self.many(INSERT_KEY, [(key, row[0]) for row in rows for key in row[5]])

    def recount(self, rows):
        self.many(
            "UPDATE {word} SET count = %s, level = %s WHERE word = %s",
            [(count, count.bit_length(), word) for count, word in rows],
        )

    def add_tongue(self, word, language, keys):
        self.sql("UPDATE {word} SET tongues = tongues || %s WHERE word = %s", [f"{language} ", word])
        self.many(INSERT_KEY, [(key, word) for key in keys])

    def drop_words(self, words):
        known = self.known(words)
        from .vocabulary import keys_of

        keys = [
            (key, word)
            for word, (_count, tongues) in known.items()
            for language in tongues.split()
            for key in keys_of(word, language)
        ]
        self.many("DELETE FROM {key} WHERE key = %s AND word = (SELECT id FROM {word} WHERE word = %s)", keys)
        self.many("DELETE FROM {word} WHERE word = %s", [(word,) for word in words])

    def match(self, formula, at, limit, below=None, above=None):
        """Return the newest hits of a formula among what is live at `at` (ms), newest first."""
        statement, params = self._match(formula, at, below, above)
        rows = self.all(
            f"SELECT r.id, r.subject, r.head, r.marks {statement} ORDER BY f.rowid DESC LIMIT %s",
            [*params, limit],
        )
        return [Hit(*row) for row in rows]

    def _match(self, formula, at, below=None, above=None):
        bounds = [("f.rowid < %s", below), ("f.rowid >= %s", above)]
        where = " AND ".join(
            ["{fts} MATCH %s", "{live}", *(sql for sql, value in bounds if value is not None)]
        )
        params = [expression(formula), at, at, *(value for _sql, value in bounds if value is not None)]
        # CROSS JOIN keeps the order of the tables: the index is read, and stops at the limit.
        return f"FROM {{fts}} f CROSS JOIN {{row}} r ON r.id = f.rowid WHERE {where}", params

    def probe(self, formulas, at):
        """Return which of the formulas have a hit that is live at `at`, as a list of booleans."""
        parts = [self._match(formula, at) for formula in formulas]
        if not parts:
            return []
        selects = ", ".join(f"EXISTS (SELECT 1 {statement})" for statement, _params in parts)
        rows = self.all(f"SELECT {selects}", [param for _statement, params in parts for param in params])
        return [bool(value) for value in rows[0]]

    def kin(self, keys, words):
        """Return (word, shown, count, keys) of the words that have one of the keys or are one of `words`."""
        marks, others = ", ".join(["%s"] * len(keys)), ", ".join(["%s"] * len(words))
        rows = self.all(
            f"SELECT w.word, w.shown, w.count, k.key FROM {{key}} k JOIN {{word}} w ON w.id = k.word"
            f" WHERE k.key IN ({marks})"
            f" UNION ALL SELECT word, shown, count, 0 FROM {{word}} WHERE word IN ({others})",
            [*keys, *words],
        )
        found = {}
        for word, shown, count, key in rows:
            found.setdefault(word, (word, shown, count, set()))[3].add(key)
        return list(found.values())


def _words(head, marks, body):
    return BREAK.join([head, body, " ".join([*extra_tokens(head), marks])])


def expression(formula):
    """Return a formula in FTS5's language, every token quoted."""
    parts = [" OR ".join(f'"{token}"' for token in group) for group in formula.every]
    parts += [f'"{" ".join(phrase)}"' for phrase in formula.phrases]
    text = " AND ".join(f"({part})" for part in parts)
    never = " OR ".join(f'"{" ".join(phrase)}"' for phrase in formula.never)
    return f"({text}) NOT ({never})" if never else text
