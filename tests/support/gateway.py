"""A provider of text messages on this machine: a real HTTP server that checks signatures and keeps
what it is given; it can be told to refuse, to fail, or to fall silent.
"""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote

KEY_ID, SECRET, SIGN = "LTAI-test", "only for tests", "潍企通"


@dataclass
class Provider:
    """What the server knows of what it was sent."""

    url: str = ""
    secret: str = SECRET
    asked: list[dict[str, str]] = field(default_factory=list)  # every request, however answered
    sent: dict[str, dict[str, str]] = field(default_factory=dict)  # out id → what went out
    nonces: set[str] = field(default_factory=set)
    code: str = ""  # refuse with this code
    status: int = 0  # answer with this HTTP status and no JSON
    silent: float = 0  # seconds before any answer

    def values(self) -> list[dict[str, Any]]:
        """What was filled into each message that went out."""
        return [json.loads(one["TemplateParam"]) for one in self.sent.values()]

    def settings(self) -> dict[str, Any]:
        """What the product is told of this gateway."""
        return {
            "SMS_ADAPTER": "http",
            "SMS_URL": self.url,
            "SMS_KEY_ID": KEY_ID,
            "SMS_KEY_SECRET": SECRET,
            "SMS_SIGN": SIGN,
            "SMS_DIGEST": "HMAC-SHA256",
            "SMS_TIMEOUT": 5,
        }

    def answer(self, fields: dict[str, str]) -> tuple[int, dict[str, str]]:
        """As the providers do: signature first, then what is wrong with the message."""
        self.asked.append(fields)
        if not self._rightly_signed(fields):
            return 400, {"Code": "SignatureDoesNotMatch"}
        if fields["AccessKeyId"] != KEY_ID:
            return 404, {"Code": "InvalidAccessKeyId.NotFound"}
        if fields["SignatureNonce"] in self.nonces:
            return 400, {"Code": "SignatureNonceUsed"}
        self.nonces.add(fields["SignatureNonce"])
        if self.code:
            return 200, {"Code": self.code, "Message": fields["PhoneNumbers"]}
        self.sent[fields["OutId"]] = fields  # known ids go out once
        return 200, {"Code": "OK", "BizId": "1"}

    def _rightly_signed(self, fields: dict[str, str]) -> bool:
        digest = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}
        rest = {name: value for name, value in fields.items() if name != "Signature"}
        pairs = sorted((quote(a, safe="~"), quote(b, safe="~")) for a, b in rest.items())
        text = "POST&%2F&" + quote("&".join(f"{a}={b}" for a, b in pairs), safe="~")
        made = hmac.new(f"{self.secret}&".encode(), text.encode(), digest[rest["SignatureMethod"]])
        return base64.b64encode(made.digest()).decode() == fields.get("Signature")


@contextmanager
def provider() -> Iterator[Provider]:
    """The server while the test runs, on a port of its own."""
    found = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            time.sleep(found.silent)
            fields = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
            status, told = found.answer(fields)
            data = json.dumps(told).encode()
            if found.status:
                status, data = found.status, b"<html>upstream</html>"
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    found.url = f"http://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
