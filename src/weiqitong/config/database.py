"""WEIQITONG_DATABASE_URL to Django's DATABASES entry: sqlite:///path or
postgresql://user@host/name?host=/socket.
"""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = ";".join(
    [
        "PRAGMA journal_mode=WAL",
        # What was acknowledged survives a power cut, at one fsync a commit.
        "PRAGMA synchronous=FULL",
        # Each thread keeps a connection, so these count as often as there are threads.
        "PRAGMA cache_size=-16384",
        "PRAGMA mmap_size=67108864",
        "PRAGMA temp_store=MEMORY",
    ]
)


def parse(url: str) -> dict[str, Any]:
    """The DATABASES entry for an address; both kinds keep connections open."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) or ":memory:",
            "CONN_MAX_AGE": None,
            # Writers queue at BEGIN instead of failing in the middle (DESIGN.md §6).
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": SQLITE_PRAGMAS,
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(parse_qsl(parts.query))
        host = query.pop("host", parts.hostname or "")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": query,
        }
    raise ImproperlyConfigured(
        f"WEIQITONG_DATABASE_URL begins with {parts.scheme!r}: say sqlite:///… or postgresql://…"
    )
