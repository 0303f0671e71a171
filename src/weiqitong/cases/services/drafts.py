"""What is typed and not yet sent: kept per person and form, used up by the act it becomes."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from weiqitong.core.actor import Actor

from ..enums import Origin
from ..models import Draft, Once, SignedLink

KEPT = timedelta(days=90)
STEP = 2000  # short write transactions (DESIGN.md §5)
LARGEST = 40_000  # characters of all fields together


def report_key(client_id: int) -> str:
    return f"report/{client_id}"


def act_key(number: str, action: str) -> str:
    return f"{action}/{number}"


def save_draft(actor: Actor, key: str, fields: dict[str, Any], now: datetime) -> Draft | None:
    """Keep what was typed; too large a draft is cut, never refused."""
    if actor.user_id is None:
        return None
    kept = {name: str(value)[:LARGEST] for name, value in fields.items() if value}
    draft = Draft(user_id=actor.user_id, key=key[:80], fields=kept, saved_at=now)
    Draft.objects.bulk_create(  # one statement, whether it is there or not
        [draft],
        update_conflicts=True,
        unique_fields=["user_id", "key"],
        update_fields=["fields", "saved_at"],
    )
    return draft


def discard_draft(actor: Actor, key: str) -> None:
    """The person throws it away."""
    use_draft(actor, key)


def forget_old(actor: Actor, now: datetime) -> int:
    """Delete a step of what nobody needs any more: drafts left behind, dead links, sent forms."""
    old = [
        Draft.objects.filter(saved_at__lt=now - KEPT),
        SignedLink.objects.filter(expires_at__lt=now - KEPT),
        # Those of older messages stay: by them a file brought in again finds its cases.
        Once.objects.filter(at__lt=now - KEPT, case__origin=Origin.LIVE),
    ]
    gone = 0
    for rows in old:
        keys = list(rows.values_list("pk", flat=True)[:STEP])
        gone += rows.model._default_manager.filter(pk__in=keys).delete()[0]
    return gone


def use_draft(actor: Actor, key: str) -> None:
    """The draft became an act."""
    if actor.user_id is not None:
        Draft.objects.filter(user_id=actor.user_id, key=key).delete()


def use_drafts(actor: Actor, keys: Iterable[str]) -> None:
    """The same for the drafts of several steps. One query."""
    if actor.user_id is not None:
        Draft.objects.filter(user_id=actor.user_id, key__in=list(keys)).delete()
