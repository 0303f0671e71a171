"""Real workers: processes that share the queue, die, and stop when told."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connections
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult as Row

from tests.jobs import samples
from weiqitong.core import clock
from weiqitong.jobs import queue
from weiqitong.jobs.models import WorkerBeat
from weiqitong.jobs.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)
CODE = """
import django, sys; django.setup()
from weiqitong.jobs.worker import Worker
import tests.jobs.samples
worker = Worker(sys.argv[1]); worker.stop_on_signals(); worker.run()
"""


def start(name: str, url: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "weiqitong.config.settings",
        "WEIQITONG_DATABASE_URL": url,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.Popen([sys.executable, "-c", CODE, name], env=environment)


def wait_for(condition, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def test_threads_that_claim_at_once_share_the_jobs_without_overlap():
    samples.ran.clear()
    samples.note.enqueue_many({"word": str(n)} for n in range(60))
    barrier = threading.Barrier(5)

    def work(name: str) -> None:
        barrier.wait()
        idle = 0
        while idle < 5:
            row = queue.claim(name, ["default"], clock.now())
            idle = 0 if row else idle + 1
            if row:
                queue.run(row)
        connections.close_all()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(word for word, _ in samples.ran) == Counter(str(n) for n in range(60))
    assert Row.objects.filter(status=TaskResultStatus.SUCCESSFUL).count() == 60


def test_sigterm_finishes_the_running_job_and_takes_no_new_one(database_url, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    samples.append_line.enqueue(path=str(first), seconds=1.5)
    process = start("polite", database_url)
    try:
        wait_for(lambda: lines(first) == ["begin"])
        samples.append_line.enqueue(path=str(second))
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
    assert lines(first) == ["begin", "end"]
    assert lines(second) == []
    assert Row.objects.filter(status=TaskResultStatus.SUCCESSFUL).count() == 1
    assert not WorkerBeat.objects.filter(pk="polite").exists()


def watched() -> Row:
    """The one job of the test; a periodic job may fall due beside it."""
    return Row.objects.get(task_path=samples.append_line.module_path)


def test_the_job_of_a_killed_worker_is_run_again_by_its_successor(database_url, tmp_path):
    path = tmp_path / "watched"
    samples.append_line.enqueue(path=str(path), seconds=2)
    process = start("slot-1", database_url)
    wait_for(lambda: lines(path) == ["begin"])
    process.kill()
    process.wait()
    assert watched().status == TaskResultStatus.RUNNING
    successor = start("slot-1", database_url)
    try:
        wait_for(lambda: lines(path) == ["begin", "begin", "end"])
        wait_for(lambda: watched().status == TaskResultStatus.SUCCESSFUL)
    finally:
        successor.terminate()
        assert successor.wait(20) == 0
    assert len(watched().worker_ids) == 2


def test_a_long_job_in_one_lane_does_not_hold_up_the_other(tmp_path):
    path = tmp_path / "bulk"
    worker = Worker("lanes")
    thread = threading.Thread(target=worker.run)
    samples.append_line.using(queue_name="bulk").enqueue(path=str(path), seconds=2)
    samples.ran.clear()
    thread.start()
    try:
        wait_for(lambda: lines(path) == ["begin"])
        samples.note.enqueue(word="mail")
        wait_for(lambda: [word for word, _ in samples.ran] == ["mail"], 1.9)
        assert lines(path) == ["begin"]
    finally:
        worker.stop()
        thread.join()
    assert lines(path) == ["begin", "end"]
