from argparse import ArgumentTypeError
from pathlib import Path


def given_path(text):
    """Return the path of an argument; an empty one is a shell's variable that isn't set, and no folder."""
    if not text:
        raise ArgumentTypeError("it is empty; name a file or a folder")
    return Path(text)
