"""Keeps the rows of categories equal to the published dispatch catalogue; decides no category."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from weiqitong.core.actor import Actor
from weiqitong.ledger.changes import Changes

from ..models import Category


@transaction.atomic
def project_catalogue(actor: Actor, items: Iterable[Mapping[str, Any]], now: datetime) -> int:
    """One row per item, parents first; what the catalogue dropped stays for old cases, inactive.

    How many rows changed. Running it again changes nothing.
    """
    wanted = list(items)
    stored = {row.code: row for row in Category.objects.select_for_update()}
    changes = Changes(actor, now)
    changed = _project(changes, stored, [one for one in wanted if not one.get("parent")])
    changes.write()  # children point at stored parents
    changed += _project(changes, stored, [one for one in wanted if one.get("parent")])
    for code in stored.keys() - {str(one["code"]) for one in wanted}:
        changed += _set(changes, stored[code], {"active": False})
    changes.write()
    return changed


def _project(
    changes: Changes, stored: dict[str, Category], items: Iterable[Mapping[str, Any]]
) -> int:
    changed = 0
    for order, item in enumerate(items):
        code = str(item["code"])
        values = {
            "name": item["name"],
            "name_en": item.get("name_en", ""),
            "parent": stored[str(item["parent"])] if item.get("parent") else None,
            "order": order,
            "active": True,
        }
        row = stored.get(code)
        if row is None:
            row = stored[code] = Category(code=code, **values)
            changes.create(row)
            changed += 1
        else:
            changed += _set(changes, row, values)
    return changed


def _set(changes: Changes, row: Category, values: dict[str, Any]) -> bool:
    different = {name: value for name, value in values.items() if _differs(row, name, value)}
    if different:
        changes.update(row, **different)
    return bool(different)


def _differs(row: Category, name: str, value: Any) -> bool:
    if name == "parent":
        return row.parent_id != (value.pk if value else None)
    return bool(getattr(row, name) != value)
