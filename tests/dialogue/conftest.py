"""A county with a line, and its people with a browser each."""

from typing import Any

import pytest
from django.test import Client as Browser

from tests.dialogue.county import County, make_county
from weiqitong.accounts import entrance
from weiqitong.accounts.models import User


@pytest.fixture
def county() -> County:
    return make_county()


@pytest.fixture
def browse(monkeypatch: pytest.MonkeyPatch, county: County) -> Any:
    """`browse("neighbour", address, **headers)`: what this person is shown."""
    opened: dict[str, Browser] = {}

    def ask(who: str, address: str, method: str = "get", data: Any = None, **headers: str) -> Any:
        actor = county.people[who]
        if who not in opened:
            opened[who] = Browser()
            user = User.objects.get(pk=actor.user_id or 0)
            opened[who].force_login(user, backend=entrance.BACKEND)
        monkeypatch.setattr(entrance, "actor_now", lambda request: actor)
        return getattr(opened[who], method)(address, data or {}, **headers)

    return ask
