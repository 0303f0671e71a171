"""One-time codes by text message: made, limited, used. The same answer for phones nobody has."""

import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from weiqitong.core import crypto, phone, registry
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, TooMany

from ..models import LoginCode, User

LIVES: Final = timedelta(minutes=5)
TRIES: Final = 5
PAUSE: Final = timedelta(minutes=1)
WITHOUT_ACTOR = {
    "check_code": "a step of use_code and accept_invitation: who acts is what it finds out",
    "spend_code": "a step of use_code and accept_invitation: who acts is what was found out",
}
# (how many, within what): the first that is full refuses.
PER_PHONE: Final = ((5, timedelta(hours=1)), (10, timedelta(days=1)))
PER_ADDRESS: Final = ((30, timedelta(hours=1)),)


def mobile(text: str) -> str:
    """The number a text message can go to, or a sentence about what is wrong."""
    number = phone.normalise(text)
    for problem in phone.problems(number):
        raise BadInput(str(problem), field="phone")
    if not phone.MOBILE.fullmatch(number):
        raise BadInput(_("A text message needs a mobile number."), field="phone")
    return number


def _sealed(phone_hash: str, code: str) -> str:
    # Six digits are guessed in a moment from a plain hash, so the key of the look-up hash stands in
    # it.
    return crypto.lookup_hash(f"code {phone_hash} {code}")


def _check_limits(phone_hash: str, ip_hash: str, now: datetime) -> None:
    mine = LoginCode.objects.filter(phone_hash=phone_hash)
    last = mine.filter(sent_at__gt=now - PAUSE).order_by("-sent_at").first()
    if last is not None:
        wait = int((last.sent_at + PAUSE - now).total_seconds()) + 1
        raise TooMany(
            _("A code was sent a moment ago. Ask for another one in %(seconds)d seconds.")
            % {"seconds": wait},
            field="phone",
        )
    for limit, span in PER_PHONE:
        _check_full(mine.filter(sent_at__gt=now - span), limit, span, now)
    for limit, span in PER_ADDRESS:
        here = LoginCode.objects.filter(ip_hash=ip_hash, sent_at__gt=now - span)
        _check_full(here, limit, span, now)


def _check_full(sent: QuerySet[LoginCode], limit: int, span: timedelta, now: datetime) -> None:
    times = list(sent.order_by("-sent_at").values_list("sent_at", flat=True)[:limit])
    if len(times) < limit:
        return
    minutes = int((times[-1] + span - now).total_seconds() // 60) + 1
    raise TooMany(
        _("Too many codes were asked for. Try again in %(minutes)d minutes, or use your password.")
        % {"minutes": minutes},
        field="phone",
    )


@transaction.atomic
def send_code(actor: Actor, number: str, *, ip: str, now: datetime, known: bool = False) -> str:
    """Send a code to a mobile number if somebody active has it. Returned for the demo's page.

    `known`: the number was read from the register, of somebody who has no account yet.
    """
    phone_hash, ip_hash = crypto.lookup_hash(number), crypto.lookup_hash(f"address {ip}")
    _check_limits(phone_hash, ip_hash, now)
    code = f"{secrets.randbelow(1_000_000):06}"
    LoginCode.objects.create(
        phone_hash=phone_hash,
        ip_hash=ip_hash,
        code_hash=_sealed(phone_hash, code),
        sent_at=now,
        expires_at=now + LIVES,
    )
    users = list(users_by_phone(number))
    if users or known:
        language = users[0].language if users else ""
        with translation.override(language or settings.LANGUAGE_CODE):
            minutes = int(LIVES.total_seconds() // 60)
            words = _(
                "Weiqitong: your code is %(code)s, good for %(minutes)d minutes."
                " Nobody from our side ever asks for it."
            ) % {"code": code, "minutes": minutes}
        values = {"code": code, "minutes": str(minutes)}
        for _name, send in registry.senders:
            send(number, words, secret=True, now=now, kind="accounts.code", values=values)
    return code


def users_by_phone(number: str) -> list[User]:
    """Active users with this number: more than one where a family shares a phone."""
    found = User.objects.filter(person__phone_hash=crypto.lookup_hash(number), is_active=True)
    return list(found.select_related("person").order_by("pk")[:9])


def check_code(number: str, code: str, *, now: datetime) -> LoginCode:
    """The row of a right code, its try counted; the sentence says only that it is not right."""
    wrong = BadInput(_("This code is not right, or no longer valid."), field="code")
    phone_hash = crypto.lookup_hash(number)
    row = LoginCode.objects.filter(phone_hash=phone_hash).order_by("-sent_at", "-pk").first()
    if row is None or row.used_at is not None or now >= row.expires_at:
        raise wrong
    # Compare and set: two guesses at once count as two.
    counted = LoginCode.objects.filter(pk=row.pk, used_at=None, tries__lt=TRIES).update(
        tries=F("tries") + 1
    )
    if not counted:
        raise BadInput(_("Too many wrong codes. Ask for a new one."), field="code")
    if not secrets.compare_digest(row.code_hash, _sealed(phone_hash, "".join(code.split()))):
        raise wrong
    return row


def spend_code(row: LoginCode, *, now: datetime) -> None:
    """A code works once, also when the button was pressed twice."""
    if not LoginCode.objects.filter(pk=row.pk, used_at=None).update(used_at=now):
        raise BadInput(_("This code is not right, or no longer valid."), field="code")


def use_code(
    actor: Actor, number: str, code: str, *, now: datetime, user_id: int | None = None
) -> list[User]:
    """Whom a code lets in: one, and the code is spent; or several to choose from.

    Not atomic: a wrong try must be counted although it is refused.
    """
    row = check_code(number, code, now=now)
    users = users_by_phone(number)
    if user_id is not None:
        users = [user for user in users if user.pk == user_id]
    if not users:
        raise BadInput(_("This code is not right, or no longer valid."), field="code")
    if len(users) == 1:
        spend_code(row, now=now)
    else:
        # The right code is not used up by the question which of them it is.
        LoginCode.objects.filter(pk=row.pk).update(tries=F("tries") - 1)
    return users
