"""A gateway over HTTP of the shape the large Chinese providers share: a form, signed with HMAC over
its canonical text, naming signature (签名), template and values. Off unless the settings name it.

The same message id goes along with each try (OutId), so a provider that knows ids sends one
message; the nonce differs, since providers refuse one they have seen.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID, uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from weiqitong.core import clock

from .adapters import Undeliverable
from .sms_templates import Filled

LONGEST_VALUE = 35  # providers refuse longer ones; a link is never cut
LONGEST_ANSWER = 65_536
DIGESTS: dict[str, Callable[..., Any]] = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}
OK = "OK"
# What no other try would change: number, template, signature or values are refused as such.
# Everything else, also a code not known here, is tried again: a limit passes, a balance is filled
# up, a wrong key is put right.
FOR_GOOD = frozenset(
    {
        "isv.MOBILE_NUMBER_ILLEGAL",
        "isv.BLACK_KEY_CONTROL_LIMIT",
        "isv.SMS_TEMPLATE_ILLEGAL",
        "isv.SMS_SIGNATURE_ILLEGAL",
        "isv.SMS_SIGN_ILLEGAL",
        "isv.TEMPLATE_MISSING_PARAMETERS",
        "isv.TEMPLATE_PARAMS_ILLEGAL",
        "isv.INVALID_PARAMETERS",
        "isv.INVALID_JSON_PARAM",
        "isv.PARAM_LENGTH_LIMIT",
    }
)


class _NoRedirect(HTTPRedirectHandler):
    """A signed message goes where the settings say, and nowhere else."""

    def redirect_request(self, *_: Any) -> None:
        return None


_opener = build_opener(_NoRedirect)


def http(to: str, text: str, *, message_id: UUID, filled: Filled | None = None) -> None:
    """Hand one message over; `text` itself stays here, the template says it."""
    if filled is None:
        raise Undeliverable(_("No template is registered for this kind of message."), for_good=True)
    if urlsplit(settings.SMS_URL).scheme not in {"https", "http"} or (
        settings.SMS_DIGEST not in DIGESTS
    ):
        raise Undeliverable(_("The gateway is not set up: look at its settings."))
    answer = _post(signed(_fields(to, filled, message_id, clock.now(), str(uuid4()))))
    code = str(answer.get("Code", ""))
    if code != OK:
        raise Undeliverable(
            _("The gateway refused: %(code)s") % {"code": code or "?"}, for_good=code in FOR_GOOD
        )


def _fields(to: str, filled: Filled, message_id: UUID, now: datetime, nonce: str) -> dict[str, str]:
    values = {name: _short(value) for name, value in filled.values.items()}
    return {
        "Action": "SendSms",
        "Version": "2017-05-25",
        "Format": "JSON",
        "AccessKeyId": settings.SMS_KEY_ID,
        "SignatureMethod": settings.SMS_DIGEST,
        "SignatureVersion": "1.0",
        "SignatureNonce": nonce,
        "Timestamp": f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "PhoneNumbers": to,
        "SignName": settings.SMS_SIGN,
        "TemplateCode": filled.code,
        "TemplateParam": json.dumps(values, ensure_ascii=False, separators=(",", ":")),
        "OutId": str(message_id),
    }


def _short(value: str) -> str:
    link = value.startswith(("https://", "http://"))
    return value if link or len(value) <= LONGEST_VALUE else f"{value[: LONGEST_VALUE - 1]}…"


def signed(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields with their signature."""
    return {**fields, "Signature": signature(fields, settings.SMS_KEY_SECRET, settings.SMS_DIGEST)}


def signature(fields: Mapping[str, str], secret: str, method: str) -> str:
    """HMAC over the sorted, percent-encoded fields, in base64."""
    canonical = "&".join(f"{_encoded(name)}={_encoded(fields[name])}" for name in sorted(fields))
    said = f"POST&{_encoded('/')}&{_encoded(canonical)}"
    made = hmac.new(f"{secret}&".encode(), said.encode(), DIGESTS[method])
    return base64.b64encode(made.digest()).decode()


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def _post(fields: Mapping[str, str]) -> dict[str, Any]:
    """The provider's answer; whatever keeps it from being one is worth another try."""
    body = "&".join(f"{_encoded(name)}={_encoded(value)}" for name, value in fields.items())
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    request = Request(settings.SMS_URL, body.encode(), headers, method="POST")  # noqa: S310 - looked at above
    try:
        with _opener.open(request, timeout=settings.SMS_TIMEOUT) as answer:
            return _read(answer.read(LONGEST_ANSWER))
    except HTTPError as refused:  # refusals come as 4xx with a code, or as 5xx with anything
        with refused:
            found = _read(refused.read(LONGEST_ANSWER), refused.code)
        return found
    except (OSError, HTTPException) as failed:  # no connection, reset, time-out
        words = _("The gateway did not answer: %(error)s") % {"error": type(failed).__name__}
        raise Undeliverable(words) from None


def _read(data: bytes, status: int = 200) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        found = None
    if isinstance(found, dict) and found.get("Code") and status < 500:
        return found
    raise Undeliverable(_("The gateway answered nonsense (HTTP %(status)s).") % {"status": status})
