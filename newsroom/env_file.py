"""The file `.env`: read whole or not at all, and looked through for names and lines that nothing reads."""

import re
from io import StringIO

from django.core.exceptions import ImproperlyConfigured

LINE = re.compile(r"(?:export )?([A-Za-z_0-9]+)=.*")
# Read by others than the settings: boto3 from the environment, the compose file from `.env` itself.
OTHERS = re.compile(r"AWS_\w+|POSTGRES_PASSWORD")


def opened(path):
    """Return the file for `read_env`, an empty one where there is none; raise ImproperlyConfigured."""
    try:
        return StringIO(path.read_text(encoding="utf-8-sig"))  # as Notepad begins a file
    except FileNotFoundError:
        return StringIO()
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"{path} is damaged: it is no text in UTF-8. Write it anew.") from error
    except OSError as error:
        raise ImproperlyConfigured(f"{path} can't be read ({error.strerror}). Give it to us.") from error


def names(path):
    """Return (the names that the file sets, the numbers of lines that set nothing)."""
    found, damaged = [], []
    for number, line in enumerate(opened(path).read().splitlines(), start=1):
        match = LINE.fullmatch(line)
        if match:
            found.append(match[1])
        elif line.strip() and not line.lstrip().startswith("#"):
            damaged.append(number)
    return found, damaged
