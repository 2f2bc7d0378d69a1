"""The environment as the settings read it: what is wrong there stops the start with a sentence."""

import re
import warnings
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.Env):
    """Stops the start at what can't be read: a mistyped switch would pass for `off`."""

    SWITCHES = (*environ.Env.BOOLEAN_TRUE_STRINGS, "off", "false", "no", "n", "0")

    asked = set()  # the names of all settings, as they are read

    def get_value(self, var, cast=None, **options):
        self.asked.add(var)
        if cast is bool and self.ENVIRON.get(var, "off").lower() not in self.SWITCHES:
            raise ImproperlyConfigured(f"{var} is a switch: set it to on or off.")
        value = self.ENVIRON.get(var, "")
        try:
            if value.startswith("$"):  # the library would take it for the name of another variable
                return self.parse_value(value, cast or str)
            return super().get_value(var, cast=cast, **options)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} can't be read: {error}.") from error

    def number(self, var, default, kind=int):
        number = self.get_value(var, cast=kind, default=default)
        demand(number >= 0, f"{var} is a number, 0 or more.")
        return number

    def redis_url(self, var, default):
        """Return an address that Redis' own library can read; raise ValueError."""
        if url := self.get_value(var, default=default):
            from redis.connection import parse_url  # 5 MB that a server without Redis does without

            parse_url(url)
            path = urlsplit(url).path
            # The library would take what is no number for the first database, in which others may live.
            if not url.startswith("unix:") and not re.fullmatch(r"/?\d*", path):
                raise ValueError(path)
        return url

    def token(self, var):
        """Return what a header carries and nobody can guess, or an empty string."""
        if token := self.get_value(var, default=""):
            demand(len(token) >= 20, f"{var} is short enough to be guessed: 20 letters or more.")
            demand(
                re.fullmatch(r"[!-~][ -~]*[!-~]", token),
                f"{var} goes through a header: letters from A to Z, digits and signs, no space at its ends.",
            )
        return token

    def web_address(self, var):
        """Return an address of the web, or None."""
        address = self.get_value(var, default="")
        demand(
            not address or re.fullmatch(r"https?://[^/\s]+/?.*", address),
            f"{var} is no address, such as https://s3.example.org.",
        )
        return address or None

    def address(self, var, read, default, example):
        """Return what an address says as its reader `read` takes it apart."""
        try:
            with warnings.catch_warnings(action="ignore", category=UserWarning):  # the sentence says it all
                return read(var, default=default)
        except (ValueError, ImproperlyConfigured) as error:
            raise ImproperlyConfigured(f"{var} is no address, such as {example}.") from error


def demand(is_right, sentence):
    """Stop the start with a sentence where a setting can't be right."""
    if not is_right:
        raise ImproperlyConfigured(sentence)
