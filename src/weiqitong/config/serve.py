"""Web and workers of one machine under one command: started, watched, stopped together."""

import contextlib
import ctypes
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field

from . import env

STOP_WITHIN = 40  # seconds that a running job is given; the next start takes it up again
SOUND = 20  # seconds after which a process counts as started well
LONGEST_PAUSE = 30
QUIET = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


class Taken(Exception):
    """Somebody else listens there."""


def web_command(host: str, port: int) -> list[str]:
    """granian with the WSGI application. SQLite has one writer: one process, a few threads."""
    from django.db import connection

    alone = connection.vendor == "sqlite"
    processes = env.number("WEB_PROCESSES", 1 if alone else 2)
    threads = env.number("WEB_THREADS", 4)
    words = ["--interface", "wsgi", "--http", "1", "--no-ws", "--log-level", "warning"]
    words += ["--host", host, "--port", str(port), "--workers", str(processes)]
    words += ["--blocking-threads", str(threads), "--blocking-threads-idle-timeout", "600"]
    words += ["--respawn-failed-workers", "--workers-kill-timeout", "10"]
    return [sys.executable, "-m", "granian", *words, "weiqitong.config.wsgi:application"]


NICENESS = 10


def worker_command(worker_id: str) -> list[str]:
    """A worker beside the web: it takes what the web leaves, for people wait and jobs do not."""
    command = [sys.executable, "-m", "weiqitong.config.cli", "worker", "--id", worker_id]
    return [*command, "--nice", str(NICENESS)]


def child_environment(host: str, port: int) -> dict[str, str]:
    """As here, with links that lead back to this address unless another is set."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104
    return QUIET | {"WEIQITONG_BASE_URL": f"http://{shown}:{port}"} | dict(os.environ)


def must_be_free(host: str, port: int) -> None:
    """Raise Taken before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Taken(
                f"{host}:{port} cannot be used ({error.strerror}). Choose another with --port."
            ) from None


def _die_with_parent() -> None:
    """Runs in the child before exec: on Linux it is stopped when this process is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """One process that should always run."""

    title: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    pause: float = 1.0
    again_at: float = 0.0

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches only the supervisor, which stops them in order.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env=self.environment,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        self.began = time.monotonic()
        self.again_at = 0.0

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look_after(self) -> None:
        """Start it again when it died, after a pause that doubles while it keeps dying."""
        if self.runs:
            return
        now = time.monotonic()
        if not self.again_at:
            code = self.process.returncode if self.process else 0
            self.pause = 1.0 if now - self.began > SOUND else min(self.pause * 2, LONGEST_PAUSE)
            self.again_at = now + self.pause
            self.end_group()
            print(f"{self.title} ended ({code}), again in {self.pause:.0f} s", flush=True)
        elif now >= self.again_at:
            self.start()

    def end_group(self) -> None:
        """What a dead process left running would keep its port."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def send(self, number: int) -> None:
        if self.runs and self.process:
            self.process.send_signal(number)


@dataclass(slots=True)
class Supervisor:
    """Runs until SIGTERM or Ctrl-C; a second one does not wait for running jobs."""

    host: str
    port: int
    workers: int
    children: list[Child] = field(default_factory=list)
    asked: int = 0

    def run(self) -> int:
        must_be_free(self.host, self.port)
        around = child_environment(self.host, self.port)
        place = f"{socket.gethostname()[:32]}-{secrets.token_hex(4)}"
        self.children = [Child("Web", web_command(self.host, self.port), around)]
        for number in range(1, self.workers + 1):
            self.children.append(
                Child(f"Worker {number}", worker_command(f"{place}-{number}"), around)
            )
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._on_signal)
        for child in self.children:
            child.start()
        try:
            if not self._answers():
                return 0 if self.asked else 1
            print(f"Weiqitong: {around['WEIQITONG_BASE_URL']}   (Ctrl-C stops it)", flush=True)
            while not self.asked:
                for child in self.children:
                    child.look_after()
                time.sleep(0.3)
            return 0
        finally:
            self._stop()

    def _on_signal(self, _number: int, _frame: object) -> None:
        self.asked += 1

    def _answers(self) -> bool:
        """Wait for the web process to listen; False when it died before."""
        shown = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104
        while not self.asked and self.children[0].runs:
            try:
                socket.create_connection((shown, self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return True
        if not self.asked:
            print("The web process did not start; its words are above.", flush=True)
        return False

    def _stop(self) -> None:
        for child in self.children:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN
        while any(c.runs for c in self.children) and time.monotonic() < deadline and self.asked < 2:
            time.sleep(0.05)
        for child in self.children:
            child.end_group()


def serve(host: str, port: int, workers: int) -> int:
    return Supervisor(host, port, workers).run()


def web(host: str, port: int) -> int:
    """The web alone, in place of this process."""
    must_be_free(host, port)
    command = web_command(host, port)
    os.execve(command[0], command, child_environment(host, port))  # noqa: S606
