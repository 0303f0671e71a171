"""Transactions of one process take turns before they ask SQLite for its one lock of a writer.

SQLite lets a waiting writer sleep and look again, for longer each time, so that under eight senders
some waited 0.8 s while the lock was free most of the time. A lock of the process wakes the next
thread at once; against other processes SQLite's own lock still stands.
"""

import threading
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

PATIENCE = 30.0  # seconds, as long as SQLite itself waits for another process


class DatabaseWrapper(base.DatabaseWrapper):
    """Holds the turn from BEGIN to COMMIT, ROLLBACK or the end of the connection."""

    _turn = threading.Lock()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mine = False

    def _start_transaction_under_autocommit(self) -> None:
        if not self._mine and not self._turn.acquire(timeout=PATIENCE):
            raise OperationalError("database is locked")
        self._mine = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._let_go()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._let_go()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._let_go()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._let_go()

    def _let_go(self) -> None:
        if self._mine:
            self._mine = False
            self._turn.release()
