"""Measure the paper when it is hot: `make bench HOT=1`.

64 readers read; first all is quiet, then one publishes every five seconds and corrects each minute, 200 plans
come due within a minute, ten editors save, autosave and preview, and strangers ask for ever other addresses.
After each act its own front is read: nobody may see the old text then. Any answer from 500 on is an error.
"""

import os
import random
import re
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import timedelta
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path

from . import newsrooms
from .server import serving

READERS, EDITORS, PLANS = 64, 10, 200
QUIET, HOT = 20, 120  # s
FLOOD = 100_000  # addresses, as many of them as the time allows
STORIES = 1_000


class Seen:
    """What all threads saw: times of answers by phase, statuses, and faults."""

    def __init__(self):
        self.phase, self.times, self.statuses, self.faults = "quiet", {}, Counter(), []
        self.is_over = False

    def ask(self, connection, method, path, *, is_read=True, **more):
        begun, phase = time.monotonic(), self.phase
        answer = self._answer(connection, method, path, more)
        body = answer.read().decode(errors="replace")
        self.statuses[answer.status] += 1
        if is_read:
            self.times.setdefault(phase, []).append(time.monotonic() - begun)
        if answer.status >= 500:
            self.faults.append(f"{answer.status} {path}")
        return body

    def _answer(self, connection, method, path, more):
        """Return an answer; ask anew where gunicorn closed a connection that was idle, as browsers do."""
        was_open = connection.sock is not None
        try:
            connection.request(method, path, **more)
            return connection.getresponse()
        except (ConnectionError, RemoteDisconnected):
            connection.close()
            if not was_open:
                raise
        connection.request(method, path, **more)
        return connection.getresponse()


def run(seen, port, work):
    """Do some work again and again until the end; a connection that breaks is a fault."""

    def loop():
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        while not seen.is_over:
            try:
                work(connection)
            except Exception as fault:
                seen.faults.append(repr(fault))
                connection.close()

    thread = threading.Thread(target=loop)
    thread.start()
    return thread


def reader(seen, paths):
    def read(connection):
        seen.ask(connection, "GET", random.choice(paths))  # noqa: S311
        time.sleep(0.2)

    return read


def stranger(seen):
    numbers = iter(range(FLOOD))

    def ask(connection):
        number = next(numbers, 0)
        path = f"/articles/no-story-{number}/" if number % 2 else f"/search/?q=word{number}"
        seen.ask(connection, "GET", path, is_read=False)

    return ask


def account(name, role):
    from django.contrib.auth.models import Group, User

    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return User.objects.get(pk=user.pk)


