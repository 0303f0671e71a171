"""`weiqitong replay`: each table the ledger can rebuild, rebuilt and compared; repairs nothing."""

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came out for one table."""

    label: str
    rows: int
    entries: int
    seconds: float
    differences: list[str]


def replay(echo: Callable[[str], None], *, only: str = "", as_json: bool = False) -> int:
    """Print each table's outcome and one last line; 1 where anything differs."""
    from weiqitong.ledger import replay as ledger

    found = []
    with ledger.snapshot():
        for model in ledger.ledgered_models():
            if only in {"", model.LABEL}:
                begin = time.monotonic()
                differences, rows, entries = ledger.compare(model)
                words = [str(one) for one in differences]
                took = round(time.monotonic() - begin, 1)
                found.append(Replayed(model.LABEL, rows, entries, took, words))
                if not as_json:
                    _say(echo, found[-1])
    wrong = sum(len(one.differences) for one in found)
    if as_json:
        echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
    else:
        cases = next((one.rows for one in found if one.label == "case"), 0)
        entries = sum(one.entries for one in found)
        echo(f"{cases:,} cases, {entries:,} entries, {wrong:,} differences")
    return 1 if wrong else 0


def _say(echo: Callable[[str], Any], one: Replayed) -> None:
    echo(f"{one.label:12} {one.rows:>10,} rows {one.entries:>10,} entries {one.seconds:>7.1f} s")
    for line in one.differences[:SHOWN]:
        echo(f"  {line}")
    if len(one.differences) > SHOWN:
        echo(f"  … and {len(one.differences) - SHOWN:,} more")
