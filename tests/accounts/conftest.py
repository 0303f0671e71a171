"""What tests of accounts share: a town, and text messages that are kept instead of sent."""

from collections.abc import Mapping
from datetime import datetime

import pytest

from tests.accounts.town import Town, make_town
from weiqitong.core import registry


class Messages(list[tuple[str, str]]):
    """(number, words) of everything sent, in order."""

    def __call__(
        self,
        to: str,
        text: str,
        *,
        secret: bool,
        now: datetime,
        until: datetime | None = None,
        kind: str = "",
        values: Mapping[str, str] | None = None,
    ) -> None:
        assert secret
        assert kind.startswith("accounts.")
        assert all(value in text for value in (values or {}).values())
        assert until is None or until > now
        self.append((to, text))

    @property
    def last_code(self) -> str:
        words = self[-1][1]
        return next(word for word in _digits(words) if len(word) == 6)


def _digits(words: str) -> list[str]:
    return "".join(sign if sign in "0123456789" else " " for sign in words).split()


@pytest.fixture
def sms(monkeypatch: pytest.MonkeyPatch) -> Messages:
    """The only way to send a text message."""
    kept = Messages()
    monkeypatch.setattr(registry.senders, "_providers", {"kept": kept})
    return kept


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def bare_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    """No entries of other apps, whose counts would be counted here."""
    monkeypatch.setattr(registry.menu, "_providers", {})
