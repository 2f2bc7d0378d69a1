"""The machine on which a command runs."""

import getpass
import os


def account():
    """Return the name of the account that runs the command, or its number where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # the second since Python 3.13
        return str(os.getuid())
