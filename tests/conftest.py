"""Fixtures that every test may use: databases, a served copy, a browser; no data of any app."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection, connections
from django.test import TransactionTestCase

from tests.support import databases, serving

# A database or a slow machine is no reason to call an example flaky.
hypothesis.settings.register_profile("project", deadline=None)
hypothesis.settings.load_profile("project")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Start PostgreSQL, or begin from the SQLite database that an earlier run migrated."""
    entry = connections.settings["default"]
    if databases.on_postgresql():
        server = databases.start_postgresql()
        entry["HOST"] = str(server.get_postmaster_info().socket_dir)
        yield
        connections.close_all()
        databases.stop_postgresql(server)
        return
    if databases.kept_between_runs().exists():
        shutil.copyfile(databases.kept_between_runs(), entry["TEST"]["NAME"])
    yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Remember the migrated state: tests that really commit go back to it, not through a flush."""
    with django_db_blocker.unblock():
        kept = None
        if not databases.on_postgresql():
            kept = databases.keep_template(Path(connection.settings_dict["NAME"]))
        snapshot = databases.Snapshot(kept)
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: snapshot.restore())
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def _process_memory() -> None:
    """What a process remembers for some seconds must not outlive the rows of one test."""
    from weiqitong.deadlines.selectors import calendars
    from weiqitong.rules import selectors as rules

    calendars.forget()
    rules.forget()


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """Address of the test database, for processes that a test starts; commits are real."""
    return databases.url()


@pytest.fixture
def serve_live(django_db_setup: None, tmp_path: Path) -> Iterator[Callable[..., serving.Served]]:
    """`serve_live(prepare=code)`: a running copy of the product, first filled by that code; further
    words are its settings: `SMS="http"`.
    """
    started: list[serving.Served] = []

    def start(prepare: str = "", **settings: str) -> serving.Served:
        home = tmp_path / f"home{len(started)}"
        home.mkdir()
        served = serving.copy_of_product(home, databases.template())
        started.append(served)
        served.environment |= {f"WEIQITONG_{name}": value for name, value in settings.items()}
        if prepare:
            served.run(prepare)
        served.start()
        return served

    yield start
    for served in started:
        served.stop()


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Any]:
    """A playwright browser on the Chromium of this machine. The database is made before it: beside
    Playwright's event loop Django would migrate another one.
    """
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("no Chromium here: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    switches = (
        "no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
        " disable-component-update disable-sync"
    )
    # Playwright leaves its event loop in this thread; Django would refuse every query beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[f"--{one}" for one in switches.split()]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
