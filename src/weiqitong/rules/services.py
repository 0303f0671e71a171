"""Drafting and publishing rules: a draft may be changed, a published version never again."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from weiqitong.core import crypto
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput, NotAllowed, Stale, WrongStep
from weiqitong.ledger.changes import Changes

from . import permissions
from .kinds import Item, RuleKind, all_kinds, codes, kinds
from .models import RuleVersion, Status
from .selectors import has_published
from .signals import rules_published


def draft(actor: Actor, kind: str, items: list[Item], reason: str, now: datetime) -> RuleVersion:
    """A new draft. Its items must be readable: what is wrong is said now, not at publication."""
    _may(actor)
    _read(kinds[kind], items)
    last = RuleVersion.objects.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    changes = Changes(actor, now)
    version = plan_draft(changes, kind, last + 1, items, reason)
    try:
        with transaction.atomic():
            changes.write()
    except IntegrityError:
        raise Stale(_("Somebody else has just begun a draft. Please look at it first.")) from None
    return version


def plan_draft(
    changes: Changes, kind: str, number: int, items: list[Item], reason: str
) -> RuleVersion:
    """Record a draft; touches no database."""
    version = RuleVersion(
        kind=kind,
        number=number,
        status=Status.DRAFT,
        body={"items": items},
        digest=digest_of(items),
        reason=reason,
        salt=crypto.salt(),
        made_by_id=changes.actor.user_id,
        made_by_name=changes.actor.name[:60],
        made_at=changes.at,
    )
    changes.enact(version, "rules.draft")
    return version


@transaction.atomic
def revise(
    actor: Actor,
    version: RuleVersion,
    items: list[Item],
    now: datetime,
    *,
    reason: str | None = None,
    seen: int | None = None,
) -> RuleVersion:
    """Change a draft. `seen` is the version counter the form was opened with."""
    _may(actor)
    version = _draft_row(version, seen)
    _read(kinds[version.kind], items)
    changes = Changes(actor, now)
    words: dict[str, Any] = {} if reason is None else {"reason": reason}
    changes.enact(version, "rules.revise", body={"items": items}, digest=digest_of(items), **words)
    changes.write()
    return version


def put_item(
    actor: Actor, version: RuleVersion, old_code: str, item: Item, now: datetime, *, seen: int
) -> RuleVersion:
    """Replace the item of a draft that had this code, or add one where it is empty."""
    items = list(version.body["items"])
    at = next((n for n, one in enumerate(items) if one["code"] == old_code), len(items))
    items[at : at + 1] = [item]
    return revise(actor, version, items, now, seen=seen)


def drop_item(
    actor: Actor, version: RuleVersion, code: str, now: datetime, *, seen: int
) -> RuleVersion:
    """Leave one item out of a draft."""
    items = [one for one in version.body["items"] if one["code"] != code]
    return revise(actor, version, items, now, seen=seen)


@transaction.atomic
def publish(
    actor: Actor,
    version: RuleVersion,
    valid_from: datetime,
    now: datetime,
    *,
    reason: str | None = None,
) -> RuleVersion:
    """Put a draft into force from a time on. Only a loaded sample may begin in the past."""
    _may(actor)
    version = _draft_row(version)
    kind = kinds[version.kind]
    if valid_from < now and not actor.is_(Role.SYSTEM):
        raise BadInput(_("Rules cannot begin in the past."), field="valid_from")
    reason = version.reason if reason is None else reason
    if not reason.strip():
        raise BadInput(_("Please say why these rules change."), field="reason")
    items = version.body["items"]
    _read(kind, items)
    if problems := kind.problems(items, valid_from):
        raise BadInput("\n".join(problems))
    changes = Changes(actor, now)
    changes.enact(
        version,
        "rules.publish",
        status=Status.PUBLISHED,
        reason=reason,
        valid_from=valid_from,
        published_at=now,
    )
    changes.write()
    rules_published.send(RuleVersion, version=version)
    return version


@transaction.atomic
def discard(actor: Actor, version: RuleVersion, now: datetime) -> RuleVersion:
    """Give up a draft; its number is not used again."""
    _may(actor)
    version = _draft_row(version)
    changes = Changes(actor, now)
    changes.enact(version, "rules.discard", status=Status.DISCARDED)
    changes.write()
    return version


@transaction.atomic
def load_sample(
    actor: Actor, kind: str, items: list[Item], reason: str, valid_from: datetime, now: datetime
) -> RuleVersion:
    """Publish items at once, unless a published version says exactly the same."""
    same = RuleVersion.objects.filter(
        kind=kind, status=Status.PUBLISHED, digest=digest_of(items)
    ).first()
    if same is not None:
        return same
    return publish(actor, draft(actor, kind, items, reason, now), valid_from, now)


def load_samples(actor: Actor, valid_from: datetime, now: datetime) -> list[RuleVersion]:
    """For every kind that ships a sample and has nothing published: publish the sample."""
    return [
        load_sample(actor, kind.code, sample_items(kind), _("Sample"), valid_from, now)
        for kind in all_kinds()
        if kind.sample is not None and not has_published(kind.code)
    ]


def sample_items(kind: RuleKind[Any]) -> list[Item]:
    """The items a kind ships with; none where it ships none."""
    if kind.sample is None:
        return []
    return list(json.loads(kind.sample.read_text("utf-8"))["items"])


def digest_of(items: list[Item]) -> str:
    """Stands for the body in the ledger: SHA-256 of its canonical JSON."""
    data = json.dumps(items, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(data.encode()).hexdigest()


def _may(actor: Actor) -> None:
    if not permissions.can_change_rules(actor):
        raise NotAllowed(_("Rules are changed by the administrator or the city's office."))


def _read(kind: RuleKind[Any], items: list[Item]) -> None:
    if not items:
        raise BadInput(_("There is no item in it."))
    codes(items)
    kind.parse(items)


def _draft_row(version: RuleVersion, seen: int | None = None) -> RuleVersion:
    row = RuleVersion.objects.select_for_update().get(pk=version.pk)
    if row.status != Status.DRAFT:
        raise WrongStep(_("Only a draft can be changed; this version is closed."))
    if seen is not None and row.version != seen:
        raise Stale(_("Somebody else has changed this draft since you opened it."))
    return row
