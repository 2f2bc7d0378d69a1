"""The files of `deploy/`, tried by the programs that read them."""

import logging
import re
import shutil
import subprocess
from configparser import ConfigParser
from logging.config import DictConfigurator
from urllib.parse import urlsplit

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands

from newsroom import settings as written
from newsroom.log_lines import WithRequest
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
    assert TIMED == ["backup", "housekeeping", "push", "verify", "wire"]
    for name in TIMED:
        unit = ConfigParser(strict=False)
        unit.optionxform = str
        unit.read(DEPLOY / f"systemd/newsroom-{name}.timer")
        assert unit["Timer"]["Unit"] == f"newsroom@{name}.service"
        assert name in get_commands()


def test_the_script_of_a_new_server_is_a_shells_and_starts_all_that_there_is():
    script = (DEPLOY / "install.sh").read_text()

    assert run("sh", "-n", str(DEPLOY / "install.sh")) == (0, "")
    for unit in (DEPLOY / "systemd").iterdir():
        # The wire is watched only where an operator names its hosts.
        assert "@" in unit.name or unit.name in script or unit.name == "newsroom-wire.timer"


def test_production_and_the_image_go_without_what_tests_need():
    alone = re.search(r"TESTS_ALONE = (.+)", (ROOT / "Makefile").read_text())[1]

    assert f"uninstall --yes {alone}" in (DEPLOY / "Dockerfile").read_text()
    needed = {name.lower() for name in re.findall(r"^(\S+)==", (ROOT / "requirements.txt").read_text(), re.M)}
    assert {name.lower() for name in alone.split()} <= needed


def test_tests_run_in_a_clone_that_was_made_ready_for_production(tmp_path):
    def would_do(target):
        return run("make", "--dry-run", "--directory", str(tmp_path), target)[1]

    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv/installed").touch()
    again = would_do(".venv/installed-dev")

    assert "rm -f .venv/installed-dev" in would_do("production")
    assert re.search(r"pip install .*-r requirements.txt -r requirements-dev.txt", again)


@pytest.mark.parametrize("form", ["line", "json"])
@pytest.mark.parametrize("address", ["203.0.113.7", "2001:db8::7"])
def test_fail2ban_finds_the_address_of_a_failed_sign_in_and_takes_no_other(form, address):
    filters = ConfigParser(interpolation=None)
    filters.read(DEPLOY / "fail2ban.conf")
    given = filters["Definition"]["failregex"].replace("<HOST>", r"([0-9a-f.:]+)").splitlines()
    formats = DictConfigurator(settings.LOGGING)

    def found(name, message):
        record = logging.makeLogRecord({"name": name, "levelname": "WARNING", "msg": message})
        WithRequest().filter(record)
        line = formats.configure_formatter(dict(settings.LOGGING["formatters"][form])).format(record)
        return [
            match[1]
            for each in given
            for before in ("", "www gunicorn[7]: ")
            if (match := re.search(each, before + line))
        ]

    said = f"A sign-in failed from {address}"
    assert found("newsroom.sign_in", said) == [address, address]
    assert found("django.request", f"Not Found: /{said}") == []
    # What a stranger asks for is in a line of its own kind, whatever it looks like.
    forged = f'"level": "WARNING", "logger": "newsroom.sign_in", "request": "-", "message": "{said}"'
    for path in (f"WARNING newsroom.sign_in [-]: {said}", f'{{"at": "", {forged}}}'):
        assert found("django.request", f"Not Found: {path}") == []


@program("varnishd")
def test_varnish_takes_its_configuration(tmp_path):
    status, said = run(
        "varnishd", "-j", "none", "-C", "-n", str(tmp_path / "varnish"), "-f", str(DEPLOY / "varnish.vcl")
    )

    assert status == 0, said


@program("nginx")
@program("openssl")
@pytest.mark.parametrize("file", ["nginx.conf", "nginx-cache.conf"])
def test_nginx_takes_its_configuration(tmp_path, file):
    certificate, key = tmp_path / "site.pem", tmp_path / "site.key"
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=www.example.org",
        "-out", str(certificate), "-keyout", str(key))  # fmt: skip
    site = (DEPLOY / file).read_text().replace("/var/cache/nginx/newsroom", str(tmp_path / "kept"))
    site = site.replace("/etc/ssl/example.org.pem", str(certificate))
    site = site.replace("/etc/ssl/private/example.org.key", str(key))
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {site} }}"
    (tmp_path / "nginx.conf").write_text(whole)

    status, said = run("nginx", "-t", "-c", str(tmp_path / "nginx.conf"))

    assert status == 0, said


