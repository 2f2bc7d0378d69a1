"""Backups as the commands make them and read them, and archives that were changed."""

import io
import tarfile

from django.core.management import call_command


def back_up(folder, **options):
    call_command("backup", str(folder), stdout=io.StringIO(), **options)
    return max(folder.glob("*.tar"))


def restore(archive, **options):
    said = io.StringIO()
    call_command("restore", str(archive), stdout=said, stderr=said, **options)
    return said.getvalue()


def with_changed(archive, name, content):
    """Write an archive again with other content in one of its files, or cut off where there is none."""
    changed = archive.with_name("changed.tar")
    with tarfile.open(archive) as old, tarfile.open(changed, "w") as new:
        for member in old:
            if member.name == name and content is None:
                break
            found = content if member.name == name else old.extractfile(member).read()
            member.size = len(found)
            new.addfile(member, io.BytesIO(found))
    return changed
