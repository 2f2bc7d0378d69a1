"""A worker of gunicorn that gives a request a thread only once all of it has arrived.

gunicorn's own (gthread) lets a thread wait for a half-sent head or body without an end, so that as many slow
clients as there are threads stop it. Here the loop that accepts connections reads, and no thread waits.
"""

import re
import socket
import struct
import time
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from tempfile import SpooledTemporaryFile

from gunicorn.errors import ConfigError
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

HEAD_SECONDS = 10  # from a connection's or a request's first moment to the end of its head
SLOWEST = 10_000  # bytes of a body in a second, on average
LONGEST_HEAD = 64 * 1024  # bytes
SESSION = re.compile(rb"\r\ncookie:[^\r\n]*\bsessionid=", re.IGNORECASE)  # settings.SESSION_COOKIE_NAME
SMALL = 5 * 1024 * 1024  # bytes of a body that anyone may send: settings.DATA_UPLOAD_MAX_MEMORY_SIZE
LARGE = 201 * 1024 * 1024  # bytes of the largest form, with a session and a recording: pictures.upload_limit
LARGE_AT_ONCE = 4  # larger bodies than SMALL that lie on this worker's disk
IN_MEMORY = 256 * 1024  # bytes of a request that aren't written to the disk
SEND_SECONDS = 30  # for which a client may take nothing of an answer
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*0*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
CONTINUE = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*\r\n", re.IGNORECASE)
TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
TIMEOUT = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Connection(TConn):
    """A client's connection; `recv` gives the parser what has arrived, and the end behind it."""

    def __init__(self, *args):
        super().__init__(*args)
        stalled = struct.pack("ll", SEND_SECONDS, 0)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, stalled)
        self.data_ready = True
        self.rest = b""  # of the next request
        self.fell_short = False
        self.expect()

    def init(self):
        super().init()
        self.parser.unreader.sock = self

    def recv(self, size):
        part = self.request.read(size)
        self.fell_short = self.fell_short or not part
        return part

    def expect(self):
        """Begin to wait for a request."""
        self.head, self.missing, self.rest = self.rest, None, b""
        self.request = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it lives as long as the request
        self.deadline = time.monotonic() + HEAD_SECONDS

    def receive(self, may_be_large):
        """Read what is there; return whether a request is whole. Raises OSError, or EOFError at the end."""
        if self.missing is None and b"\r\n\r\n" in self.head:
            return self._begin_body(may_be_large)
        part = self.sock.recv(64 * 1024)
        if not part:
            raise EOFError
        if self.missing is not None:
            return self._take(part)
        self.head += part
        if b"\r\n\r\n" not in self.head:
            if len(self.head) > LONGEST_HEAD:
                self.sock.send(TOO_LONG)
                raise EOFError
            return False
        return self._begin_body(may_be_large)

    def _begin_body(self, may_be_large):
        head, end, rest = self.head.partition(b"\r\n\r\n")
        self.request.write(head + end)
        length = LENGTH.search(head + b"\r\n")
        self.missing = int(length[1]) if length else 0
        if self.missing > (LARGE if may_be_large and SESSION.search(head + b"\r\n") else SMALL):
            self.missing = 0  # the application says so by the length alone, and nothing is read
        elif self.missing and not rest and CONTINUE.search(head + b"\r\n"):
            self.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.deadline += self.missing / SLOWEST
        return self._take(rest)

    @property
    def is_large(self):
        return (self.missing or 0) > SMALL

    def _take(self, part):
        self.request.write(part[: self.missing])
        self.rest = part[self.missing :]
        self.missing -= min(len(part), self.missing)
        if not self.missing:
            self.request.seek(0)
        return not self.missing

    def close(self, graceful=False):
        """Close at once: gunicorn's graceful close holds the loop for two seconds."""
        self.request.close()
        with suppress(OSError):
            self.sock.setblocking(False)
            self.sock.shutdown(socket.SHUT_WR)
            self.sock.recv(1024 * 1024)  # what is left unread would make the kernel cut the answer off
        super().close()


class BufferingWorker(ThreadWorker):
    """gthread, with whole requests."""

    @classmethod
    def check_config(cls, cfg, log):
        if cfg.is_ssl:
            raise ConfigError("This worker speaks no TLS: let a proxy do it, or set worker_class to gthread.")
        super().check_config(cfg, log)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.reading = set()

    def accept(self, listener):
        """Take one who waits to be accepted; return whether there was one."""
        try:
            client, address = listener.accept()
        except BlockingIOError:
            return False
        except ConnectionAbortedError:
            return True
        self.nr_conns += 1
        self._wait(Connection(self.cfg, client, address, listener.getsockname()))
        return True

    def set_accept_enabled(self, enabled):
        super().set_accept_enabled(enabled)
        if not self.alive:
            self._end_listening()

    def _end_listening(self):
        """Take all who wait, and then nobody: at the end of the worker the kernel would cut them off."""
        for listener in self.sockets:
            while self.accept(listener):
                pass
            listener.close()
        soon = time.monotonic() + STOP_KEEPALIVE_LINGER
        for conn in self.reading:
            if not conn.head:
                conn.deadline = min(conn.deadline, soon)

    def on_client_socket_readable(self, conn, client):
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        conn.expect()
        self._wait(conn)

    def _wait(self, conn):
        """Read a request in this loop; most are there whole."""
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, EVENT_READ, partial(self._read, conn))
        self.reading.add(conn)
        self._read(conn, conn.sock)

    def _read(self, conn, _client):
        try:
            is_whole = conn.receive(sum(each.is_large for each in self.reading) < LARGE_AT_ONCE)
        except BlockingIOError:
            return
        except (OSError, EOFError):
            self._drop(conn)
        else:
            if is_whole:
                self._forget(conn)
                self.enqueue_req(conn)

    def _forget(self, conn):
        self.poller.unregister(conn.sock)
        self.reading.discard(conn)

    def _drop(self, conn):
        self._forget(conn)
        self.nr_conns -= 1
        conn.close()

    def _keepalive_after(self, conn, keepalive):
        """Close behind a request of which the parser wanted more: its body would pass for the next one."""
        return super()._keepalive_after(conn, keepalive) and not conn.fell_short

    def finish_request(self, conn, fs):
        super().finish_request(conn, fs)
        if conn.rest and conn in self.keepalived_conns:  # sent at once with the request before it
            self.on_client_socket_readable(conn, conn.sock)

    def murder_pending(self):
        """Close what takes too long."""
        now = time.monotonic()
        for conn in [each for each in self.reading if each.deadline < now]:
            with suppress(OSError):
                conn.sock.send(TIMEOUT if conn.head else b"")
            self._drop(conn)
