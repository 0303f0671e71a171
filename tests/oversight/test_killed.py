"""Three workers sweep, and are killed at random again and again: each rung's rows once, none lost.

`WEIQITONG_SOAK_CLOCKS=100000 pytest tests/oversight/test_killed.py -s` kills them over so many
clocks and tells its figures.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet

from tests.factories import make_case, make_city
from tests.oversight.people import add_leaders
from weiqitong.cases import services as cases
from weiqitong.cases.enums import Action
from weiqitong.cases.models import Act, Case
from weiqitong.conferences.models import Conference, Participant, Topic
from weiqitong.core import clock as times
from weiqitong.core.actor import system
from weiqitong.deadlines.models import Clock, ClockKind
from weiqitong.ledger.changes import Changes
from weiqitong.ledger.replay import compare
from weiqitong.oversight.models import Rung, Supervision

SOAK = int(os.environ.get("WEIQITONG_SOAK_CLOCKS", "0") or 0)
CLOCKS = SOAK or 60
# Of more clocks than these only the first of each case climbs the whole ladder; its others have
# turned yellow, and take the first rung.
WHOLE = 5000
PER_CASE = 20 if SOAK > WHOLE else 10  # rounds of the close clock on one case
WORKERS = 3
KILLS = 20 if SOAK else 5
PAUSE = (2.0, 8.0) if SOAK else (0.0, 0.3)  # seconds that one works before it is killed
FULL = ["conference", "head", "leader", "nudge", "order", "referral"]
# A worker that does nothing but sweep, with a short lease so that its heirs need not wait long.
CODE = """
import django, sys, time; django.setup()
from datetime import timedelta
from django.conf import settings
from django.utils import translation
from weiqitong.core import clock
from weiqitong.core.actor import system
from weiqitong.oversight import services
translation.activate(settings.LANGUAGE_CODE)
limit, lease = int(sys.argv[1]), timedelta(seconds=3)
print("at work", flush=True)
while True:
    if not services.sweep(system(), clock.now(), limit=limit, lease=lease):
        time.sleep(0.1)
"""


def start(url: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "weiqitong.config.settings",
        "WEIQITONG_DATABASE_URL": url,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    limit = "500" if SOAK else "10"
    command = [sys.executable, "-c", CODE, limit]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)


def end(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    worker.stdout.close()


def late_clocks(count: int) -> None:
    """So many close clocks of 2021, all of whose rungs are due; of many, some only yellow."""
    city = add_leaders(make_city())
    for _number in range(max(1, count // PER_CASE)):
        case = make_case(city)
        case = cases.dispatch(city.people["coordinator"], case, lead=city.police, now=city.now)
        clock = Clock.objects.get(subject_id=case.pk, kind=ClockKind.CLOSE)
        changes = Changes(system(), city.now)
        for round_ in range(2, PER_CASE + 1):
            more = Clock.objects.get(pk=clock.pk)
            more.pk, more.round, more.version = None, round_, 0
            more._state.adding = True
            if count > WHOLE:
                more.due_at = times.now() + timedelta(days=30)
            changes.enact(more, "clock.start")
        changes.write()
    Clock.objects.exclude(kind=ClockKind.CLOSE).update(climb_at=None)


@pytest.mark.slow
def test_each_rung_is_taken_once_whoever_is_killed(database_url: str) -> None:
    late_clocks(CLOCKS)
    count = due_now().count()
    whole = Case.objects.count() if count > WHOLE else count
    rng, begin = random.Random(7), time.monotonic()
    workers = [start(database_url) for _number in range(WORKERS)]
    kills = 0
    try:
        while due_now().exists():
            assert time.monotonic() - begin < 120 + count / 5, "they never come to an end"
            if kills == KILLS:
                time.sleep(0.5)
                continue
            place = rng.randrange(WORKERS)
            assert workers[place].stdout.readline() == b"at work\n"  # not while it starts
            time.sleep(rng.uniform(*PAUSE))
            end(workers[place])
            workers[place] = start(database_url)
            kills += 1
    finally:
        for worker in workers:
            end(worker)
    assert kills, "all was done before anybody was killed"
    examine(count, whole)
    seconds = time.monotonic() - begin
    rungs = Rung.objects.count()
    told = f"{count:,} clocks, {rungs:,} rungs, {WORKERS} workers, {kills} killed"
    rate = f"{seconds:.0f} s, {rungs / seconds:.0f} rungs/s"
    sys.stdout.write(f"\n{told}: {rate}; each once, none lost\n")


def due_now() -> QuerySet[Clock]:
    """Those that are due, and those that somebody holds on a lease."""
    return Clock.objects.filter(climb_at__lte=times.now() + timedelta(hours=1))


def examine(count: int, whole: int) -> None:
    """Every clock has taken the rungs that were due, and each rung has its rows."""
    taken: dict[str, list[str]] = {}
    for key, rung in Rung.objects.values_list("clock_key", "rung"):
        taken.setdefault(key, []).append(rung)
    assert len(taken) == count
    ladders = Counter(map(tuple, map(sorted, taken.values())))
    assert ladders == Counter({tuple(FULL): whole, ("nudge",): count - whole})
    acts: Any = Act.objects.filter(action=Action.RUNG)
    assert acts.count() == whole * len(FULL) + count - whole
    assert Supervision.objects.count() == whole
    # One conference on each case, however many of its clocks reach the last rung.
    assert Conference.objects.count() == Case.objects.count() == Topic.objects.count()
    for model in (Case, Clock, Rung, Supervision, Conference, Topic, Participant):
        found, rows, _entries = compare(model)
        assert rows
        assert not found, [str(one) for one in found][:5]
