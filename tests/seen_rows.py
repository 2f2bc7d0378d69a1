"""What the form of a row sends of what it showed."""

from articles.admin.stale_check import fingerprint


def seen(row):
    return {"seen": fingerprint(type(row)._base_manager.get(pk=row.pk))}
