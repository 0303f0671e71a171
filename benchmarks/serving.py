"""`weiqitong serve` as a process of its own: started, restarted, weighed, stopped."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from .machine import tree

PATIENCE = 60  # seconds for a start, and for a stop


@dataclass(slots=True)
class Served:
    """A running copy of the product over one database."""

    home: Path
    environment: dict[str, str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "serve.log"

    def start(self) -> float:
        """Seconds until the first answer."""
        self.port = self.port or free_port()
        begin = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "weiqitong.config.cli", "serve", "--port", str(self.port)],
                env=self.environment | {"WEIQITONG_BASE_URL": self.address},
                cwd=self.home,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() - begin > PATIENCE:
                raise RuntimeError(f"serve did not start: {self.log.read_text()[-2000:]}")
            time.sleep(0.05)
        return time.monotonic() - begin

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None

    def restart(self) -> float:
        self.stop()
        return self.start()

    @property
    def roots(self) -> tuple[int, ...]:
        return (self.process.pid,) if self.process else ()

    def web_sizes(self) -> list[tuple[str, float]]:
        """Resident megabytes of every web process: granian's parent and its workers."""
        found = []
        for one in tree(*self.roots):
            words = " ".join(one.cmdline())
            if "granian" in words or "multiprocessing" in words or one.name().startswith("granian"):
                kind = "parent" if "-m granian" in words else "worker"
                found.append((kind, one.memory_info().rss / 2**20))
        return found

    def whole_size(self) -> float:
        """Resident megabytes of the supervisor, the web and the worker together."""
        return sum(one.memory_info().rss for one in tree(*self.roots)) / 2**20

    def threads(self) -> list[int]:
        return [one.num_threads() for one in tree(*self.roots)]

    def product(self, *words: str, timeout: float = 1800) -> str:
        """Run `weiqitong …` over the same database; what it prints."""
        return run(
            self.environment, self.home, "-m", "weiqitong.config.cli", *words, timeout=timeout
        )

    def inside(self, *words: str, timeout: float = 600) -> str:
        """Ask benchmarks.inside, which knows the product's models."""
        return run(self.environment, self.home, "-m", "benchmarks.inside", *words, timeout=timeout)


def run(environment: dict[str, str], folder: Path, *words: str, timeout: float = 1800) -> str:
    root = str(Path(__file__).resolve().parent.parent)
    done = subprocess.run(
        [sys.executable, *words],
        env=environment | {"PYTHONPATH": root},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-4000:]}")
    return done.stdout


def free_port() -> int:
    """A free one above 9000."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port > 9000:
            return port
