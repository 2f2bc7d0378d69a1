"""The Nu Html Checker, on every template and the error pages."""

import json
import re

from ..figure import nothing
from ..tools import module, program, run


def check(paper):
    """Feed it what the server answers, so that it needs no address of its own."""
    jar, java = module("vnu-jar/build/dist/vnu.jar"), program("java")
    folder = paper.scratch / "pages"
    folder.mkdir(exist_ok=True)
    for name, path in paper.pages().items():
        (folder / f"{re.sub('[^a-zA-Z0-9]', '-', name)}.html").write_bytes(paper.get(path)[2])
    (folder / "sent-503.html").write_bytes(paper.get("/fail/503/", "POST")[2])
    (folder / "method-405.html").write_bytes(paper.get("/", "POST")[2])
    files = sorted(map(str, folder.iterdir()))
    _status, _out, said = run(java, "-Xss1m", "-jar", jar, "--format", "json", "--stdout", *files)
    messages = json.loads(_out or said)["messages"]
    return [nothing(f"vnu, messages on {len(files)} pages", [line(each) for each in messages])]


def line(message):
    where = f"{message['url'].rpartition('/')[2]}:{message.get('lastLine', '')}"
    return f"{where}: {message.get('subType') or message['type']}: {message['message']}"
