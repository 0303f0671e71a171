"""What `Changes` records and writes: only what differs, each version once, never a word."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.ledger.samples import ACT, LIAISON, THEN, Colour, Sample, Shelf, fixed_changes
from weiqitong.core import crypto
from weiqitong.core.actor import Actor, Role, system
from weiqitong.ledger.canonical import decode
from weiqitong.ledger.changes import MANY, Changes
from weiqitong.ledger.models import Entry

pytestmark = pytest.mark.usefixtures("tables")


def bodies(changes: Changes) -> list[dict[str, Any]]:
    return [decode(bytes(entry.body)) for entry in changes.entries]


def stored(**values: Any) -> Sample:
    """A sample that lies in the table, at version 1."""
    changes, row = fixed_changes(), Sample(**({"code": "a1"} | values))
    changes.enact(row, "sample.make")
    changes.write()
    return Sample.objects.get(pk=row.pk)


def test_a_new_row_enters_with_all_its_state_and_no_word() -> None:
    changes = fixed_changes()
    changes.enact(Sample(code="a1", title="厂门口", text="路挖开了"), "sample.make", count=2)
    [body] = bodies(changes)
    assert body["before"] == {}
    assert set(body["after"]) == {*Sample.ledger_fields(), "words"}
    assert body["after"]["count"] == 2
    assert body["after"]["words"] == crypto.digest("0123456789abcdef", "厂门口", "路挖开了")
    assert "厂门口" not in str(body)
    assert not {"id", "version", "salt", "mood", "title", "text"} & set(body["after"])


def test_only_what_differs_is_recorded() -> None:
    row, changes = stored(count=3), fixed_changes()
    changes.enact(row, "sample.count", count=4, colour=Colour.RED, open=True)
    [body] = bodies(changes)
    assert (body["before"], body["after"]) == ({"count": 3}, {"count": 4})
    assert body["object"] == ["sample", "a1", 2]


def test_an_act_that_changes_no_column_still_counts_as_a_version() -> None:
    row, changes = stored(), fixed_changes()
    changes.enact(row, "sample.look", open=True)
    changes.write()
    [body] = [decode(bytes(e.body)) for e in Entry.objects.filter(object_version=2)]
    assert (body["before"], body["after"]) == ({}, {})
    assert Sample.objects.get(pk=row.pk).version == 2


def test_a_changed_word_shows_as_a_changed_digest_alone() -> None:
    row, changes = stored(text="旧话"), fixed_changes()
    changes.enact(row, "sample.word", text="新话")
    [body] = bodies(changes)
    old, new = (crypto.digest(row.salt, "", word) for word in ("旧话", "新话"))
    assert (body["before"], body["after"]) == ({"words": old}, {"words": new})
    assert "新话" not in str(body)


def test_a_column_outside_the_ledger_is_written_and_not_recorded() -> None:
    row, changes = stored(), fixed_changes()
    changes.enact(row, "sample.mood", mood="merry")
    changes.write()
    assert Sample.objects.get(pk=row.pk).mood == "merry"
    assert "merry" not in str(Entry.objects.last().body)


def test_versions_count_each_act_of_one_batch() -> None:
    changes, row = fixed_changes(), Sample(code="a1")
    for count in range(3):
        changes.enact(row, "sample.count", count=count)
    changes.write()
    numbers = [decode(bytes(entry.body))["object"][2] for entry in Entry.objects.order_by("pk")]
    assert numbers == [1, 2, 3]
    kept = Sample.objects.get(code="a1")
    assert (kept.version, kept.count) == (3, 2)


def test_two_who_act_on_the_same_version_cannot_both_be_recorded() -> None:
    row = stored()
    one, other = Sample.objects.get(pk=row.pk), Sample.objects.get(pk=row.pk)
    for number, same in enumerate((one, other)):
        changes = fixed_changes()
        changes.enact(same, "sample.count", count=number + 5)
        if number == 0:
            changes.write()
    with pytest.raises(IntegrityError), transaction.atomic():
        changes.write()
    assert Sample.objects.get(pk=row.pk).count == 5, "the loser's row goes back with its entry"


def test_what_is_planned_touches_no_database() -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        changes, row = fixed_changes(), Sample(code="a1")
        changes.enact(row, "sample.make")
        changes.enact(row, "sample.count", count=4)
        changes.note("sample.look", "sample", "a1")
    assert len(queries) == 0
    assert not Entry.objects.exists()


def test_a_row_that_points_at_one_without_an_id_is_refused() -> None:
    changes = fixed_changes()
    with pytest.raises(ValueError, match=r"sample\.shelf points at a row not yet written"):
        changes.enact(Sample(code="a1", shelf=Shelf(code="s")), "sample.make")


def test_parents_are_written_before_what_points_at_them() -> None:
    changes, shelf = fixed_changes(), Shelf(code="s", pk=40)
    changes.enact(Sample(code="a1", shelf=shelf), "sample.make")
    changes.enact(shelf, "shelf.make")
    with CaptureQueriesContext(connection) as queries:
        changes.write()
    tables = [q["sql"].split('"')[1] for q in queries if q["sql"].startswith("INSERT")]
    assert tables == ["ledger_shelf", "ledger_sample", "ledger_entry"]


def test_a_note_has_no_version_and_changes_nothing() -> None:
    row, changes = stored(), fixed_changes()
    changes.note("sample.look", "sample", "a1", purpose="call")
    changes.note("sample.look", "sample", "a1", purpose="call")  # as often as it happens
    changes.write()
    entries = list(Entry.objects.filter(kind="sample.look"))
    assert [entry.object_version for entry in entries] == [None, None]
    assert decode(bytes(entries[0].body))["facts"] == {"purpose": "call"}
    assert Sample.objects.get(pk=row.pk).version == 1


def test_facts_with_no_canonical_form_are_refused() -> None:
    with pytest.raises(TypeError):
        fixed_changes().note("sample.look", "sample", "a1", share=0.5)


def test_each_act_of_a_batch_has_its_own_actor_instants_and_number() -> None:
    changes = fixed_changes(system())
    earlier = THEN - timedelta(days=9)
    with changes.acting(LIAISON, earlier):
        changes.note("sample.look", "sample", "a1")
        changes.note("sample.touch", "sample", "a1")
    with changes.acting(Actor(8, "胡志远", Role.HANDLER), earlier, recorded=earlier):
        changes.note("sample.look", "sample", "a2")
    changes.note("batch.end", "batch", "1")
    first, second, third, last = bodies(changes)
    assert first["by"] == [7, "liaison", 3]
    assert (first["at"], first["recorded"]) == ("2021-09-08T02:20:00.000000Z", last["at"])
    assert first["act"] == second["act"] != third["act"]
    assert third["recorded"] == third["at"] == first["at"]
    assert (last["by"], last["act"]) == ([None, "system", None], str(ACT))


def test_an_act_that_fails_leaves_the_batch_to_its_own_actor() -> None:
    changes = fixed_changes(system())
    with pytest.raises(RuntimeError), changes.acting(LIAISON, THEN):
        raise RuntimeError
    assert changes.actor == system()


def test_the_columns_beside_the_body_say_what_it_says() -> None:
    changes = fixed_changes()
    changes.enact(Sample(code="a1"), "sample.make")
    changes.write()
    entry = Entry.objects.get()
    body = decode(bytes(entry.body))
    assert body["kind"] == entry.kind
    assert body["object"] == [entry.object_label, entry.object_key, entry.object_version]
    assert body["by"][:2] == [entry.user_id, entry.role]
    assert (entry.happened_at, entry.recorded_at, entry.act) == (THEN, THEN, ACT)


def test_a_changed_row_is_written_with_its_changed_columns_only() -> None:
    row, changes = stored(), fixed_changes()
    Sample.objects.filter(pk=row.pk).update(mood="kept")
    changes.enact(row, "sample.count", count=9)
    changes.write()
    kept = Sample.objects.get(pk=row.pk)
    assert (kept.count, kept.mood) == (9, "kept")


def test_writing_twice_writes_once() -> None:
    changes = fixed_changes()
    changes.enact(Sample(code="a1"), "sample.make")
    changes.write()
    changes.write()
    assert (Sample.objects.count(), Entry.objects.count()) == (1, 1)


@pytest.mark.parametrize("many", [1, MANY - 1, MANY + 1])
def test_few_and_many_rows_are_written_alike(many: int) -> None:
    changes = fixed_changes()
    for number in range(many):
        changes.enact(Sample(code=f"c{number}", count=number), "sample.make")
    changes.write()
    kept = list(Sample.objects.order_by("pk").values_list("code", "count", "version"))
    assert kept == [(f"c{number}", number, 1) for number in range(many)]
    assert list(Entry.objects.order_by("pk").values_list("object_key", flat=True)) == [
        code for code, _count, _version in kept
    ]


def test_a_row_created_without_an_entry_and_changed_again_is_written_once() -> None:
    changes, row = fixed_changes(), Shelf(code="s")
    changes.create(row)
    changes.update(row, code="t")
    changes.write()
    assert list(Shelf.objects.values_list("code", flat=True)) == ["t"]
    assert not Entry.objects.exists()
