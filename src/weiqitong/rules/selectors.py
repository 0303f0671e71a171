"""Which rules hold at a time, and what they mean; also what the rules' pages show.

Staleness: a process asks the database for the list of published versions at most every SECONDS. So
a version published elsewhere is seen here within SECONDS, and one published by this process at
once. A case never depends on it: it keeps the id of the version it was born under, and a version
never changes.
"""

import time
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from weiqitong.core.errors import DomainError

from .kinds import Item, kinds
from .models import RuleVersion, Status

SECONDS = 5.0


class NotInForce(DomainError):
    """No version of this kind held at that time."""

    code = "no_rules"


@dataclass(frozen=True, slots=True)
class Timeline:
    """Published versions of one kind in the order they come into force, without their bodies."""

    read_at: float
    since: list[datetime]
    versions: list[RuleVersion]


_timelines: dict[str, Timeline] = {}
_parsed: dict[tuple[str, int], Any] = {}


def forget(**_: Any) -> None:
    """Drop what is remembered: after a publication, and between tests (ids return on rollback)."""
    _timelines.clear()
    _parsed.clear()


def in_force(kind: str, at: datetime) -> RuleVersion:
    """The version that holds at a time, body deferred, or NotInForce. One query every SECONDS."""
    timeline = _timelines.get(kind)
    if timeline is None or time.monotonic() - timeline.read_at > SECONDS:
        timeline = _timelines[kind] = _read(kind)
    place = bisect_right(timeline.since, at)
    if place == 0:
        label = kinds[kind].label if kinds.get(kind) else kind
        raise NotInForce(_("No rules are in force for: %(kind)s.") % {"kind": label}, kind=kind)
    return timeline.versions[place - 1]


def parsed(kind: str, version_id: int) -> Any:
    """What a version means, as the kind's own type; no query once this process has read it."""
    known = _parsed.get((kind, version_id))
    if known is None:
        body = RuleVersion.objects.values_list("body", flat=True).get(pk=version_id, kind=kind)
        known = _parsed[kind, version_id] = kinds[kind].parse(body["items"])
    return known


def _read(kind: str) -> Timeline:
    found = list(
        RuleVersion.objects.filter(kind=kind, status=Status.PUBLISHED)
        .order_by("valid_from", "number")
        .defer("body")
    )
    since = [version.valid_from for version in found if version.valid_from is not None]
    return Timeline(time.monotonic(), since, found)


def items_in_force(kind: str, at: datetime) -> list[Item]:
    """The items as they were written; empty where nothing is in force."""
    try:
        version = in_force(kind, at)
    except NotInForce:
        return []
    body = RuleVersion.objects.values_list("body", flat=True).get(pk=version.pk)
    return list(body["items"])


def versions(kind: str) -> QuerySet[RuleVersion]:
    """All versions of a kind, newest first, without their bodies."""
    return RuleVersion.objects.filter(kind=kind).order_by("-number").defer("body")


def published_kinds() -> set[str]:
    """Codes of all kinds with a published version. One query."""
    rows = RuleVersion.objects.filter(status=Status.PUBLISHED)
    return set(rows.order_by().values_list("kind", flat=True).distinct())


def has_published(kind: str) -> bool:
    return RuleVersion.objects.filter(kind=kind, status=Status.PUBLISHED).exists()
