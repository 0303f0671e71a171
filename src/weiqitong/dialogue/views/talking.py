"""The conversation of a line and the thread of one message, on phone and desk."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from weiqitong.cases.selectors.lines import case_href
from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError
from weiqitong.directory.models import Client
from weiqitong.web.http import Request, json_answer, page, part
from weiqitong.web.names import name_of

from .. import forms, permissions, services
from ..models import Line, Message
from ..selectors import talk
from . import parts

SCRIPT = "talk"  # the part that the script asks for


@require_safe
@page(*permissions.READERS)
def home(request: Request) -> HttpResponse:
    """The own line; where there are several, which one."""
    rows = talk.overview(request.actor, clock.now())
    if len(rows) == 1:
        return redirect("dialogue:line", rows[0].line.region.code)
    context = {"rows": rows, "frame_name": _frame(request), "now": clock.now()}
    return render(request, "dialogue/lines.html", context)


@never_cache
@require_safe
@page(*permissions.READERS)
def line(request: Request, code: str) -> HttpResponse:
    """The conversation, newest at the bottom."""
    found = parts.found_line(request.actor, code)
    write = parts.composer(request.actor, found, clock.now())
    return _line(request, found, write)


def _line(
    request: Request, found: Line, write: parts.Composer | None, status: int = 200
) -> HttpResponse:
    actor, now = request.actor, clock.now()
    shown = talk.talk(found, actor, now, request.GET.get("before", ""))
    context = {
        **_about(request, found, now),
        "talk": shown,
        "write": write if shown.newest else None,
        "new": talk.is_new(actor, found),
        "sent": "sent" in request.GET,
    }
    return render(request, f"dialogue/{_frame(request)}/line.html", context, status=status)


def _frame(request: Request) -> str:
    return "phone" if request.actor.role == Role.CONTACT else "desk"


def _about(request: Request, found: Line, now: datetime, current: str = "") -> dict[str, Any]:
    """What every page of a line shows around the words."""
    actor = request.actor
    return {
        "line": found,
        "title": name_of(found),
        "frame_name": _frame(request),
        "now": now,
        "beside": parts.beside(actor, found, now, current),
        "may_paste": permissions.can_paste(actor, found),
        "may_keep": permissions.can_keep(actor, found),
    }


@never_cache
@require_safe
@page(*permissions.READERS)
def latest(request: Request, code: str) -> HttpResponse:
    """The newest messages for the script that asks every 20 seconds; 304 where nothing changed for
    this person.
    """
    found = parts.found_line(request.actor, code)
    shown = talk.talk(found, request.actor, clock.now())
    etag = f'"{shown.etag}"'
    if request.headers.get("If-None-Match") == etag:
        response = HttpResponse(status=304)
    else:
        context = {"talk": shown, "line": found, "now": clock.now()}
        response = render(request, "dialogue/_bubbles.html", context)
    response["ETag"] = etag
    return response


@require_POST
@page(*permissions.READERS)
def post(request: Request, code: str) -> HttpResponse:
    """Say something on the line."""
    actor, now = request.actor, clock.now()
    found = parts.found_line(actor, code)
    write = parts.composer(actor, found, now, data=request.POST)
    back = reverse("dialogue:line", args=[code]) + "?sent"
    return _sent(request, write, lambda: _post(request, found, write, now), back) or _line(
        request, found, write, 422
    )


def _post(request: Request, found: Line, write: parts.Composer | None, now: datetime) -> Message:
    actor = request.actor
    if write is None:  # the service says why
        return services.post(actor, found, text="", now=now)
    given = write.form.cleaned_data
    if actor.role == Role.CONTACT:
        return services.post(
            actor,
            found,
            text=given["text"],
            client=write.client(),
            private=given.get("private", False),
            addressed=write.leader("addressed"),
            once=given["once"],
            now=now,
        )
    return services.speak(
        actor,
        found,
        text=given["text"],
        question=given["question"],
        behalf=write.leader("behalf"),
        once=given["once"],
        now=now,
    )


def _sent(request: Request, write: parts.Composer | None, say: Any, back: str) -> Any:
    """Say it, and go back; nothing where the form is shown again. The script gets a new token, or
    the sentence that refuses.
    """
    if write is None or write.form.is_valid():
        try:
            say()
        except DomainError as error:
            if write is None:
                raise
            write.form.refuse(error)
        else:
            if part(request) == SCRIPT:
                return json_answer({"once": str(forms.SayForm().initial["once"])})
            return redirect(back)
    if part(request) == SCRIPT and write is not None:
        sentences = [words for _id, words in write.form.summary]
        return json_answer({"message": " ".join(sentences)}, status=422)
    return None


@never_cache
@require_safe
@page(*permissions.READERS)
def message(request: Request, code: str) -> HttpResponse:
    """One message with what was said on it, and all that may be done."""
    found = parts.found_message(request.actor, code)
    write = parts.composer(request.actor, found.line, clock.now(), found)
    return show_message(request, found, write)


def show_message(
    request: Request,
    found: Message,
    write: parts.Composer | None,
    hiding: forms.HideForm | None = None,
    choosing: forms.ClientForm | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, now = request.actor, clock.now()
    shown = talk.thread(actor, found, now)
    context = {
        **_about(request, found.line, now, found.code),
        "thread": shown,
        "write": write,
        "sent": "sent" in request.GET,
        "hiding": hiding or forms.HideForm(),
        "choosing": choosing or forms.ClientForm(),
    }
    return render(request, f"dialogue/{_frame(request)}/message.html", context, status=status)


@require_POST
@page(*permissions.READERS)
def reply(request: Request, code: str) -> HttpResponse:
    """A reply to one message."""
    actor, now = request.actor, clock.now()
    found = parts.found_message(actor, code)
    write = parts.composer(actor, found.line, now, found, data=request.POST)
    back = reverse("dialogue:message", args=[code]) + "?sent"
    return _sent(request, write, lambda: _reply(request, found, write, now), back) or show_message(
        request, found, write, status=422
    )


def _reply(
    request: Request, found: Message, write: parts.Composer | None, now: datetime
) -> Message:
    actor = request.actor
    given = write.form.cleaned_data if write else {}
    if actor.role == Role.CONTACT:
        return services.post(
            actor,
            found.line,
            text=given.get("text", ""),
            client=write.client() if write else None,
            private=given.get("private", False),
            reply_to=found,
            once=given.get("once"),
            now=now,
        )
    return services.reply(
        actor,
        found,
        text=given.get("text", ""),
        answers=given.get("answers", False),
        question=given.get("question", False),
        behalf=write.leader("behalf") if write else None,
        once=given.get("once"),
        now=now,
    )


@require_POST
@page(Role.CONTACT, Role.COORDINATOR)
def make_case(request: Request, code: str) -> HttpResponse:
    """One tap: the message becomes a need. One that was pasted needs its enterprise first."""
    actor = request.actor
    found = parts.found_message(actor, code)
    asks = found.client_id is None and permissions.can_make_case(actor, found)
    choosing = forms.ClientForm(request.POST if asks else None)
    client = _named_client(request, found, choosing) if asks else None
    if asks and client is None:
        write = parts.composer(actor, found.line, clock.now(), found)
        return show_message(request, found, write, choosing=choosing, status=422)
    case = services.make_case(actor, found, client=client, now=clock.now())
    messages.success(request, _("It is a need now: %(number)s.") % {"number": case.number})
    return redirect(case_href(case))


def _named_client(request: Request, found: Message, form: forms.ClientForm) -> Client | None:
    """The enterprise that was typed; a sentence on the field where there is none."""
    if not form.is_valid():
        return None
    client = talk.client_named(request.actor, found.line, form.cleaned_data["client"])
    if client is None:
        form.add_error("client", _("No enterprise of the county has this name."))
    return client


@require_POST
@page(Role.COORDINATOR)
def hide(request: Request, code: str) -> HttpResponse:
    """The office hides a message, with its reason."""
    found, form = parts.found_message(request.actor, code), forms.HideForm(request.POST)
    if form.is_valid() or not permissions.can_hide(request.actor, found):
        reason = form.cleaned_data.get("reason", "")
        services.hide(request.actor, found, reason=reason, now=clock.now())
        messages.success(request, _("It is hidden; the enterprise is told."))
        return redirect("dialogue:message", code)
    write = parts.composer(request.actor, found.line, clock.now(), found)
    return show_message(request, found, write, hiding=form, status=422)


@require_POST
@page(Role.COORDINATOR)
def show(request: Request, code: str) -> HttpResponse:
    """The office shows it again."""
    services.show(request.actor, parts.found_message(request.actor, code), now=clock.now())
    messages.success(request, _("It is shown again."))
    return redirect("dialogue:message", code)
