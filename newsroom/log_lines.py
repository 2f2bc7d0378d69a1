"""The log's lines, for people or for programs; each names the request that it belongs to."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from secrets import token_hex

from django.core.signals import request_finished
from django.dispatch import receiver

HEADER, WSGI_NAME = "X-Request-ID", "HTTP_X_REQUEST_ID"
GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")  # by a proxy of ours
_request = ContextVar("request", default="-")


def numbered(get_response):
    """Give each request an id, its proxy's where that gives one; an answer that failed says it."""

    def middleware(request):
        given = request.META.get(WSGI_NAME, "")  # request.headers reads all of them, at each kept page too
        found = given if GIVEN.fullmatch(given) else token_hex(8)
        _request.set(found)
        request.number = found
        response = get_response(request)
        # Not of others: kept pages are the same for everybody.
        if response.status_code >= 500:
            response.headers[HEADER] = found
        return response

    return middleware


@receiver(request_finished)
def end(**kwargs):
    """Forget the id only here: Django logs an answer that failed behind all middleware."""
    _request.set("-")


class WithRequest(logging.Filter):
    def filter(self, record):
        record.request_id = _request.get()
        return True


class JsonLines(logging.Formatter):
    """One object a line."""

    def format(self, record):
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)
