"""Slow clients hold no thread: a request gets one when all of it has arrived."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from types import SimpleNamespace
from unittest import mock

import pytest
from django.conf import settings
from gunicorn.config import Config
from hypothesis import given
from hypothesis import strategies as st

from newsroom import worker

HEAD = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n"
SIGNED_IN = b"POST / HTTP/1.1\r\nContent-Length: %d\r\nCookie: sessionid=a\r\n"
SLOW = {
    "silent": b"",
    "half a head": b"GET / HTTP/1.1\r\nX-A: ",
    "half a body": HEAD + b"\r\nhalf",
    "a chunk": b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha",
    "an answer that isn't closed": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
}


def echo(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    path = f"{environ['SCRIPT_NAME']}|{environ['PATH_INFO']}"
    start_response("200 OK", [("Content-Length", str(len(body))), ("X-Path", path)])
    return [body]


@pytest.fixture(scope="module")
def port():
    """Serve `echo` as production is served, by one process of four threads."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = free.getsockname()[1]
    environment = os.environ | {"PORT": str(number), "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "tests.test_worker:echo"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        for _attempt in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", number)):
                break
            time.sleep(0.1)
        yield number
        server.terminate()


def answer(port, sent, timeout=20):
    with socket.create_connection(("127.0.0.1", port), timeout) as client:
        client.sendall(sent)
        return b"".join(iter(lambda: client.recv(65536), b""))


@pytest.mark.parametrize("name", SLOW)
def test_slow_clients_keep_no_reader_waiting(port, name):
    with contextlib.ExitStack() as held:
        for _each in range(50):
            client = held.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(SLOW[name])

        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("POST", "/", b"a letter")

        assert connection.getresponse().read() == b"a letter"
        connection.close()


def test_a_half_sent_head_is_ended_by_the_server(port):
    assert answer(port, SLOW["half a head"]).startswith(b"HTTP/1.1 408")


def test_a_head_that_has_no_end_is_refused(port):
    assert b" 431 " in answer(port, b"GET / HTTP/1.1\r\n" + b"X-A: x\r\n" * 8300).splitlines()[0]


@pytest.mark.parametrize("name", ["SCRIPT_NAME", "PATH_INFO"])
def test_no_header_of_a_reader_says_under_which_path_the_site_lies(port, name):
    told = answer(port, f"GET /a/b HTTP/1.1\r\nHost: x\r\n{name}: /a\r\nConnection: close\r\n\r\n".encode())

    assert b"\r\nX-Path: |/a/b\r\n" in told


def test_two_requests_sent_at_once_are_both_answered(port):
    two = HEAD + b"\r\n" + b"first one" + HEAD + b"Connection: close\r\n\r\nsecond 2!"

    said = answer(port, two)

    assert said.count(b"HTTP/1.1 200 OK") == 2
    assert said.index(b"first one") < said.index(b"second 2!")


@pytest.mark.parametrize("length", ["%d", "%013d", "%0500d"])
def test_no_body_passes_for_the_next_request(port, length):
    body = b"GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length % len(body)}\r\n\r\n"

    said = answer(port, head.encode() + body)

    assert said.count(b"HTTP/1.1 200 OK") == 1
    assert said.endswith(b"\r\n\r\n" + body)


def test_who_asks_whether_to_go_on_is_told(port):
    with socket.create_connection(("127.0.0.1", port), 20) as client:
        client.sendall(HEAD + b"Expect: 100-continue\r\nConnection: close\r\n\r\n")

        assert client.recv(1000).startswith(b"HTTP/1.1 100 Continue")

        client.sendall(b"nine byte")
        assert b"".join(iter(lambda: client.recv(1000), b"")).endswith(b"nine byte")


def connected():
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    return worker.Connection(SimpleNamespace(keepalive=2), ours, ("", 0), ("", 0)), theirs


@given(st.lists(st.integers(1, 40), max_size=8), st.binary(max_size=50), st.binary(max_size=30))
def test_however_a_request_is_cut_it_arrives_whole(cuts, body, rest):
    head = b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % len(body)
    conn, client = connected()
    left, is_whole = head + body + rest, False
    for cut in [*cuts, len(left)]:
        client.sendall(left[:cut])
        left = left[cut:]
        with contextlib.suppress(BlockingIOError):
            while not is_whole:
                is_whole = conn.receive(True)

    assert is_whole
    assert conn.recv(10_000) == head + body
    assert conn.rest == rest[: len(conn.rest)]
    conn.close()
    client.close()


@pytest.mark.parametrize(("length", "may_be_large", "missing"), [
    (worker.SMALL, False, worker.SMALL),
    (worker.SMALL + 1, False, 0),
    (worker.SMALL + 1, True, worker.SMALL + 1),
    (worker.LARGE + 1, True, 0),
])  # fmt: skip
def test_a_body_that_is_too_large_is_not_read(length, may_be_large, missing):
    conn, client = connected()
    client.sendall(SIGNED_IN % length + b"\r\n")

    assert conn.receive(may_be_large) == (missing == 0)
    assert conn.missing == missing
    conn.close()
    client.close()


