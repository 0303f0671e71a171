"""Gives every request its actor, and keeps what the account should remember of it. No permission is
decided here.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import SimpleLazyObject

from weiqitong.core import clock
from weiqitong.core.actor import Actor

from . import entrance, services

Handler = Callable[[HttpRequest], HttpResponseBase]


class ActorMiddleware:
    """`request.actor`, worked out when first asked: a page without it costs no query."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.actor = SimpleLazyObject(lambda: entrance.actor_now(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if response.status_code < 500:
            self._touch(request)
            self._keep_language(request, response)
        return response

    def _touch(self, request: HttpRequest) -> None:
        """Once an hour the list of sessions learns that this one is in use."""
        # Where the page did not read the session, it is not read for this.
        if not request.session.accessed or not entrance.signed_in(request):
            return
        now = clock.now()
        seen = request.session.get(entrance.SEEN, 0)
        if now.timestamp() - seen < entrance.TOUCH_EVERY:
            return
        request.session[entrance.SEEN] = int(now.timestamp())
        actor: Actor = request.actor  # type: ignore[attr-defined]
        services.touch_session(actor, str(request.session.session_key), now=now)

    def _keep_language(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """A language chosen on the frame's page is also the one for messages."""
        chosen = response.cookies.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen is None or not entrance.signed_in(request):
            return
        user = request.user
        if getattr(user, "language", chosen.value) != chosen.value:
            services.set_language(request.actor, user, chosen.value)  # type: ignore[attr-defined,arg-type]
