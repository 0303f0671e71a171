"""A whole city in each database: made once for each state of the code and day, copied for a run."""

import hashlib
import json
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .databases import Database, empty_home, environment
from .figures import Figure, Limit
from .machine import watched
from .serving import Served, run

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "weiqitong"
# What decides how a seeded row looks. A city is also made anew each day: it lives up to "now".
MAKERS = (
    "*/migrations/*.py", "demo/**/*", "cases/plans/*.py", "cases/*.py", "deadlines/*.py",
    "ledger/*.py", "search/*.py", "directory/plan.py", "*/samples/*",
)  # fmt: skip
WHOLE = {"officials": 15_000, "clients": 21_000, "cases": 35_363}
SEED_LIMIT = 300.0
CLI = ("-m", "weiqitong.config.cli")


class WrongCity(Exception):
    """The rows are not those that a figure would be stated for."""


def fingerprint(scale: float) -> str:
    """Changes with whatever makes the rows, and with the day."""
    digest = hashlib.sha256(f"{scale} {datetime.now(UTC):%Y-%m-%d}".encode())
    for pattern in MAKERS:
        for path in sorted(PACKAGE.glob(pattern)):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@dataclass(slots=True)
class City:
    """A prepared city: its home with keys, what it holds, how long it took."""

    database: Database
    folder: Path
    name: str
    facts: dict[str, Any]

    @property
    def home(self) -> Path:
        return self.folder / self.name

    @property
    def password(self) -> str:
        return str(self.facts["password"])

    def served(self, port: int = 0) -> Served:
        """A copy of the city that a run may change, not started yet."""
        self.database.copy(self.name, "run")
        home = self.folder / "run"
        empty_home(home)
        shutil.copy(self.home / ".env", home / ".env")
        return Served(home, environment(home, self.database.url("run")), port)

    def figures(self) -> list[Figure]:
        seconds, whole = self.facts["seconds"], self.facts["scale"] == 1
        limit = Limit(SEED_LIMIT) if whole else None
        about = {"counts": self.facts["counts"], "meanwhile": self.facts["meanwhile"]}
        name = f"demo --scale {self.facts['scale']:g}"
        return [Figure("seed", self.database.kind, name, seconds, "s", limit, about)]


def prepared(database: Database, folder: Path, scale: float, name: str = "") -> City:
    """The city of today's code, from the cache or made now; or a kept one by its name."""
    name = name or f"city_{fingerprint(scale)}"
    city = City(database, folder, name, {})
    marker = city.home / "prepared.json"
    if not marker.exists():
        _forget_others(database, folder, name)
        facts = _make(database, city.home, name, scale)
        marker.write_text(json.dumps(facts, ensure_ascii=False, indent=1))
    city.facts = json.loads(marker.read_text())
    _examine(city.facts)
    city.facts["name"] = name
    return city


def _forget_others(database: Database, folder: Path, name: str) -> None:
    """Cities of earlier code take space and are never asked for again."""
    for home in folder.glob("city_*"):
        if home.is_dir() and home.name != name:
            database.drop(home.name)
            shutil.rmtree(home)


def _make(database: Database, home: Path, name: str, scale: float) -> dict[str, Any]:
    empty_home(home)
    database.make(name)
    around = environment(home, database.url(name))
    run(around, home, *CLI, "init")
    run(around, home, *CLI, "migrate")
    begin = time.monotonic()
    with watched(*database.roots()) as meanwhile:
        said = run(around, home, *CLI, "demo", "--scale", f"{scale:g}")
    seconds = time.monotonic() - begin
    counts = json.loads(run(around, home, "-m", "benchmarks.inside", "counts"))
    return {
        "scale": scale,
        "seconds": seconds,
        "meanwhile": meanwhile.words(),
        "said": said.splitlines(),
        "password": _password(said),
        "counts": counts,
        "bytes": database.size(name),
    }


def _password(said: str) -> str:
    """The one that `demo` prints."""
    for line in said.splitlines():
        if "password" in line:
            return line.rstrip(":").split()[-1]
    raise WrongCity("demo printed no password")


def _examine(facts: dict[str, Any]) -> None:
    for name, stated in WHOLE.items():
        expected, found = round(stated * facts["scale"]), facts["counts"][name]
        if found < expected:  # letters, partners and the direct line bring more than were reported
            raise WrongCity(f"{found:,} {name} instead of {expected:,}: nothing is measured")
    empty = [name for name in ("entries", "clocks", "acts") if not facts["counts"][name]]
    if empty:
        raise WrongCity(f"no {', '.join(empty)}: nothing is measured")
