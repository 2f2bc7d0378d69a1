"""Files on a disk that stand under their names only when they are whole: what has a name never changes."""

import os
from secrets import token_hex

from django.core.files.move import file_move_safe
from django.core.files.storage import FileSystemStorage

HALVES = ".halves"  # hidden, so that no backup takes them


class Disk(FileSystemStorage):
    def _save(self, name, content):
        half, path = f"{HALVES}/{token_hex(8)}", self.path(name)
        try:
            super()._save(half, content)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            file_move_safe(self.path(half), path, allow_overwrite=True)
        except BaseException:
            self.delete(half)
            raise
        return name
