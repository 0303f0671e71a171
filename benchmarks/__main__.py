"""`python -m benchmarks`: prepares a city, measures it over HTTP, prints tables and JSON."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import cities, databases, imports, reports, solver, sweeps, walk, weighing
from .browsing import Refused
from .cities import City
from .figures import Figure, figures_table, table
from .machine import describe
from .serving import Served

HOME = cities.ROOT / "var" / "bench"
NAMES = ("seed", "pages", "reports", "imports", "memory", "sweep", "solver")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=NAMES, action="append", help="may be repeated")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="1 is the whole city (%(default)s)"
    )
    parser.add_argument("--database", choices=[*databases.KINDS, "both"], default="both")
    parser.add_argument("--requests", type=int, default=500, help="to each page (%(default)s)")
    parser.add_argument("--page", default="", help="only pages whose title holds this")
    parser.add_argument("--no-cold", action="store_true", help="no restart before each page")
    parser.add_argument("--city", default="", help="a prepared city of earlier code, by its name")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    return parser.parse_args()


class Run:
    """One run over one database after another."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.asked = asked
        self.wanted = set(asked.only or NAMES)
        self.figures: list[Figure] = []
        self.pages: dict[str, list[walk.Walked]] = {}
        self.cities: dict[str, dict[str, Any]] = {}

    def over(self, kind: str) -> None:
        database = databases.opened(kind, HOME / kind)
        try:
            print(f"\n{database.version}", flush=True)
            city = cities.prepared(database, HOME / kind, self.asked.scale, self.asked.city)
            self.cities[kind] = city.facts | {"version": database.version}
            _tell(city)
            if "seed" in self.wanted:
                self.figures += city.figures()
            self._measured("imports", lambda: imports.measure(city))
            self._measured("sweep", lambda: sweeps.measure(city))
            self._served("pages", city, self._walk)
            self._served("memory", city, weighing.measure)
            self._served("reports", city, reports.measure)
        finally:
            database.stop()

    def without_database(self) -> None:
        self._measured("solver", lambda: solver.measure(self.asked.scale))

    def _measured(self, name: str, act: Callable[[], list[Figure]]) -> None:
        """A part that breaks is said and does not take the others with it."""
        if name not in self.wanted:
            return
        print(f"{name} …", flush=True)
        begin = time.monotonic()
        try:
            self.figures += act()
        except (
            RuntimeError,
            OSError,
            LookupError,
            ValueError,
            cities.WrongCity,
            Refused,
        ) as error:
            print(f"  {name} could not be measured: {error}", file=sys.stderr, flush=True)
            self.figures.append(Figure(name, "", f"{name}: not measured", 0, "", None))
        print(f"  ({time.monotonic() - begin:.0f} s, load {os.getloadavg()[0]:.1f})", flush=True)

    def _served(self, name: str, city: City, act: Callable[[Served, City], list[Figure]]) -> None:
        def measured() -> list[Figure]:
            served = city.served()
            try:
                served.start()
                return act(served, city)
            finally:
                served.stop()

        self._measured(name, measured)

    def _walk(self, served: Served, city: City) -> list[Figure]:
        asked = self.asked
        walked = walk.walk(served, city, asked.requests, cold=not asked.no_cold, only=asked.page)
        self.pages[city.database.kind] = walked
        return walk.figures(city.database.kind, walked)


def _tell(city: City) -> None:
    facts = city.facts
    rows = ", ".join(f"{count:,} {name}" for name, count in facts["counts"].items())
    size, seconds = facts["bytes"] / 2**20, facts["seconds"]
    print(f"  {facts['name']}: {rows}; {size:,.0f} MB, seeded in {seconds:.0f} s")


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=cities.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip()


def main() -> int:
    asked = options()
    # Told to stop, it stops what it started.
    signal.signal(signal.SIGTERM, lambda *_about: sys.exit(143))
    HOME.mkdir(parents=True, exist_ok=True)
    machine = describe(HOME) | {"commit": _commit(), "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}Z"}
    print(table(("machine", ""), ((name, value) for name, value in machine.items())))
    run = Run(asked)
    run.without_database()
    kinds = databases.KINDS if asked.database == "both" else (asked.database,)
    for kind in kinds if run.wanted != {"solver"} else ():
        run.over(kind)
    for kind, walked in run.pages.items():
        print(f"\n{kind}: pages, ms over {asked.requests} requests each\n")
        print(walk.pages_table(walked))
    print()
    if run.figures:
        print(figures_table(run.figures))
    machine["load_at_end"] = [round(one, 2) for one in os.getloadavg()]
    if asked.json:
        found = {
            "machine": machine,
            "cities": run.cities,
            "figures": [one.as_json() for one in run.figures],
            "pages": {kind: [walk.as_json(one) for one in w] for kind, w in run.pages.items()},
        }
        asked.json.parent.mkdir(parents=True, exist_ok=True)
        asked.json.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    # A missed figure is said, not failed: how fast a machine is, is no test.
    return 0


if __name__ == "__main__":
    sys.exit(main())
