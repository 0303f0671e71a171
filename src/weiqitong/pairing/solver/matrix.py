"""Plain assignment matrices from a file, each row to one column: test sets with known answers.

First the number n, then n × n whole numbers, row by row; how they are spread over lines is all the
same.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from .problem import LIMIT, Criterion, Ints, Problem
from .solve import Solution, solve

LARGEST = 20_000


class BadMatrix(ValueError):
    """The file is no such matrix; the sentence says why, for whoever made it."""


def read(path: Path) -> Ints:
    """(n, n) the costs in a file. BadMatrix with a sentence; FileNotFoundError as usual."""
    try:
        with path.open(encoding="utf-8-sig") as lines:
            return _filled(_numbers(lines))
    except UnicodeDecodeError:
        raise BadMatrix(f"{path} is no text file.") from None
    except IsADirectoryError:
        raise BadMatrix(f"{path} is a folder.") from None


def _numbers(lines: Iterator[str]) -> Iterator[Ints]:
    """The numbers of one line after the other."""
    for at, line in enumerate(lines, start=1):
        words = line.split()
        try:
            yield np.array([int(word) for word in words], dtype=np.int64)
        except ValueError:
            wrong = next(word for word in words if not _is_whole(word))
            raise BadMatrix(f"Line {at}: {wrong[:40]!r} is no whole number.") from None
        except OverflowError:
            raise BadMatrix(f"Line {at}: a number is too large.") from None


def _is_whole(word: str) -> bool:
    try:
        int(word)
    except ValueError:
        return False
    return True


def _filled(numbers: Iterator[Ints]) -> Ints:
    parts, count, wanted = [], 0, -1
    for part in numbers:
        if wanted < 0 and len(part):
            if not 0 < part[0] <= LARGEST:
                raise BadMatrix(f"The first number says how many rows: from 1 to {LARGEST:,}.")
            wanted, part = int(part[0]) ** 2, part[1:]
        parts.append(part)
        count += len(part)
        if count > wanted >= 0:
            raise BadMatrix(
                f"There are more numbers than the {wanted:,} that the first one asks for."
            )
    if wanted < 0:
        raise BadMatrix("The file is empty.")
    if count < wanted:
        raise BadMatrix(f"There are {count:,} numbers; the first one asks for {wanted:,}.")
    size = int(wanted**0.5)
    return np.concatenate(parts).reshape(size, size)


def as_problem(costs: Ints) -> Problem:
    """Row i is an official with one place, column j a client that may not be left out.

    Leaving a column out costs more than any way around it can save: n times the widest difference.
    """
    size = len(costs)
    low, high = int(costs.min()), int(costs.max())
    left = max(high, 0) + size * (high - low) + 1
    if max(left, -low) > LIMIT:
        raise BadMatrix("The numbers are too far apart.")
    each, one = np.arange(size), np.ones(size, np.int64)
    return Problem(
        criteria=(Criterion("matrix", each, each, costs),),
        capacity=one,
        load=np.zeros((size, 1), np.int64),
        department=np.zeros(size, np.int64),
        most=np.array([size + 1]),
        least=np.array([0]),
        unserved=np.full(size, left),
    )


def assign(costs: Ints) -> Solution:
    """The assignment of least cost, with its proof; `plan[j]` is the row of column j."""
    return solve(as_problem(costs))
