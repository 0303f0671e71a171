"""Nobody edits the ledger: the database itself refuses, and says so when it could not."""

from collections.abc import Callable

import pytest
from django.core import checks
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests.ledger.samples import THEN, fixed_changes
from weiqitong.config import checkup
from weiqitong.directory.models import Region
from weiqitong.ledger import triggers
from weiqitong.ledger.models import Entry

pytestmark = pytest.mark.django_db

on_postgresql = connection.vendor == "postgresql"
only_sqlite = pytest.mark.skipif(on_postgresql, reason="a word of SQLite's")
REPLACE = (
    "INSERT OR REPLACE INTO ledger_entry SELECT {id}, kind, object_label, object_key,"
    " object_version, act, user_id, role, happened_at, recorded_at, body FROM ledger_entry"
)


@pytest.fixture
def entry() -> Entry:
    changes = fixed_changes()
    changes.enact(Region(code="1", name="市", path="/1/", depth=0, kind="city"), "region.make")
    changes.write()
    return Entry.objects.get()


def drop(name: str) -> None:
    on = " ON ledger_entry" if on_postgresql else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{on}")


def by_hand(statement: str) -> Callable[[Entry], object]:
    def run(entry: Entry) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: Entry.objects.update(kind="sample.other"),
        lambda entry: Entry.objects.filter(pk=entry.pk).update(recorded_at=THEN),
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: Entry.objects.all().delete(),
        by_hand("UPDATE ledger_entry SET body = body"),
        by_hand("DELETE FROM ledger_entry"),
        pytest.param(
            by_hand("TRUNCATE ledger_entry"),
            marks=pytest.mark.skipif(not on_postgresql, reason="SQLite has no TRUNCATE"),
        ),
        pytest.param(by_hand(REPLACE.format(id="id")), marks=only_sqlite),
        pytest.param(by_hand(REPLACE.format(id="id + 9")), marks=only_sqlite),
    ],
)
def test_an_entry_is_neither_changed_nor_removed(
    entry: Entry, change: Callable[[Entry], object]
) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(entry)
    again = Entry.objects.get()
    assert (again.pk, again.kind, bytes(again.body)) == (entry.pk, entry.kind, bytes(entry.body))


def wanted() -> list[str]:
    verbs = ["UPDATE", "DELETE", "TRUNCATE" if on_postgresql else "REPLACE"]
    return [f"ledger_entry_no_{verb}" for verb in verbs]


def test_all_triggers_are_there_after_the_migrations() -> None:
    assert triggers.missing() == []


@pytest.mark.parametrize("name", wanted())
def test_a_missing_trigger_is_reported_by_check_and_made_by_migrate(name: str) -> None:
    drop(name)
    assert triggers.missing() == [name]
    found = checks.run_checks(databases=["default"])
    assert [m.msg for m in found if m.id == "ledger.E001"] == [
        f"Trigger {name} is missing on default."
    ]
    assert any(f.ok is False and name in f.text for f in checkup.findings())
    call_command("migrate", verbosity=0, interactive=False)
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(on_postgresql, reason="only SQLite rebuilds tables")
def test_triggers_come_back_after_a_migration_has_rebuilt_the_table() -> None:
    from django.db.models import CharField

    field = Entry._meta.get_field("kind")
    wider = CharField(max_length=41)
    wider.set_attributes_from_name("kind")
    wider.model = Entry
    with connection.schema_editor() as editor:
        editor._remake_table(Entry, alter_fields=[(field, wider)])  # type: ignore[attr-defined]
    assert set(triggers.missing()) == set(wanted()), "the reason for making them anew"
    call_command("migrate", verbosity=0, interactive=False)
    assert triggers.missing() == []
