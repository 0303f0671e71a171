"""Users, their grants and sessions, and the one-time things by which they come in."""

from .absences import Absence
from .demo import DemoMark
from .duties import Duty
from .entry import Invitation, LoginCode
from .sessions import SignIn
from .users import Grant, User

__all__ = ["Absence", "DemoMark", "Duty", "Grant", "Invitation", "LoginCode", "SignIn", "User"]
