"""Files that stand under their names only when they are whole."""

import os
from contextlib import contextmanager
from pathlib import Path


def write(path, content, half=None):
    """Write bytes to a file: a stopped run leaves what stood there, and a half beside it."""
    half = half or path.with_name(f"{path.name}.half")
    half.write_bytes(content)
    half.replace(path)


@contextmanager
def opened(path, mode="wb", **options):
    """Open a file to be written bit by bit: one that fails leaves what stood there, and nothing beside it."""
    path = Path(path)
    if path.exists() and not path.is_file():  # such as /dev/stdout
        with open(path, mode, **options) as file:
            yield file
        return
    path = Path(os.path.realpath(path))
    half = path.with_name(f"{path.name}.half")
    try:
        with open(half, mode, **options) as file:
            yield file
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
