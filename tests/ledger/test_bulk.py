"""Rows inserted in bulk are those that Django would have written, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.architecture.source import levels
from tests.ledger.samples import Colour, Everything, Shelf
from weiqitong.ledger import bulk

pytestmark = pytest.mark.usefixtures("tables")

EAST = timezone(timedelta(hours=8))
ODD: list[dict[str, Any]] = [
    {},
    {"flag": True, "small": 0, "large": -(2**62), "ratio": 0.1, "price": Decimal("12.5")},
    {"word": "制表\t换行\n回车\r反斜\\N", "text": "'单' \"双\" {花} \\. 🪁", "colour": Colour.RED},
    {"day": date(2021, 9, 18), "hour": time(8, 30), "at": datetime(2021, 9, 17, 10, tzinfo=EAST)},
    {"at": datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC), "span": timedelta(days=-1)},
    {"body": b"\x00\xff\\x41'\n", "serial": UUID(int=7), "facts": {"甲": [1, None, "\\N"]}},
    {"body": b"", "facts": [], "mail": "a@b.cn", "span": timedelta(microseconds=1)},
    {"facts": "null", "price": Decimal("-0.001"), "colour": "blue", "flag": False},
    {"facts": {"colour": Colour.BLUE, "n": 10**15}, "large": 2**62, "ratio": -1e300},
]


def as_stored(first: int) -> list[tuple[Any, ...]]:
    """The columns as the database holds them, without the ids."""
    columns = [f'"{field.column}"' for field in Everything._meta.concrete_fields[1:]]
    if connection.vendor == "sqlite":  # its columns have no type of their own: compare that too
        columns = [f"quote({column})" for column in columns]
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {names} FROM "ledger_everything" WHERE id >= %s ORDER BY id',  # noqa: S608
            [first],
        )
        rows = cursor.fetchall()
    return [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in rows]


def both_ways(values: list[dict[str, Any]]) -> Iterator[list[tuple[Any, ...]]]:
    """The same rows by `bulk.insert` and by Django."""
    for insert in (bulk.insert, Everything._default_manager.bulk_create):
        rows = [Everything(**value) for value in values]
        insert(rows)
        assert all(row.pk and not row._state.adding for row in rows)
        assert [row.pk for row in rows] == list(range(rows[0].pk, rows[0].pk + len(rows)))
        yield as_stored(rows[0].pk)


def test_every_kind_of_column_holds_the_same() -> None:
    ours, djangos = both_ways(ODD)
    for one, other, value in zip(ours, djangos, ODD, strict=True):
        assert one == other, value


def test_what_is_read_back_is_what_was_given() -> None:
    rows = [Everything(**value) for value in ODD]
    bulk.insert(rows)
    for row, value in zip(Everything.objects.order_by("pk"), ODD, strict=True):
        for name, given_ in value.items():
            kept = getattr(row, name)
            assert (bytes(kept) if isinstance(given_, bytes) else kept) == given_


CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
ROWS = st.fixed_dictionaries(
    {},
    optional={
        "flag": st.none() | st.booleans(),
        "small": st.integers(0, 32767),
        "large": st.integers(-(2**63), 2**63 - 1),
        "ratio": st.floats(allow_nan=False, allow_infinity=False),
        "price": st.decimals(-(10**8), 10**8, places=3),
        "word": st.text(CHARACTERS, max_size=80),
        "text": st.text(CHARACTERS, max_size=200),
        "day": st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        "at": st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        "span": st.timedeltas(timedelta(days=-9999), timedelta(days=9999)),
        "body": st.binary(max_size=60),
        "serial": st.uuids(),
        "facts": st.dictionaries(
            st.text(CHARACTERS, max_size=6), st.integers(-(2**53), 2**53) | st.text(CHARACTERS)
        ),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(ROWS, min_size=1, max_size=8))
def test_random_rows_hold_the_same(values: list[dict[str, Any]]) -> None:
    ours, djangos = both_ways(values)
    assert ours == djangos


def test_rows_may_point_at_rows_whose_ids_are_drawn_just_before() -> None:
    shelves = [Shelf(code="s1"), Shelf(code="s2")]
    things = [Everything(shelf=shelf) for shelf in shelves]
    bulk.insert(shelves)
    bulk.insert(things)
    assert list(Everything.objects.order_by("pk").values_list("shelf__code", flat=True)) == [
        "s1",
        "s2",
    ]
    assert things[0].shelf_id == shelves[0].pk  # type: ignore[attr-defined]


def test_ids_go_on_where_the_table_left_off_also_after_its_last_row_went() -> None:
    last = Everything.objects.create().pk
    Everything.objects.filter(pk=last)._raw_delete("default")
    rows = [Everything(), Everything()]
    bulk.insert(rows)
    assert rows[0].pk > last, "an id is never given twice"
    assert Everything.objects.create().pk > rows[1].pk, "and Django goes on after ours"


def test_an_id_that_was_chosen_is_kept() -> None:
    rows = [Everything(pk=500), Everything()]
    bulk.insert(rows)
    assert rows[0].pk == 500
    assert Everything.objects.count() == 2


def test_a_rule_of_the_table_holds_and_nothing_is_half_written() -> None:
    Shelf.objects.create(code="s2")
    rows = [Shelf(code="s1"), Shelf(code="s2")]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(rows)
    assert list(Shelf.objects.values_list("code", flat=True)) == ["s2"]


def test_no_table_of_ours_needs_what_a_bulk_insert_does_not_do() -> None:
    """It asks no `pre_save` and no database for a value: no such column may exist."""
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in levels()
        for field in model._meta.concrete_fields
        if getattr(field, "auto_now", False)
        or getattr(field, "auto_now_add", False)
        or field.has_db_default()
        or field.generated
        or (
            type(field).pre_save is not models.Field.pre_save
            and not isinstance(field, models.DateField | models.TimeField)
        )
    ]
    assert not wrong, "\n".join(wrong)
