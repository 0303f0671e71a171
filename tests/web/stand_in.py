"""In place of accounts' middleware: the actor that a test chose."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from weiqitong.core.actor import Actor


class ActorMiddleware:
    actor: Actor | None = None

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = type(self).actor  # type: ignore[attr-defined]
        return self.get_response(request)
