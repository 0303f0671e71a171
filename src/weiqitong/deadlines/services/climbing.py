"""Which clocks the ladder looks at next: claimed with a lease by any number of workers. It judges
none of them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from weiqitong.core.actor import Actor
from weiqitong.deadlines.models import Clock

LEASE = timedelta(minutes=10)  # after which what a killed worker held is due again


@dataclass(frozen=True, slots=True)
class Claimed:
    """One clock that is due, as it stood when it was claimed."""

    id: int
    kind: str
    subject_label: str
    subject_id: int


# Found once and then claimed: a plan that asked the inner question again for each row would, beside
# other workers, claim more than it was told to.
_CLAIM = """
WITH due AS MATERIALIZED (
  SELECT id FROM {table} WHERE climb_at <= %s ORDER BY climb_at LIMIT %s{skip}
)
UPDATE {table} SET climb_at = %s WHERE id IN (SELECT id FROM due)
RETURNING id, kind, subject_label, subject_id
"""


def claim_due(
    actor: Actor, now: datetime, limit: int = 1000, lease: timedelta = LEASE
) -> list[Claimed]:
    """Up to `limit` clocks that are due, earliest first, hidden from others for the lease: one
    statement. What a worker has claimed and not finished comes back by itself.
    """
    # PostgreSQL passes by what another worker is just claiming; SQLite has one writer, so that the
    # statement is alone.
    skip = (
        " FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    )
    statement = _CLAIM.format(table=Clock._meta.db_table, skip=skip)
    field = Clock._meta.get_field("climb_at")
    until, at = (field.get_db_prep_value(one, connection) for one in (now + lease, now))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [at, limit, until])
        return sorted((Claimed(*row) for row in cursor.fetchall()), key=lambda one: one.id)


def rest(actor: Actor, ids: list[int]) -> None:
    """These clocks do not climb: nobody looks at them again until they are started anew."""
    Clock.objects.filter(pk__in=ids).update(climb_at=None)
