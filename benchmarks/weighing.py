"""How much memory the web takes after many mixed requests. Shared pages count in every process."""

import json
from itertools import cycle

from .browsing import Browser
from .cities import City
from .figures import Figure, Limit
from .pages import PAGES, ROLES
from .serving import Served
from .walk import signed_in

REQUESTS = 1000
MOST = 250.0  # MB of one web process


def measure(served: Served, city: City) -> list[Figure]:
    """A thousand requests over every page, after a fresh start."""
    addresses: dict[str, list[str]] = json.loads(served.inside("addresses", "40"))
    served.restart()
    browsers = {role: signed_in(served, city, role) for role in ("", *ROLES)}
    queue: list[tuple[Browser, str]] = []
    for number in range(40):
        for page in PAGES:
            listed = [one for one in addresses[page.title] if "{" not in one]
            if listed:
                queue.append((browsers[page.role], listed[number % len(listed)]))
    before = sum(size for _kind, size in served.web_sizes())
    for number, (browser, address) in enumerate(cycle(queue)):
        if number == REQUESTS:
            break
        browser.get(address)
    sizes = served.web_sizes()
    largest = max((size for _kind, size in sizes), default=0.0)
    about = {
        "processes": [[kind, round(size)] for kind, size in sizes],
        "sum_before": round(before),
        "threads": served.threads(),
    }
    print(f"  {about}")
    name = f"a web process after {REQUESTS:,} mixed requests"
    kind = city.database.kind
    return [
        Figure("memory", kind, name, largest, "MB", Limit(MOST), about),
        Figure("memory", kind, "all web processes", sum(size for _k, size in sizes), "MB"),
        Figure("memory", kind, "all processes of serve", served.whole_size(), "MB"),
    ]
