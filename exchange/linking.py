"""The links between the texts of an archive: where the other one stands here."""

import re
from collections import defaultdict
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import unquote

from . import addresses
from .conversion import joined
from .readers.texts import ENDS

FILE = re.compile(r"[^?#]*")  # of an address


class Links:
    """What an inventory found, {key: address here} of its stories, and the address of their site."""

    def __init__(self, inventory, slugs, base):
        self.inventory, self.slugs, self.base = inventory, slugs, base

    def address(self, story, address):
        """Return where another story stands here to which an address in a story's text leads, or ""."""
        file = story.file
        if file and PurePosixPath(FILE.match(address)[0]).suffix.lower() in ENDS:
            new = self._file(joined(f"/{file}", address))
            new = new or (self.document(unquote(address)) if address.startswith("/") else "")
        else:
            new = ""
        new = new or self._new_address(joined(joined(self.base, story.address or "/"), address))
        return new or (self._named_beside(file, address) if file else "")

    def _file(self, address):
        """Return where the text of a file stands here, by its whole path."""
        key = self.inventory.files.get(unquote(FILE.match(address)[0]).lstrip("/"))
        new = self.slugs.get(key, "") if key else ""
        return new and new + _fragment(address)

    def _named_beside(self, file, address):
        """Return where the text stands here that a file names without its end, as Hugo finds it: other/."""
        path = _without_end(unquote(FILE.match(joined(f"/{file}", address))[0]).strip("/"))
        key = next((key for key, other in self._files.get(path.name, ()) if other == path), "")
        new = key and self.slugs.get(key)
        return new + _fragment(address) if new else ""

    def document(self, name):
        """Return where the text of a file stands here, by its name or its path, if it can be one alone."""
        path = FILE.match(name)[0].strip("/ ")
        if path in ("", "."):
            return ""
        path = _without_end(path)
        named = self._files.get(path.name, ())
        found = [key for key, file in named if f"/{file}".endswith(f"/{path}")]
        new = self.slugs.get(found[0], "") if len(found) == 1 else ""
        return new and new + _fragment(name)

    @cached_property
    def _files(self):
        """The texts of the archive by the names of their files: {name: [(key, path)]}."""
        found = defaultdict(list)
        for file, key in self.inventory.files.items():
            path = _without_end(file)
            found[path.name].append((key, path))
        return found

    def _new_address(self, address):
        """Return where another story of the archive stands here, or ""."""
        if "://" in address and not self._is_of_site(address):
            return ""
        for form in addresses.forms(address):
            key = self.inventory.stories.get(form)
            slug = self.slugs.get(key) if key else None
            if slug:
                return slug + _fragment(address)
        return ""

    def _is_of_site(self, address):
        host = address.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
        return host == self.base.partition("://")[2].partition("/")[0].lower().removeprefix("www.")


def _without_end(name):
    """Return a path without what says its kind; the text of a folder, its index, has the folder's.

    What stands behind another point is a part of the name.
    """
    path = PurePosixPath(name)
    path = path.with_suffix("") if path.suffix.lower() in ENDS else path
    is_index = path.name in ("index", "_index") and path.parent.name
    return path.parent if is_index else path


def _fragment(address):
    fragment = address.partition("#")[2]
    return f"#{fragment}" if fragment else ""
