"""All writes of accounts."""

from .accounts import (
    deactivate,
    first_administrator,
    make_user,
    plan_user,
    reactivate,
    set_language,
    set_password,
)
from .codes import send_code, use_code
from .demo import mark_demo
from .duty import put_on_duty, take_off_duty
from .factor import confirm_factor, reset_factor, use_factor
from .forgetting import forget_old
from .grants import grant_role, plan_grant, revoke, switch_role
from .invitations import Invited, accept_invitation, invite
from .sessions import end_sessions, note_sign_in, remember_session, touch_session
from .standing_in import be_away, come_back

__all__ = [
    "Invited",
    "accept_invitation",
    "be_away",
    "come_back",
    "confirm_factor",
    "deactivate",
    "end_sessions",
    "first_administrator",
    "forget_old",
    "grant_role",
    "invite",
    "make_user",
    "mark_demo",
    "note_sign_in",
    "plan_grant",
    "plan_user",
    "put_on_duty",
    "reactivate",
    "remember_session",
    "reset_factor",
    "revoke",
    "send_code",
    "set_language",
    "set_password",
    "switch_role",
    "take_off_duty",
    "touch_session",
    "use_code",
    "use_factor",
]
