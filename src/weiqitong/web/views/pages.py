"""The few pages of the frame itself: language, health, what was put aside, the style guide."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST, require_safe

from weiqitong.web import stash
from weiqitong.web.http import Request, json_answer, local_path, open_page, page


@open_page
@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Remember the language chosen, on this device, for a year."""
    response = redirect(local_path(request, request.POST.get("next")) or "/")
    code = request.POST.get("language", "")
    if code in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


@open_page
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """For the machine that watches: the process answers and the database does."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return json_answer({"ok": False, "database": False}, status=503)
    return json_answer({"ok": True, "database": True})


@page()
@require_GET
def stashed(request: Request) -> HttpResponseBase:
    """What was typed before the session ended, ready to be sent again."""
    found = stash.kept(request, request.actor)
    if found is None:
        return redirect("/")
    context = {
        "resend_path": found["path"],
        "resend_fields": found["fields"],
        "had_files": found["files"],
    }
    return render(request, "web/stash.html", context)
