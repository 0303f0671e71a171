"""Inserts many rows of one model at once: the rows that `bulk_create` would write, ids and all.

Django's own bulk insert renders SQL for every hundred rows, which is most of its time: here one
statement is prepared (SQLite) or the rows are copied (PostgreSQL). Ids are drawn first, so that
rows written after these can point at them.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import Enum
from operator import attrgetter
from typing import Any

from django.db import connection, connections, models

PLAIN = frozenset({int, str, bool, type(None)})  # the driver takes these as they are
Convert = Callable[[Any], Any]


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in the caller's transaction; they have ids afterwards."""
    model = type(rows[0])
    _draw_ids(model, [row for row in rows if row.pk is None])
    fields = model._meta.concrete_fields
    values = zip(*(_column(rows, field) for field in fields), strict=True)
    names = ", ".join(f'"{field.column}"' for field in fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = f'COPY "{table}" ({names}) FROM STDIN'
            # Django wraps the errors of what a cursor executes, not those of a copy.
            with connection.wrap_database_errors, cursor.copy(statement) as copy:
                for value in values:
                    copy.write_row(value)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(values))  # noqa: S608
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _column(rows: Sequence[models.Model], field: Any) -> list[Any]:
    """One column of all rows, as the driver takes it."""
    found = list(map(attrgetter(field.attname), rows))
    if field.is_relation and None in found:
        found = [_parent_id(row, field) for row in rows]
    convert = _converter(field)
    if isinstance(field, models.JSONField | models.BinaryField):
        return [convert(value) for value in found]
    return [value if value.__class__ in PLAIN else convert(value) for value in found]


def _parent_id(row: models.Model, field: Any) -> Any:
    """The id of a parent that may have had none yet when it was assigned."""
    parent = row._state.fields_cache.get(field.name)
    if getattr(row, field.attname) is None and parent is not None:
        setattr(row, field.attname, parent.pk)
    return getattr(row, field.attname)


def _converter(field: models.Field[Any, Any]) -> Convert:
    """From the attribute to what the driver takes."""
    database = connections[connection.alias]  # not the proxy: it is asked a million times

    def convert(value: Any) -> Any:
        if isinstance(value, Enum):
            return value.value
        return field.get_db_prep_save(value, database)

    def instant(value: datetime | None) -> Any:
        """As Django's adapter writes it, without its checks on the way."""
        return None if value is None else str(value.astimezone(UTC).replace(tzinfo=None))

    if isinstance(field, models.DateTimeField) and database.vendor == "sqlite":
        return instant
    return convert


def _draw_ids(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Ids for rows without one, from the table's own sequence."""
    key = model._meta.pk
    if not rows or not isinstance(key, models.AutoField | models.BigAutoField):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{model._meta.db_table}"', key.column, len(rows)],
            )
            ids = [row[0] for row in cursor.fetchall()]
        else:
            # SQLite has one writer; AUTOINCREMENT keeps the highest id ever given in this table.
            cursor.execute(
                "SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table]
            )
            found = cursor.fetchone()
            last = found[0] if found else 0
            ids = list(range(last + 1, last + len(rows) + 1))
    for row, number in zip(rows, ids, strict=True):
        row.pk = number
