"""Jobs that only the tests define: they write down that they ran, fail on demand, or take long."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from weiqitong.jobs.define import BULK, GiveUp, job, periodic
from weiqitong.jobs.progress import reporting

ran: list[Any] = []


@job("tests.note")
def note(*, word: str, now: datetime) -> str:
    ran.append((word, now))
    return word


@job("tests.fail", retries=2, backoff=timedelta(seconds=10))
def fail(*, progress_id: int | None = None) -> None:
    with reporting(progress_id):
        ran.append("fail")
        raise ValueError("not today")


@job("tests.hopeless", retries=5)
def hopeless() -> None:
    ran.append("hopeless")
    raise GiveUp("no such address")


@job("tests.unserialisable", retries=0)
def unserialisable() -> object:
    return object()


@job("tests.file")
def append_line(*, path: str, seconds: float = 0.0) -> None:
    """Begin and end in a file, so that processes can be watched."""
    with Path(path).open("a") as file:
        file.write("begin\n")
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write("end\n")


@job("tests.long", queue=BULK)
def long(*, progress_id: int, count: int) -> None:
    with reporting(progress_id) as report:
        report.total(count)
        for _ in range(count):
            report._wrote = 0.0  # write each step: the test does not wait for the pause
            report.step()
        report.result(url="/result", message="done")


@periodic("tests.every", every=timedelta(minutes=5))
def every(*, now: datetime) -> None:
    ran.append(("every", now))


@periodic("tests.daily", at="02:30")
def daily() -> None:
    ran.append("daily")
