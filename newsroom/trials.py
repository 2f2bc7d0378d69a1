"""What `manage.py check --deploy` tries: names of hosts, proxies, mail, Redis, the CDN, storage of files."""

import os
import re
from http.client import HTTPException
from secrets import token_hex

from django.conf import settings
from django.core import checks
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.core.validators import validate_email
from django.db import DEFAULT_DB_ALIAS, connection

from articles.desk import cdn

HOST = re.compile(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9A-Fa-f:.]+\]")
SMTP, CONSOLE = (f"django.core.mail.backends.{each}.EmailBackend" for each in ("smtp", "console"))
THREADS = 5  # of each process: four as gunicorn.conf.py says, and the one that sends mail
# The server's limit, and those of this user and this database, of which -1 is none.
CONNECTIONS = """
SELECT least(
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
    (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
    (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database())
)
"""
MOST_PROXIES = 3  # a CDN, a balancer and nginx


@checks.register(checks.Tags.security)
def hosts_are_names(app_configs, **kwargs):
    named = [host for host in settings.ALLOWED_HOSTS if host != "*"]
    found = [
        checks.Error(
            f"ALLOWED_HOSTS holds “{host}”, which is no host name: the site never answers to it.",
            hint="Write names alone, such as www.example.org,example.org: without spaces, https://, port, "
            "_ and a dot at the end.",
            id="newsroom.E008",
        )
        for host in named
        if not HOST.fullmatch(host)
    ]
    if "*" in settings.ALLOWED_HOSTS:
        found.append(
            checks.Warning(
                "ALLOWED_HOSTS is *: the site answers to any name.",
                hint="Name the hosts: mails and links of sign-in carry the name that a stranger sent.",
                id="newsroom.W007",
            )
        )
    return found