@pytest.mark.parametrize("cookie", [b"", b"Cookie: csrftoken=sessionid\r\n", b"X-Cookie: sessionid=a\r\n"])
def test_a_large_body_without_a_session_is_not_read(cookie):
    conn, client = connected()
    client.sendall(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n%s\r\n" % (worker.SMALL + 1, cookie))

    assert conn.receive(may_be_large=True)
    assert conn.missing == 0
    conn.close()
    client.close()


def test_the_worker_knows_the_cookie_of_a_session():
    cookie = f"\r\nCookie: csrftoken=a; {settings.SESSION_COOKIE_NAME}=b\r\n"

    assert worker.SESSION.search(cookie.encode())


def test_the_worker_and_the_application_take_bodies_of_the_same_size():
    # Here: gunicorn imports this module for `echo`, and sets no Django up.
    from articles.pictures import recordings, upload_limit

    assert worker.SMALL == settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert worker.LARGE == recordings.MAX_BYTES + upload_limit.FORM_BYTES


def begun(length, rest=b""):
    """Return a connection of which a head has come, and the start of a body of `length` bytes."""
    conn, client = connected()
    client.sendall(SIGNED_IN % length + b"\r\n" + rest)
    return conn, client


@pytest.fixture
def loop():
    """The worker's loop without gunicorn around it; `given` are the requests that got a thread."""
    made = worker.BufferingWorker.__new__(worker.BufferingWorker)
    made.reading, made.given, made.poller = set(), [], mock.Mock()
    made.nr_conns, made.alive, made.clients = 0, True, []
    made.enqueue_req = made.given.append
    yield made
    for end in (*made.reading, *made.given, *made.clients):
        end.close()


def enter(loop, length, rest=b""):
    conn, client = begun(length, rest)
    loop.clients.append(client)
    loop.nr_conns += 1
    loop._wait(conn)
    return conn


def test_no_more_large_bodies_lie_on_the_disk_than_a_worker_may_keep(loop):
    kept = [enter(loop, worker.LARGE) for _each in range(worker.LARGE_AT_ONCE)]

    refused, small = enter(loop, worker.LARGE), enter(loop, worker.SMALL)

    assert loop.given == [refused]  # the application says by the length alone that it is too large
    assert loop.reading == {*kept, small}
    assert all(conn.missing == worker.LARGE for conn in kept)


def test_a_large_body_that_went_makes_room_for_the_next(loop):
    first, *_others = [enter(loop, worker.LARGE) for _each in range(worker.LARGE_AT_ONCE)]
    loop._drop(first)

    last = enter(loop, worker.LARGE)

    assert last in loop.reading
    assert last.missing == worker.LARGE


@pytest.mark.parametrize(("length", "is_kept"), [(4, True), (worker.LARGE + 1, False), (10**15, False)])
def test_a_connection_is_closed_behind_a_body_that_was_not_read(loop, length, is_kept):
    conn = enter(loop, length, b"body")
    conn.cfg = Config()
    conn.init()
    next(conn.parser)

    assert loop._keepalive_after(conn, True) == is_kept


@given(st.integers(1, worker.LARGE))
def test_a_body_has_its_seconds_by_its_length(length):
    conn, client = begun(length)
    before = conn.deadline

    conn.receive(True)

    assert conn.deadline == before + length / worker.SLOWEST
    conn.close()
    client.close()


def test_who_sends_part_of_a_body_gets_no_more_time(loop):
    conn = enter(loop, 100, b"half")
    deadline = conn.deadline
    loop.clients[0].sendall(b"a byte")

    loop._read(conn, conn.sock)

    assert (conn.deadline, conn.missing) == (deadline, 90)


def test_what_is_over_its_time_is_closed_and_told_and_the_rest_is_read_on(loop):
    late, early = enter(loop, worker.LARGE, b"half"), enter(loop, worker.LARGE)
    late.deadline = time.monotonic() - 1

    loop.murder_pending()

    assert loop.reading == {early}
    assert (loop.nr_conns, loop.given) == (1, [])
    assert loop.clients[0].recv(100).startswith(b"HTTP/1.1 408 Request Timeout")


def test_a_worker_that_ends_takes_who_waits_and_then_nobody(loop):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()
        loop.clients += [socket.create_connection(address) for _each in range(3)]
        for client in loop.clients[:2]:
            client.sendall(b"GET / HTTP/1.1\r\n\r\n")
        listener.setblocking(False)
        loop.cfg, loop.sockets, loop._accepting, loop.alive = Config(), [listener], True, False

        loop.set_accept_enabled(False)

    assert (len(loop.given), len(loop.reading), loop.nr_conns) == (2, 1, 3)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)
    (silent,) = loop.reading
    assert silent.deadline <= time.monotonic() + worker.STOP_KEEPALIVE_LINGER
