"""Roster and clients of the whole city from two xlsx files into a city that has only its places."""

import json
import time

from .cities import CLI, WHOLE, City, WrongCity
from .databases import empty_home, environment
from .figures import Figure, Limit
from .machine import watched
from .serving import run

MOST = 60.0


def measure(city: City) -> list[Figure]:
    """Regions and departments come first and are not counted: they are there for years."""
    database = city.database
    rosters = city.home / "rosters"
    made = run(
        environment(city.home, database.url(city.name)), city.home,
        "-m", "benchmarks.inside", "rosters", str(rosters),
    )  # fmt: skip
    rows: dict[str, int] = json.loads(made)
    home = city.folder / "import"
    empty_home(home)
    database.make("import")
    around = environment(home, database.url("import"))
    run(around, home, *CLI, "init")
    run(around, home, *CLI, "migrate")
    took: dict[str, float] = {}
    said: dict[str, str] = {}
    with watched(*database.roots()) as meanwhile:
        for kind in ("regions", "departments", "officials", "clients"):
            begin = time.monotonic()
            said[kind] = run(around, home, *CLI, "import", kind, str(rosters / f"{kind}.xlsx"))
            took[kind] = time.monotonic() - begin
    counts: dict[str, int] = json.loads(run(around, home, "-m", "benchmarks.inside", "counts"))
    _examine(city, counts, said)
    database.drop("import")
    about = {
        "seconds": {kind: round(seconds, 1) for kind, seconds in took.items()},
        "rows": rows,
        "said": said,
        "meanwhile": meanwhile.words(),
    }
    print(f"  {about['seconds']}")
    both = took["officials"] + took["clients"]
    name = f"{rows['officials']:,} officials and {rows['clients']:,} clients from xlsx"
    limit = Limit(MOST) if city.facts["scale"] == 1 else None
    return [Figure("imports", database.kind, name, both, "s", limit, about)]


def _examine(city: City, counts: dict[str, int], said: dict[str, str]) -> None:
    for name in ("officials", "clients"):
        expected = round(WHOLE[name] * city.facts["scale"])
        if counts[name] != expected:
            raise WrongCity(f"{counts[name]:,} {name} of {expected:,} were loaded: {said[name]}")
