"""The tests of `web` see only its own addresses, and an actor that no account stands behind."""

from collections.abc import Callable
from typing import Any

import pytest
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import clear_url_caches

from weiqitong.core.actor import Actor, Role

from .stand_in import ActorMiddleware


@pytest.fixture(autouse=True)
def own_addresses(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.web.urls"
    clear_url_caches()


@pytest.fixture
def coordinator() -> Actor:
    return Actor(user_id=7, name="Meng Qinglin", role=Role.COORDINATOR)


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch, coordinator: Actor) -> Callable[..., Client]:
    """`signed_in(actor)`: a client whose requests are that actor's, or a visitor's."""

    def enter(actor: Actor | None = coordinator, client: Client | None = None) -> Client:
        monkeypatch.setattr(ActorMiddleware, "actor", actor)
        return client or Client()

    return enter


@pytest.fixture(autouse=True)
def stand_in_for_accounts(settings: Any) -> None:
    """Signing in is accounts' work; here the actor is put on the request by the test."""
    settings.MIDDLEWARE = [
        "tests.web.stand_in.ActorMiddleware" if "accounts" in name else name
        for name in settings.MIDDLEWARE
        if not name.startswith("axes.")
    ]


@pytest.fixture
def draw(rf: RequestFactory, coordinator: Actor) -> Callable[..., str]:
    """`draw("<c-icon …/>", **context)`: the markup of a snippet, compiled as files are."""
    from django_cotton.compiler_regex import CottonCompiler

    def render(snippet: str, **context: Any) -> str:
        request = rf.get("/phone/")
        request.actor = coordinator  # type: ignore[attr-defined]
        template = engines["django"].from_string(CottonCompiler().process(snippet))
        return str(template.render(context, request))

    return render
