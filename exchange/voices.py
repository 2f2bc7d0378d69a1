"""The sources that another newsroom cites: found here, or made."""

from contextlib import suppress

from django.core.exceptions import ValidationError

from articles.models import Citation, Source
from articles.models.named import numbered


class Voices:
    """{slug there: source}; a source of another name under this slug is another one."""

    def __init__(self, told, report):
        self.told, self.report, self.rows = told, report, {}

    def make(self):
        """Find or make them all; return what the log has to know of those that were made."""
        new = [(each, row) for each in self.told if (row := self._found_or_made(each))]
        for each, row in new:
            if each.merged_into or each.represents:
                self._join(row, self.rows.get(each.merged_into), self.rows.get(each.represents))
        for each, row in new:
            self.rows[each.slug] = row.today
        return [said for _each, row in new if (said := _logged(row))]

    def _join(self, row, merged_into, represents):
        row.merged_into, row.represents = merged_into, represents
        if row in (merged_into, represents) or row.closes_ring():
            row.merged_into = row.represents = None
        row.save(update_fields=["merged_into", "represents"])

    def _found_or_made(self, told):
        """Return a source that was made now; one that was here already says what it says."""
        row = Source(**told.columns)
        with suppress(ValidationError):
            for slug in numbered(Source._meta.get_field("slug").clean(told.slug, None)):
                there = Source.objects.select_related("merged_into").filter(slug=slug).first()
                if there is None and row.public_name:
                    row.slug = slug
                    row.save()
                    self.report.sources.append(slug)
                    self.rows[told.slug] = row
                    return row
                if there is None or there.public_name.casefold() == row.public_name.casefold():
                    self.rows[told.slug] = there and there.today
                    return None
        return None

    def cited(self, said):
        """Return unsaved citations, one a mark, of what a text said of its sources."""
        found = {}
        for slug, columns in said:
            if source := self.rows.get(slug):
                row = Citation(source=source, **columns)
                row.mark = row.mark or source.slug
                found.setdefault(row.mark, row)
        return list(found.values())


def _logged(row):
    said = {"merged_into": row.merged_into.slug} if row.merged_into else {}
    said |= {"withdrawn_reason": row.withdrawn_reason} if row.withdrawn_at else {}
    return said and {"slug": row.slug, **said}
