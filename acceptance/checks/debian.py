"""An empty Debian becomes a paper by `deploy/install.sh`; then it takes the steps of `deploy/Dockerfile`."""

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from bench.newsrooms import ROOT

from ..figure import Figure
from ..tools import program

MIRROR = "http://deb.debian.org/debian"
CERTIFICATES = "etc/ssl/certs/ca-certificates.crt"
TRIED = Path(__file__).parent.with_name("texts") / "debian.sh"
FOLDER = "srv/newsroom"


def check(paper):
    needed = [program(name) for name in ("debootstrap", "unshare", "chroot")]
    with tempfile.TemporaryDirectory(prefix="newsroom-debian-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)  # its own users have to enter it
        root = Root(Path(folder), *needed)
        return [
            _figure("an empty Debian, installed", root.install),
            _figure("the steps of the image", root.image),
        ]


def _figure(name, work):
    try:
        work()
    except subprocess.CalledProcessError as failure:
        return Figure(name, "fails", "runs", False, failure.stdout.splitlines()[-20:])
    return Figure(name, "runs", "runs", True)


class Root:
    """A Debian in a folder; what listens runs in a network of its own."""

    def __init__(self, folder, debootstrap, unshare, chroot):
        self.folder, self.unshare, self.chroot = folder, unshare, chroot
        self.debootstrap = [debootstrap, "--variant=minbase", "--include=systemd,git,curl,ca-certificates"]

    def inside(self, *command):
        _run(self.chroot, self.folder, *command)

    def alone(self, script, how):
        """Run a script of the root's own, with /proc and the loopback alone."""
        shutil.copy(script, self.folder / "root/try.sh")
        begin = f"ip link set lo up; mount -t proc proc {self.folder}/proc; exec {self.chroot} {self.folder}"
        isolated = ("--net", "--mount", "--pid", "--fork", "--kill-child")
        _run(self.unshare, *isolated, "sh", "-c", f"{begin} sh /root/try.sh {how}")

    def install(self):
        _run(*self.debootstrap, "bookworm", self.folder, MIRROR)
        shutil.copy(f"/{CERTIFICATES}", self.folder / CERTIFICATES)  # whom this machine trusts
        self.clone()
        self.inside("sh", f"/{FOLDER}/deploy/install.sh", "www.example.org")
        self.alone(TRIED, "installed")

    def clone(self):
        _run("git", "clone", "--quiet", ROOT, self.folder / FOLDER)

    def image(self):
        """Take the steps that a builder takes: both stages in one root, whose Python is the same version."""
        shutil.rmtree(self.folder / FOLDER)
        self.clone()
        self.inside("userdel", "newsroom")
        self.inside("ln", "-sf", "/usr/bin/python3", "/usr/local/bin/python")
        for step, words in steps((ROOT / "deploy/Dockerfile").read_text()):
            if step == "RUN":
                self.inside("sh", "-c", f"cd /{FOLDER} && {words}")
        (self.folder / "root/command").write_text(" ".join(json.loads(words)))  # CMD, the last step
        self.alone(TRIED, "image")


def steps(text):
    """Return the instructions of a Dockerfile as (name, words)."""
    lines = re.sub(r"\\\n\s*", "", re.sub(r"^#.*\n", "", text, flags=re.M)).splitlines()
    return [tuple(line.split(maxsplit=1)) for line in lines if line]


def _run(*command):
    subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603
