"""One's own account: the role to act in, the password, the sessions."""

from django.contrib import messages
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.errors import DomainError
from weiqitong.web.http import Request, page

from .. import entrance, pages, selectors, services
from ..enums import Way
from ..forms import NewPasswordForm
from ..models import User


def me(request: Request) -> User:
    assert isinstance(request.user, User)
    return request.user


@page()
@require_safe
def account(request: Request) -> HttpResponseBase:
    """Password, sessions and roles of whoever is signed in."""
    user = me(request)
    here = str(request.session.session_key)
    context = {
        "user": user,
        "sessions": pages.session_lines(user, here, clock.now()),
        "has_password": user.has_usable_password(),
    }
    return render(request, "accounts/account.html", context)


@page()
@sensitive_post_parameters("old", "password", "again")
@require_http_methods(["GET", "POST"])
def password(request: Request) -> HttpResponseBase:
    user = me(request)
    form = NewPasswordForm(request.POST or None, has_old=user.has_usable_password())
    if request.method == "POST" and form.is_valid():
        now, data = clock.now(), form.cleaned_data
        try:
            services.set_password(
                request.actor,
                user,
                data["password"],
                old=data.get("old", ""),
                keep=str(request.session.session_key),
                now=now,
            )
        except DomainError as error:
            form.refuse(error)
        else:
            entrance.renew(request, user, now=now)
            messages.success(request, _("The password is changed. Your other sessions have ended."))
            return redirect("accounts:account")
    return render(
        request, "accounts/password.html", {"form": form}, status=422 if form.errors else 200
    )


@page()
@require_POST
def end_session(request: Request) -> HttpResponseBase:
    """End one of one's own sessions, or all but this one."""
    services.end_sessions(
        request.actor,
        me(request),
        only=request.POST.get("session", ""),
        keep=str(request.session.session_key),
        now=clock.now(),
    )
    messages.success(request, _("Ended. On that device a new sign-in is needed."))
    return redirect("accounts:account")


@page()
@never_cache
@require_http_methods(["GET", "POST"])
def switch(request: Request) -> HttpResponseBase:
    """Act in another of one's own roles, without signing out."""
    user, now = me(request), clock.now()
    grants = selectors.grants_on(user, clock.today(now))
    usable = entrance.usable(request, user, now=now)
    if request.method == "POST":
        chosen = next((g for g in grants if str(g.serial) == request.POST.get("grant")), None)
        if chosen is None:
            raise Http404
        if chosen not in usable:
            way = Way(request.session.get(entrance.WAY) or Way.PASSWORD)
            entrance.put_aside(request, user, way, now=now, goes_to="")
            return redirect("accounts:second-step")
        services.switch_role(request.actor, user, chosen, now=now)
        request.session[entrance.GRANT] = chosen.pk
        return redirect(entrance.home())
    current = selectors.default_grant(usable, request.session.get(entrance.GRANT))
    choices = pages.role_choices(grants, usable, current)
    return render(request, "accounts/switch.html", {"choices": choices})
