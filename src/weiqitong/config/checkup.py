"""What `weiqitong check` looks at, one finding a line. It mends nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError

from weiqitong.core import clock
from weiqitong.deadlines.models import CalendarYear, YearStatus
from weiqitong.jobs.selectors import living_workers


@dataclass(frozen=True, slots=True)
class Finding:
    """`ok` None: worth knowing, and no fault."""

    ok: bool | None
    text: str


def unapplied() -> int:
    """How many migrations the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def findings() -> Iterator[Finding]:
    yield from _keys()
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        yield Finding(False, f"The database does not answer: {error}")
        return
    yield Finding(True, f"The database answers ({connection.vendor}).")
    if missing := unapplied():
        yield Finding(False, f"{missing} migrations are not applied. Run `weiqitong migrate`.")
        return
    yield Finding(True, "All migrations are applied.")
    yield from _system()
    yield _catalogue()
    yield _calendars()
    workers = living_workers(now=clock.now())
    yield Finding(None, f"{workers} workers are running.")


def _keys() -> Iterator[Finding]:
    for number, key in enumerate(settings.FIELD_KEYS, start=1):
        try:
            Fernet(key)
        except ValueError:
            yield Finding(False, f"Key {number} of WEIQITONG_FIELD_KEYS is not a Fernet key.")
            return
    yield Finding(True, "The keys are in order.")


def _system() -> Iterator[Finding]:
    """Django's checks and those of the apps: triggers of the ledger, calendars, settings."""
    found = checks.run_checks(databases=["default"])
    if settings.SECURE:
        found += checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    for message in found:
        if not message.is_silenced():
            fault = message.level >= checks.ERROR
            yield Finding(False if fault else None, f"{message.msg} ({message.id})")
    if not any(message.level >= checks.ERROR for message in found):
        yield Finding(True, "The system checks pass, the ledger's triggers are in place.")


def _calendars() -> Finding:
    """A year without its notice is provisional: worth knowing, and right each autumn."""
    year = clock.today().year
    official = CalendarYear.objects.filter(status=YearStatus.OFFICIAL)
    loaded = set(official.values_list("year", flat=True))
    if missing := [str(wanted) for wanted in (year, year + 1) if wanted not in loaded]:
        return Finding(
            None, f"No official calendar of {' and '.join(missing)}: deadlines are provisional."
        )
    return Finding(True, f"The official calendars of {year} and {year + 1} are loaded.")


def _catalogue() -> Finding:
    compiled = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    if compiled.exists():
        return Finding(True, "The Chinese catalogue is compiled.")
    return Finding(False, "The Chinese catalogue is not compiled. Run `make install`.")
