"""Case ids, drawn before a case is planned: one by one for reports, many at once for bulk work."""

from django.db import connection

from .models import CaseSerial


def draw() -> int:
    """The next id. An insert, not a counter: reports do not queue for each other."""
    return CaseSerial.objects.create().pk


def reserve(count: int) -> list[int]:
    """Many ids at once, in the caller's transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [CaseSerial._meta.db_table, count],
            )
            ids = [row[0] for row in cursor.fetchall()]
    else:  # SQLite has one writer: whoever inserts holds the lock
        last = CaseSerial.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        ids = list(range(last + 1, last + count + 1))
    CaseSerial.objects.bulk_create([CaseSerial(pk=number) for number in ids], batch_size=2000)
    return ids
