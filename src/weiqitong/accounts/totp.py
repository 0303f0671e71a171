"""Codes of an authenticator app (RFC 6238): pure; knows no user and remembers no code."""

from datetime import datetime
from typing import Final
from urllib.parse import quote

import pyotp

STEP: Final = 30  # seconds
DRIFT: Final = 1  # steps a phone's clock may be off


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, *, account: str, issuer: str) -> str:
    """What the QR code says to the app."""
    return (
        f"otpauth://totp/{quote(issuer)}:{quote(account)}"
        f"?secret={secret}&issuer={quote(issuer)}&period={STEP}"
    )


def counter_of(secret: str, code: str, now: datetime, *, after: int = 0) -> int | None:
    """The time step of a code that is right, near enough and later than the last one used."""
    digits = "".join(code.split())
    if not (len(digits) == 6 and digits.isascii() and digits.isdigit()):
        return None
    totp = pyotp.TOTP(secret, interval=STEP)
    present = int(now.timestamp()) // STEP
    for counter in range(present - DRIFT, present + DRIFT + 1):
        if counter > after and pyotp.utils.strings_equal(totp.generate_otp(counter), digits):
            return counter
    return None
