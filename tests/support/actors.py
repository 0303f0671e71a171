"""Actors as values, for services and permissions that need no account behind them."""

from typing import Any

import pytest
from django.test import Client

from weiqitong.accounts import entrance
from weiqitong.core.actor import Actor, Role

CITY = "370700/"


def actor(role: Role, **more: Any) -> Actor:
    return Actor(**{"user_id": 1, "name": "Somebody", "role": role, "region_path": CITY, **more})


def administrator(**more: Any) -> Actor:
    return actor(Role.ADMINISTRATOR, **more)


def coordinator(**more: Any) -> Actor:
    return actor(Role.COORDINATOR, **more)


def handler(**more: Any) -> Actor:
    return actor(Role.HANDLER, **{"region_path": "", "department_path": "a/", **more})


def browser(monkeypatch: pytest.MonkeyPatch, who: Actor) -> Client:
    """A browser whose every request comes from this actor; signing in is tested in accounts."""
    monkeypatch.setattr(entrance, "actor_now", lambda request: who)
    return Client()
