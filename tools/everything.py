"""Runs all that must hold, goes on after a failure, and ends with one line of counts."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)")


@dataclass(frozen=True, slots=True)
class Step:
    """One command; a pytest step brings its own counts, any other counts as one."""

    title: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    is_pytest: bool = False
    beside: bool = False  # runs while the step before it does; shown when that one has ended


def steps() -> list[Step]:
    """In the order that finds the cheap faults first."""
    pytest = str(BIN / "pytest")
    # Keys of no value: the checks below need settings, and no secret.
    keys = {"WEIQITONG_SECRET_KEY": "checks", "WEIQITONG_FIELD_KEYS": "checks"}
    listed = [
        Step("Style, order of apps, templates", ("make", "--no-print-directory", "lint")),
        Step("Types", (str(BIN / "mypy"),), keys),
        Step(
            "Models and migrations agree",
            (str(BIN / "weiqitong"), "manage", "makemigrations", "--check", "--dry-run"),
            keys | {"WEIQITONG_DATABASE_URL": "sqlite://"},
        ),
        Step("Tests on SQLite", (pytest, "-m", "not browser"), is_pytest=True),
        Step(
            "Tests on PostgreSQL",
            (pytest, "-m", "not browser"),
            {"WEIQITONG_TEST_DATABASE": "postgresql"},
            is_pytest=True,
            beside=True,
        ),
    ]
    if any(shutil.which(name) for name in BROWSERS):
        listed.append(Step("Journeys in Chromium", (pytest, "-m", "browser"), is_pytest=True))
    return listed


def run(step: Step, say: Callable[[str], None]) -> tuple[int, int]:
    """Passed and failed of one step; its output goes line by line to `say`."""
    say(f"\n── {step.title}\n")
    began = time.monotonic()
    process = subprocess.Popen(
        step.command,
        cwd=ROOT,
        env={**os.environ, **step.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    last = ""
    assert process.stdout is not None
    for line in process.stdout:
        say(line)
        last = line if COUNT.search(line) else last
    code = process.wait()
    say(f"   {time.monotonic() - began:.0f} s\n")
    if not step.is_pytest:
        return (0, 1) if code else (1, 0)
    counts = {word.rstrip("s"): int(number) for number, word in COUNT.findall(last)}
    failed = counts.get("failed", 0) + counts.get("error", 0)
    return counts.get("passed", 0), failed or (1 if code else 0)


def run_all(listed: list[Step]) -> list[tuple[int, int]]:
    """One after another, but for those that run beside the one before them: two databases, two
    cores.
    """
    results: list[tuple[int, int]] = []
    with ThreadPoolExecutor(max_workers=1) as pool:
        for number, step in enumerate(listed):
            if step.beside:
                continue
            following = listed[number + 1 : number + 2]
            kept: list[str] = []
            beside = [pool.submit(run, one, kept.append) for one in following if one.beside]
            results.append(run(step, _print))
            results += [one.result() for one in beside]
            _print("".join(kept))
    return results


def _print(text: str) -> None:
    print(text, end="", flush=True)


def main() -> int:
    listed = steps()
    results = run_all(listed)
    print()
    for step, (passed, failed) in zip(listed, results, strict=True):
        print(f"{step.title}: {passed} passed, {failed} failed")
    if not any(shutil.which(name) for name in BROWSERS):
        print(
            "The journeys in a browser were not run: there is no Chromium here. "
            "On Debian or Ubuntu: apt-get install chromium fonts-noto-cjk"
        )
    failed = sum(failed for _, failed in results)
    print(f"{sum(passed for passed, _ in results)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
