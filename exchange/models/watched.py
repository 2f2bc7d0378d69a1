"""What an operator allowed to be watched: hosts, and folders under one folder."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _


def refusal_of_address(address):
    """Return why nothing is fetched from an address, or an empty string."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return _("This is no web address.")
    if parts.scheme != "https" or port not in (None, 443) or parts.username or parts.password:
        return _("Give an address that begins with https://, without a port and a password.")
    if host not in settings.WIRE_HOSTS or is_number(host):
        return _("%(host)s is not among the hosts that the operator allowed (WIRE_HOSTS).") % {"host": host}
    return ""


def is_number(host):
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def refusal_of_folder(name):
    """Return why a folder isn't watched, or an empty string."""
    if not settings.WIRE_FOLDER:
        return _("The operator allowed no folder (WIRE_FOLDER).")
    if "\x00" in name or not is_inside(Path(settings.WIRE_FOLDER, name)):
        return _("Name a folder inside of the one that the operator allowed (WIRE_FOLDER).")
    return ""


def is_inside(path):
    """Ask whether a path, its links followed, lies in the folder that is allowed."""
    try:
        return path.resolve().is_relative_to(Path(settings.WIRE_FOLDER).resolve())
    except (OSError, RuntimeError):
        return False


def folder(name):
    return Path(settings.WIRE_FOLDER, name).resolve()
