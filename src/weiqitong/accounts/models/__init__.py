"""Users, their grants, and the one-time things by which they come in."""

from .entry import Invitation, LoginCode
from .users import Grant, User

__all__ = ["Grant", "Invitation", "LoginCode", "User"]
