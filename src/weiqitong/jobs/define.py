"""Defines jobs: `@job` for work on demand, `@periodic` for work by the clock; runs none."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django_tasks.base import Task, TaskResult
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult

from weiqitong.core import clock

DEFAULT, BULK = "default", "bulk"  # each queue has a lane of its own: an export never holds up mail
LONGEST_WAIT = timedelta(hours=1)


class GiveUp(Exception):
    """Raised by a job for which another try is pointless; its words are kept with the failure."""


@dataclass(frozen=True, kw_only=True)
class Job(Task[Any, Any]):
    """A module-level function that a worker calls with keyword arguments fit for JSON.

    A parameter called `now` is filled in by the worker with the time of the run. A job may run
    twice (a worker died after the work and before the note of it), so it claims what it changes.
    """

    code: str
    label: Any = ""  # gettext_lazy: what people call it
    retries: int = 5
    backoff: timedelta = timedelta(seconds=10)
    every: timedelta | None = None
    at: time | None = None
    accepted: frozenset[str] = field(default_factory=frozenset)
    required: frozenset[str] = field(default_factory=frozenset)

    def __call__(self, **arguments: Any) -> Any:
        """Do the work here and now, as a worker would."""
        return self.func(**arguments)

    def later(self, when: datetime) -> "Job":
        """The same job, not before `when`."""
        return replace(self, run_after=when)

    def enqueue(self, **arguments: Any) -> TaskResult[Any]:
        """Insert the job in the caller's transaction: it commits or vanishes with the change."""
        self._check(arguments)
        # A job without a time would sort behind every later one, so each has a time.
        queued = self if self.run_after else self.later(clock.now())
        return self.get_backend().enqueue(queued, [], arguments)

    def enqueue_many(self, many: Iterable[dict[str, Any]]) -> int:
        """Insert one job per set of arguments in few statements."""
        when = self.run_after or clock.now()
        rows = []
        for arguments in many:
            self._check(arguments)
            row: DBTaskResult[Any, Any] = DBTaskResult(
                args_kwargs=normalize_json({"args": [], "kwargs": arguments}),
                priority=self.priority,
                task_path=self.module_path,
                queue_name=self.queue_name,
                run_after=when,
                backend_name=self.backend,
            )
            rows.append(row)
        DBTaskResult.objects.bulk_create(rows, batch_size=500)
        return len(rows)

    def wait_before(self, attempt: int) -> timedelta:
        """How long to wait before the try after `attempt` failed ones: doubling, up to an hour."""
        doublings: int = 2 ** min(attempt - 1, 20)
        return min(self.backoff * doublings, LONGEST_WAIT)

    @property
    def rule(self) -> str:
        """The clock of a periodic job in words, stored to notice that it was changed."""
        if self.at is not None:
            return f"at {self.at:%H:%M}"
        return f"every {int(self.every.total_seconds())} s" if self.every else ""

    def due_after(self, now: datetime) -> datetime:
        """The next slot of a periodic job; slots hang on the calendar, not on a worker's start."""
        if self.at is not None:
            day = clock.local(now).date()
            slot = clock.at(day, self.at.hour, self.at.minute)
            if slot <= now:
                slot = clock.at(day + timedelta(days=1), self.at.hour, self.at.minute)
            return slot.astimezone(UTC)
        assert self.every is not None
        epoch = datetime(2000, 1, 1, tzinfo=UTC)
        return epoch + ((now - epoch) // self.every + 1) * self.every

    def _check(self, arguments: dict[str, Any]) -> None:
        given = set(arguments)
        if wrong := (given - self.accepted) | (self.required - given):
            raise TypeError(f"{self.code}: missing or unknown arguments {sorted(wrong)}")


_registered: dict[str, Job] = {}


def registered() -> dict[str, Job]:
    """Every job by its code."""
    return dict(_registered)


def periodic_jobs() -> dict[str, Job]:
    return {code: job for code, job in _registered.items() if job.rule}


def _define(function: Callable[..., Any], code: str, **options: Any) -> Job:
    if code in _registered:
        raise ValueError(f"The job {code} is defined twice.")
    parameters = inspect.signature(function).parameters.values()
    names = {p.name for p in parameters}
    needed = {p.name for p in parameters if p.default is p.empty and p.name != "now"}
    _registered[code] = Job(
        func=function,
        code=code,
        accepted=frozenset(names),
        required=frozenset(needed),
        **options,
    )
    return _registered[code]


def job(
    code: str,
    label: Any = "",
    *,
    retries: int = 5,
    backoff: timedelta = timedelta(seconds=10),
    queue: str = DEFAULT,
    priority: int = 0,
) -> Callable[[Callable[..., Any]], Job]:
    """Make a function a job. After `retries` further tries it is listed as failed."""

    def decorate(function: Callable[..., Any]) -> Job:
        return _define(
            function,
            code,
            label=label,
            retries=retries,
            backoff=backoff,
            queue_name=queue,
            priority=priority,
        )

    return decorate


def periodic(
    code: str,
    label: Any = "",
    *,
    every: timedelta | None = None,
    at: str | None = None,
    queue: str = DEFAULT,
    retries: int = 2,
) -> Callable[[Callable[..., Any]], Job]:
    """Make a function a job that runs every so often, or each day `at` a local time ("02:30").

    Each slot is enqueued once, by whichever worker comes first. After a pause of all workers the
    job runs once, not once for each slot that went by.
    """
    if (every is None) == (at is None):
        raise ValueError(f"{code}: say either every= or at=")

    def decorate(function: Callable[..., Any]) -> Job:
        moment = time.fromisoformat(at) if at else None
        return _define(
            function,
            code,
            label=label,
            every=every,
            at=moment,
            queue_name=queue,
            retries=retries,
        )

    return decorate


def time_given(job: Job) -> dict[str, datetime]:
    """The argument that the worker adds."""
    return {"now": timezone.now()} if "now" in job.accepted else {}
