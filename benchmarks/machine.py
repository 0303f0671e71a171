"""The machine a figure comes from, and how busy others kept it meanwhile."""

import os
import platform
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

WRITES = 60


def describe(folder: Path) -> dict[str, Any]:
    """All that somebody needs to judge a figure; `folder` lies on the disk that is written to."""
    return {
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "processor": _processor(),
        "memory_mb": round(psutil.virtual_memory().total / 2**20),
        "system": f"{platform.system()} {platform.release().split('-')[0]} {platform.machine()}",
        "python": sys.version.split()[0],
        "django": version("django"),
        "granian": version("granian"),
        "sqlite": sqlite3.sqlite_version,
        "load_at_start": [round(one, 2) for one in os.getloadavg()],
        "fsync_ms": round(fsync_ms(folder), 2),
    }


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    if facts.exists():
        for line in facts.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or "unknown"


def fsync_ms(folder: Path) -> float:
    """Median milliseconds until 4 KB are on the disk: the floor of every durable commit."""
    path = folder / f".fsync-{os.getpid()}"
    took = []
    with path.open("wb", buffering=0) as file:
        for _number in range(WRITES):
            begin = time.perf_counter()
            file.write(b"\0" * 4096)
            os.fsync(file.fileno())
            took.append((time.perf_counter() - begin) * 1000)
    path.unlink()
    return statistics.median(took)


def tree(*roots: int) -> list[psutil.Process]:
    """The processes with these ids, and all that descend from them."""
    found: dict[int, psutil.Process] = {}
    for root in roots:
        try:
            top = psutil.Process(root)
            for one in (top, *top.children(recursive=True)):
                found[one.pid] = one
        except psutil.NoSuchProcess:
            continue
    return list(found.values())


@dataclass(slots=True)
class Meanwhile:
    """Shares of all cores during a stretch: ours, and what others took from us."""

    seconds: float = 0.0
    ours: float = 0.0
    others: float = 0.0
    roots: tuple[int, ...] = field(default_factory=tuple)

    def words(self) -> dict[str, float]:
        return {"ours_percent": round(self.ours * 100), "others_percent": round(self.others * 100)}


def _busy() -> float:
    now = psutil.cpu_times()
    return sum(now) - now.idle - getattr(now, "iowait", 0.0) - getattr(now, "guest", 0.0)


def _used(roots: tuple[int, ...]) -> float:
    return _seconds_of(tree(*roots))


def _seconds_of(processes: Iterable[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def cpu_seconds(served: tuple[int, ...], database: tuple[int, ...]) -> dict[str, float]:
    """Processor time used so far, by who used it; what is neither web nor worker supervises."""
    parts: dict[str, list[psutil.Process]] = {"web": [], "worker": []}
    for process in tree(*served):
        try:
            words = process.cmdline()
        except psutil.NoSuchProcess:
            continue
        parts["worker" if "worker" in words else "web"].append(process)
    own = psutil.Process(os.getpid()).cpu_times()
    return {
        **{name: _seconds_of(found) for name, found in parts.items()},
        "database": _used(database),
        "client": own.user + own.system,
    }


@contextmanager
def watched(*roots: int) -> Iterator[Meanwhile]:
    """Say afterwards how much of the machine others used. Processes that end inside are missed."""
    found = Meanwhile(roots=(os.getpid(), *roots))
    begin, busy, used = time.monotonic(), _busy(), _used(found.roots)
    yield found
    found.seconds = time.monotonic() - begin
    whole = found.seconds * (psutil.cpu_count() or 1)
    found.ours = max(0.0, _used(found.roots) - used) / whole
    found.others = max(0.0, (_busy() - busy) / whole - found.ours)
