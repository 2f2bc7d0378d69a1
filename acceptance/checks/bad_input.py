"""Malformed requests, sent by hand, since clients mend them on the way."""

import socket
from urllib.parse import urlsplit

from ..figure import nothing

ECHO = "zzyzx"
ASKED = {
    f"/%00{ECHO}": 404,
    f"/articles/../{ECHO}/": 404,
    f"//{ECHO}/": 404,
    "/ARTICLES/BRIDGE/": 404,
    "/articles/bridge": 301,
    f"/?page=%00{ECHO}": 200,
    "/?at=2026-02-31": 404,
    f"/articles/bridge/?{ECHO}={ECHO * 1600}": 200,
    f"/search/?q=%00{ECHO * 10}": 200,
}


def check(paper):
    wrong = [fault for path, status in ASKED.items() for fault in faults(paper, path, status)]
    wrong += faults(paper, "/articles/bridge/", 400, host=f"{ECHO}.example")
    wrong += faults(paper, "/feeds/latest.atom", 200, more="If-Modified-Since: yesterday\r\n")
    wrong += faults(paper, "/articles/bridge/", 405, method="PUT")
    return [nothing(f"bad input, wrong answers to {len(ASKED) + 3} requests", wrong)]


def faults(paper, path, wanted, method="GET", host="127.0.0.1", more=""):
    """Return what is wrong with the answer to a request, line by line."""
    asked = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{more}Connection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", urlsplit(paper.home).port), 30) as wire:
        wire.sendall(asked.encode())
        answer = b"".join(iter(lambda: wire.recv(65536), b"")).decode(errors="replace")
    head, _, body = answer.partition("\r\n\r\n")
    status = int(head.split()[1])
    if status != wanted:
        yield f"{path[:60]} answers {status}, not {wanted}"
    if ECHO in body and not path.startswith("/search/"):
        yield f"{path[:60]} is echoed"
    if status != 301 and "/static/articles/paper." not in body and "<feed" not in body:
        yield f"{path[:60]} gets no page of the paper"
