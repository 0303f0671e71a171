"""Sessions as their owner sees them: noted at sign-in, touched once an hour, ended by hand."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from weiqitong.core.actor import Actor
from weiqitong.ledger.changes import Changes

from ..enums import ACCOUNT, Act, Way
from ..models import SignIn, User


def remember_session(
    actor: Actor, user: User, session_key: str, *, device: str, way: str, now: datetime
) -> None:
    """Link a stored session to its user."""
    SignIn.objects.update_or_create(
        session_id=session_key,
        defaults={"user": user, "device": device, "way": way, "at": now, "seen_at": now},
    )


@transaction.atomic
def note_sign_in(
    actor: Actor, user: User, session_key: str, *, way: Way, factor: str, device: str, now: datetime
) -> None:
    """Somebody came in: on record with the way, and in the list of sessions."""
    remember_session(actor, user, session_key, device=device, way=way, now=now)
    changes = Changes(actor, now)
    changes.note(Act.SIGN_IN, ACCOUNT, user.username, way=way.value, factor=factor)
    changes.write()


def touch_session(actor: Actor, session_key: str, *, now: datetime) -> None:
    """The session was used within this hour."""
    SignIn.objects.filter(session=session_key, user=actor.user_id).update(seen_at=now)


def end_sessions(actor: Actor, user: User, *, now: datetime, only: str = "", keep: str = "") -> int:
    """End one of the user's sessions, or all but `keep`. The caller checked who asks."""
    keys = SignIn.objects.filter(user=user).exclude(session=keep)
    if only:
        keys = keys.filter(session=only)
    ended, _each = Session.objects.filter(pk__in=list(keys.values_list("pk", flat=True))).delete()
    return ended // 2  # each session takes its own line of the list with it
