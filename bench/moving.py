"""Measure moving in and out: `make bench MOVING=10000` prints what an archive of so many posts costs.

It makes an export of WordPress, looks at it, brings it, brings it again, and writes the paper as files,
each by its command in a process of its own: CPU seconds behind its start, stories for one of them, and the
most memory held; of which 300 MB is the aim at any number of posts.
"""

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from html import escape
from tempfile import TemporaryDirectory

from markdown_it import MarkdownIt

from . import newsrooms
from .measuring import print_table

# What is asked of each: stories, or pages, for a second of CPU.
AIMS = {"look": 1000, "bring": 100, "bring again": 2000, "static": 200, "static again": None}
HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>The Old Paper</title><link>https://old.example.org</link><language>en-GB</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example.org</wp:base_blog_url>
"""
ITEM = """<item><title>{title} ({number})</title><link>https://old.example.org/{day:%Y/%m}/story-{number}/</link>
<dc:creator>author-{author}</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>
<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date_gmt>{day:%Y-%m-%d %H:%M:%S}</wp:post_date_gmt>
<wp:post_modified_gmt>{day:%Y-%m-%d %H:%M:%S}</wp:post_modified_gmt>
<wp:post_name>story-{number}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="section-{section}"><![CDATA[Section {section}]]></category>
<category domain="post_tag" nicename="tag-{tag}"><![CDATA[Tag {tag}]]></category></item>
"""
DAYS, AUTHORS, SECTIONS, TAGS = 3650, 200, 8, 1000


def export(path, posts):
    """Write an export of so many posts: the sample's texts, ten years of them."""
    lines = (newsrooms.ROOT / "fixtures" / "sample.jsonl").read_text("utf-8").splitlines()
    html = MarkdownIt("commonmark").render
    texts = [
        (row["headline"], html(row["body_markdown"]), row["standfirst"]) for row in map(json.loads, lines)
    ]
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(1, posts + 1):
            title, body, excerpt = texts[number % len(texts)]
            # No text stands twice: what is the same is worked out once by some, and no archive is like that.
            file.write(ITEM.format(
                number=number, title=escape(title), body=f"<p>Number {number}.</p>\n{body}", excerpt=excerpt,
                day=datetime(2010, 1, 1) + timedelta(days=DAYS * number / posts),  # noqa: DTZ001
                author=number % AUTHORS, section=number % SECTIONS, tag=number % TAGS,
            ))  # fmt: skip
        file.write("</channel></rss>\n")


def run(env, *command):
    """Return what a command used: seconds of CPU, and the most memory in MB."""
    whole = [sys.executable, "manage.py", *map(str, command)]
    with subprocess.Popen(whole, cwd=newsrooms.ROOT, env=env, stdout=subprocess.DEVNULL) as process:  # noqa: S603
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed.")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main(posts):
    with TemporaryDirectory(dir=newsrooms.STORE.parent) as name:
        folder = newsrooms.STORE.parent / name
        file = folder / "export.xml"
        export(file, posts)
        env = newsrooms.environment("bench.settings", DATABASE_URL=f"sqlite:///{folder / 'moving.sqlite3'}")
        newsrooms.manage(env, "migrate", "--verbosity", "0")
        print(f"{posts:,} posts, {file.stat().st_size / 1e6:,.0f} MB\n")  # noqa: T201
        start, _memory = run(env, "check")
        print_table(["what", "CPU s", "a second", "aim", "most MB"], rows(env, folder, posts, start))


def rows(env, folder, posts, start):
    """Yield the row of each command, as it ends; `start` is what any command costs before it works."""
    paper = folder / "paper"
    for what, command in {
        "look": ("bring", folder / "export.xml", "--look"),
        "bring": ("bring", folder / "export.xml"),
        "bring again": ("bring", folder / "export.xml"),
        "static": ("static", paper),
        "static again": ("static", paper),
    }.items():
        seconds, memory = run(env, *command)
        seconds -= start
        things = posts if "static" not in what else sum(1 for each in paper.rglob("*.html"))
        yield what, f"{seconds:.1f}", f"{things / seconds:,.0f}", str(AIMS[what] or ""), f"{memory:.0f}"


if __name__ == "__main__":
    main(int(sys.argv[1]))
