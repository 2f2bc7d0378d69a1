"""Rows of a query as a JSON list, of which none waits in memory for the others."""


class Streamed(list):
    """Rows that json writes one at a time: it asks a list whether it is empty, and for its rows."""

    def __init__(self, rows):
        super().__init__()
        self.rows = rows

    def __bool__(self):
        return self.rows.exists()

    def __iter__(self):
        return self.rows.iterator()
