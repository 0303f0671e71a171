"""The index in the two databases: FTS5 in SQLite, a tsvector with GIN in PostgreSQL, same tokens.

One table per label, so that a label's row ids are its objects' ids and a match needs no join. The
tables belong to no model: nothing that rebuilds a model's table touches them, and there is no
trigger to lose. Tokens come ready made (`tokens`); neither database may split or stem them again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .tokens import Phrase

LABELS = ("case", "client", "official", "department")

# The tokenizer "ascii" parts at ASCII punctuation and spaces only: our tokens hold neither.
SQLITE = "CREATE VIRTUAL TABLE {table} USING fts5(tokens, tokenize='ascii')"
# Vectors stay in the row where they fit: out of sight in TOAST they look free to the planner, which
# then reads them all for a rare word (measured: 120 ms instead of 2).
POSTGRES = (
    "CREATE TABLE {table} (object_id bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    "ALTER TABLE {table} ALTER tokens SET STORAGE MAIN, ALTER tokens SET STATISTICS 1000",
    "CREATE INDEX {table}_tokens ON {table} USING gin (tokens)",
)


def table(label: str) -> str:
    if label not in LABELS:
        raise ValueError(f"nothing is indexed under {label!r}")
    return f"search_{label}"


def create(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for label in LABELS:
            for statement in (SQLITE,) if connection.vendor == "sqlite" else POSTGRES:
                cursor.execute(statement.format(table=table(label)))


def drop(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for label in LABELS:
            cursor.execute(f"DROP TABLE {table(label)}")


def put(label: str, rows: Iterable[tuple[int, Sequence[str]]], using: str = "default") -> None:
    """Index these objects anew, whatever was known of them."""
    connection = connections[using]
    name = table(label)
    if connection.vendor == "sqlite":
        statement = f"INSERT OR REPLACE INTO {name} (rowid, tokens) VALUES (%s, %s)"  # noqa: S608
        values = [(pk, " ".join(tokens)) for pk, tokens in rows]
    else:
        statement = (
            f"INSERT INTO {name} (object_id, tokens) VALUES (%s, %s::tsvector)"  # noqa: S608
            " ON CONFLICT (object_id) DO UPDATE SET tokens = EXCLUDED.tokens"
        )
        values = [(pk, _vector(tokens)) for pk, tokens in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def settle(label: str, using: str = "default") -> None:
    """After many rows: tell PostgreSQL's planner how common each word is."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table(label)}")


def remove(label: str, ids: Sequence[int], using: str = "default") -> None:
    connection = connections[using]
    column = "rowid" if connection.vendor == "sqlite" else "object_id"
    with connection.cursor() as cursor:
        cursor.executemany(
            f"DELETE FROM {table(label)} WHERE {column} = %s",  # noqa: S608
            [(pk,) for pk in ids],
        )


def query(label: str, phrases: Sequence[Phrase], using: str = "default") -> tuple[str, list[Any]]:
    """A SELECT of the ids of all objects that hold every phrase, and its parameters."""
    name = table(label)
    if connections[using].vendor == "sqlite":
        words = " AND ".join(
            f'"{" ".join(one.tokens)}"{"*" if one.open_ended else ""}' for one in phrases
        )
        return f"SELECT rowid FROM {name} WHERE {name} MATCH %s", [words]  # noqa: S608
    words = " & ".join(
        "(" + " <-> ".join(f"'{token}'" for token in one.tokens) + f"{':*' * one.open_ended})"
        for one in phrases
    )
    return f"SELECT object_id FROM {name} WHERE tokens @@ %s::tsquery", [words]  # noqa: S608


def _vector(tokens: Sequence[str]) -> str:
    """A tsvector as its literal: what to_tsvector would make of our tokens is not ours to know."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, token in enumerate(tokens, start=1):
        places[token].append(place)
    return " ".join(f"'{token}':{','.join(map(str, at))}" for token, at in places.items())
