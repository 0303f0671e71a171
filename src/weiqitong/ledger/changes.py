"""What one act, or a batch of acts, will write: rows and ledger entries recorded in memory, then
written at once.

Plans record into it without touching the database; a service writes it inside its transaction, and
bulk work
writes thousands of acts with the same plans, so its rows cannot differ.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction

from weiqitong.core.actor import Actor

from . import bulk, canonical
from .canonical import Plain, plain
from .models import Entry, Ledgered

MANY = 20  # rows from which drawing ids and preparing a statement pays


class Changes:
    """Rows to insert and update, and the entries that go with them, in the order they were
    recorded.
    """

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor = actor
        self.now = now  # when it is recorded
        self.at = now  # when it happened; differs for what is brought in later
        self.act: UUID = uuid4()
        self.batch = ""  # the key of the batch that it belongs to; each entry then says so
        self._created: dict[type[models.Model], list[models.Model]] = {}
        self._updated: dict[models.Model, set[str]] = {}
        self._new: set[int] = set()
        self._entries: list[Entry] = []

    @contextmanager
    def acting(
        self, actor: Actor, at: datetime, *, recorded: datetime | None = None
    ) -> Iterator["Changes"]:
        """One act of a batch: by whom and when; `recorded` where it was not just now."""
        before = self.actor, self.at, self.now, self.act
        self.actor, self.at, self.now, self.act = actor, at, recorded or self.now, uuid4()
        try:
            yield self
        finally:
            self.actor, self.at, self.now, self.act = before

    def create(self, row: models.Model) -> None:
        """A row that is never changed later and stands in no entry of its own (an act's words, an
        attachment).
        """
        self._created.setdefault(type(row), []).append(row)
        self._new.add(id(row))

    def update(self, row: models.Model, **values: Any) -> None:
        """Change a row outside the ledger: a read mark, a counter; never state."""
        for name, value in values.items():
            setattr(row, name, value)
        if id(row) not in self._new:
            self._updated.setdefault(row, set()).update(values)

    def enact(
        self, row: Ledgered, kind: str, /, *, facts: dict[str, Any] | None = None, **values: Any
    ) -> None:
        """Set values, raise the version and record the entry with what was and what is.

        A row not yet stored enters with all its state; `values` of a stored one that do not differ
        are left out.
        `facts` are stated beside the state: digests of words said, ids of things touched.
        """
        fresh = row._state.adding and id(row) not in self._new
        fields = type(row).ledger_fields()
        digest = None if fresh else row.words_digest()
        before: dict[str, Plain] = {}
        after: dict[str, Plain] = {}
        changed = {"version"}
        for name, value in values.items():
            attname: str = getattr(row._meta.get_field(name), "attname")  # noqa: B009
            old = row.stated(attname)
            setattr(row, name, value)
            new = row.stated(attname)
            if old != new:
                changed.add(name)
                if attname in fields:
                    before[attname], after[attname] = old, new
        if fresh:
            _refuse_unsaved(row)
            self.create(row)
            before, after = {}, row.ledger_state()
        elif row.WORDS and (now := row.words_digest()) != digest:
            before["words"], after["words"] = digest, now
        row.version += 1
        if not fresh and id(row) not in self._new:
            self._updated.setdefault(row, set()).update(changed)
        self._record(kind, row.LABEL, row.ledger_key(), row.version, before, after, facts)

    def note(self, kind: str, label: str, key: str, /, **facts: Any) -> None:
        """An act on record that changes no ledgered state."""
        self._record(kind, label, key, None, {}, {}, facts)

    def _record(
        self,
        kind: str,
        label: str,
        key: str,
        version: int | None,
        before: dict[str, Plain],
        after: dict[str, Plain],
        facts: dict[str, Any] | None,
    ) -> None:
        body = {
            "v": canonical.SCHEMA,
            "act": str(self.act),
            "kind": kind,
            "object": [label, key, version],
            "by": [self.actor.user_id, str(self.actor.role), self.actor.department_id],
            "at": plain(self.at),
            "recorded": plain(self.now),
            "before": before,
            "after": after,
        }
        if self.batch:
            facts = {**(facts or {}), "batch": self.batch}
        if facts:
            body["facts"] = plain(facts)
        self._entries.append(
            Entry(
                kind=kind,
                object_label=label,
                object_key=key,
                object_version=version,
                act=self.act,
                user_id=self.actor.user_id,
                role=self.actor.role,
                happened_at=self.at,
                recorded_at=self.now,
                body=canonical.encode(body),
            )
        )

    @property
    def entries(self) -> list[Entry]:
        return self._entries

    def created(self, model: type[models.Model]) -> list[Any]:
        return self._created.get(model, [])

    def write(self) -> None:
        """Write everything, parents before what refers to them, in one transaction."""
        with transaction.atomic(savepoint=False):  # a failure ends the whole act anyway
            for model in _parents_first(list(self._created)):
                _insert(self._created[model])
            for row, names in self._updated.items():
                row.save(update_fields=sorted(names))
            _insert(self._entries)
        self._created, self._updated, self._new, self._entries = {}, {}, set(), []


def _insert(rows: Sequence[models.Model]) -> None:
    if len(rows) >= MANY:
        bulk.insert(rows)
    elif len(rows) > 1:
        type(rows[0])._default_manager.bulk_create(rows)
    elif rows:
        rows[0].save(force_insert=True)


def _refuse_unsaved(row: Ledgered) -> None:
    """An entry states ids: a row that points at one without an id would enter as pointing
    nowhere."""
    for field in row._meta.concrete_fields:
        empty = isinstance(field, models.ForeignKey) and getattr(row, field.attname) is None
        if empty and row._state.fields_cache.get(field.name) is not None:
            raise ValueError(f"{row.LABEL}.{field.name} points at a row not yet written")


def _parents_first(kinds: list[type[models.Model]]) -> list[type[models.Model]]:
    """Models in an order in which every foreign key points backwards."""
    ordered: list[type[models.Model]] = []

    def visit(kind: type[models.Model]) -> None:
        if kind in ordered:
            return
        for field in kind._meta.concrete_fields:
            parent = field.related_model
            if isinstance(parent, type) and parent in kinds and parent is not kind:
                visit(parent)
        ordered.append(kind)

    for kind in kinds:
        visit(kind)
    return ordered
