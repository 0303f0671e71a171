"""Users, their grants and sessions, and the one-time things by which they come in."""

from .demo import DemoMark
from .entry import Invitation, LoginCode
from .sessions import SignIn
from .users import Grant, User

__all__ = ["DemoMark", "Grant", "Invitation", "LoginCode", "SignIn", "User"]
