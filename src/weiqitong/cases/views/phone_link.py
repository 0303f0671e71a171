"""The page behind a signed link: one case, one question, no sign-in. It is never cached, sends no
referrer, and refuses whoever serves or handles the client.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import ANONYMOUS, Actor
from weiqitong.core.errors import DomainError, NotAllowed
from weiqitong.files.services import open_stored
from weiqitong.web.http import open_page
from weiqitong.web.parts import Photo

from .. import forms_phone as forms
from ..enums import Audience
from ..models import LinkPurpose
from ..selectors import phone
from ..selectors.page import PICTURES
from ..services import acting, links
from ..services.links import OpenedLink


# No token in the form: the authority is the address itself, which nobody can guess, and never a
# cookie. With "no-referrer" browsers also send no origin by which to tell a foreign form.
@csrf_exempt
@open_page
@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the case as its contact sees it; POST gives the word."""
    with _unnamed(request):
        return _private(_link(request, token))


@open_page
@never_cache
@sensitive_variables("token")
@require_safe
def link_file(request: HttpRequest, token: str, file_id: int) -> HttpResponseBase:
    """A paper of the case, for whoever holds the link while it is good."""
    with _unnamed(request):
        return _private(_file(request, token, file_id))


@sensitive_variables("token")
def _file(request: HttpRequest, token: str, file_id: int) -> HttpResponseBase:
    opened = links.open_link(token, clock.now())
    visitor: Actor = getattr(request, "actor", ANONYMOUS)
    if opened is None or not opened.ready:
        raise Http404
    if acting.serves_or_handles(visitor, opened.case, clock.today()):
        raise Http404
    laid = opened.case.attachments.filter(audience=Audience.EVERYBODY, file=file_id)
    attachment = laid.select_related("file").first()
    if attachment is None:
        raise Http404
    file = attachment.file
    response = FileResponse(
        open_stored(file),
        as_attachment=file.kind not in PICTURES,
        filename=file.name,
        content_type=file.kind,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@contextmanager
def _unnamed(request: HttpRequest) -> Iterator[None]:
    """What is logged after this, a refusal or a crash, does not tell the address."""
    try:
        yield
    finally:
        request.path = request.path_info = "/w/…/"


R = TypeVar("R", bound=HttpResponseBase)


def _private(response: R) -> R:
    """The address is a key: no other page may learn it, no search engine keep it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@sensitive_variables("token")
def _link(request: HttpRequest, token: str) -> HttpResponse:
    opened = links.open_link(token, clock.now())
    if opened is None:
        return _over(request, "unknown", None, 404)
    visitor: Actor = getattr(request, "actor", ANONYMOUS)
    if acting.serves_or_handles(visitor, opened.case, clock.today()):
        return _over(request, "refused", None, 403)
    if not opened.ready:
        return _over(request, opened.state.value, opened, 410)
    if opened.link.purpose == LinkPurpose.CONFIRM:
        return _confirm(request, visitor, token, opened)
    return _verdict(request, visitor, token, opened)


def _over(request: HttpRequest, state: str, opened: OpenedLink | None, status: int) -> HttpResponse:
    """Says what became of the link; nothing of the case but its number."""
    context: dict[str, Any] = {"state": state, "opened": opened}
    return render(request, "cases/phone/link_over.html", context, status=status)


@sensitive_variables("token")
def _show(
    request: HttpRequest,
    template: str,
    token: str,
    opened: OpenedLink,
    *,
    status: int = 200,
    **about: Any,
) -> HttpResponse:
    shown = phone.phone_page(links.speaker_of(opened.link), opened.case.number, clock.now())
    shown.page.photos = _through(token, shown.page.photos)
    shown.page.answer_photos = _through(token, shown.page.answer_photos)
    context = {
        "shown": shown,
        "page": shown.page,
        "case": shown.case,
        "opened": opened,
        "contact": opened.link.contact.person.name,
        **about,
    }
    return render(request, f"cases/phone/{template}.html", context, status=status)


def _through(token: str, photos: Iterable[Photo]) -> list[Photo]:
    """The same papers at addresses that this link opens."""
    found = []
    for one in photos:
        file_id = resolve(one.href).kwargs["file_id"]
        href = reverse("cases:link-file", args=[token, file_id])
        found.append(replace(one, href=href, thumb=href if one.thumb else ""))
    return found


@sensitive_variables("token")
def _verdict(request: HttpRequest, visitor: Actor, token: str, opened: OpenedLink) -> HttpResponse:
    form = forms.VerdictForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _show(request, "link_verdict", token, opened, verdict=form)
    status = 422
    if form.is_valid():
        try:
            links.verdict_by_link(
                visitor,
                token,
                yes=form.yes,
                rating=form.cleaned_data["rating"],
                comment=form.said,
                now=clock.now(),
            )
        except NotAllowed:
            return _over(request, "refused", None, 403)
        except DomainError as error:
            form.refuse(error)
            status = error.status
        else:
            messages.success(request, _("Thank you. Your word is recorded."))
            return redirect(request.path)
    return _show(request, "link_verdict", token, opened, verdict=form, status=status)


@sensitive_variables("token")
def _confirm(request: HttpRequest, visitor: Actor, token: str, opened: OpenedLink) -> HttpResponse:
    if request.method != "POST":
        return _show(request, "link_confirm", token, opened)
    try:
        links.confirm_by_link(visitor, token, now=clock.now())
    except NotAllowed:
        return _over(request, "refused", None, 403)
    except DomainError as error:
        return _show(
            request, "link_confirm", token, opened, refusal=str(error), status=error.status
        )
    messages.success(request, _("Thank you. It stands as your enterprise's need."))
    return redirect(request.path)
