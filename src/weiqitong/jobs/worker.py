"""One worker process: a lane for each queue, and a main thread that keeps time for all."""

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from types import FrameType
from typing import TypeVar

from django.db import DatabaseError, close_old_connections, connections

from weiqitong.core import clock

from . import queue, schedule
from .define import BULK, DEFAULT
from .models import WorkerBeat

T = TypeVar("T")
log = logging.getLogger("weiqitong.jobs")
QUEUES = (DEFAULT, BULK)
POLL = 0.25  # seconds between two looks at an empty queue
BEAT = timedelta(seconds=10)
REAP = timedelta(seconds=20)


def fresh_id() -> str:
    return f"{socket.gethostname()[:32]}-{os.getpid()}-{secrets.token_hex(4)}"


class Worker:
    """Runs until `stop`; a job that has begun is finished first."""

    def __init__(self, worker_id: str = "", queues: Sequence[str] = QUEUES) -> None:
        self.id = worker_id or fresh_id()
        self.queues = list(queues)
        self._stop = threading.Event()
        self._beat_due = self._reap_due = self._seen = clock.now()

    def stop(self) -> None:
        self._stop.set()

    def stop_on_signals(self) -> None:
        """SIGTERM and Ctrl-C finish the running jobs; a second one leaves them to the reaper."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self._stop.is_set():
            os._exit(128 + number)
        self.stop()

    def run(self) -> bool:
        """Work until told to stop; False when a lane broke, so that a new process is better."""
        self._begin()
        lanes = [threading.Thread(target=self._lane, args=(name,)) for name in self.queues]
        for lane in lanes:
            lane.start()
        while not self._stop.is_set() and all(lane.is_alive() for lane in lanes):
            self._guarded(self._keep_time)
            self._stop.wait(1.0)
        told = self._stop.is_set()
        self.stop()
        while running := [lane for lane in lanes if lane.is_alive()]:
            # The signs of life go on, or another worker would take the running jobs.
            self._guarded(self._keep_time)
            running[0].join(1.0)
        if told:
            self._guarded(lambda: WorkerBeat.objects.filter(pk=self.id).delete())
        connections.close_all()
        return told

    def _begin(self) -> None:
        now = clock.now()
        queue.beat(self.id, self.queues, now)
        queue.take_back_of(self.id, now)
        schedule.set_up(now)
        self._beat_due = now + BEAT

    def _keep_time(self) -> None:
        now = clock.now()
        if now - self._seen > queue.LEASE / 2:
            # The machine slept, and so did the others: give them time to sign before reaping.
            self._beat_due, self._reap_due = now, now + queue.LEASE
        self._seen = now
        if now >= self._beat_due:
            queue.beat(self.id, self.queues, now)
            self._beat_due = now + BEAT
        if self._stop.is_set():
            return
        schedule.tick(now)
        if now >= self._reap_due:
            queue.reap(now)
            self._reap_due = now + REAP

    def _lane(self, name: str) -> None:
        while not self._stop.is_set():
            close_old_connections()
            row = self._guarded(lambda: queue.claim(self.id, [name], clock.now()))
            if row is None:
                self._stop.wait(POLL)
            else:
                queue.run(row)
        connections.close_all()

    def _guarded(self, act: Callable[[], T]) -> T | None:
        """A database that is locked or restarting is waited for; a worker does not die of it."""
        try:
            return act()
        except DatabaseError as error:
            log.warning("The database does not answer: %s", error)
            close_old_connections()
            self._stop.wait(1.0)
            return None


def run_due(queues: Sequence[str] = QUEUES, *, now: datetime | None = None) -> int:
    """Run what is due in this thread until nothing is; how many jobs. For scripts and tests."""
    count = 0
    while row := queue.claim("here", queues, now or clock.now()):
        queue.run(row)
        count += 1
    return count
