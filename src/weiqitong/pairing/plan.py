"""What a pairing and its end write; nothing is stored or asked here."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from weiqitong.core import crypto
from weiqitong.directory.models import Client, Official
from weiqitong.ledger.changes import Changes

from .models import Pairing, PairingRole


def plan_pair(
    changes: Changes,
    client: Client,
    official: Official,
    *,
    role: str = PairingRole.SPECIALIST,
    reason: str = "",
    day: date,
    serial: UUID | None = None,
    facts: dict[str, Any] | None = None,
) -> Pairing:
    """An official beside a client from a day on, with the reason of the choice."""
    pairing = Pairing(
        client=client,
        official=official,
        role=role,
        valid_from=day,
        reason=reason,
        salt=crypto.salt(),
        serial=serial or uuid4(),
    )
    changes.enact(pairing, "pairing.pair", facts=facts)
    return pairing


def plan_unpair(
    changes: Changes, pairing: Pairing, *, day: date, facts: dict[str, Any] | None = None
) -> None:
    """The first day on which it no longer holds; never before it began."""
    changes.enact(pairing, "pairing.end", facts=facts, valid_until=max(day, pairing.valid_from))
