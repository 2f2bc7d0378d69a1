"""An agency of the tests: a server on this machine, and the items that it sends."""

import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from exchange import fetching


def rss(*items):
    return f"<rss version='2.0'><channel><title>Agency</title>{''.join(items)}</channel></rss>"


def item(key="1", headline="Port shut", body="<p>The port is shut.</p><p>Ships wait.</p>", at=None, more=""):
    """Return an item of RSS; `key` None has no id, and no link."""
    at = format_datetime(at or datetime.now(UTC) - timedelta(hours=1))
    known = f"<guid>{key}</guid><link>https://feeds.example.org/{key}</link>" if key else ""
    return (
        f"<item>{known}<title>{escape(headline)}</title><pubDate>{at}</pubDate>"
        f"<description>{escape(body)}</description>{more}</item>"
    )


def newsml(
    key="urn:1", version=1, headline="Port shut", body="<p>The port is shut.</p>", status="usable", more=""
):
    return (
        f'<newsItem guid="{key}" version="{version}" xmlns="http://iptc.org/std/nar/2006-10-01/"><rightsInfo>'
        "<copyrightNotice>© Agency</copyrightNotice></rightsInfo><itemMeta>"
        f'<versionCreated>{datetime.now(UTC).isoformat()}</versionCreated><pubStatus qcode="stat:{status}"/>{more}'
        f"</itemMeta><contentMeta><headline>{headline}</headline></contentMeta><contentSet>"
        f"<inlineXML><body>{body}</body></inlineXML></contentSet></newsItem>"
    )


class Agency:
    """Answers each path with (status, headers, bytes), and remembers what was asked."""

    def __init__(self):
        self.answers, self.asked = {}, []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self.handler())
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def handler(self):
        agency = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):  # noqa: N802
                agency.asked.append((self.path, dict(self.headers)))
                status, headers, body = agency.answers.get(self.path, (404, {}, b""))
                if callable(body):
                    body(self)
                    return
                if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                    status, body = 304, b""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        return Handler

    def answer(self, body, path="/feed", status=200, **headers):
        body = body.encode() if isinstance(body, str) else body
        self.answers[path] = (status, headers, body)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def let_in(monkeypatch, agency):
    """Lead every public host to the agency's server, without encryption."""
    port = agency.server.server_address[1]

    def connect(self):
        self.sock = self.plugged = socket.create_connection(("127.0.0.1", port), self.timeout)

    monkeypatch.setattr(fetching, "public_addresses", lambda host: ["203.0.113.9"])
    monkeypatch.setattr(fetching.Connection, "connect", connect)


def read(client, address, **data):
    answer = client.get(address, data)
    assert answer.status_code == 200
    return answer.content.decode()