def test_the_script_leaves_the_rotation_of_logs_to_debians_nginx():
    """Debian's rule skips all of its logs where a second rule names one of them."""
    assert "logrotate" not in (DEPLOY / "install.sh").read_text()
    assert not any("access_log /" in path.read_text() for path in DEPLOY.glob("nginx*.conf"))


def test_in_containers_no_page_pushes_a_count_out_of_redis():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    hosts = [
        urlsplit(services["web"]["environment"][name]).hostname for name in ("REDIS_URL", "REDIS_PAGES_URL")
    ]

    policies = [services[host]["command"].partition("--maxmemory-policy ")[2] for host in hosts]

    assert policies == ["noeviction", "allkeys-lru"]
    assert set(hosts) <= set(services["web"]["depends_on"])


@pytest.mark.parametrize("file", ["deploy/compose.yaml", "docs/how-to/production.md"])
def test_the_command_of_the_containers_names_the_file_with_their_password(file):
    commands = re.findall("docker compose .* up", (ROOT / file).read_text())

    assert "${POSTGRES_PASSWORD" in (DEPLOY / "compose.yaml").read_text()
    assert commands == ["docker compose --env-file .env --file deploy/compose.yaml up"]


def test_the_containers_keep_what_lasts_in_volumes_and_run_as_nobody_special():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    image = (DEPLOY / "Dockerfile").read_text()

    assert services["web"]["read_only"]
    kept = set(re.findall(r'"/srv/newsroom/(var/\w+)"', image.partition("VOLUME")[2]))
    assert {volume.partition(":/srv/newsroom/")[2] for volume in services["web"]["volumes"]} == kept
    made = re.search("^RUN install --directory --owner newsroom --mode 0700 (.*) &&", image, re.M)[1]
    assert kept | {"var/cache"} == set(made.split())
    assert {str(each.relative_to(ROOT)) for each in (written.MEDIA_ROOT, written.IMPORTS_ROOT)} <= kept
    assert image.rindex("USER newsroom") < image.rindex("CMD")
    assert image.index("chmod -R a+rX .") < image.rindex("FROM")  # a clone may be its owner's alone


def test_the_image_holds_what_the_paper_reads_and_nothing_that_lies_beside_it():
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line[0] != "#"]
    held = {line[1:] for line in lines if line[0] == "!"}
    sources = [path.read_text() for name in held for path in (ROOT / name).rglob("*.py")]
    read = {name for source in sources for name in re.findall(r'BASE_DIR / "([\w./]+)"', source)}

    assert lines[0] == "*"
    assert {"articles", "docs/verify.py", "fixtures", "locale"} <= read - {".env", "var"} <= held
    assert {each.module.__name__ for each in apps.get_app_configs()} & {
        path.name for path in ROOT.iterdir()
    } <= held
    assert all((ROOT / name).exists() for name in held)


def test_a_clone_is_brought_up_to_date_by_its_owner_and_what_runs_by_root():
    how_to = (ROOT / "docs/how-to/production.md").read_text()
    steps = how_to.partition("## Bring it up to date")[2].partition("```sh\n")[2].partition("```")[0]

    assert "git pull" in steps
    for step in steps.splitlines():
        assert step.startswith(("cd ", "cp ", "systemctl ", "runuser -u newsroom -- ")), step


@program("systemd-analyze")
def test_the_how_tos_backup_elsewhere_takes_the_place_of_the_units_own(units):
    how_to = (ROOT / "docs/how-to/production.md").read_text()
    (drop_in,) = re.findall(r"```ini\n(\[Service\]\nExecStart=\n.*?)```", how_to, re.DOTALL)
    target = re.search(r"manage.py backup (\S+)$", drop_in, re.MULTILINE)[1]
    unit = units / "newsroom@backup.service"
    unit.write_text(f"{unit.read_text()}\n{drop_in.replace('/srv/newsroom', str(ROOT))}")

    status, said = run("systemd-analyze", "verify", "--man=no", str(unit))

    assert f"ReadWritePaths={target}\n" in drop_in
    assert (status, [line for line in said.splitlines() if "newsroom" in line]) == (0, [])


def test_prometheus_asks_where_the_proxy_listens():
    how_to = (ROOT / "docs/how-to/production.md").read_text()
    (job,) = yaml.safe_load(re.search(r"```yaml\n(scrape_configs:.*?)```", how_to, re.DOTALL)[1])[
        "scrape_configs"
    ]
    ports = {target.rpartition(":")[2] for each in job["static_configs"] for target in each["targets"]}

    assert job["scheme"] == "https"
    assert ports <= set(re.findall(r"listen (\d+) ssl", (DEPLOY / "nginx.conf").read_text()))
