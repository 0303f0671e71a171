"""Personal data at rest: encryption with rotating keys, a keyed hash for look-up, salted digests
for the ledger.
"""

import hashlib
import hmac
import secrets
from functools import cache

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


@cache
def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


@cache
def _hash_key() -> bytes:
    # The look-up hash must survive a rotation of encryption keys, so it hangs on SECRET_KEY.
    return hashlib.sha256(b"weiqitong look-up " + settings.SECRET_KEY.encode()).digest()


def encrypt(text: str) -> str:
    return _box().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    return _box().decrypt(token.encode()).decode() if token else ""


def lookup_hash(text: str) -> str:
    """A keyed hash by which an encrypted value can be found again."""
    return hmac.new(_hash_key(), text.encode(), hashlib.sha256).hexdigest() if text else ""


def token() -> str:
    """A random token for a link; only its hash is stored."""
    return secrets.token_urlsafe(24)


def token_hash(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()


def salt() -> str:
    return secrets.token_hex(8)


def digest(salt_: str, *words: str) -> str:
    """Salted digest of words kept outside the ledger: 64 hex characters."""
    data = "\x1f".join((salt_, *words)).encode()
    return hashlib.sha256(data).hexdigest()
