"""Files that other services look for at the paper's root: which there are, and what they may hold."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# By which search engines and networks know that an address is the paper's.
VERIFICATION = "|".join(
    (
        r"google[0-9a-f]{16}\.html",
        r"BingSiteAuth\.xml",
        r"yandex_[0-9a-f]{16}\.html",
        r"pinterest-[0-9a-f]{5}\.html",
        r"naver[0-9a-f]{32}\.html",
        r"baidu_verify_[A-Za-z0-9-]{1,40}\.html",
    )
)
LENGTHS = {"ads_txt": 60_000, "trust_txt": 20_000, "security_txt": 5_000, "verification": 10_000}
MOST = 20  # verification files
SCRIPT = re.compile(r"<\s*script|javascript:", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def verification_files(text):
    """Return {name: content} of the lines of a text."""
    return {name: "".join(content).rstrip() for name, *content in _lines(text)}


def _lines(text):
    """Return each line's name, and what stands behind it if anything does."""
    return [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]


def check_plain(text):
    """Refuse what is no text for machines."""
    if SCRIPT.search(text):
        raise ValidationError(_("A file of the root holds no script: take out “<script”."))
    if CONTROL.search(text):
        raise ValidationError(_("There are control characters in it: these files are plain text."))


def check_verification(text):
    check_plain(text)
    lines = _lines(text)
    if len(lines) > MOST:
        raise ValidationError(_("These are more than %(most)d files.") % {"most": MOST})
    for line in lines:
        _check_line(line)
    if len(verification_files(text)) < len(lines):
        raise ValidationError(_("A file of the root stands here twice: keep one line of each."))


def _check_line(line):
    if not re.fullmatch(VERIFICATION, line[0]):
        raise ValidationError(
            _(
                "No service asks for “%(name)s”. Known are files such as google1234567890abcdef.html, "
                "BingSiteAuth.xml, yandex_1234567890abcdef.html and pinterest-a1b2c.html."
            )
            % {"name": line[0][:80]}
        )
    if len(line) == 1:
        raise ValidationError(_("Write behind “%(name)s” what is in it.") % {"name": line[0]})


def check_security(text):
    """Ask for the two fields that RFC 9116 (2.5) demands."""
    check_plain(text)
    names = {line.partition(":")[0].strip().lower() for line in text.splitlines()}
    if text.strip() and not {"contact", "expires"} <= names:
        raise ValidationError(_("A security.txt needs a line “Contact:” and a line “Expires:” (RFC 9116)."))
