"""Database triggers that refuse UPDATE, DELETE and TRUNCATE on the ledger; made anew after each
migration.
"""

from typing import Any

from django.apps import apps
from django.core import checks
from django.db import connections

TABLES = ("ledger_entry",)

SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
# INSERT OR REPLACE removes the row in its way without asking a trigger that guards DELETE.
SQLITE_REPLACE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_REPLACE BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) OR EXISTS (
  SELECT 1 FROM {table} WHERE object_label = NEW.object_label
  AND object_key = NEW.object_key AND object_version = NEW.object_version
)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION weiqitong_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
"""
POSTGRES = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH {each} EXECUTE FUNCTION weiqitong_append_only()
"""


def install(using: str = "default", **_: Any) -> None:
    """Make the triggers; SQLite drops them whenever it rebuilds a table, hence after every
    migration.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        for table in TABLES:
            if connection.vendor == "sqlite":
                for verb in ("UPDATE", "DELETE"):
                    cursor.execute(SQLITE.format(table=table, verb=verb))
                cursor.execute(SQLITE_REPLACE.format(table=table))
            else:
                cursor.execute(POSTGRES_FUNCTION)
                for verb, each in (("UPDATE", "ROW"), ("DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
                    cursor.execute(POSTGRES.format(table=table, verb=verb, each=each))


def missing(using: str = "default") -> list[str]:
    """Names of triggers that should be there and are not."""
    connection = connections[using]
    sqlite = connection.vendor == "sqlite"
    verbs = ("UPDATE", "DELETE", "REPLACE" if sqlite else "TRUNCATE")
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {row[0].lower() for row in cursor.fetchall()}
    wanted = [f"{table}_no_{verb}" for table in TABLES for verb in verbs]
    return [name for name in wanted if name.lower() not in there]


def check(app_configs: Any, databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """System check with a database: the ledger must not be writable in place."""
    if not databases or not apps.is_installed("weiqitong.ledger"):
        return []
    found: list[checks.CheckMessage] = []
    for using in databases:
        if "ledger_entry" in connections[using].introspection.table_names():
            found += [
                checks.Error(f"Trigger {name} is missing on {using}.", id="ledger.E001")
                for name in missing(using)
            ]
    return found
