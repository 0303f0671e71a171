"""Views' own vocabulary: who may open a page, parts of pages. Decides nothing about objects."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import NotAllowed

from . import stash
from .context import actor_of

P = ParamSpec("P")

EVERYBODY: frozenset[Role] = frozenset(Role) - {Role.SYSTEM}


class Request(HttpRequest):
    """A request as `page` hands it on: somebody is signed in."""

    actor: Actor


def wants_json(request: HttpRequest) -> bool:
    """Whether the answer is read by a program."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def part(request: HttpRequest) -> str:
    """The part of the page a script asks for ("pane"), or "" for all of it."""
    return request.headers.get("X-Part", "")


def local_path(request: HttpRequest, path: str | None) -> str:
    """The path if it stays on this site, else ""."""
    if path and url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return path
    return ""


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if wants_json(request) or part(request):
        return JsonResponse(
            {"code": "signed_out", "message": _("You are signed out. Sign in again.")}, status=401
        )
    if request.method == "POST":
        goes_to = stash.keep(request)
    else:
        goes_to = request.get_full_path()
    return redirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': goes_to})}")


def page(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[Request, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Who may open the page: these roles, or everybody signed in.

    Declared as `view.roles`, which the matrix test reads. A visitor is asked to sign in and finds
    afterwards what was typed. Which objects may be seen is the view's own affair.
    """
    allowed = frozenset(roles) or EVERYBODY

    def decorate(
        view: Callable[Concatenate[Request, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = actor_of(request)
            if actor is None:
                return _ask_to_sign_in(request)
            if actor.role not in allowed:
                raise NotAllowed(_("This page is not open to you in your present role."))
            stash.forget_if_sent(request)
            response = view(request, *args, **kwargs)  # type: ignore[arg-type]
            stash.remember_person(request, response, actor)
            return response

        guarded.roles = allowed  # type: ignore[attr-defined]
        return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)

    return decorate


def open_page(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """A page for everybody, signed in or not: declared, so that it is seen to be meant."""
    view.roles = None  # type: ignore[attr-defined]
    return view


def json_answer(data: dict[str, Any], status: int = 200) -> HttpResponse:
    """A small JSON answer that is never cached."""
    response = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "no-store"
    return response
