"""Invitations: the page behind the link, and the people of a client with the button that invites
them.
"""

from typing import Any

import segno
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError
from weiqitong.directory.models import Client, Contact
from weiqitong.web.http import Request, open_page, page

from .. import entrance, pages, permissions, services
from ..enums import INVITERS, Way
from ..forms import AcceptForm
from ..models import Invitation
from ..services.invitations import Invited, by_code_alone, needs_code, proves_by_code
from ..services.serving import serves


@open_page
@never_cache
@sensitive_post_parameters("password", "again", "code")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows whom the link is for, POST sends the code or makes the account and signs in."""
    invitation, now = pages.invitation_by_token(token), clock.now()
    if invitation is None or invitation.used_at or invitation.expires_at <= now:
        context = {"used": bool(invitation and invitation.used_at), "known": bool(invitation)}
        return render(request, "accounts/invitation_over.html", context, status=404)
    bare = "without" in request.POST
    form = AcceptForm(
        request.POST if bare or "again" in request.POST else None,
        needs_code=needs_code(invitation),
        needs_password=not bare,
        by_code_alone=by_code_alone(invitation),
    )
    if "send" in request.POST:
        return _send(request, invitation, form)
    if request.method == "POST" and form.is_valid():
        password = "" if bare else form.cleaned_data.get("password", "")
        try:
            user = services.accept_invitation(
                request.actor,  # type: ignore[attr-defined]
                invitation,
                password=password,
                code=form.cleaned_data.get("code", ""),
                now=now,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return entrance.begin(request, user, Way.INVITATION, now=now)
    return _page(request, invitation, form)


def _send(request: HttpRequest, invitation: Invitation, form: AcceptForm) -> HttpResponse:
    """A code to the number of record, of which the page shows only the mask."""
    if not needs_code(invitation):
        return _page(request, invitation, form)
    try:
        code = services.send_code(
            request.actor,  # type: ignore[attr-defined]
            invitation.person.phone,
            ip=entrance.address_of(request),
            now=clock.now(),
            known=True,
        )
    except DomainError as error:
        return _page(request, invitation, form, refusal=error.message, status=error.status)
    shown = code if entrance.demo_here(request) else ""
    return _page(request, invitation, form, sent=True, shown=shown)


def _page(
    request: HttpRequest,
    invitation: Invitation,
    form: AcceptForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    about = pages.InvitationPage(
        invitation,
        needs_code(invitation),
        proves_by_code(invitation.person),
        by_code_alone(invitation),
    )
    context = {"about": about, "form": form, **more}
    return render(
        request, "accounts/invitation.html", context, status=422 if form.errors else status
    )


@page(*INVITERS)
@never_cache
@require_http_methods(["GET", "POST"])
def client_people(request: Request, code: str) -> HttpResponseBase:
    """Who speaks for a client, who of them can sign in, and the invitation."""
    scope = Client.objects.visible_to(request.actor).select_related("region")
    client, now = get_object_or_404(scope, code=code), clock.now()
    invited: Invited | None = None
    refusal = ""
    if request.method == "POST":
        contact = get_object_or_404(
            Contact.objects.select_related("person"),
            client=client,
            active=True,
            pk=request.POST.get("contact") if request.POST.get("contact", "").isdigit() else 0,
        )
        try:
            invited = services.invite(
                request.actor,
                contact.person,
                client=client,
                deliver=request.POST.get("by") not in {"link", "gate"},
                at_gate=request.POST.get("by") == "gate",
                now=now,
            )
        except DomainError as error:
            refusal = error.message
    serving = serves(request.actor, client)
    context = {
        "client": client,
        "lines": pages.contact_lines(client, now),
        "can_invite": permissions.can_invite_contact(request.actor, client, serves=serving),
        "can_see_link": permissions.can_see_link(request.actor, serves=serving),
        "can_show_at_gate": permissions.can_show_at_gate(request.actor, serves=serving),
        "invited": invited,
        "qr": qr(invited),
        "refusal": refusal,
    }
    return render(request, "accounts/client_people.html", context, status=409 if refusal else 200)


def qr(invited: Invited | None) -> SafeString | str:
    """The invitation's address as a picture; it identifies, it never signs in."""
    if invited is None or not invited.address:
        return ""
    return SafeString(segno.make(invited.address, error="m").svg_inline(omitsize=True, border=2))


@page(Role.CONTACT)
@require_safe
def colleagues(request: Request) -> HttpResponseBase:
    """To the people of one's own enterprise; a list when there are several."""
    clients = Client.objects.visible_to(request.actor).order_by("pk")[:50]
    if len(clients) == 1:
        return redirect("accounts:client-people", clients[0].code)
    return render(request, "accounts/colleagues.html", {"clients": clients})
