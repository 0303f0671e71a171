"""The way in and out: password, code by text message, second step, demo."""

from datetime import timedelta
from typing import Any

import segno
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from weiqitong.core import clock, crypto, registry
from weiqitong.core.actor import Role
from weiqitong.core.errors import DomainError
from weiqitong.web.http import open_page
from weiqitong.web.times import moment_words

from .. import entrance, pages, selectors, services, totp
from ..backends import attempt_name
from ..enums import Way
from ..forms import CodeForm, FactorForm, PasswordForm, PhoneForm
from ..models import User
from ..services.codes import mobile


def _entry(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What the sign-in pages share: the demo's tiles, whether codes can be sent, where to go on."""
    mark = selectors.demo_mark() if entrance.is_loopback(request) else None
    return {
        "goes_to": request.POST.get("next") or request.GET.get("next", ""),
        "tiles": pages.demo_tiles(mark) if mark else [],
        "codes": mark is not None or len(registry.senders) > 0,
        **more,
    }


@open_page
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Password sign-in. One sentence for a wrong name, a wrong password and a closed account."""
    if request.method == "GET" and isinstance(request.user, User):
        return redirect(entrance.home())
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            goes_to = request.POST.get("next", "")
            return entrance.begin(request, user, Way.PASSWORD, now=clock.now(), goes_to=goes_to)
        form.add_error(None, _("Name and password do not fit together."))
    context = _entry(request, form=form)
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


@open_page
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponseBase:
    """The number first, then the code. The answer is the same for numbers nobody has."""
    if request.method == "POST" and "code" in request.POST:
        return _enter_code(request)
    form = PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _sent(request, mobile(form.cleaned_data["phone"]))
        except DomainError as error:
            form.refuse(error)
    context = _entry(request, form=form)
    return render(
        request, "accounts/sign_in_phone.html", context, status=422 if form.errors else 200
    )


def _sent(request: HttpRequest, number: str) -> HttpResponse:
    code = services.send_code(
        request.actor,  # type: ignore[attr-defined]
        number,
        ip=entrance.address_of(request),
        now=clock.now(),
    )
    form = CodeForm(initial={"phone": number})
    shown = code if entrance.demo_here(request) else ""
    return render(
        request,
        "accounts/sign_in_code.html",
        _entry(request, form=form, number=number, shown=shown),
    )


def _enter_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    number = request.POST.get("phone", "")
    try:
        number = mobile(number)
        chosen = request.POST.get("user", "")
        users = services.use_code(
            request.actor,  # type: ignore[attr-defined]
            number,
            request.POST.get("code", ""),
            now=clock.now(),
            user_id=int(chosen) if chosen.isascii() and chosen.isdigit() else None,
        )
    except DomainError as error:
        form.refuse(error)
    else:
        if len(users) == 1:
            goes_to = request.POST.get("next", "")
            return entrance.begin(request, users[0], Way.CODE, now=clock.now(), goes_to=goes_to)
        form.let_choose(users)
    context = _entry(request, form=form, number=number, shown="")
    return render(
        request, "accounts/sign_in_code.html", context, status=422 if form.errors else 200
    )


@open_page
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponseBase:
    """The authenticator: its code, or setting it up the first time."""
    now = clock.now()
    waiting = entrance.pending(request, now=now)
    if waiting is None:
        return redirect("accounts:sign-in")
    user, aside = waiting
    secret = crypto.decrypt(aside["secret"])
    form = FactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = selectors.actor_for(user, None, day=clock.today(now))
        code = form.cleaned_data["code"]
        try:
            if user.totp_confirmed_at is None:
                services.confirm_factor(actor, user, secret, code, now=now)
            else:
                services.use_factor(actor, user, code, now=now)
        except DomainError as error:
            form.refuse(error)
        else:
            way, goes_to = Way(aside["way"]), aside["goes_to"]
            return entrance.finish(request, user, way, factor="totp", now=now, goes_to=goes_to)
    context = {"form": form, "name": user.person.name, "secret": "", "qr": ""}
    if user.totp_confirmed_at is None:
        context |= {"secret": _grouped(secret), "qr": _qr(secret, user.username)}
    return render(request, "accounts/second_step.html", context, status=422 if form.errors else 200)


def _grouped(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _qr(secret: str, account: str) -> SafeString:
    address = totp.address(secret, account=account, issuer=_("Weiqitong"))
    return SafeString(segno.make(address, error="m").svg_inline(omitsize=True, border=2))


@open_page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    logout(request)
    return redirect("accounts:sign-in")


@open_page
@require_POST
def demo_enter(request: HttpRequest) -> HttpResponseBase:
    """One click into an invented person: in a marked database, at this machine."""
    mark = selectors.demo_mark() if entrance.is_loopback(request) else None
    role = request.POST.get("role", "")
    user = selectors.user_with_grants(mark.people.get(role, 0)) if mark else None
    if user is None or not user.demo or not user.is_active:
        raise Http404
    return entrance.finish(request, user, Way.DEMO, factor="demo", now=clock.now(), role=Role(role))


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What axes answers after too many tries: until when, and the other way in."""
    mine = AccessAttempt.objects.filter(
        username=attempt_name(request, credentials), ip_address=entrance.address_of(request)
    )
    last = mine.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    cool_off = timedelta(hours=settings.AXES_COOLOFF_TIME)
    now = clock.now()
    until = moment_words((last or now) + cool_off, now)
    context = {"until": until, "codes": len(registry.senders) > 0}
    return render(request, "accounts/locked_out.html", context, status=429)
