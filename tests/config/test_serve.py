"""`weiqitong serve` as real processes: it answers, mends itself, and leaves nothing behind."""

import os
import signal
import time
import urllib.request

import psutil
import pytest

pytestmark = pytest.mark.django_db


def children(served) -> dict[str, psutil.Process]:
    found = psutil.Process(served.process.pid).children()
    alive = [child for child in found if child.status() != psutil.STATUS_ZOMBIE]
    return {"worker" if "worker" in child.cmdline() else "web": child for child in alive}


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


def answers(served) -> bool:
    try:
        return health(served) == 200
    except OSError:
        return False


def health(served) -> int:
    with urllib.request.urlopen(f"{served.url}/healthz", timeout=10) as answer:  # noqa: S310
        return int(answer.status)


def test_web_and_worker_run_together_and_a_killed_one_comes_back(serve_live):
    served = serve_live()
    assert health(served) == 200
    first = children(served)
    assert set(first) == {"web", "worker"}
    first["worker"].kill()
    wait_for(lambda: children(served).get("worker") not in {None, first["worker"]})
    below = first["web"].children()
    first["web"].kill()
    wait_for(lambda: children(served).get("web") not in {None, first["web"]})
    assert not any(process.is_running() for process in below)
    wait_for(lambda: answers(served))
    assert health(served) == 200


def test_sigterm_stops_all_of_it_and_ends_well(serve_live):
    served = serve_live()
    everything = psutil.Process(served.process.pid).children(recursive=True)
    assert len(everything) >= 2
    served.process.send_signal(signal.SIGTERM)
    assert served.process.wait(30) == 0
    _gone, alive = psutil.wait_procs(everything, timeout=10)
    assert alive == []


def test_nothing_stays_when_the_supervisor_is_killed(serve_live):
    if os.uname().sysname != "Linux":
        pytest.skip("needs Linux: elsewhere the children stay until they are stopped")
    served = serve_live()
    everything = psutil.Process(served.process.pid).children(recursive=True)
    served.process.kill()
    served.process.wait()
    _gone, alive = psutil.wait_procs(everything, timeout=15)
    assert alive == []


def test_a_job_enqueued_elsewhere_is_run_by_the_served_worker(serve_live):
    served = serve_live()
    served.run("from weiqitong.jobs.define import registered; registered()['jobs.prune'].enqueue()")
    look = (
        "from django_tasks_db.models import DBTaskResult as R; "
        "print(R.objects.get(task_path='weiqitong.jobs.jobs.prune').status)"
    )
    wait_for(lambda: served.run(look).strip() == "SUCCESSFUL")
