"""Whatever somebody does to a table behind the ledger's back, replay names it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.ledger.samples import Colour, Sample, fixed_changes
from weiqitong.ledger.models import Entry
from weiqitong.ledger.replay import compare, rebuild

pytestmark = pytest.mark.usefixtures("tables")


@pytest.fixture
def rows() -> list[Sample]:
    """Two rows with a short history each."""
    changes = fixed_changes()
    made = [Sample(code=code, title="一", text="二") for code in ("a1", "a2")]
    for row in made:
        changes.enact(row, "sample.make", count=1)
        changes.enact(row, "sample.count", count=2, at=datetime(2021, 9, 17, tzinfo=UTC))
    changes.write()
    return made


def found() -> list[str]:
    return [f"{one.key} {one.field}" for one in compare(Sample)[0]]


def test_an_honest_table_is_what_the_ledger_replays_to(rows: list[Sample]) -> None:
    assert compare(Sample) == ([], 2, 4)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"count": 3}, "count"),
        ({"colour": Colour.BLUE}, "colour"),
        ({"at": datetime(2021, 9, 17, 0, 0, 0, 1, tzinfo=UTC)}, "at"),
        ({"at": None}, "at"),
        ({"parts": ["x"]}, "parts"),
        ({"open": False}, "open"),
        ({"title": "一。"}, "words"),
        ({"text": ""}, "words"),
        ({"salt": "fedcba9876543210"}, "words"),
        ({"version": 3}, "version"),
        ({"version": 1}, "version"),
    ],
)
def test_a_changed_column_is_named(rows: list[Sample], change: dict[str, Any], field: str) -> None:
    Sample.objects.filter(code="a2").update(**change)
    assert found() == [f"a2 {field}"]


def test_a_column_outside_the_ledger_may_change(rows: list[Sample]) -> None:
    Sample.objects.update(mood="merry")
    assert found() == []


def test_a_removed_row_is_named(rows: list[Sample]) -> None:
    Sample.objects.filter(code="a1")._raw_delete("default")
    [difference] = compare(Sample)[0]
    assert str(difference) == "sample a1: row is None, the ledger says 'present'"


def test_a_row_that_no_act_made_is_named(rows: list[Sample]) -> None:
    Sample.objects.create(code="a3")
    [difference] = compare(Sample)[0]
    assert (difference.key, difference.field, difference.ledger) == ("a3", "row", None)


def test_a_row_that_took_anothers_name_is_named_twice(rows: list[Sample]) -> None:
    Sample.objects.filter(code="a1").update(code="a9")
    assert found() == ["a9 row", "a1 row"]


def test_two_rows_that_swapped_their_words_are_both_named(rows: list[Sample]) -> None:
    Sample.objects.filter(code="a1").update(title="二", text="一")
    assert found() == ["a1 words"]


def add_entry(version: int, before: dict[str, Any], after: dict[str, Any]) -> None:
    """An entry that no act recorded; it can be added, for inserting is what a ledger is for."""
    changes = fixed_changes()
    changes._record("sample.count", "sample", "a1", version, before, after, None)
    changes.write()


def test_a_version_that_is_missing_is_named(rows: list[Sample]) -> None:
    add_entry(4, {"count": 2}, {"count": 9})
    Sample.objects.filter(code="a1").update(count=9, version=4)
    [difference] = compare(Sample)[0]
    assert (difference.field, difference.ledger, difference.row) == ("version", 2, 4)


def test_an_entry_that_does_not_fit_what_was_before_is_named(rows: list[Sample]) -> None:
    add_entry(3, {"count": 7}, {"count": 9})
    Sample.objects.filter(code="a1").update(count=9, version=3)
    [difference] = compare(Sample)[0]
    assert (difference.field, difference.ledger, difference.row) == ("count before v3", 2, 7)


def test_an_entry_without_a_row_is_named(rows: list[Sample]) -> None:
    changes = fixed_changes()
    changes._record("sample.make", "sample", "b1", 1, {}, {"count": 1}, None)
    changes.write()
    assert found() == ["b1 row"]


def test_replay_reads_the_bytes_alone_and_in_the_order_of_versions(rows: list[Sample]) -> None:
    states, breaks, count = rebuild("sample")
    assert (len(states), breaks, count) == (2, [], 4)
    assert states["a1"]["count"] == 2
    assert states["a1"]["at"] == "2021-09-17T00:00:00.000000Z"
    # Ids of entries mean nothing: written the other way round they replay the same.
    changes = fixed_changes()
    changes._record("sample.count", "sample", "b1", 2, {"count": 1}, {"count": 5}, None)
    changes._record("sample.make", "sample", "b1", 1, {}, {"count": 1}, None)
    changes.write()
    states, breaks, _count = rebuild("sample")
    assert (states["b1"], breaks) == ({"count": 5, "version": 2}, [])


def test_notes_are_no_part_of_a_state(rows: list[Sample]) -> None:
    changes = fixed_changes()
    changes.note("sample.look", "sample", "a1", count=99)
    changes.write()
    assert Entry.objects.filter(object_version=None).count() == 1
    assert compare(Sample) == ([], 2, 4)
