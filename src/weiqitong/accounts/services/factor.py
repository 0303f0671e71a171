"""The second factor of office roles: set up, used, reset by an administrator."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from weiqitong.core import clock, crypto
from weiqitong.core.actor import Actor
from weiqitong.core.errors import BadInput, NotAllowed, TooMany
from weiqitong.ledger.changes import Changes

from .. import permissions, selectors, totp
from ..enums import ACCOUNT, Act
from ..models import User
from .sessions import end_sessions

WRONG_LIMIT: Final = 5
PAUSE: Final = timedelta(minutes=15)


def _refuse_while_waiting(user: User, now: datetime) -> None:
    if user.totp_wait_until is not None and now < user.totp_wait_until:
        minutes = int((user.totp_wait_until - now).total_seconds() // 60) + 1
        raise TooMany(
            _("Too many wrong codes. Try again in %(minutes)d minutes.") % {"minutes": minutes},
            field="code",
        )


def _count_wrong(user: User, now: datetime) -> None:
    User.objects.filter(pk=user.pk).update(totp_wrong=F("totp_wrong") + 1)
    # The pause begins with the fifth wrong code, and so does a new count.
    User.objects.filter(pk=user.pk, totp_wrong__gte=WRONG_LIMIT).update(
        totp_wrong=0, totp_wait_until=now + PAUSE
    )


def use_factor(actor: Actor, user: User, code: str, *, now: datetime) -> None:
    """Take a code of the authenticator, once. Not atomic: a wrong try is counted, then refused."""
    user = User.objects.get(pk=user.pk)
    _refuse_while_waiting(user, now)
    secret = crypto.decrypt(user.totp_sealed)
    counter = totp.counter_of(secret, code, now, after=user.totp_counter) if secret else None
    # Compare and set: the same code sent twice at once lets in once.
    taken = counter is not None and User.objects.filter(
        Q(totp_counter__lt=counter), pk=user.pk
    ).update(totp_counter=counter, totp_wrong=0, totp_wait_until=None)
    if not taken:
        _count_wrong(user, now)
        raise BadInput(
            _("This code is not right. Take the one the app shows now; each works once."),
            field="code",
        )


@transaction.atomic
def confirm_factor(actor: Actor, user: User, secret: str, code: str, *, now: datetime) -> None:
    """Set up one's authenticator: the first code proves that the app has the secret."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if actor.user_id != user.pk or user.totp_confirmed_at is not None:
        raise NotAllowed(_("An authenticator is set up already."))
    counter = totp.counter_of(secret, code, now)
    if counter is None:
        raise BadInput(
            _("This code does not fit. Scan the QR code again and type what the app shows."),
            field="code",
        )
    changes = Changes(actor, now)
    changes.update(
        user,
        totp_sealed=crypto.encrypt(secret),
        totp_confirmed_at=now,
        totp_counter=counter,
        totp_wrong=0,
        totp_wait_until=None,
    )
    changes.note(Act.SECOND_FACTOR, ACCOUNT, user.username)
    changes.write()


@transaction.atomic
def reset_factor(actor: Actor, user: User, *, now: datetime) -> None:
    """After a lost phone: the next sign-in sets up a new authenticator. All sessions end."""
    grants = selectors.grants_on(user, clock.today(now))
    if not permissions.can_look_after(actor, user, grants):
        raise NotAllowed(_("This person holds roles beyond your reach, or is yourself."))
    changes = Changes(actor, now)
    changes.update(
        user,
        totp_sealed="",
        totp_confirmed_at=None,
        totp_counter=0,
        totp_wrong=0,
        totp_wait_until=None,
    )
    changes.note(Act.RESET_SECOND_FACTOR, ACCOUNT, user.username)
    changes.write()
    end_sessions(actor, user, now=now)
