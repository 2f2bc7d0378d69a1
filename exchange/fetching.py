"""Files of hosts that an operator named: over HTTPS, from public addresses, with limits of size and time."""

import http.client
import ipaddress
import socket
import ssl
import tempfile
import zlib
from contextlib import suppress
from threading import Timer
from time import monotonic
from urllib.parse import quote, urlsplit

from django.core.files import File
from django.utils.translation import gettext as _

from .media import MAX_BYTES
from .readers.opening import BadFile

SECONDS = 20  # for one answer to begin
LONGEST = 120  # s; for one file
PART = 1 << 16
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # NAT64, RFC 6052
UNICAST = ipaddress.ip_network("2000::/3")  # what IPv6 has of the internet, RFC 4291


class BadHost(Exception):
    """A host that nothing is fetched from."""


AS_TYPED = "%/?:@!$&'()*+,;=~"  # what an address may hold: RFC 3986, 3.3 and 3.4


class Connection(http.client.HTTPSConnection):
    """Goes to an address that was checked, and not to what the name means a moment later."""

    def __init__(self, host, addresses):
        super().__init__(host, 443, timeout=SECONDS, context=ssl.create_default_context())
        self.checked, self.plugged = addresses, None

    def connect(self):
        """Go to the first address that answers: a server without IPv6 reaches none of that kind."""
        for place, address in enumerate(self.checked, start=1):
            try:
                plain = socket.create_connection((address, self.port), self.timeout)
                break
            except OSError:
                if place == len(self.checked):
                    raise
        self.sock = self.plugged = self._context.wrap_socket(plain, server_hostname=self.host)

    def cut(self):
        """End it from another thread: who reads from it finds its end."""
        with suppress(OSError):
            if (
                self.plugged is not None
            ):  # http.client forgets its own at the head of an answer that is the last
                socket.socket.shutdown(self.plugged, socket.SHUT_RDWR)


class Fetcher:
    """Fetches files of one host."""

    def __init__(self, host):
        self.host = host.strip().lower().rstrip(".")
        if not self.host or any(sign in self.host for sign in "/:@?# "):
            raise BadHost("Give --fetch-from the name of a host, such as www.example.org.")

    def open(self, address):
        """Return the file at an address, None of another host; raise BadFile where it can't be had."""
        try:
            parts = urlsplit(address)
            if (parts.hostname or "").lower() != self.host:
                return None
            status, _said, file = ask(address)
        except ValueError as error:  # “https://[x]/”, or half of a letter
            raise BadFile(_("it is no address")) from error
        if status != 200:
            raise BadFile(f"{self.host} answered {status}")
        return File(file, name=parts.path.rpartition("/")[2])


def ask(address, headers=(), most=None, longest=LONGEST):
    """Ask for an address over HTTPS; return (status, headers, file), without a file where it isn't 200.

    `most` is in bytes, as they are unpacked, and `longest` in seconds. Raises BadFile.
    """
    parts = urlsplit(address)
    path = quote(parts.path or "/", safe=AS_TYPED) + (
        f"?{quote(parts.query, safe=AS_TYPED)}" if parts.query else ""
    )
    connection = Connection(parts.hostname, public_addresses(parts.hostname))
    end = Timer(longest + 1, connection.cut)  # for a head that comes letter by letter
    end.start()
    try:
        connection.request("GET", path, headers={"User-Agent": "Newsroom", **dict(headers)})
        answer = connection.getresponse()
        file = _copied(answer, most or MAX_BYTES, longest) if answer.status == 200 else None
        return answer.status, answer.headers, file
    except (OSError, http.client.HTTPException, ssl.SSLError) as error:
        raise BadFile(f"it can't be fetched: {error}") from error
    finally:
        end.cancel()
        connection.close()


def public_addresses(host):
    """Return a host's addresses, the best first; raise BadFile where any of them is no public one."""
    try:
        found = [row[4][0] for row in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]
    except OSError as error:
        raise BadFile(f"{host} is not known: {error}") from error
    for each in found:
        if not _is_public(ipaddress.ip_address(each.partition("%")[0])):
            raise BadFile(f"{host} is at {each}, which is no public address")
    return list(dict.fromkeys(found))


def _is_public(address):
    """Ask whether an address is one of the internet; a router may lead one of IPv6 on to that within it."""
    if address.version == 4:
        return address.is_global and not address.is_multicast
    is_translated = address in TRANSLATED
    if within := ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if is_translated else address.sixtofour:
        return _is_public(within)
    return address in UNICAST and address.is_global


def _copied(answer, most, longest):
    """Copy an answer, unpacked, counting bytes and time: a server may send its bytes one by one."""
    copied, count, began = tempfile.TemporaryFile(), 0, monotonic()  # noqa: SIM115
    try:
        for part in _unpacked(answer):
            count += len(part)
            if count > most or monotonic() - began > longest:
                raise BadFile(f"it is larger than {most >> 20} MB, or takes longer than {longest} s")
            copied.write(part)
    except BaseException:
        copied.close()
        raise
    copied.seek(0)
    return copied


def _unpacked(answer):
    """Yield the parts of an answer, none of them longer than PART; empty ones let the time be looked at."""
    coding = answer.headers.get("Content-Encoding", "identity").lower()
    if coding not in ("identity", "gzip"):
        raise BadFile(f"it is packed as {coding[:40]}, which nobody asked for")
    if coding == "identity":
        while part := answer.read1(PART):
            yield part
        if getattr(answer, "length", None):
            raise BadFile("it ends before its end")
        return
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        while part := answer.read1(PART):
            while part:
                yield unpacking.decompress(part, PART)
                part = unpacking.unconsumed_tail
        yield unpacking.flush()
    except zlib.error as error:
        raise BadFile(f"it can't be unpacked: {error}") from error
    if not unpacking.eof:
        raise BadFile("it ends before its end")
