"""The index on SQLite: FTS5 without content of its own, its row numbers in the order of time."""

import zlib

from django.db import DatabaseError

from .document import BREAK, head_of, indexed
from .store import TAIL, Hit, Store

TABLES = f"""
CREATE TABLE IF NOT EXISTS {{row}} (
    id INTEGER PRIMARY KEY, subject INTEGER NOT NULL UNIQUE, live_from INTEGER NOT NULL, live_until INTEGER,
    text BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS {{word}} (
    word TEXT NOT NULL, language TEXT NOT NULL, shown TEXT, count INTEGER NOT NULL, level INTEGER NOT NULL,
    stem INTEGER, sound INTEGER, PRIMARY KEY (word, language)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS {{word}}_level ON {{word}} (level, word) WHERE level > 3;
CREATE INDEX IF NOT EXISTS {{word}}_stem ON {{word}} (stem) WHERE stem IS NOT NULL;
CREATE INDEX IF NOT EXISTS {{word}}_sound ON {{word}} (sound) WHERE sound IS NOT NULL;
CREATE INDEX IF NOT EXISTS {{word}}_tail ON {{word}} ({TAIL});
CREATE VIRTUAL TABLE IF NOT EXISTS {{fts}} USING fts5(
    words, content='', columnsize=0, tokenize="ascii tokenchars '_'");
INSERT INTO {{fts}} ({{fts}}, rank) VALUES ('pgsz', 4000)
"""
PIECE = 600  # bytes that are unpacked in one go
DAMAGED = "a text of the search index is damaged"  # raised as what a damaged table raises


class SQLiteStore(Store):
    locking = ""  # whoever writes to SQLite is alone

    def create(self):
        for statement in TABLES.split(";\n"):
            self.sql(statement)

    def drop(self):
        for table in (self.row, self.word, self.fts):
            self.sql(f"DROP TABLE IF EXISTS {table}")

    def clear(self):
        """Empty the tables; a damaged one is dropped and made again."""
        self.drop()
        self.create()

    @staticmethod
    def unpacked(text):
        try:
            return zlib.decompress(text).decode()
        except (zlib.error, UnicodeDecodeError) as error:
            raise DatabaseError(DAMAGED) from error

    @staticmethod
    def head(text):
        """Return the head of a packed text, and unpack little more than it."""
        unpacking, read = zlib.decompressobj(), b""
        # The head is the first few hundred bytes of a text: to rank by it, the rest stays packed.
        while read.count(BREAK.encode()) < 3 and not unpacking.eof:
            try:
                part = unpacking.decompress(text, PIECE)
            except zlib.error as error:
                raise DatabaseError(DAMAGED) from error
            read, text = read + part, unpacking.unconsumed_tail
            if not (part or text):
                raise DatabaseError(DAMAGED)
        return head_of(read.decode(errors="ignore"))

    def insert(self, rows):
        """Insert (number, document) rows."""
        self.many(
            "INSERT INTO {row} (id, subject, live_from, live_until, text) VALUES (%s, %s, %s, %s, %s)",
            [
                (number, each.subject, each.live_from, each.live_until, zlib.compress(each.text.encode()))
                for number, each in rows
            ],
        )
        words = [(number, indexed(each.text)) for number, each in rows]
        self.many("INSERT INTO {fts} (rowid, words) VALUES (%s, %s)", words)

    def delete(self, number, text):
        # A table without content is told which words it loses.
        self.sql("INSERT INTO {fts} ({fts}, rowid, words) VALUES ('delete', %s, %s)", [number, indexed(text)])
        self.sql("DELETE FROM {row} WHERE id = %s", [number])

    def forget(self):
        """Merge all parts of the index: until then FTS5 keeps the words of what was deleted."""
        self.sql("INSERT INTO {fts} ({fts}) VALUES ('optimize')")

    def tokens(self):
        self.sql("CREATE VIRTUAL TABLE temp.search_tokens USING fts5vocab('main', '{fts}', 'row')")
        try:
            return dict(self.all("SELECT term, doc FROM temp.search_tokens"))
        finally:
            self.sql("DROP TABLE temp.search_tokens")

    def add_words(self, rows):
        self.many(
            "INSERT INTO {word} (word, language, shown, count, level, stem, sound)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            rows,
        )

    def recount(self, rows):
        self.many(
            "UPDATE {word} SET count = %s, level = %s WHERE word = %s AND language = %s",
            [(count, count.bit_length(), word, language) for count, word, language in rows],
        )

    def match(self, formula, at, limit, below=None, above=None):
        """Return the newest hits of a formula among what is live at `at` (ms), newest first."""
        statement, params = self._match(formula, at, below, above)
        rows = self.all(
            f"SELECT r.id, r.subject {statement} ORDER BY f.rowid DESC LIMIT %s",
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


def expression(formula):
    """Return a formula in FTS5's language, every token quoted."""
    # Quoted, since FTS5 takes AND, NOT, `*`, `:` and `-` outside quotes for its own syntax.
    parts = [" OR ".join(f'"{token}"' for token in group) for group in formula.every]
    parts += [f'"{" ".join(phrase)}"' for phrase in formula.phrases]
    text = " AND ".join(f"({part})" for part in parts)
    never = " OR ".join(f'"{" ".join(phrase)}"' for phrase in formula.never)
    return f"({text}) NOT ({never})" if never else text
