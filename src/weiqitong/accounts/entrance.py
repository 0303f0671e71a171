"""From a proven password, code or invitation to a session: second step, demo exemption, the active
role.

The only place that signs somebody in. It decides on requests; what is on record is written by
services.
"""

from datetime import datetime
from ipaddress import ip_address
from typing import Any, Final

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, login, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from weiqitong.core import clock, crypto
from weiqitong.core.actor import ANONYMOUS, OFFICE_ROLES, Actor, Role
from weiqitong.web.http import local_path

from . import selectors, services, totp
from .devices import device_words
from .enums import Way
from .models import Grant, User

BACKEND: Final = "weiqitong.accounts.backends.PhoneOrNameBackend"
PENDING: Final = "accounts.pending"  # proven, but the second step is still to come
FACTOR: Final = "accounts.factor"  # "totp", "demo" or ""
GRANT: Final = "accounts.grant"  # the grant chosen in this session
SEEN: Final = "accounts.seen"
DEMO: Final = "accounts.demo"  # the database is a demo: asked once, at sign-in
WAY: Final = "accounts.way"
PENDING_FOR: Final = 600  # seconds
TOUCH_EVERY: Final = 3600
FORWARDED: Final = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def is_loopback(request: HttpRequest) -> bool:
    """Whether the visitor sits at this machine. Behind a proxy nobody is believed to."""
    if any(name in request.META for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def address_of(request: HttpRequest) -> str:
    """The visitor's address as axes sees it, for limits."""
    return str(get_client_ip_address(request) or "")


def demo_here(request: HttpRequest) -> bool:
    """Whether the demo's short cuts are open: marked database, and at this machine."""
    return is_loopback(request) and selectors.is_demo()


def begin(
    request: HttpRequest, user: User, way: Way, *, now: datetime, goes_to: str = ""
) -> HttpResponse:
    """The first step was proven: sign in, or ask for the second step where a role needs it."""
    user.held = None
    grants = selectors.grants_on(user, clock.today(now))
    office = any(grant.role in OFFICE_ROLES for grant in grants)
    exempt = office and user.demo and demo_here(request)
    if office and not exempt:
        put_aside(request, user, way, now=now, goes_to=goes_to)
        return redirect("accounts:second-step")
    return finish(request, user, way, factor="demo" if exempt else "", now=now, goes_to=goes_to)


def put_aside(request: HttpRequest, user: User, way: Way, *, now: datetime, goes_to: str) -> None:
    """Remember for ten minutes who has proven the first step. The new secret waits here, sealed."""
    request.session[PENDING] = {
        "user": user.pk,
        "way": way.value,
        "until": int(now.timestamp()) + PENDING_FOR,
        "goes_to": goes_to,
        "hash": user.get_session_auth_hash(),
        "secret": "" if user.totp_confirmed_at else crypto.encrypt(totp.new_secret()),
    }


def pending(request: HttpRequest, *, now: datetime) -> tuple[User, dict[str, Any]] | None:
    """Who is at the second step, while the first one is fresh and the password the same."""
    found: dict[str, Any] | None = request.session.get(PENDING)
    if not found or found["until"] < now.timestamp():
        return None
    user = selectors.user_with_grants(found["user"])
    if user is None or not user.is_active or user.get_session_auth_hash() != found["hash"]:
        return None
    return user, found


def finish(
    request: HttpRequest,
    user: User,
    way: Way,
    *,
    factor: str,
    now: datetime,
    goes_to: str = "",
    role: Role | None = None,
) -> HttpResponse:
    """Make the session, put the sign-in on record, speak the person's language, go on."""
    request.session.pop(PENDING, None)
    login(request, user, backend=BACKEND)
    session = request.session
    session[FACTOR], session[WAY] = factor, way.value
    session[SEEN] = int(now.timestamp())
    session[DEMO] = selectors.is_demo()
    grants = usable(request, user, now=now)
    fitting = [one for one in grants if one.role == role] or grants
    grant = selectors.default_grant(fitting, user.last_grant_id)
    session[GRANT] = grant.pk if grant else None
    session.save()
    actor = selectors.actor_for(user, grant, day=clock.today(now))
    services.note_sign_in(
        actor,
        user,
        str(session.session_key),
        way=way,
        factor=factor,
        device=device(request),
        now=now,
    )
    request.actor = actor  # type: ignore[attr-defined]
    response = redirect(local_path(request, goes_to) or home())
    if user.language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def home() -> str:
    """Where people land; a page of a higher app, so it is named in the settings."""
    try:
        return reverse(settings.LOGIN_REDIRECT_URL)
    except NoReverseMatch:
        return "/"


def device(request: HttpRequest) -> str:
    return device_words(request.headers.get("User-Agent", ""))


def renew(request: HttpRequest, user: User, *, now: datetime) -> None:
    """A changed password makes a new session key; the list of sessions learns it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    update_session_auth_hash(request, user)
    request.session.save()
    services.remember_session(
        actor,
        user,
        str(request.session.session_key),
        device=device(request),
        way=request.session.get(WAY, ""),
        now=now,
    )


def usable(request: HttpRequest, user: User, *, now: datetime) -> list[Grant]:
    """Grants of today that this session may use: office roles only behind a second factor."""
    grants = selectors.grants_on(user, clock.today(now))
    factor = request.session.get(FACTOR, "")
    # The demo's exemption does not travel with a copied cookie.
    if factor == "totp" or (factor == "demo" and is_loopback(request)):
        return grants
    return [grant for grant in grants if grant.role not in OFFICE_ROLES]


def actor_now(request: HttpRequest) -> Actor:
    """Who acts in this request: a query for the session, one for the user with all reach."""
    user = request.user
    if not isinstance(user, User):
        return ANONYMOUS
    now = clock.now()
    grants = usable(request, user, now=now)
    grant = selectors.default_grant(grants, request.session.get(GRANT))
    return selectors.actor_for(user, grant, day=clock.today(now))


def signed_in(request: HttpRequest) -> bool:
    """Whether a session of ours is there, without reading the user."""
    return bool(request.session.get(BACKEND_SESSION_KEY) == BACKEND)
