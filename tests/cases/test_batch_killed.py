"""A batch whose worker is killed again and again, and that two workers take at once: every need is
done once, none is lost.
"""

import os
import random
import subprocess
import sys
import time

import pytest

from tests.factories import City, make_case, make_city
from weiqitong.cases import jobs
from weiqitong.cases.enums import Action, BatchState, LineState, Status
from weiqitong.cases.models import Act, Batch, BatchLine, Case, Dispatch
from weiqitong.cases.services import batches
from weiqitong.deadlines.models import Clock
from weiqitong.ledger.replay import compare

COUNT = 40
KILLS = 4
WORKERS = 2
CODE = """
import django, sys; django.setup()
from django.conf import settings
from django.utils import translation
from weiqitong.cases import jobs
from weiqitong.core import clock
translation.activate(settings.LANGUAGE_CODE)
print("at work", flush=True)
jobs.run_batch(progress_id=int(sys.argv[1]), batch_id=int(sys.argv[2]), now=clock.now())
"""


def start(url: str, batch: Batch) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "weiqitong.config.settings",
        "WEIQITONG_DATABASE_URL": url,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-c", CODE, str(batch.progress_id), str(batch.pk)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)


def end(worker: subprocess.Popen[bytes]) -> None:
    worker.kill()
    worker.wait()
    assert worker.stdout is not None
    worker.stdout.close()


def begun(city: City) -> Batch:
    """Forty dispatches, looked at and begun."""
    cases = [make_case(city).number for _number in range(COUNT)]
    actor = city.people["coordinator"]
    made = batches.prepare_dispatch(actor, cases, target=city.police, text="", now=city.now)
    made.refresh_from_db()
    jobs.look_at_batch(progress_id=made.progress_id or 0, batch_id=made.pk, now=city.now)
    batches.start(actor, made, now=city.now)
    made.refresh_from_db()
    return made


@pytest.mark.slow
def test_each_need_is_dispatched_once_whoever_is_killed(database_url: str) -> None:
    batch = begun(make_city())
    rng, since = random.Random(3), time.monotonic()
    workers = [start(database_url, batch) for _number in range(WORKERS)]
    kills = 0
    try:
        while Batch.objects.get().state == BatchState.RUNNING:
            assert time.monotonic() - since < 120, "they never come to an end"
            place = rng.randrange(WORKERS)
            worker = workers[place]
            assert worker.stdout is not None
            if kills < KILLS:
                worker.stdout.readline()  # not while it starts
                time.sleep(rng.uniform(0.0, 0.15))
            elif worker.poll() is None:
                time.sleep(0.1)
                continue
            end(worker)
            workers[place] = start(database_url, batch)
            kills += 1
    finally:
        for worker in workers:
            end(worker)
    assert kills, "all was done before anybody was killed"
    batch.refresh_from_db()
    assert (batch.done, batch.refused) == (COUNT, 0)
    assert Act.objects.filter(action=Action.DISPATCH).count() == COUNT
    assert BatchLine.objects.filter(state=LineState.DONE).count() == COUNT
    assert set(Case.objects.values_list("status", flat=True)) == {Status.DISPATCHED}
    for model in (Case, Clock, Dispatch, Batch):
        found, rows, _entries = compare(model)
        assert rows
        assert not found, [str(one) for one in found][:5]
