"""The inbox, and what could not be delivered. Sends nothing."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.accounts import duties
from weiqitong.core import clock
from weiqitong.core.actor import system
from weiqitong.core.errors import BadInput, DomainError
from weiqitong.web.context import counted
from weiqitong.web.http import Request, json_answer, local_path, open_page, page

from . import inbound as incoming
from . import robots, selectors, services
from .forms import HowForm, RobotForm
from .models import Letter, Notice, Robot
from .permissions import KEEPERS, OFFICE


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


@require_http_methods(["GET", "POST"])
@page()
def how(request: Request) -> HttpResponse:
    """How one is told beside the inbox, and when not."""
    chosen = selectors.preference_of(request.actor)
    initial = {name: getattr(chosen, name) for name in HowForm.base_fields}
    form = HowForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.choose(request.actor, clock.now(), **form.cleaned_data)
        messages.success(request, _("Kept. It holds from the next notice on."))
        return redirect("notifications:inbox")
    status = 422 if form.errors else 200
    return render(request, "notifications/how.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
@page(*KEEPERS)
def robot_list(request: Request) -> HttpResponse:
    """The robots of one's own unit or office, and a new one."""
    place, now = duties.roster_of(request.actor), clock.now()
    if place is None:
        raise Http404
    form = RobotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.add_robot(request.actor, data["kind"], data["name"], data["address"], now)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("It greets the group in a moment."))
            return redirect("notifications:robots")
    context = {"form": form, "place": place, "robots": robots.of_place(place)}
    status = 422 if form.errors else 200
    return render(request, "notifications/robots.html", context, status=status)


@require_POST
@page(*KEEPERS)
def robot_remove(request: Request, serial: str) -> HttpResponse:
    robot = get_object_or_404(Robot.objects.select_related("department"), serial=serial)
    if not robots.keeps(request.actor, robot):
        raise Http404
    services.remove_robot(request.actor, robot, clock.now())
    messages.success(request, _("It says nothing more."))
    return redirect("notifications:robots")


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
