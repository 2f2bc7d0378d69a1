"""A record: every public answer of a newsroom at one moment, each in a file of its own."""

import difflib
import hashlib
import io
import re
import shutil
from collections import deque
from itertools import chain, islice
from unittest import mock
from urllib.parse import urlsplit

import time_machine
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse

from .addresses import PRIVATE, derived, links, patterns, starts

LINES, WIDTH = 12, 160  # of a printed difference
OF_STORY = ("history", "notes", "links")
# What is another at each answer: the token against forged forms, in the form and in its cookie.
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")\w+')
COOKIE = re.compile(r"(?<=csrftoken=)\w+(; expires=[^;]+)?")


def answers(at):
    """Yield (path, status, answer as text) of each public address that can be found."""
    client = Client(raise_request_exception=False)
    home = re.search(r"Sitemap: (\S+?)/sitemap", client.get(reverse("robots")).content.decode())[1]
    first = list(dict.fromkeys(starts(at)))
    waiting, seen = deque(first), set(first)
    while waiting:
        path = waiting.popleft()
        response = client.get(path)
        body = text_of(response)
        yield path, response.status_code, printed(path, response, body)
        # Each search offers filters, and those offer more: one step is enough.
        is_last = path.startswith(reverse("search")) and path not in first
        for found in () if is_last else (*links(path, body, home), *derived(path, body)):
            if found not in seen and not found.startswith(PRIVATE):
                seen.add(found)
                waiting.append(found)


def desk_lists():
    """Yield what each list of the desk shows to somebody who may do everything; nobody signs in for that."""
    user = get_user_model().objects.filter(is_staff=True).order_by("username").first()
    user.is_superuser = True  # not saved
    names = [f"{model._meta.app_label}_{model._meta.model_name}_changelist" for model in admin.site._registry]
    stories = apps.get_model("articles", "Article").objects.order_by("pk").values_list("pk", flat=True)
    paths = [
        *("/admin/", "/admin/fronts/"),
        *(reverse(f"admin:{name}") for name in names),
        *(reverse(f"admin:articles_article_{name}", args=[pk]) for pk in stories for name in OF_STORY),
    ]
    client = Client(raise_request_exception=False)
    with mock.patch("django.contrib.auth.middleware.get_user", return_value=user):
        for path in paths:
            response = client.get(path)
            yield path, response.status_code, printed(path, response, TOKEN.sub("", text_of(response)))


def text_of(response):
    """Return an answer's body; of pictures and recordings their length and digest."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    try:
        return body.decode()
    except UnicodeDecodeError:
        return f"{len(body)} bytes, SHA-256 {hashlib.sha256(body).hexdigest()}"


def printed(path, response, body):
    headers = [pair for pair in response.headers.items() if pair[0] != "Content-Length"]  # the body says it
    head = sorted(f"{name}: {in_order(name, value)}" for name, value in headers)
    return "\n".join(
        [path, str(response.status_code), *head, COOKIE.sub("", response.cookies.output()), body]
    )


def in_order(name, value):
    """Return a header's value; a policy's directives, which a set holds, in one order for all processes."""
    return "; ".join(sorted(value.split("; "))) if name == "Content-Security-Policy" else value


def verified():
    """Return what `manage.py verify` says."""
    out = io.StringIO()
    try:
        call_command("verify", stdout=out, stderr=out)
    except CommandError as error:
        out.write(f"{error}\n")
    return f"manage.py verify\n{out.getvalue()}"


def record(folder, at, desk=False):
    """Write every public answer at a moment into a folder; return what is worth a look, line by line."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for cache in caches.all():
        cache.clear()
    statuses, reached = {}, set()
    with time_machine.travel(at, tick=False):
        for path, status, answer in chain(answers(at), desk_lists() if desk else ()):
            (folder / name_of(path)).write_text(answer)
            statuses.setdefault(status, []).append(path)
            if status in (200, 301):
                reached.add(name_of_view(path))
        said = verified()
        (folder / "verify").write_text(said)
    names = {pattern.name for pattern in patterns(get_resolver())}
    counts = ", ".join(f"{len(paths)} of {status}" for status, paths in sorted(statuses.items()))
    failed = [path for status, paths in statuses.items() if status >= 500 for path in paths]
    return [counts, *said.splitlines()[1:], *(f"FAILED: {path}" for path in failed),
            *(f"NOT REACHED: {name}" for name in sorted(names - reached))]  # fmt: skip


def name_of(path):
    """Return a file's name that a person can read, and no other address has."""
    digest = hashlib.sha256(path.encode()).hexdigest()[:8]
    return f"{re.sub(r'[^a-z0-9.-]+', '_', path)[:150]}.{digest}"


def name_of_view(path):
    try:
        return resolve(urlsplit(path).path).url_name
    except Resolver404:
        return None


def compare(before, after):
    """Yield (address, lines of a diff) of each answer that differs, or that only one record has."""
    old, new = read(before), read(after)
    for address in sorted(old.keys() | new.keys()):
        was, now = old.get(address, ""), new.get(address, "")
        if was != now:
            yield address, difference(was, now)


def read(folder):
    if not folder.is_dir():
        raise SystemExit(f"{folder} holds no record.")
    texts = (file.read_text() for file in folder.iterdir())
    return {text.partition("\n")[0]: text for text in texts}


def difference(was, now):
    """Return the first changed lines; a long line is cut behind its elements and commas."""
    parts = [re.split(r"(?<=[>,])|\n", text) for text in (was, now)]
    changes = islice(difflib.unified_diff(*parts, n=0, lineterm=""), 2, 2 + LINES)
    return [line[:WIDTH] for line in changes]
