"""A database trigger that keeps published rules as they are; made anew after each migration."""

from typing import Any

from django.core import checks
from django.db import connections

TABLE = "rules_ruleversion"
# The name of who made it may be erased with the person; everything else stays.
KEPT = [
    *("kind", "number", "status", "body", "digest", "reason"),
    *("valid_from", "published_at", "version"),
]
SAYING = "published rules are never changed"

SQLITE_UPDATE = f"""
CREATE TRIGGER IF NOT EXISTS {TABLE}_published_update BEFORE UPDATE ON {TABLE}
WHEN OLD.status = 'published' AND ({{changed}})
BEGIN SELECT RAISE(ABORT, '{SAYING}'); END
"""
SQLITE_DELETE = f"""
CREATE TRIGGER IF NOT EXISTS {TABLE}_published_delete BEFORE DELETE ON {TABLE}
WHEN OLD.status = 'published' BEGIN SELECT RAISE(ABORT, '{SAYING}'); END
"""
POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION weiqitong_published_rules() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{SAYING}'; END $$
"""
POSTGRES_UPDATE = f"""
CREATE OR REPLACE TRIGGER {TABLE}_published_update BEFORE UPDATE ON {TABLE} FOR EACH ROW
WHEN (OLD.status = 'published' AND ({{changed}})) EXECUTE FUNCTION weiqitong_published_rules()
"""
POSTGRES_DELETE = f"""
CREATE OR REPLACE TRIGGER {TABLE}_published_delete BEFORE DELETE ON {TABLE} FOR EACH ROW
WHEN (OLD.status = 'published') EXECUTE FUNCTION weiqitong_published_rules()
"""


def install(using: str = "default", **_: Any) -> None:
    """Make the triggers; SQLite drops them whenever it rebuilds the table."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            changed = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in KEPT)
            cursor.execute(SQLITE_UPDATE.format(changed=changed))
            cursor.execute(SQLITE_DELETE)
        else:
            changed = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in KEPT)
            cursor.execute(POSTGRES_FUNCTION)
            cursor.execute(POSTGRES_UPDATE.format(changed=changed))
            cursor.execute(POSTGRES_DELETE)


def missing(using: str = "default") -> list[str]:
    """Names of triggers that should be there and are not."""
    connection = connections[using]
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        there = {row[0] for row in cursor.fetchall()}
    wanted = (f"{TABLE}_published_{verb}" for verb in ("update", "delete"))
    return [name for name in wanted if name not in there]


def check(app_configs: Any, databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """System check with a database: published rules must not be writable."""
    return [
        checks.Error(f"Trigger {name} is missing on {using}.", id="rules.E001")
        for using in databases or ()
        if TABLE in connections[using].introspection.table_names()
        for name in missing(using)
    ]
