"""Letting others write between the transactions of a long run."""

import time

from django.db import connection

# Whoever waits for SQLite's one writer looks again after 1, 2, 5 … at last each 100 ms; a run that
# leaves only instants between its transactions can hold them off until they give up.
PAUSE = 0.005  # seconds


def give_way() -> None:
    """After each transaction of a run of many, where the database has one writer and no queue."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(PAUSE)
