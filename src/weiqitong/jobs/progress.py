"""What a long job tells its owner while it works: `with reporting(progress_id) as report`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from weiqitong.core import clock

from .enums import OPEN, State
from .models import Progress

PAUSE = 0.4  # seconds between two writes: a bar needs no more


class Cancelled(Exception):
    """The owner asked to stop; raised by `Report.step` where it is safe to."""


class Report:
    """Writes into the owner's row, seldom enough not to slow the work; outside transactions."""

    def __init__(self, progress_id: int | None) -> None:
        self.progress_id = progress_id
        self.done = 0
        self._wrote = 0.0

    def total(self, count: int) -> None:
        """How much there is to do, once it is known."""
        self._write(total=count, done=self.done)

    def step(self, by: int = 1) -> None:
        """So much more is done. Raises Cancelled when the owner wants no more."""
        self.done += by
        if time.monotonic() - self._wrote >= PAUSE:
            self._write(done=self.done)
            self._stop_if_asked()

    def result(self, *, url: str = "", message: str = "") -> None:
        """Where the outcome is found, and a sentence about it."""
        self._write(url=url, message=message[:500])

    def _stop_if_asked(self) -> None:
        if is_cancelled(self.progress_id):
            raise Cancelled

    def _write(self, **changes: Any) -> None:
        self._wrote = time.monotonic()
        if self.progress_id is not None:
            Progress.objects.filter(pk=self.progress_id).update(**changes)

    def _begin(self) -> None:
        """Also a second try begins at nought."""
        self._write(state=State.RUNNING, done=0, message="")

    def _close(self, state: State) -> None:
        self._write(state=state, done=self.done, finished_at=clock.now())


@contextmanager
def reporting(progress_id: int | None) -> Iterator[Report]:
    """Around the work of a job that takes `progress_id`; None reports to nobody.

    An error passes through: the queue tries again, and marks the row when it gives up.
    """
    report = Report(progress_id)
    report._begin()
    try:
        yield report
    except Cancelled:
        report._close(State.CANCELLED)
    else:
        report._close(State.FINISHED)


def is_cancelled(progress_id: int | None) -> bool:
    """Whether the owner asked to stop; nobody can ask where nobody watches."""
    return (
        progress_id is not None
        and Progress.objects.filter(pk=progress_id, cancel_requested=True).exists()
    )


def close_after_failure(progress_id: int | None) -> None:
    """Tell the owner that the queue gave the job up."""
    if progress_id is not None:
        Progress.objects.filter(pk=progress_id, state__in=OPEN).update(
            state=State.FAILED,
            finished_at=clock.now(),
            message=_("It did not work out. The administrator sees why."),
        )