@checks.register(checks.Tags.security, deploy=True)
def proxies_are_counted(app_configs, **kwargs):
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        return [
            checks.Warning(
                "HTTPS is on and no proxy is trusted: every reader seems to come by HTTP and is redirected.",
                hint="Set TRUSTED_PROXIES to the number of your own proxies before this server, mostly 1.",
                id="newsroom.W008",
            )
        ]
    if settings.TRUSTED_PROXIES <= MOST_PROXIES:
        return []
    return [
        checks.Warning(
            f"{settings.TRUSTED_PROXIES} proxies are trusted: where there are fewer, strangers choose the "
            "address by which sign-ins are counted.",
            hint="Set TRUSTED_PROXIES to the number of your own proxies before this server, mostly 1.",
            id="newsroom.W009",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def mail_is_sent(app_configs, **kwargs):
    return [warning for trial in (_back_end, _sender, _server) if (warning := trial())]


def _back_end():
    if settings.EMAIL_BACKEND != CONSOLE:
        return None
    return checks.Warning(
        "Mail is only printed, not sent.",
        hint="Set EMAIL_URL, such as smtp+tls://user:password@mail.example.org:587.",
        id="newsroom.W010",
    )


def _sender():
    address = settings.DEFAULT_FROM_EMAIL
    try:
        validate_email(address.rpartition("<")[2].rstrip(">"))
    except ValidationError:
        is_right = False
    else:
        is_right = not address.rstrip(">").endswith("@localhost")
    return None if is_right else checks.Warning(
        f"Mail comes from {address}, to which nobody can answer.",
        hint="Set DEFAULT_FROM_EMAIL to an address of yours that the mail server may send from.",
        id="newsroom.W011",
    )  # fmt: skip


def _server():
    if settings.EMAIL_BACKEND != SMTP:
        return None
    try:
        with get_connection():
            return None
    except OSError as error:  # smtplib's are such too
        return checks.Warning(
            f"The mail server takes no mail: {type(error).__name__}.",
            hint="Look at EMAIL_URL: host, port, user, password, and whether the port is open from here.",
            id="newsroom.W012",
        )


@checks.register(checks.Tags.security, deploy=True)
def redis_is_read_and_written(app_configs, **kwargs):
    if not settings.REDIS_URL:
        return [*_counts_on_disk(), *_several_servers()]
    stores = {"REDIS_URL": "default", "REDIS_PAGES_URL": "pages"}
    if settings.REDIS_PAGES_URL == settings.REDIS_URL:
        del stores["REDIS_PAGES_URL"]
    return [
        checks.Error(
            f"Redis can't be written and read: {why}.",
            hint=f"Look at {name} and at Redis' own log: without it nobody can sign in, or no page is kept.",
            id="newsroom.E009",
        )
        for name, store in stores.items()
        if (why := _why_useless(caches[store]))
    ]


def _why_useless(store):
    from redis import RedisError  # 5 MB that a server without Redis does without

    name = f"check-{token_hex(8)}"
    try:
        store.set(name, name, timeout=60)
        found = store.get(name)
        store.delete(name)
    except (RedisError, OSError) as error:
        return type(error).__name__
    return "" if found == name else "it forgets at once"


def _counts_on_disk():
    why = _why_useless(caches["default"])
    return [
        checks.Error(
            f"var/cache, which counts failed sign-ins, can't be written and read: {why}.",
            hint="Give var/cache to the server's user: without it nobody can sign in.",
            id="newsroom.E012",
        )
    ] if why else []  # fmt: skip


def _several_servers():
    """Guess by the bucket: who has one server keeps files on its disk."""
    if not settings.S3_BUCKET:
        return []
    return [
        checks.Warning(
            "Files are in a bucket, as for several servers, but there is no Redis.",
            hint="Set REDIS_URL: otherwise each server counts failed sign-ins and letters for itself.",
            id="newsroom.W013",
        )
    ]


def processes():
    """Return how many processes this server has, or nothing where that is no number."""
    said = os.environ.get("WEB_CONCURRENCY", "2")
    return int(said) if said.isdecimal() else 0


@checks.register(checks.Tags.security)
def processes_are_a_number(app_configs, **kwargs):
    if processes():
        return []
    return [
        checks.Error(
            f"WEB_CONCURRENCY is {os.environ['WEB_CONCURRENCY']}, which is no number of processes.",
            hint="Set it to a number, such as WEB_CONCURRENCY=2.",
            id="newsroom.E013",
        )
    ]


@checks.register(checks.Tags.database, deploy=True)
def connections_suffice(app_configs, databases=None, **kwargs):
    """Reckon for this server alone: how many others there are, nobody tells it."""
    if DEFAULT_DB_ALIAS not in (databases or []) or connection.vendor != "postgresql":
        return []
    each = settings.DATABASE_POOL or THREADS
    needed = processes() * each + 1  # one command beside them
    with connection.cursor() as cursor:
        cursor.execute(CONNECTIONS)
        allowed = cursor.fetchone()[0]
    if needed <= allowed:
        return []
    return [
        checks.Warning(
            f"PostgreSQL takes {allowed} connections, and this server alone may need {needed}.",
            hint="Raise its max_connections or the user's limit, lower WEB_CONCURRENCY, set DATABASE_POOL, "
            "or use PgBouncer.",
            id="newsroom.W014",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def the_cdn_is_purged(app_configs, **kwargs):
    if not settings.CDN:
        return []
    try:
        cdn.purge_pages()
    except (OSError, HTTPException) as error:
        return [
            checks.Error(
                f"The CDN can't be purged: {error}.",
                hint="Look at CDN_PURGE_URL and CDN_PURGE_KEY: without it readers see old pages for a while.",
                id="newsroom.E011",
            )
        ]
    return []


@checks.register(checks.Tags.security, deploy=True)
def files_are_written_and_deleted(app_configs, **kwargs):
    content = token_hex(8).encode()
    try:
        name = default_storage.save(f"check-{content.decode()}.txt", ContentFile(content))
        try:
            with default_storage.open(name) as file:
                found = file.read()
        finally:
            default_storage.delete(name)
        why = "" if found == content and not default_storage.exists(name) else "what it holds differs"
    except Exception as error:  # noqa: BLE001  whatever a storage raises
        why = type(error).__name__
    if not why:
        return []
    return [
        checks.Error(
            f"The storage of pictures can't be written, read and deleted in: {why}.",
            hint="Give var/media to the server's user; or look at S3_BUCKET and its rights.",
            id="newsroom.E010",
        )
    ]
