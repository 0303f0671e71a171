"""Password sign-in by user name or phone; and what axes may remember of a failed try."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from weiqitong.core import crypto, phone

from . import selectors
from .models import User
from .services.accounts import tidy_username


def _phone_in(text: str) -> str:
    """The number, if what was typed is one."""
    number = phone.normalise(text)
    return "" if phone.problems(number) else number


class PhoneOrNameBackend(BaseBackend):
    """One hash is computed whether anybody was found or not, so that time tells nothing."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or not password:
            return None
        candidates = list(self._candidates(username))
        if not candidates:
            User().set_password(password)
            return None
        # More than one where a phone is shared: the password tells them apart.
        right = [user for user in candidates if user.check_password(password)]
        return right[0] if len(right) == 1 else None

    def _candidates(self, typed: str) -> list[User]:
        users = User.objects.filter(is_active=True).select_related("person")
        named = list(users.filter(username=tidy_username(typed)))
        number = _phone_in(typed)
        if named or not number:
            return named
        return list(users.filter(person__phone_hash=crypto.lookup_hash(number))[:9])

    def get_user(self, user_id: int) -> User | None:
        user = selectors.user_with_grants(user_id)
        return user if user is not None and user.is_active else None


def attempt_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The name under which axes counts tries: one for all ways to write a number, and never the
    number.
    """
    typed = str((credentials or {}).get("username") or "")
    number = _phone_in(typed)
    return crypto.lookup_hash(number)[:32] if number else tidy_username(typed)[:60]
