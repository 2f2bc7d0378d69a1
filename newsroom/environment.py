"""The environment as the settings read it: what is wrong there stops the start with a sentence."""

import re
import warnings
from email.utils import parseaddr
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.message import sanitize_address

TOO_MUCH = 10**9  # 31 years of seconds


class Environment(environ.Env):
    """Stops the start at what can't be read: a mistyped switch would pass for `off`."""

    SWITCHES = (*environ.Env.BOOLEAN_TRUE_STRINGS, "off", "false", "no", "n", "0")

    asked = set()  # the names of all settings, as they are read

    def get_value(self, var, cast=None, **options):
        self.asked.add(var)
        value = self.ENVIRON.get(var, "")
        if cast is bool and var in self.ENVIRON:
            demand(value.strip().lower() in self.SWITCHES, f"{var} is a switch: set it to on or off.")
            return value.strip().lower() in self.BOOLEAN_TRUE_STRINGS
        try:
            if value.startswith("$"):  # the library would take it for the name of another variable
                return self.parse_value(value, cast or str)
            return super().get_value(var, cast=cast, **options)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} can't be read: {error}.") from error

    def number(self, var, default, kind=int):
        try:
            number = kind(self.get_value(var, default=str(default)))
        except ValueError:
            number = -1
        demand(0 <= number < TOO_MUCH, f"{var} is a number, 0 or more, such as {var}={default or 2}.")
        return number

    def choice(self, var, choices):
        """Return one of the choices, whichever way its letters are written; the first where none is made."""
        value = self.get_value(var, default=choices[0])
        found = [each for each in choices if each.casefold() == value.casefold()]
        demand(found, f"{var} is none: set it to one of {', '.join(filter(None, choices))}.")
        return found[0]

    def matching(self, var, pattern, sentence, default=""):
        """Return a text of which all matches the pattern, or an empty one."""
        value = self.get_value(var, default=default)
        demand(not value or re.fullmatch(pattern, value), f"{var} {sentence}")
        return value

    def several(self, var, is_right=None, sentence="", default=()):
        """Return the values between commas, each of them right."""
        values = [each.strip() for each in self.list(var, default=list(default))]
        demand(is_right is None or all(map(is_right, values)), f"{var} {sentence}")
        return [each for each in values if each]

    def pairs(self, var, example):
        """Return what stands before and behind each equals sign."""
        parts = [each.rpartition("=") for each in self.several(var)]
        demand(all(name.strip() and value.strip() for name, _sign, value in parts),
               f"{var} is a list of pairs, such as {var}={example}.")  # fmt: skip
        return {name.strip(): value.strip() for name, _sign, value in parts}

    def redis_url(self, var, default):
        """Return an address that Redis' own library can read; raise ValueError."""
        if url := self.get_value(var, default=default):
            from redis import ConnectionPool  # 5 MB that a server without Redis does without

            try:
                ConnectionPool.from_url(url).make_connection()  # which connects at its first use alone
            except TypeError as unknown:  # an option behind the question mark
                raise ValueError(url) from unknown
            path = urlsplit(url).path
            # The library would take what is no number for the first database, in which others may live.
            if not url.startswith("unix:") and not re.fullmatch(r"/?\d*", path):
                raise ValueError(path)
        return url

    def header(self, var):
        """Return what a header can carry, or an empty string."""
        sentence = "goes through a header: letters from A to Z, digits and signs, no space at its ends."
        return self.matching(var, r"[!-~]([ -~]*[!-~])?", sentence)

    def token(self, var):
        """Return what a header carries and nobody can guess, or an empty string."""
        token = self.header(var)
        demand(not token or len(token) >= 20, f"{var} is short enough to be guessed: 20 letters or more.")
        return token

    def web_address(self, var, example):
        """Return an address of the web, or an empty string."""
        address = self.get_value(var, default="")
        demand(not address or is_web_address(address), f"{var} is no address, such as {example}.")
        return address

    def sender(self, var, default):
        """Return one address from which mail can come, with a name before it or without one."""
        value = self.get_value(var, default=default)
        try:
            is_right = re.fullmatch(r"[^@\s]+@[\w.-]+", parseaddr(sanitize_address(value, "utf-8"))[1])
        except ValueError:
            is_right = False
        demand(is_right, f"{var} is no address of mail, such as Desk <desk@example.org>.")
        return value

    def mail(self, var, default):
        found = self.email_url(var, default=default)
        host, is_twice = found["EMAIL_HOST"] or "", found.get("EMAIL_USE_TLS") and found.get("EMAIL_USE_SSL")
        if ("smtp" in found["EMAIL_BACKEND"] and not host) or is_twice:
            raise ValueError(var)
        # smtplib can speak no other names, users and passwords.
        host.encode("idna")
        f"{found['EMAIL_HOST_USER']}{found['EMAIL_HOST_PASSWORD']}".encode("ascii")
        return found

    def address(self, var, read, default, example):
        """Return what an address says as its reader `read` takes it apart."""
        try:
            with warnings.catch_warnings(action="ignore", category=UserWarning):  # the sentence says it all
                return read(var, default=default)
        except (ValueError, ImproperlyConfigured) as error:
            raise ImproperlyConfigured(f"{var} is no address, such as {example}.") from error


def is_web_address(text):
    """Ask whether a program can ask there."""
    try:
        parts = urlsplit(text)
        has_place = parts.hostname and parts.port != 0
    except ValueError:
        return False
    return bool(parts.scheme in {"http", "https"} and has_place and re.fullmatch("[!-~]+", text))


def is_origin(text):
    """Ask whether a browser would name a page's site like this; * stands for any subdomain."""
    text = text.replace("://*.", "://", 1)
    return is_web_address(text) and not set(text.partition("://")[2]) & set("/?#@*")


def demand(is_right, sentence):
    """Stop the start with a sentence where a setting can't be right."""
    if not is_right:
        raise ImproperlyConfigured(sentence)
