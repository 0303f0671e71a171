"""Canonical bytes of a ledger entry, fixed from the first day; pure, knows no database.

The bytes are JSON in UTF-8: keys sorted, no spaces, no floats, instants as UTC with six decimals
and "Z".
Whatever reads them in ten years needs nothing but this sentence.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

SCHEMA = 1

Plain = None | bool | int | str | list[Any] | dict[str, Any]


def plain(value: Any) -> Plain:
    """A value as the ledger writes it, or TypeError: floats and unknown types have no canonical
    form.
    """
    if value is None or isinstance(value, bool | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError("a naive instant has no canonical form")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    raise TypeError(f"{type(value).__name__} has no canonical form")


def encode(body: dict[str, Any]) -> bytes:
    """Canonical bytes of a body whose values are already plain."""
    return json.dumps(
        body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def decode(data: bytes) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(data)
    return body
