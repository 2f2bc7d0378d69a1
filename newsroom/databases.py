"""The databases: SQLite or PostgreSQL, readers' replica, and connections that threads share."""

import re

from newsroom.environment import demand

EXAMPLE = "postgres://user:password@host:5432/name"
SQLITE = "sqlite:////srv/newsroom/var/newsroom.sqlite3"
DJANGOS = {"assume_role", "server_side_binding"}
# libpq reads the values of options when it begins to connect, and words what is wrong in them so.
NOBODY = {"host": "", "hostaddr": "127.0.0.1", "port": "1"}
WRONG_OPTION = re.compile(r"\A(?!connection to ).+|(?<=: )invalid .+")
NO_NAME = ("", ":memory:")  # the second is what the library reads from sqlite://


def databases(primary, replica, pool_size, base_dir):
    """Return DATABASES of what the addresses say."""
    demand(
        primary.get("ENGINE", "").endswith((".sqlite3", ".postgresql")) and primary["NAME"] not in NO_NAME,
        f"DATABASE_URL is no address of PostgreSQL or SQLite, such as {EXAMPLE}.",
    )
    primary["CONN_HEALTH_CHECKS"] = True
    is_sqlite = primary["ENGINE"].endswith("sqlite3")
    primary |= sqlite(primary, base_dir) if is_sqlite else postgresql(primary)
    found = {"default": primary}
    if replica is not None:
        found["replica"] = of_readers(primary, replica)
    if pool_size:
        found["default"] = pooled(primary, pool_size)
    return found


def sqlite(database, base_dir):
    options = {
        # A transaction that begins as a reader can't wait to become a writer: it fails at once.
        "transaction_mode": "IMMEDIATE",
        # FULL: what was acknowledged survives a power cut. Django itself turns foreign keys on.
        # secure_delete: what is deleted is written over with zeros, so that what is redacted is gone.
        # cache_size: each of a process's threads holds so many KB; the system itself keeps the file's pages.
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            "PRAGMA cache_size=-512;"
        ),
        "timeout": 20,
    }
    demand(
        not database.get("OPTIONS"), f"DATABASE_URL has options, which SQLite does not take: write {SQLITE}."
    )
    file = base_dir / database["NAME"]
    demand(
        file.parent.is_dir() and not file.is_dir(),
        f"DATABASE_URL names {file}, where no file can be made: set it to one, such as {SQLITE}.",
    )
    return {"NAME": str(file), "OPTIONS": options}


def postgresql(database):
    # A database that is away is reported in seconds.
    options = {"connect_timeout": 5, **database.get("OPTIONS", {})}
    demand_options("DATABASE_URL", options)
    return {"ENGINE": "newsroom.postgresql", "OPTIONS": options}


def demand_options(setting, options):
    """Stop the start at what no connection can be opened with."""
    from psycopg import ProgrammingError, conninfo, pq  # 5 MB that SQLite does without

    own = {name: options[name] for name in options.keys() - DJANGOS}
    try:
        said = conninfo.make_conninfo(**own | NOBODY)
        conninfo.timeout_from_conninfo(conninfo.conninfo_to_dict(said))
        started = pq.PGconn.connect_start(said.encode())
        why = WRONG_OPTION.search(started.get_error_message())
    except ProgrammingError as error:
        why = [str(error)]
    demand(not why, f"{setting}, behind its question mark: {why and why[0].strip()}.")


def of_readers(primary, replica):
    """Return the replica: each page from one snapshot, and soon from the primary where it does not answer."""
    demand(
        replica.get("ENGINE", "").endswith(".postgresql")
        and primary["ENGINE"].endswith(".postgresql")
        and replica["NAME"],
        f"REPLICA_URL and DATABASE_URL have to be addresses of PostgreSQL, such as {EXAMPLE}.",
    )
    from psycopg import IsolationLevel  # 5 MB that SQLite does without

    one_moment = {"connect_timeout": 1, "isolation_level": IsolationLevel.REPEATABLE_READ}
    demand_options("REPLICA_URL", replica.get("OPTIONS", {}))
    options = {**replica.get("OPTIONS", {}), **one_moment}
    own = {"ENGINE": primary["ENGINE"], "OPTIONS": options, "TEST": {"MIRROR": "default"}}
    return {**primary, **replica, **own}


def pooled(database, size):
    """Return a database whose connections the threads of a process share; to a replica, each has its own."""
    demand(
        database["ENGINE"].endswith(".postgresql") and not database.get("DISABLE_SERVER_SIDE_CURSORS"),
        "DATABASE_POOL is for PostgreSQL itself: SQLite needs no pool, and PgBouncer is one. Set it to 0.",
    )
    pool = {"min_size": 0, "max_size": size, "timeout": 5}  # s
    return {**database, "CONN_MAX_AGE": 0, "OPTIONS": {**database["OPTIONS"], "pool": pool}}
