"""People with a browser each, on a served copy; screenshots stay behind only of a failure."""

import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.people import Person
from tests.support.serving import Served

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def person(
    chromium: Any, request: pytest.FixtureRequest
) -> Iterator[Callable[[Served, str], Person]]:
    """`person(served, "phone")`: somebody with a browser of their own, on a phone or a desk."""
    people: list[Person] = []

    def arrive(served: Served, surface: str = "desk") -> Person:
        people.append(Person(chromium, served.url, surface))
        return people[-1]

    yield arrive
    if request.node.stash.get(FAILED, True):
        folder = Path(tempfile.mkdtemp(prefix="weiqitong-browser-"))
        for number, one in enumerate(people):
            one.page.screenshot(path=folder / f"{number}-{one.surface}.png", full_page=True)
        print(f"\nScreenshots: {folder}")  # noqa: T201
    faults = [fault for one in people for fault in one.faults]
    for one in people:
        one.leave()
    assert not faults, faults
