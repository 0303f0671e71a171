"""Inserts many rows of one model at once: the rows that `bulk_create` would write, ids and all.

Django's own bulk insert renders SQL for every hundred rows, which is most of its time: here one
statement is prepared (SQLite) or the rows are copied (PostgreSQL). Ids are drawn first, so that
rows written after these can point at them.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any

from django.db import connection, models

PLAIN = frozenset({int, str, bool, type(None)})  # the driver takes these as they are
Convert = Callable[[Any], Any]


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in the caller's transaction; they have ids afterwards."""
    model = type(rows[0])
    _draw_ids(model, [row for row in rows if row.pk is None])
    fields = model._meta.concrete_fields
    columns = [(field, field.attname, _converter(field)) for field in fields]
    values = [
        tuple(convert(_value(row, field, attname)) for field, attname, convert in columns)
        for row in rows
    ]
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
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)  # noqa: S608
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def _value(row: models.Model, field: Any, attname: str) -> Any:
    value = getattr(row, attname)
    if value is None and field.is_relation and field.is_cached(row):
        parent = getattr(row, field.name)
        if parent is not None:  # it had no id yet when it was assigned
            setattr(row, attname, parent.pk)
            return parent.pk
    return value


def _converter(field: models.Field[Any, Any]) -> Convert:
    """From the attribute to what the driver takes."""
    prepare = field.get_db_prep_save
    if isinstance(field, models.JSONField | models.BinaryField):
        return lambda value: prepare(value, connection)

    def convert(value: Any) -> Any:
        if value.__class__ in PLAIN:
            return value
        if isinstance(value, Enum):
            return value.value
        return prepare(value, connection)

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
