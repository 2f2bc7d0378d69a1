"""Mistakes of a deployment, found by `manage.py check` and before `migrate`."""

import logging
import os
from collections import Counter
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import Group
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections, router
from rapidfuzz import fuzz, process

from articles.archive import backups
from articles.models import Publication, Source, encryption, schema
from articles.text import languages
from newsroom import env_file, static_files
from newsroom.environment import demand

logger = logging.getLogger(__name__)
NOT_COLLECTED = "newsroom.W017"  # each page names such files, and is an error without them
LOCAL_HOSTS = {"127.0.0.1", "localhost", "[::1]", "testserver"}


def public_hosts():
    return sorted(set(settings.ALLOWED_HOSTS) - LOCAL_HOSTS)


@checks.register(checks.Tags.security)
def debug_is_off_in_public(app_configs, **kwargs):
    if not (settings.DEBUG and public_hosts()):
        return []
    return [
        checks.Error(
            f"DEBUG is on while the site answers to {', '.join(public_hosts())}.",
            hint="Set DEBUG=off: its error pages show source text and settings to every visitor.",
            id="newsroom.E001",
        )
    ]


@checks.register(checks.Tags.security)
def https_is_on(app_configs, **kwargs):
    if settings.HTTPS or not public_hosts():
        return []
    return [
        checks.Warning(
            f"HTTPS is off while the site answers to {', '.join(public_hosts())}.",
            hint="Set HTTPS=on; behind a proxy that ends TLS, set TRUSTED_PROXIES=1 too.",
            id="newsroom.W001",
        )
    ]


@checks.register(checks.Tags.security)
def env_file_says_what_is_read(app_configs, **kwargs):
    found, damaged = env_file.names(settings.ENV_FILE)
    return [
        *(
            checks.Warning(
                f".env sets {name}, which is no setting.",
                hint=_near(name, settings.ENV_NAMES),
                id="newsroom.W006",
            )
            for name in found
            if name not in settings.ENV_NAMES and not env_file.OTHERS.fullmatch(name)
        ),
        *(
            checks.Warning(
                f".env sets {name} {times} times: the first line counts.",
                hint="Leave one of its lines.",
                id="newsroom.W018",
            )
            for name, times in Counter(found).items()
            if times > 1
        ),
        *(
            checks.Error(
                f"Line {number} of .env is damaged, so that it sets nothing.",
                hint="Write NAME=value, or begin the line with # where it is a remark.",
                id="newsroom.E007",
            )
            for number in damaged
        ),
    ]


def _near(name, known):
    near = process.extractOne(name.upper(), sorted(known), scorer=fuzz.ratio, score_cutoff=70)
    others = "docs/reference/settings.md lists the settings; those of the server stand in the environment."
    return f"Did you mean {near[0]}?" if near else others


@checks.register(checks.Tags.security)
def settings_have_what_they_need(app_configs, **kwargs):
    return [
        checks.Warning(
            f"{name} does nothing without {needed}.",
            hint=f"Set {needed}, or leave {name} out; docs/reference/settings.md says what they do.",
            id="newsroom.W019",
        )
        for beginning, needed in {
            "REDIS_PAGES": "REDIS_URL",
            "CDN_": "CDN",
            "S3_": "S3_BUCKET",
            "OIDC_": "OIDC_URL",
        }.items()
        for name in sorted(settings.ENV_NAMES)
        if name.startswith(beginning) and os.environ.get(name) and not os.environ.get(needed)
    ]


@checks.register(checks.Tags.security)
def the_wires_folder_is_there(app_configs, **kwargs):
    """Ask it of a running site, and stop none: an agency's share may be away for a while."""
    if not settings.WIRE_FOLDER or os.access(settings.WIRE_FOLDER + "/.", os.R_OK | os.X_OK):
        return []
    return [
        checks.Warning(
            f"WIRE_FOLDER is {settings.WIRE_FOLDER}, and no folder that the site can read.",
            hint="Make the folder, such as /srv/wire, and give its reading to the server's user.",
            id="newsroom.W020",
        )
    ]


@checks.register(checks.Tags.security)
def static_files_are_of_this_version(app_configs, **kwargs):
    missing, old = static_files.differences()
    found = [(missing, "lacks", NOT_COLLECTED), (old, "holds another version of", "newsroom.W021")]
    return [
        checks.Warning(
            f"var/static {verb} {min(names)}" + (f" and {len(names) - 1} others." if names[1:] else "."),
            hint="Run make production, or manage.py collectstatic --noinput, and start the server anew.",
            id=number,
        )
        for names, verb, number in found
        if names
    ]


