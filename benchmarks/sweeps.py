"""The ladder's sweep over ten thousand, a hundred thousand and a million running clocks of which a
thousand are due: what finding and claiming them costs, and how many acts a second follow.

Runs in a process of its own over a copy of a city; the clocks beyond the city's own are copies of
one of them that come due in a year.
"""

import json
import sys
import time
from datetime import timedelta
from statistics import median
from typing import Any

import django

from .cities import City
from .databases import empty_home, environment
from .figures import Figure, Limit
from .serving import run

SIZES = (10_000, 100_000, 1_000_000)
DUE = 1000
CLAIM_LIMIT = 1.0  # seconds
ACTS_LIMIT = 100.0  # a second
TRIES = 5


def measure(city: City) -> list[Figure]:
    """Each size on the same copy, growing."""
    database, home = city.database, city.folder / "sweep"
    database.copy(city.name, "sweep")
    empty_home(home)
    (home / ".env").write_bytes((city.home / ".env").read_bytes())
    around = environment(home, database.url("sweep"))
    sizes = SIZES if city.facts["scale"] == 1 else SIZES[:2]
    try:
        found = json.loads(run(around, home, "-m", "benchmarks.sweeps", *map(str, sizes)))
    finally:
        database.drop("sweep")
    figures = []
    for row in found:
        about = f"{row['due']:,} due of {row['running']:,} clocks"
        whole = row["due"] == DUE
        figures += [
            Figure("sweep", database.kind, f"find and claim {about}", row["claim"] * 1000, "ms",
                   Limit(CLAIM_LIMIT * 1000) if whole else None, row),
            Figure("sweep", database.kind, f"rungs taken, {about}", row["acts"], "/s",
                   Limit(ACTS_LIMIT, at_least=True) if whole else None, row),
        ]  # fmt: skip
    return figures


# Inside the product


def main(sizes: list[int]) -> list[dict[str, Any]]:
    from django.db import connection

    from weiqitong.core import clock
    from weiqitong.deadlines.models import Clock

    now = clock.now()
    far = now + timedelta(days=365)
    found = []
    for size in sizes:
        Clock.objects.filter(climb_at__isnull=False).update(climb_at=far)
        running = grow(size, far)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("VACUUM ANALYZE deadlines_clock")
            else:
                cursor.execute("ANALYZE")
        found.append(sweep(running, now))
    return found


def grow(size: int, far: Any) -> int:
    """So many clocks that wait for their next rung, none of them due."""
    from django.db import connection

    from weiqitong.deadlines.models import Clock

    waiting = Clock.objects.filter(climb_at__isnull=False)
    more, before = size - waiting.count(), Clock.objects.count()
    if more > 0:
        pattern = Clock.objects.filter(climb_at__isnull=False).order_by("pk").first()
        assert pattern is not None
        names = [f.column for f in Clock._meta.concrete_fields if not f.primary_key]
        made = {"subject_key": f"'bench-{before}-' || n.value", "subject_id": "-1 - n.value"}
        chosen = ", ".join(made.get(name, f"c.{name}") for name in names)
        series = (
            "SELECT generate_series(1, %s) AS value"
            if connection.vendor == "postgresql"
            else "WITH RECURSIVE s(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM s"
            " WHERE value < %s) SELECT value FROM s"
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO deadlines_clock ({', '.join(names)})"  # noqa: S608 - our own names
                f" SELECT {chosen} FROM deadlines_clock c, ({series}) n WHERE c.id = %s",
                [more, pattern.pk],
            )
    return waiting.count()


def due_now(now: Any) -> int:
    """A thousand of the city's own clocks on open cases are due, long overdue, or fewer where there
    are fewer.
    """
    from weiqitong.cases.enums import OPEN, Origin
    from weiqitong.cases.models import Case
    from weiqitong.deadlines.models import Clock, ClockState
    from weiqitong.oversight.services.climbing import CLIMBING

    live = Case.objects.filter(status__in=OPEN, origin=Origin.LIVE).values("pk")
    rows = Clock.objects.filter(
        state=ClockState.RUNNING, kind__in=CLIMBING, advisory=False,
        subject_label=Case.LABEL, subject_id__in=live,
    )  # fmt: skip
    ids = list(rows.order_by("-pk").values_list("pk", flat=True)[:DUE])
    late = {"due_at": now - timedelta(days=60), "yellow_at": now - timedelta(days=61)}
    return Clock.objects.filter(pk__in=ids).update(climb_at=now - timedelta(days=1), **late)


def sweep(running: int, now: Any) -> dict[str, Any]:
    from weiqitong.cases.models import Act
    from weiqitong.core.actor import system
    from weiqitong.deadlines.services.climbing import claim_due
    from weiqitong.oversight import services

    claims = []
    for _try in range(TRIES):
        due = due_now(now)
        begin = time.perf_counter()
        found = claim_due(system(), now, limit=DUE)
        claims.append(time.perf_counter() - begin)
        assert len(found) == due, f"{len(found)} of {due} were claimed"
    due_now(now)
    before = Act.objects.filter(action="rung").count()
    begin, cpu = time.perf_counter(), time.thread_time()
    services.sweep(system(), now, limit=DUE)
    took, worked = time.perf_counter() - begin, time.thread_time() - cpu
    acts = Act.objects.filter(action="rung").count() - before
    return {
        "running": running,
        "due": due,
        "claim": median(claims),
        "claims": [round(one, 4) for one in claims],
        "acts": acts / took,
        "rungs": acts,
        "seconds": round(took, 2),
        "cpu": round(worked, 2),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main([int(one) for one in sys.argv[1:]])))
