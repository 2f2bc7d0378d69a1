"""The files of `deploy/`, tried by the programs that read them."""

import re
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
import yaml

from tests.starting import ROOT

DEPLOY = ROOT / "deploy"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin"
TIMED = sorted(path.stem.removeprefix("newsroom-") for path in DEPLOY.glob("systemd/*.timer"))


def program(name):
    found = shutil.which(name, path=PATH)
    return pytest.mark.skipif(found is None, reason=f"there is no {name}; install it")


def run(*command):
    done = subprocess.run(command, env={"PATH": PATH}, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def units(tmp_path):
    """The units as they would be here: this folder, and a user that this machine has."""
    for file in (DEPLOY / "systemd").iterdir():
        text = file.read_text().replace("/srv/newsroom", str(ROOT)).replace("User=newsroom", "User=daemon")
        for name in [file.name] if "@" not in file.name else [file.name.replace("@", f"@{t}") for t in TIMED]:
            (tmp_path / name).write_text(text)
    return tmp_path


@program("systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_units(units):
    status, said = run("systemd-analyze", "verify", "--man=no", *map(str, units.iterdir()))

    assert [line for line in said.splitlines() if "newsroom" in line] == []
    assert status == 0


@program("systemd-analyze")
@pytest.mark.parametrize("unit", ["newsroom.service", "newsroom@backup.service"])
def test_a_service_is_hardened(units, unit):
    _status, said = run("systemd-analyze", "security", "--offline=true", str(units / unit))

    assert float(re.search(r"Overall exposure level for \S+: ([\d.]+)", said)[1]) < 2


def test_a_timer_runs_a_command_that_there_is():
    assert TIMED == ["backup", "housekeeping", "push", "verify"]
    for name in TIMED:
        unit = ConfigParser(strict=False)
        unit.optionxform = str
        unit.read(DEPLOY / f"systemd/newsroom-{name}.timer")
        assert unit["Timer"]["Unit"] == f"newsroom@{name}.service"
        assert (ROOT / f"articles/management/commands/{name}.py").exists()


@program("nginx")
@program("openssl")
def test_nginx_takes_its_configuration(tmp_path):
    certificate, key = tmp_path / "site.pem", tmp_path / "site.key"
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=www.example.org",
        "-out", str(certificate), "-keyout", str(key))  # fmt: skip
    site = (DEPLOY / "nginx.conf").read_text()
    site = site.replace("/etc/ssl/example.org.pem", str(certificate))
    site = site.replace("/etc/ssl/private/example.org.key", str(key))
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {site} }}"
    (tmp_path / "nginx.conf").write_text(whole)

    status, said = run("nginx", "-t", "-c", str(tmp_path / "nginx.conf"))

    assert status == 0, said


@program("logrotate")
def test_logrotate_takes_its_configuration(tmp_path):
    (tmp_path / "logrotate").write_text((DEPLOY / "logrotate").read_text())
    (tmp_path / "logrotate").chmod(0o644)

    status, said = run(
        "logrotate", "--debug", "--state", str(tmp_path / "state"), str(tmp_path / "logrotate")
    )

    assert status == 0, said
    assert "error" not in said


def test_the_containers_keep_what_lasts_in_volumes_and_run_as_nobody_special():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    image = (DEPLOY / "Dockerfile").read_text()

    assert services["web"]["read_only"]
    assert {volume.partition(":")[2] for volume in services["web"]["volumes"]} == set(
        re.findall(r'"(/srv/newsroom/var/\w+)"', image.partition("VOLUME")[2])
    )
    assert image.rindex("USER newsroom") < image.rindex("CMD")
    assert Path(ROOT / ".dockerignore").read_text().splitlines()[0] == ".env"