@checks.register(checks.Tags.security)
def root_writes_no_files_of_the_site(app_configs, **kwargs):
    """Ask it before each command: root is stopped by nothing, and the site then by what root wrote."""
    owner = settings.VAR.stat().st_uid if settings.VAR.exists() else 0
    if os.geteuid() or not owner:
        return []
    return [
        checks.Warning(
            "You are root, and var/ is another user's: the site can't use what you write there.",
            hint=f"Run the command as that user: sudo -u '#{owner}' … Then chown --recursive what you wrote.",
            id="newsroom.W016",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def allowed_hosts_are_set(app_configs, **kwargs):
    if public_hosts():
        return []
    return [
        checks.Warning(
            "The site answers to this machine only.",
            hint="Set ALLOWED_HOSTS to the names under which readers reach it, such as www.example.org.",
            id="newsroom.W002",
        )
    ]


@checks.register(checks.Tags.database)
def sqlite_keeps_a_write_ahead_log(app_configs, databases=None, **kwargs):
    return [error for alias in databases or [] for error in journal_errors(connections[alias])]


def journal_errors(connection):
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    if mode in {"wal", "memory"}:
        return []
    return [
        checks.Error(
            f"SQLite keeps no write-ahead log for {connection.settings_dict['NAME']}, but {mode}.",
            hint="Keep the file on a local disk, not on a network share, or use PostgreSQL.",
            id="newsroom.E002",
        )
    ]


@checks.register(checks.Tags.database)
def publication_has_an_address(app_configs, databases=None, **kwargs):
    alias = router.db_for_read(Publication)
    if not (public_hosts() and may_ask(alias, databases)):
        return []
    address = said_of_publication("address")
    if urlsplit(address).hostname not in {"127.0.0.1", "localhost", "::1"}:
        return []
    return [
        checks.Warning(
            f"The publication's address is {address}: feeds and sitemaps send readers there.",
            hint="Set the web address of the publication in the admin.",
            id="newsroom.W003",
        )
    ]


@checks.register(checks.Tags.database)
def time_zone_exists(app_configs, databases=None, **kwargs):
    alias = router.db_for_read(Publication)
    if not may_ask(alias, databases):
        return []
    zone = said_of_publication("time_zone")
    if zone in available_timezones():
        return []
    return [
        checks.Error(
            f"This server knows no time zone “{zone}”: moments are shown and typed in UTC.",
            hint="Choose a time zone of the list in the admin, under Publication; or install tzdata.",
            id="newsroom.E005",
        )
    ]


@checks.register(checks.Tags.database)
def language_exists(app_configs, databases=None, **kwargs):
    alias = router.db_for_read(Publication)
    if not may_ask(alias, databases):
        return []
    tag = said_of_publication("language")
    if languages.is_known(tag):
        return []
    return [
        checks.Warning(
            f"No language has the code “{tag}”: no browser knows how to read the paper aloud.",
            hint="Write a code such as “en” in the admin, under Publication.",
            id="newsroom.W022",
        )
    ]


@checks.register(checks.Tags.database)
def roles_of_single_sign_on_exist(app_configs, databases=None, **kwargs):
    if not may_ask(DEFAULT_DB_ALIAS, databases):
        return []
    roles = list(Group.objects.order_by("pk").values_list("name", flat=True))
    return [
        checks.Warning(
            f"OIDC_GROUPS names a role “{role}” that there is not: it lets nobody in.",
            hint=f"The roles are {', '.join(roles)}.",
            id="newsroom.W015",
        )
        for role in sorted(set(settings.OIDC_GROUPS.values()) - set(roles))
    ]


@checks.register(checks.Tags.database, deploy=True)
def a_backup_is_fresh(app_configs, databases=None, **kwargs):
    if not may_ask(DEFAULT_DB_ALIAS, databases) or schema.unapplied():
        return []
    last = backups.last()
    if backups.is_fresh(last):
        return []
    return [
        checks.Warning(
            f"The last backup is of {last:%Y-%m-%d}." if last else "There is no backup yet.",
            hint="Run manage.py backup by a timer each day; see docs/how-to/production.md.",
            id="newsroom.W005",
        )
    ]


@checks.register(checks.Tags.database)
def columns_are_those_of_the_models(app_configs, databases=None, **kwargs):
    if not may_ask(DEFAULT_DB_ALIAS, databases) or schema.unapplied():
        return []
    missing, unknown = schema.differences()
    found = [(missing, "lacks columns:", checks.Error, "newsroom.E006"),
             (unknown, "has columns that no model knows:", checks.Warning, "newsroom.W004")]  # fmt: skip
    return [
        kind(
            f"The database {verb} {', '.join(columns)}.",
            hint="Its columns are those of another version. Restore a backup, then run manage.py migrate.",
            id=number,
        )
        for columns, verb, kind, number in found
        if columns
    ]


def said_of_publication(column):
    """Ask for one column alone: `migrate` runs these checks too, and adds those that are missing."""
    row = Publication.objects.order_by("pk").values_list(column, flat=True)[:1]
    return next(iter(row), Publication._meta.get_field(column).get_default())


def may_ask(alias, databases):
    """Ask whether a database is checked, and is none that is about to be migrated for the first time."""
    if alias not in (databases or []):
        return False
    return Publication._meta.db_table in connections[alias].introspection.table_names()


@checks.register(checks.Tags.security)
def keys_are_keys(app_configs, **kwargs):
    keys = {"SOURCES_KEY": settings.SOURCES_KEY, "SIGNING_KEY": filter(None, [settings.SIGNING_KEY])}
    return [
        checks.Error(
            f"{name} holds something that is no key.",
            hint="docs/reference/settings.md gives the command that makes one.",
            id="newsroom.E003",
        )
        for name, values in keys.items()
        if not all(encryption.is_key(value) for value in values)
    ]


@checks.register(checks.Tags.database)
def confidential_names_can_be_decrypted(app_configs, databases=None, **kwargs):
    alias = router.db_for_read(Source)
    if not may_ask(alias, databases) or keys_are_keys(None):
        return []
    kept = Source.objects.using(alias).filter(is_confidential=True).exclude(confidential_name=b"")
    if all(encryption.can_decrypt(*row) for row in kept.values_list("confidential_name", "slug")):
        return []
    return [
        checks.Error(
            "No key in SOURCES_KEY opens the names of some confidential sources.",
            hint="Put the key back with which they were kept, behind the newer one and a comma.",
            id="newsroom.E004",
        )
    ]


def before_serving():
    """Stop a server at what stops commands, and at missing static files; log what else is found."""
    for found in checks.run_checks(tags=[checks.Tags.security]):
        if found.is_silenced():
            continue
        demand(not found.is_serious() and found.id != NOT_COLLECTED, f"{found.msg} {found.hint}")
        logger.warning("%s %s", found.msg, found.hint)
