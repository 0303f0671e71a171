"""Putting objects into the index and taking them out; what their text is, their own app knows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice

from django.db import transaction

from . import engine
from .tokens import tokens

STEP = 500  # texts in one short transaction
MANY = 2_000  # from here on the planner should know


def index(label: str, object_id: int, text: str, now: datetime) -> None:
    """Index one object anew, in the caller's transaction."""
    engine.put(label, [(object_id, tokens(text))])


def index_many(label: str, texts: Iterable[tuple[int, str]], now: datetime) -> int:
    """Index many objects in short transactions; how many."""
    count, rest = 0, iter(texts)
    while step := [(pk, tokens(text)) for pk, text in islice(rest, STEP)]:
        with transaction.atomic(savepoint=False):
            engine.put(label, step)
        count += len(step)
    if count >= MANY:
        engine.settle(label)
    return count


def forget(label: str, ids: Sequence[int]) -> None:
    """Take objects out of the index."""
    engine.remove(label, ids)
