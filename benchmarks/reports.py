"""Reports a second: eight contacts send the form of the first page at once, and every acknowledged
report is looked for afterwards.
"""

import json
import statistics
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

from .browsing import Answer, Browser, Refused
from .cities import City
from .figures import Figure, Limit
from .inside import PASSWORD
from .machine import cpu_seconds, watched
from .serving import Served
from .walk import settle, signed_in

CLIENTS = 8
SECONDS = 20.0
STEPWISE_SECONDS = 8.0
WARM_UP = 2.0
LEAST = {"postgresql": 150.0, "sqlite": 40.0}
NEED = (
    "我们厂区门口的道路连日积水，货车进出困难，已经影响到订单交付。上月向镇里反映过一次，"
    "说是排水管网正在改造，但至今没有开工时间。请帮助协调明确整治时间，谢谢。"
)


@dataclass(slots=True)
class Sender:
    """One contact at one connection, sending report after report."""

    browser: Browser
    until: float = 0.0
    acknowledged: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    queries: tuple[int, ...] = ()
    wrong: list[str] = field(default_factory=list)

    def token(self) -> str:
        return self.browser.get("/report/").token

    def send(self, token: str) -> None:
        """The one form that makes a report: what happened, sent at once."""
        mark = uuid4().hex
        given = {"text": f"{mark} {NEED}", "once": str(uuid4()), "send": "1"}
        begin = time.perf_counter()
        sent = self.browser.post("/report/", {"csrfmiddlewaretoken": token, **given})
        self._note(mark, begin, sent, sent.queries)

    def send_stepwise(self, token: str) -> None:
        """The two forms of whoever adds details: what happened, and "send". The middle page asks
        for urgency and kind and may be left as it is, so it is not sent.
        """
        mark = uuid4().hex
        text = f"{mark} {NEED}"
        begin = time.perf_counter()
        kept = self.browser.post("/report/", {"csrfmiddlewaretoken": token, "text": text})
        if kept.status != 302:
            self.wrong.append(f"{kept.status} at the first form")
            return
        once = {"csrfmiddlewaretoken": token, "once": str(uuid4())}
        sent = self.browser.post("/report/check/", once)
        self._note(mark, begin, sent, kept.queries, sent.queries)

    def _note(self, mark: str, begin: float, sent: Answer, *queries: int) -> None:
        if sent.status == 302 and sent.location.endswith("/received/"):
            self.times.append((time.perf_counter() - begin) * 1000)
            self.acknowledged.append(mark)
            self.queries = queries
        else:
            self.wrong.append(f"{sent.status} {sent.location} at the last form")

    def run(self, *, stepwise: bool = False) -> None:
        token, send = self.token(), self.send_stepwise if stepwise else self.send
        while time.monotonic() < self.until:
            try:
                send(token)
            except OSError as error:
                self.wrong.append(f"{type(error).__name__}: {error}")


def senders(served: Served) -> list[Sender]:
    people = json.loads(served.inside("contacts", str(CLIENTS)))
    found = []
    for person in people:
        browser = Browser(served.address, phone=True)
        browser.sign_in(person["name"], PASSWORD)
        found.append(Sender(browser))
    return found


def begin_bulk(served: Served, city: City) -> None:
    """The register of the whole city as xlsx, begun through its form: the worker's longest job."""
    office = signed_in(served, city, "coordinator")
    token = office.get("/all/?tab=all").token
    begun = office.post("/all/register/", {"csrfmiddlewaretoken": token, "tab": "all"})
    if begun.status != 302:
        raise Refused(f"The register was not begun: {begun.status}")
    office.close()


def _at_once(people: list[Sender], seconds: float, *, stepwise: bool = False) -> float:
    """All of them together; how long it took."""
    threads = [threading.Thread(target=partial(one.run, stepwise=stepwise)) for one in people]
    begin = time.monotonic()
    for one in people:
        one.until = begin + seconds
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - begin