def headers_of(user):
    """Return the headers of a browser in which a user is signed in and sends a form."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    token = "x" * 32
    return {
        "Cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}",
        "X-CSRFToken": token,
        "Content-Type": "application/x-www-form-urlencoded",
    }


def editor(seen, number):
    """Return the work of an editor: save, autosave and preview."""
    from articles import desk
    from articles.models import Article, Section

    user = account(f"hot-{number}", "Editor")
    headers = headers_of(user)
    article = Article(headline=f"Hot story {number}", body="Words.", section=Section.objects.first())
    desk.save(article, by=user)

    def work(connection):
        body = f"content=Words+{random.random()}"  # noqa: S311
        seen.ask(connection, "POST", "/admin/markdownx/preview", is_read=False, body=body, headers=headers)
        body = f"tab=abcdef0123456789&body=Words+{random.random()}&base={article.version}"  # noqa: S311
        path = f"/admin/desk/keep/{article.pk}/"
        seen.ask(connection, "POST", path, is_read=False, body=body, headers=headers)
        article.body = f"Words {random.random()}."  # noqa: S311
        desk.save(article, by=user)
        time.sleep(1)

    return work


def published(chief, headline, **when):
    from articles import desk
    from articles.models import Article, Section

    article = Article(headline=headline, body="The old words.", section=Section.objects.first())
    desk.save(article, by=chief)
    desk.publish(article, by=chief, despite="It is measured.", **when)
    return article


def publish(seen, port):
    """Publish every five seconds, and correct each minute; look at once whether readers have it."""
    from articles import desk
    from articles.models import clock

    chief = account("hot-chief", "Chief editor")
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    begun = clock.now()
    for number in range(PLANS):
        published(chief, f"Planned {number}", at=begun + timedelta(seconds=60 + number * 0.3))
    seen.phase, end, step = "hot", time.monotonic() + HOT, 0
    while time.monotonic() < end:
        article = published(chief, f"Published now {step}")
        if f"Published now {step}" not in seen.ask(connection, "GET", "/", is_read=False):
            seen.faults.append(f"story {step} is not on the front")
        if step % 12 == 11:
            desk.correct(
                article, by=chief, kind="correction", note="Mended.", changes={"body": "The new words."}
            )
            address = article.editions.last().get_absolute_url()
            if "The new words" not in seen.ask(connection, "GET", address, is_read=False):
                seen.faults.append(f"story {step} has its old text")
        step += 1
        time.sleep(5)
    return step


def sizes(pid):
    """Return the memory in MB that a server's processes have for themselves, and their open files."""
    processes = [pid, *map(int, (Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))]
    memory = sum(_pss(process) for process in processes)
    return memory / 1024, sum(len(list(Path(f"/proc/{process}/fd").iterdir())) for process in processes)


def _pss(process):
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def p99(times):
    return statistics.quantiles(times, n=100)[98] * 1000


def report(seen, before, after, stories):
    quiet, hot = seen.times["quiet"], seen.times["hot"]
    yield f"readers' answers: {len(quiet)} quiet, {len(hot)} hot; publications: {stories}"
    yield f"all answers: {dict(sorted(seen.statuses.items()))}"
    yield f"p50: {statistics.median(quiet) * 1000:.0f} ms quiet, {statistics.median(hot) * 1000:.0f} ms hot"
    yield f"p99: {p99(quiet):.0f} ms quiet, {p99(hot):.0f} ms hot: {p99(hot) / p99(quiet):.1f} times"
    yield f"memory: {before[0]:.0f} MB, then {after[0]:.0f}; open files: {before[1]}, then {after[1]}"
    yield f"load average: {Path('/proc/loadavg').read_text().split()[0]}"
    yield f"faults: {len(seen.faults)}"
    yield from seen.faults[:20]


def main():
    newsrooms.of(STORIES)
    with tempfile.TemporaryDirectory(prefix="newsroom-hot-") as folder:
        shutil.copy(newsrooms.database(STORIES), f"{folder}/hot.sqlite3")
        url = f"sqlite:///{folder}/hot.sqlite3"
        env = newsrooms.environment("bench.settings", DATABASE_URL=url, LOG_LEVEL="ERROR")
        os.environ.update(env)
        import django

        django.setup()
        with serving(env, "newsroom.wsgi") as server:
            seen, port = Seen(), server.connection.port
            home = server.get("/")
            paths = ["/", "/archive/", "/feeds/latest.rss", *links(home)]
            threads = [run(seen, port, reader(seen, paths)) for _ in range(READERS)]
            time.sleep(QUIET)
            before = sizes(server.process.pid)
            works = [stranger(seen), *(editor(seen, number) for number in range(EDITORS))]
            threads += [run(seen, port, work) for work in works]
            seen.phase = "setting up"
            try:
                stories = publish(seen, port)
            finally:
                seen.is_over = True
                for thread in threads:
                    thread.join()
            after = sizes(server.process.pid)
        print("\n".join(report(seen, before, after, stories)))  # noqa: T201  a report is for reading
    return int(bool(seen.faults))


def links(home):
    return list(dict.fromkeys(re.findall(r'href="(/(?:articles|sections|topics)/[\w-]+/)"', home)))[:30]


if __name__ == "__main__":
    sys.exit(main())
