"""What gunicorn runs: the WSGI application."""

from io import BytesIO
from urllib.parse import quote

import pytest

from newsroom.wsgi import Utf8Request


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "hex", "undefined", "nothing", "utf-8"])
def test_a_request_is_read_as_utf_8_whatever_charset_it_names(kind, charset):
    request = Utf8Request({
        "REQUEST_METHOD": "GET", "PATH_INFO": "/search/", "QUERY_STRING": f"q={quote('café')}",
        "CONTENT_TYPE": f"{kind}; charset={charset}", "wsgi.input": BytesIO(),
    })  # fmt: skip

    assert request.GET["q"] == "café"
    assert not request.POST


def test_the_application_makes_such_requests():
    from newsroom import wsgi

    assert wsgi.application.request_class is Utf8Request
