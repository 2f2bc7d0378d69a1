"""Pictures from the old site, where an operator named its host: over HTTPS, from public addresses."""

import http.client
import ipaddress
import socket
import ssl
import tempfile
from time import monotonic
from urllib.parse import quote, urlsplit

from django.core.files import File

from .media import MAX_BYTES
from .readers.opening import BadFile

SECONDS = 20  # for one answer to begin
LONGEST = 120  # s; for one file
PART = 1 << 16


class BadHost(Exception):
    """A host that nothing is fetched from."""


class Connection(http.client.HTTPSConnection):
    """Goes to the address that was checked, and not to what the name means a moment later."""

    def __init__(self, host, address):
        super().__init__(host, 443, timeout=SECONDS, context=ssl.create_default_context())
        self.checked = address

    def connect(self):
        plain = socket.create_connection((self.checked, self.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


class Fetcher:
    """Fetches files of one host."""

    def __init__(self, host):
        self.host = host.strip().lower().rstrip(".")
        if not self.host or any(sign in self.host for sign in "/:@?# "):
            raise BadHost("Give --fetch-from the name of a host, such as www.example.org.")

    def open(self, address):
        """Return the file at an address, None of another host; raise BadFile where it can't be had."""
        parts = urlsplit(address)
        if (parts.hostname or "").lower() != self.host:
            return None
        path = quote(parts.path or "/", safe="/%") + (
            f"?{quote(parts.query, safe='=&%')}" if parts.query else ""
        )
        connection = Connection(self.host, public_address(self.host))
        try:
            connection.request("GET", path, headers={"User-Agent": "Newsroom"})
            answer = connection.getresponse()
            if answer.status != 200:
                raise BadFile(f"{self.host} answered {answer.status}")
            return File(_copied(answer), name=parts.path.rpartition("/")[2])
        except (OSError, http.client.HTTPException, ssl.SSLError) as error:
            raise BadFile(f"it can't be fetched: {error}") from error
        finally:
            connection.close()


def public_address(host):
    """Return an address of a host; raise BadFile where any of its addresses is no public one."""
    try:
        found = {row[4][0] for row in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise BadFile(f"{host} is not known: {error}") from error
    for each in found:
        if not ipaddress.ip_address(each.partition("%")[0]).is_global:
            raise BadFile(f"{host} is at {each}, which is no public address")
    return sorted(found)[0]


def _copied(answer):
    copied, count, began = tempfile.TemporaryFile(), 0, monotonic()  # noqa: SIM115
    while part := answer.read(PART):
        count += len(part)
        if count > MAX_BYTES or monotonic() - began > LONGEST:
            copied.close()
            raise BadFile(f"it is larger than {MAX_BYTES >> 20} MB, or takes longer than {LONGEST} s")
        copied.write(part)
    copied.seek(0)
    return copied
