"""What went wrong, in words, in the frame of whoever is here; nothing typed is lost."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from weiqitong.core.errors import DomainError
from weiqitong.web import stash

DRAINED = 64 * 1024 * 1024


def _answer(
    request: HttpRequest, status: int, title: str, words: str, code: str, **more: object
) -> HttpResponse:
    wants_json = request.get_preferred_type(["text/html", "application/json"])
    if wants_json == "application/json" or request.headers.get("X-Part"):
        return JsonResponse(
            {"code": code, "message": words, "title": title},
            status=status,
            json_dumps_params={"ensure_ascii": False},
        )
    context = {"error_title": title, "error_words": words, "error_code": code, **more}
    return render(request, "web/error.html", context, status=status)


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The sentence of a refusal; what was typed can be read and copied below it."""
    title = _("This is not open to you") if error.status == 403 else _("That did not work")
    typed = stash.typed_fields(request) if request.method == "POST" else []
    response = _answer(request, error.status, title, str(error), error.code, typed=_readable(typed))
    return response


def _readable(fields: stash.Fields) -> list[str]:
    """Only what a person wrote: longer texts, not ids, choices and tokens."""
    return [
        value
        for name, value in fields
        if name != "once" and (len(value) > 20 or " " in value.strip())
    ]


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: also what a stranger sees of what exists."""
    return _answer(
        request,
        404,
        _("There is nothing here"),
        _("The address is wrong, or what stood here is not open to you."),
        "not_found",
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 raised by Django itself."""
    return _answer(
        request,
        403,
        _("This is not open to you"),
        _("You may not do this in your present role."),
        "not_allowed",
    )


def failed(request: HttpRequest) -> HttpResponse:
    """500: may not rely on anything, so it is a page without frame, menu or database."""
    return render(request, "web/failed.html", status=500)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; and 413 in words for a form or file that is too large."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        _drain(request.read)
        return _answer(
            request,
            413,
            _("That is too large"),
            _(
                "A text may have 4,000 characters, and there may be 5 files of 20 MB."
                " Go back: what you typed is still there."
            ),
            "too_large",
        )
    return _answer(
        request,
        400,
        _("That could not be read"),
        _("The request is damaged. Go back and try once more."),
        "bad_request",
    )


def _drain(read: Callable[[int], bytes]) -> None:
    """Read what is still coming, within reason: a browser that is cut off shows no page at all."""
    left = DRAINED
    try:
        while left > 0 and (chunk := read(1 << 20)):
            left -= len(chunk)
    except Exception:  # noqa: S110 - a broken stream is what we are answering
        pass


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long: what was typed is shown, ready to be sent again.

    Only for forms of our own pages: what another site posted must not be one click from sent.
    """
    if request.method != "POST" or not _from_here(request):
        return _answer(
            request,
            403,
            _("This form did not come from here"),
            _("Open the page again and fill in the form there. Nothing was saved."),
            "csrf",
        )
    fields = stash.typed_fields(request)
    return _answer(
        request,
        403,
        _("This form was open too long"),
        _("Nothing is lost: look at it once more and send it again."),
        "csrf",
        resend_fields=fields,
        resend_path=request.get_full_path(),
        had_files=bool(request.FILES),
    )


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser says that the form stood on this site."""
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(origin).netloc == request.get_host()
