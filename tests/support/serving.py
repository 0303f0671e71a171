"""The product served for a browser: its own home, its own copy of the database, real processes."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from tests.support.databases import copy_sqlite


@dataclass(slots=True)
class Served:
    """A running copy. `url` has no slash at its end."""

    url: str
    home: Path
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None

    @property
    def log(self) -> str:
        return (self.home / "serve.log").read_text(encoding="utf-8")

    def run(self, code: str) -> str:
        """Run Python with Django set up in this copy; what it prints comes back."""
        return self._python("-c", f"import django; django.setup()\n{code}")

    def command(self, *words: str, refused: bool = False) -> str:
        """Run `weiqitong …` in this copy; what it prints comes back."""
        return self._python("-m", "weiqitong.config.cli", *words, fails=refused)

    def _python(self, *words: str, fails: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            env=self.environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stderr if fails else done.stdout

    def start(self) -> None:
        port = self.url.rsplit(":", 1)[1]
        with (self.home / "serve.log").open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "weiqitong.config.cli", "serve", "--port", port],
                env=self.environment,
                cwd=self.home,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )
        deadline = time.monotonic() + 60
        while not _answers(self.url):
            assert self.process.poll() is None, self.log
            assert time.monotonic() < deadline, self.log
            time.sleep(0.2)

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"serve did not stop on SIGTERM\n{self.log}") from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5)  # noqa: S310
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def copy_of_product(home: Path, database: Path) -> Served:
    """A home with a copy of the migrated database; not started yet, so that it can be filled."""
    if database.exists():
        copy_sqlite(database, home / "var" / "weiqitong.sqlite3")
    kept = {k: v for k, v in os.environ.items() if not k.startswith("WEIQITONG_")}
    url = f"http://127.0.0.1:{free_port()}"
    environment = kept | {
        "DJANGO_SETTINGS_MODULE": "weiqitong.config.settings",
        "WEIQITONG_HOME": str(home),
        "WEIQITONG_BASE_URL": url,
        "WEIQITONG_SECRET_KEY": os.environ["WEIQITONG_SECRET_KEY"],
        "WEIQITONG_FIELD_KEYS": os.environ["WEIQITONG_FIELD_KEYS"],
        "WEIQITONG_LOG_LEVEL": "WARNING",
        "WEIQITONG_QUIET_HOURS": "00:00-00:00",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    served = Served(url, home, environment)
    if not database.exists():  # a run on PostgreSQL may be the first of its fingerprint
        served.command("migrate", "--quiet")
    return served
