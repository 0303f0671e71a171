"""The inbox, and what could not be delivered. Sends nothing."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import system
from weiqitong.core.errors import BadInput
from weiqitong.web.context import counted
from weiqitong.web.http import Request, json_answer, local_path, open_page, page

from . import inbound as incoming
from . import selectors, services
from .models import Letter, Notice
from .permissions import OFFICE


@require_safe
@page()
def inbox(request: Request) -> HttpResponse:
    found = selectors.inbox(request.actor, request.GET, clock.now())
    counted(request, "notifications:inbox", found.unread or None)
    return render(request, "notifications/inbox.html", {"inbox": found})


@require_POST
@page()
def notice_read(request: Request, pk: int) -> HttpResponse:
    """Mark a line as read and go where it points."""
    notice = get_object_or_404(Notice.objects.visible_to(request.actor), pk=pk)
    services.mark_read(request.actor, notice, clock.now())
    return redirect(local_path(request, notice.link) or "notifications:inbox")


@require_POST
@page()
def notices_read(request: Request) -> HttpResponse:
    """Mark everything as read that was there when the page was shown."""
    up_to = request.POST.get("up_to", "")
    if up_to.isascii() and up_to.isdigit():
        count = services.mark_all_read(request.actor, int(up_to[:18]), clock.now())
        said = ngettext(
            "%(count)d notice marked as read", "%(count)d notices marked as read", count
        )
        messages.success(request, said % {"count": count})
    return redirect("notifications:inbox")


@require_POST
@page()
def mail_choose(request: Request) -> HttpResponse:
    mail = request.POST.get("mail") == "on"
    services.choose_mail(request.actor, mail, clock.now())
    messages.success(
        request, _("Notices also come by e-mail") if mail else _("Notices stay in the inbox")
    )
    return redirect("notifications:inbox")


@require_safe
@page(*OFFICE)
def undelivered(request: Request) -> HttpResponse:
    found = selectors.undelivered(request.actor, request.GET)
    context = {"page": found, "now": clock.now()}
    return render(request, "notifications/undelivered.html", context)


@require_POST
@page(*OFFICE)
def letter_retry(request: Request, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter.objects.visible_to(request.actor), pk=pk)
    services.retry_letter(request.actor, letter, clock.now())
    messages.success(request, _("It will be sent again"))
    return redirect("notifications:undelivered")


@require_POST
@page(*OFFICE)
def letter_drop(request: Request, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter.objects.visible_to(request.actor), pk=pk)
    services.drop_letter(request.actor, letter, clock.now())
    messages.success(request, _("Taken off the list"))
    return redirect("notifications:undelivered")


@open_page
@csrf_exempt
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """A text message that the provider hands on: signed, small, once for each of its ids."""
    if not settings.SMS_INBOUND_SECRET:
        raise Http404
    # Looked at before it is read: nobody makes us swallow megabytes to refuse them.
    length = request.headers.get("Content-Length", "")
    if not length.isascii() or not length.isdigit() or int(length) > incoming.LARGEST:
        return json_answer({"code": "too_large"}, status=413)
    if not incoming.is_signed(request.body, request.headers.get("X-Signature", "")):
        return json_answer({"code": "bad_signature"}, status=403)
    try:
        message = incoming.read(request.body)
    except BadInput as wrong:
        return json_answer({"code": wrong.code, "message": wrong.message}, status=wrong.status)
    new = incoming.take_in(system(), message, clock.now())
    return json_answer({"taken": True, "new": new})
