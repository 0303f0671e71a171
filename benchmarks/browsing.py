"""A plain HTTP session with cookies and a form token: what a browser does, without drawing."""

import http.client
import re
import socket
import time
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode, urlsplit

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
QUERIES = re.compile(r'db;dur=([\d.]+);desc="(\d+)"')
CPU = re.compile(r"cpu;dur=([\d.]+)")
IDLE = 5.0  # seconds after which a connection is opened anew: the server closes idle ones


class Refused(Exception):
    """The product did not answer as a signed-in person may expect."""


@dataclass(slots=True)
class Answer:
    """One answer, with the time until its last byte was read."""

    status: int
    body: bytes
    location: str
    ms: float
    queries: int
    db_ms: float
    cpu_ms: float  # of the thread that answered

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def token(self) -> str:
        found = TOKEN.search(self.text)
        if found is None:
            raise Refused("The page has no form.")
        return unescape(found.group(1))


class Browser:
    """One person at one kept-alive connection."""

    def __init__(self, address: str, *, phone: bool = False) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._cookies: dict[str, str] = {}
        self._connection: http.client.HTTPConnection | None = None
        self._used = 0.0
        self._agent = "Mozilla/5.0 (iPhone)" if phone else "Mozilla/5.0 (X11; Linux x86_64)"

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """A form without files, its token among the fields."""
        return self._ask(
            "POST",
            path,
            urlencode(fields).encode(),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def sign_in(self, name: str, password: str) -> None:
        """Through the form, as a person does."""
        form = self.get("/sign-in/")
        done = self.post(
            "/sign-in/",
            {"csrfmiddlewaretoken": form.token, "username": name, "password": password},
        )
        if done.status not in {302, 303} or "sign-in" in done.location:
            raise Refused(f"{name} cannot sign in: {done.status} {done.location}")

    def token_cookie(self) -> str:
        return self._cookies.get("csrftoken", "")

    def _opened(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self._host, self._port, timeout=60)
            self._connection.connect()
            assert self._connection.sock is not None
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        asked = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "User-Agent": self._agent,
            "Accept": "text/html",
            **headers,
        }
        if time.monotonic() - self._used > IDLE:
            self.close()
        connection = self._opened()
        begin = time.perf_counter()
        try:
            connection.request(method, quote(path, safe="/?&=+%"), body, asked)
            answer = connection.getresponse()
            read = answer.read()
        except (http.client.HTTPException, OSError):
            self.close()  # never sent again here: a report may have arrived
            raise
        ms = (time.perf_counter() - begin) * 1000
        self._used = time.monotonic()
        self._keep(answer)
        timing = answer.headers.get("Server-Timing", "")
        db, cpu = QUERIES.search(timing), CPU.search(timing)
        return Answer(
            answer.status,
            read,
            answer.headers.get("Location", ""),
            ms,
            int(db.group(2)) if db else -1,
            float(db.group(1)) if db else 0.0,
            float(cpu.group(1)) if cpu else 0.0,
        )

    def _keep(self, answer: http.client.HTTPResponse) -> None:
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
