"""What was typed when the session had ended: kept an hour, shown again. No files, no secrets."""

import time
from typing import Any

from django.core.signing import BadSignature
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from weiqitong.core.actor import Actor

KEY = "stash"
PERSON_COOKIE = "weiqitong_person"
MARK = "_stashed"  # field by which a form sent again says so
KEPT_FOR = 3600
MAX_CHARACTERS = 64_000
SECRET_WORDS = ("password", "otp", "secret", "csrfmiddlewaretoken", MARK)

Fields = list[tuple[str, str]]


def typed_fields(request: HttpRequest) -> Fields:
    """(name, value) pairs in the order sent, without secrets; nothing if it is too much to keep."""
    found = [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name.lower() for word in SECRET_WORDS)
        for value in values
        if isinstance(value, str)
    ]
    if sum(len(name) + len(value) for name, value in found) > MAX_CHARACTERS:
        return []
    return found


def keep(request: HttpRequest) -> str:
    """Put the POST aside in the visitor's session; returns where to go after signing in."""
    fields = typed_fields(request)
    if not fields:
        return request.get_full_path()
    request.session[KEY] = {
        "path": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
        "until": time.time() + KEPT_FOR,
        "person": _last_person(request),
    }
    return reverse("web:stash")


def kept(request: HttpRequest, actor: Actor) -> dict[str, Any] | None:
    """What was put aside, if it is still fresh and was typed by the same person."""
    found: dict[str, Any] | None = request.session.get(KEY)
    if not found:
        return None
    somebody_else = found["person"] is not None and found["person"] != actor.user_id
    if somebody_else or found["until"] < time.time():
        forget(request)
        return None
    return found


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def forget_if_sent(request: HttpRequest) -> None:
    """The form shown again was sent again: nothing is left to keep."""
    if request.method == "POST" and MARK in request.POST:
        forget(request)


def _last_person(request: HttpRequest) -> int | None:
    """Who was signed in on this browser last, by a signed cookie that outlives the session."""
    try:
        return int(request.get_signed_cookie(PERSON_COOKIE, salt=KEY) or "")
    except (KeyError, BadSignature, ValueError):
        return None


def remember_person(request: HttpRequest, response: HttpResponseBase, actor: Actor) -> None:
    """So that on a shared computer nobody is shown what another person typed."""
    if _last_person(request) != actor.user_id:
        response.set_signed_cookie(
            PERSON_COOKIE,
            str(actor.user_id),
            salt=KEY,
            max_age=30 * 24 * 3600,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