def whole_form(people: list[Sender]) -> tuple[float, int]:
    """Median ms of a report as a browser makes it, with all its pages; how many requests."""
    browser = people[0].browser
    took = []
    for _number in range(10):
        begin = time.perf_counter()
        token = browser.get("/report/?next").token
        text = {"csrfmiddlewaretoken": token, "text": f"{uuid4().hex} {NEED}"}
        browser.post("/report/", text)
        token = browser.get("/report/more/").token
        browser.post("/report/more/", {"csrfmiddlewaretoken": token, "urgency": "normal"})
        token = browser.get("/report/check/").token
        once = {"csrfmiddlewaretoken": token, "once": str(uuid4())}
        sent = browser.post("/report/check/", once)
        browser.get(sent.location)
        took.append((time.perf_counter() - begin) * 1000)
    return statistics.median(took), 7


def measure(served: Served, city: City) -> list[Figure]:
    """Reports a second with their proof. On SQLite the bulk job writes meanwhile."""
    kind = city.database.kind
    people = senders(served)
    settle(served)
    alone, requests = whole_form(people)
    _at_once(people, WARM_UP)
    before = _count(people)
    took = _at_once(people, STEPWISE_SECONDS, stepwise=True)
    by_steps = (_count(people) - before) / took
    if kind == "sqlite":
        begin_bulk(served, city)
        time.sleep(1.0)  # it has been claimed by now
    done_before = [len(one.times) for one in people]
    with watched(*served.roots, *city.database.roots()) as meanwhile:
        used = cpu_seconds(served.roots, city.database.roots())
        seconds = _at_once(people, SECONDS)
        now_used = cpu_seconds(served.roots, city.database.roots())
    times = [ms for one, begin in zip(people, done_before, strict=True) for ms in one.times[begin:]]
    bulk = served.inside("bulk").strip() if kind == "sqlite" else '""'
    proof = _proof(served, people)
    about: dict[str, Any] = {
        "clients": CLIENTS, "seconds": round(seconds, 1), "reports": len(times),
        "p50_ms": round(statistics.median(times or [0.0]), 1),
        "p95_ms": round(sorted(times or [0.0])[int(0.95 * (len(times) or 1))], 1),
        "cpu_ms": {
            name: round(1000 * (now_used[name] - begun) / (len(times) or 1), 1)
            for name, begun in used.items()
        },
        "queries": people[0].queries, "bulk_job": json.loads(bulk), "proof": proof,
        "wrong": sorted({words for one in people for words in one.wrong})[:10],
        "meanwhile": meanwhile.words(),
    }  # fmt: skip
    print(f"  {about}")
    rate = len(times) / seconds
    errors = sum(len(one.wrong) for one in people) + _locked(served)
    lost = sum(count for name, count in proof.items() if name != "acknowledged")
    return [
        Figure(
            "reports", kind, f"reports with {CLIENTS} clients", rate, "/s",
            Limit(LEAST[kind], at_least=True), about,
        ),
        Figure("reports", kind, "the same by steps, two forms each", by_steps, "/s"),
        Figure("reports", kind, "errors and locks while reporting", errors, "", Limit(0)),
        Figure(
            "reports", kind, "acknowledged reports lost, doubled or incomplete", lost, "", Limit(0)
        ),
        Figure("reports", kind, f"one report alone, all {requests} pages of it", alone, "ms"),
    ]  # fmt: skip


def _count(people: list[Sender]) -> int:
    return sum(len(one.times) for one in people)


def _locked(served: Served) -> int:
    return served.log.read_text(errors="replace").count("database is locked")


def _proof(served: Served, people: list[Sender]) -> dict[str, int]:
    marks = [mark for one in people for mark in one.acknowledged]
    path = served.home / "acknowledged.json"
    path.write_text(json.dumps(marks))
    found: dict[str, int] = json.loads(served.inside("verify", str(path)))
    return found
