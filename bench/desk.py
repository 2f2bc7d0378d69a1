"""What a page of the desk costs a chief editor, in multiples of Y: `make bench DESK=1` prints a table.

CPU of the whole server a request, with a page cache as in production, at 1,000 and at 100,000 stories.
"""

import re
import subprocess
import sys
from contextlib import ExitStack

from . import newsrooms
from .__main__ import SIZES
from .measuring import measured, print_table
from .server import serving

AIM = 12  # Y, at 100,000 stories
REQUESTS, WARM = 20, 10  # the first ones in turn load templates and forms, in each process
PAGES = {
    "My desk": "/admin/",
    "list of stories": "/admin/articles/article/",
    "list of stories: live": "/admin/articles/article/?standing=live",
    "list of stories: search": "/admin/articles/article/?q={word}",
    "new story": "/admin/articles/article/add/",
    "story's form": "/admin/articles/article/{story}/change/",
    "publication of a story": "/admin/articles/article/{story}/publish/",
    "history of a story": "/admin/articles/article/{story}/history/",
    "board": "/admin/desk/board/",
    "calendar": "/admin/articles/article/plans/",
    "fronts": "/admin/fronts/",
    "list of sources": "/admin/articles/source/",
    "list of pictures": "/admin/articles/image/",
    "log": "/admin/articles/act/",
    "counts of 8 weeks": "/admin/desk/counts/",
    "counts of 52 weeks": "/admin/desk/counts/?weeks=52",
}
SIGN_IN = """
from django.contrib.auth.models import Group, User
from django.test import Client
user, _made = User.objects.get_or_create(username="bench", is_staff=True)
user.groups.set(Group.objects.filter(name="Chief editor"))
client = Client()
client.force_login(user)
print(client.cookies["sessionid"].value)
"""


def signed_in(server, env):
    """Give a server's connection the session of a chief editor."""
    run = newsrooms.manage(env, "shell", "-v0", "--command", SIGN_IN, stdout=subprocess.PIPE, text=True)
    server.headers["Cookie"] = f"sessionid={run.stdout.strip()}"
    return server


def addresses(server):
    """Return {page: address}, with a story of the list and a word of its headline put in."""
    rows = server.get(PAGES["list of stories"])
    story, headline = re.search(r"/article/(\d+)/change/[^>]*>([^<]+)<", rows).groups()
    return {
        name: path.format(story=story, word=max(headline.split(), key=len)) for name, path in PAGES.items()
    }


def measure(servers, yardstick):
    """Return {(page, size): multiple of Y} and Y in milliseconds."""
    asked = {
        (page, size): (server, [path] * WARM, REQUESTS)
        for size, server in servers.items()
        for page, path in addresses(server).items()
    }
    return measured(asked, yardstick)


def main():
    sizes = [int(size) for size in sys.argv[1:]] or SIZES
    rooms = {size: newsrooms.of(size) for size in sizes}
    with ExitStack() as stack:
        yardstick = stack.enter_context(serving(newsrooms.yardstick(), "bench.yardstick.wsgi"))
        servers = {
            size: signed_in(stack.enter_context(serving(env, "newsroom.wsgi")), env)
            for size, env in rooms.items()
        }
        costs, y = measure(servers, yardstick)
    rows = ([page, *(f"{costs[page, size]:.1f} Y" for size in sizes), f"{AIM} Y"] for page in PAGES)
    print_table(["page", *(f"{size:,}" for size in sizes), "aim"], rows)
    print(f"\nY = {y:.2f} ms of CPU.")  # noqa: T201  a report is for reading


if __name__ == "__main__":
    main()
