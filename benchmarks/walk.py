"""Every interactive page: the first request after a start, then many in a row, with its queries."""

import contextlib
import json
import re
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .browsing import Answer, Browser
from .cities import City
from .figures import Figure, Limit, table
from .machine import watched
from .pages import PAGES, ROLES, Page
from .serving import Served

SLOWEST = 100.0  # ms, the 95th percentile of a page
QUERIES = 12
WARM_UP = 10
LINK = re.compile(r'href="(/[^"?#]*)"')
FURTHER = re.compile(r'href="(\?[^"]*\bat=[^"]+)"')
PLEASE_WAIT = 120


@dataclass(slots=True)
class Walked:
    """What one page took."""

    page: Page
    addresses: int = 0
    cold: float = 0.0
    times: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    slowest: str = ""
    queries: int = 0
    most_asked: str = ""
    bytes: int = 0
    wrong: dict[int, int] = field(default_factory=dict)
    others: float = 0.0

    @property
    def built(self) -> bool:
        return self.addresses > 0

    def part(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    @property
    def flags(self) -> str:
        found = []
        if self.part(0.95) > SLOWEST:
            found.append("SLOW")
        if self.queries > QUERIES:
            found.append("QUERIES")
        if self.wrong:
            found.append("STATUS " + " ".join(f"{n}×{code}" for code, n in self.wrong.items()))
        return " ".join(found)


def settle(served: Served) -> None:
    """Let the worker finish what a fresh city gives it, so that pages are measured alone."""
    begin = time.monotonic()
    while time.monotonic() - begin < PLEASE_WAIT:
        waiting = json.loads(served.inside("waiting"))
        if not waiting.get("READY") and not waiting.get("RUNNING"):
            return
        time.sleep(1)


def signed_in(served: Served, city: City, role: str) -> Browser:
    phone = role in {"contact", "specialist"}
    browser = Browser(served.address, phone=phone)
    if role:
        browser.sign_in(role, city.password)
    return browser


def unlisted(
    served: Served, browsers: dict[str, Browser], addresses: dict[str, list[str]]
) -> list[str]:
    """Menu entries of any role that no measured page stands for."""
    known = {path.split("?")[0] for listed in addresses.values() for path in listed}
    found: set[str] = set()
    for role in ROLES:
        home = browsers[role].get("/").text
        for nav in re.findall(r"<nav.*?</nav>", home, re.S):
            found |= set(LINK.findall(nav))
    return sorted(path for path in found - known if "sign-out" not in path)


def _further(browser: Browser, address: str) -> Iterator[str]:
    """Pages of a list beyond the first, as somebody turns them."""
    path, _sign, query = address.partition("?")
    at = f"{path}?{query.split('{')[0].rstrip('&')}".rstrip("?")
    for _number in range(8):
        links = FURTHER.findall(browser.get(at).text)
        if not links:
            return
        at = path + links[-1].replace("&amp;", "&")
        yield at


def _all_addresses(browser: Browser, listed: list[str]) -> list[str]:
    found: list[str] = []
    for address in listed:
        if "{after" not in address:
            found.append(address)
    for address in dict.fromkeys(one for one in listed if "{after" in one):
        found += list(_further(browser, address))
    return found


def _ask(browser: Browser, page: Page, address: str) -> Answer:
    return browser.get(address, **({"X-Part": "pane"} if page.pane else {}))


def walk_page(browser: Browser, page: Page, listed: list[str], requests: int) -> Walked:
    """Many requests in a row over varied objects."""
    found = Walked(page, len(listed))
    for number in range(WARM_UP):
        with contextlib.suppress(TimeoutError):
            _ask(browser, page, listed[number % len(listed)])
    slowest = 0.0
    for number in range(requests):
        address = listed[number % len(listed)]
        try:
            answer = _ask(browser, page, address)
        except TimeoutError:
            found.wrong[504] = found.wrong.get(504, 0) + 1
            found.slowest = address
            break  # the next ones would wait for this one
        found.times.append(answer.ms)
        found.cpu.append(answer.cpu_ms)
        found.bytes = max(found.bytes, len(answer.body))
        if answer.status != 200:
            found.wrong[answer.status] = found.wrong.get(answer.status, 0) + 1
        if answer.ms > slowest:
            slowest, found.slowest = answer.ms, address
        if answer.queries > found.queries:
            found.queries, found.most_asked = answer.queries, address
    return found


def walk(served: Served, city: City, requests: int, *, cold: bool, only: str = "") -> list[Walked]:
    """Every page in turn. The service is started anew before the first request of each."""
    addresses: dict[str, list[str]] = json.loads(served.inside("addresses", str(requests)))
    browsers = {role: signed_in(served, city, role) for role in ("", *ROLES)}
    if left_out := unlisted(served, browsers, addresses):
        print(f"  in the menu, not measured: {' '.join(left_out)}")
    settle(served)
    found = []
    for page in PAGES:
        browser, listed = browsers[page.role], addresses[page.title]
        if only and only not in page.title:
            continue
        if not listed:
            print(f"  {page.title}: no such page, or nothing to show")
            continue
        listed = _all_addresses(browser, listed)
        first = 0.0
        if cold:
            for one in browsers.values():
                one.close()
            served.restart()
            first = _ask(browser, page, listed[0]).ms
        with watched(*served.roots, *city.database.roots()) as meanwhile:
            walked = walk_page(browser, page, listed, requests)
        walked.cold, walked.others = first, meanwhile.others
        print(
            f"  {page.title}: p50 {walked.part(0.5):.0f} p95 {walked.part(0.95):.0f} "
            f"max {walked.part(1):.0f} cold {first:.0f} ms, {walked.queries} queries "
            f"{walked.flags}",
            flush=True,
        )
        found.append(walked)
    return found


HEAD = ("page", "cold", "p50", "p95", "max", "cpu", "queries", "KB", "objects", "")


def pages_table(walked: list[Walked]) -> str:
    """One line for each page, times in ms."""
    return table(
        HEAD,
        (
            (
                one.page.title,
                f"{one.cold:.0f}",
                f"{one.part(0.5):.0f}",
                f"{one.part(0.95):.0f}",
                f"{one.part(1):.0f}",
                f"{statistics.median(one.cpu or [0.0]):.0f}",
                one.queries,
                f"{one.bytes / 1024:.0f}",
                one.addresses,
                one.flags,
            )
            for one in walked
        ),
    )


def figures(database: str, walked: list[Walked]) -> list[Figure]:
    """The two promises, and what a person meets on the whole."""
    if not walked:
        return []
    slow = [one for one in walked if one.part(0.95) > SLOWEST]
    asking = [one for one in walked if one.queries > QUERIES]
    worst = max(walked, key=lambda one: one.part(0.95))
    busiest = max(walked, key=lambda one: one.queries)
    every = [ms for one in walked for ms in one.times]
    return [
        Figure(
            "pages", database, f"slowest page, p95 ({worst.page.title})", worst.part(0.95), "ms",
            Limit(SLOWEST), {"slow": {one.page.title: one.slowest for one in slow}},
        ),
        Figure(
            "pages", database, f"most queries on a page ({busiest.page.title})",
            busiest.queries, "",
            Limit(QUERIES), {"asking": {one.page.title: one.most_asked for one in asking}},
        ),
        Figure("pages", database, "all pages, median", statistics.median(every), "ms"),
        Figure(
            "pages", database, "first request after a start, slowest page",
            max(one.cold for one in walked), "ms",
        ),
    ]  # fmt: skip


def as_json(one: Walked) -> dict[str, Any]:
    return {
        "page": one.page.title, "role": one.page.role, "objects": one.addresses,
        "requests": len(one.times), "cold_ms": round(one.cold, 1),
        "p50_ms": round(one.part(0.5), 1), "p95_ms": round(one.part(0.95), 1),
        "max_ms": round(one.part(1), 1),
        "cpu_p50_ms": round(statistics.median(one.cpu or [0.0]), 1), "slowest": one.slowest,
        "queries": one.queries, "most_asked": one.most_asked, "bytes": one.bytes,
        "wrong": one.wrong, "others_percent": round(one.others * 100),
    }  # fmt: skip
