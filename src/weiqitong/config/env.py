"""Typed reading of WEIQITONG_* variables and of a .env file beside the project; nothing else reads
the environment.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PREFIX = "WEIQITONG_"


def load(path: Path) -> None:
    """Put the lines of a .env file into the environment; what is set already wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, sign, value = line.strip().partition("=")
        if sign and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def text(name: str, default: str = "") -> str:
    return os.environ.get(PREFIX + name, default)


def flag(name: str, default: bool) -> bool:
    value = text(name, str(default)).lower()
    if value not in {"true", "false"}:
        raise ImproperlyConfigured(f"{PREFIX}{name}={value!r}: say true or false")
    return value == "true"


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{PREFIX}{name}={value!r}: a whole number is needed") from None


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str) -> str:
    """A secret that must be there: a missing one stops the start."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(
            f"{PREFIX}{name} is not set. `weiqitong init` writes a .env with fresh keys."
        )
    return value
