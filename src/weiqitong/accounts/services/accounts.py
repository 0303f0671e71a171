"""Accounts: making, closing, opening again, their password and language. Roles are given in
`grants`.
"""

import secrets
import unicodedata
from datetime import datetime

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from weiqitong.core import clock
from weiqitong.core.actor import Actor, Role
from weiqitong.core.errors import BadInput, NotAllowed
from weiqitong.directory.models import Person, Region
from weiqitong.ledger.changes import Changes

from .. import permissions, selectors
from ..enums import ACCOUNT, Act
from ..models import User
from ..signals import access_ended
from .grants import plan_grant
from .sessions import end_sessions

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # without what is easily misread


def tidy_username(text: str) -> str:
    """The one written form of a user name."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def free_username(person: Person) -> str:
    """The roster number of an official, else made up: a phone lets in as well."""
    official = getattr(person, "official", None)
    if official is not None:
        return tidy_username(official.code)
    return "u-" + "".join(secrets.choice(ALPHABET) for _n in range(10))


def plan_user(
    changes: Changes, person: Person, *, username: str = "", demo: bool = False, password: str = ""
) -> User:
    """An account for a person, with an unusable password unless one is given."""
    user = User(person=person, username=tidy_username(username) or free_username(person), demo=demo)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    changes.create(user)
    changes.note(Act.MAKE, ACCOUNT, user.username, demo=demo)
    return user


@transaction.atomic
def make_user(
    actor: Actor, person: Person, *, now: datetime, username: str = "", password: str = ""
) -> User:
    """An account for a person; the one there is, if there is one already."""
    if not actor.is_(Role.SYSTEM, Role.ADMINISTRATOR):
        raise NotAllowed(_("Only an administrator makes accounts."))
    existing = User.objects.filter(person=person).first()
    if existing is not None:
        return existing
    changes = Changes(actor, now)
    user = plan_user(changes, person, username=username)
    if password:
        check_password(user, password)
        user.set_password(password)
    try:
        with transaction.atomic():
            changes.write()
    except IntegrityError:
        raise BadInput(_("This user name is taken."), field="username") from None
    return user


@transaction.atomic
def first_administrator(
    actor: Actor,
    *,
    name: str,
    username: str,
    password: str,
    now: datetime,
    phone: str = "",
    region: Region | None = None,
) -> User:
    """Begins an empty city from the command line; without a region, over everything."""
    if not actor.is_(Role.SYSTEM):
        raise NotAllowed(_("Only the command line does this."))
    if not name.strip() or not tidy_username(username):
        raise BadInput(_("A name and a user name are needed."), field="username")
    person = Person(name=name.strip())
    if phone:
        person.set_phone(phone)
    changes = Changes(actor, now)
    changes.create(person)
    changes.write()
    user = make_user(actor, person, username=username, password=password, now=now)
    changes = Changes(actor, now)
    plan_grant(changes, user, Role.ADMINISTRATOR, region)
    changes.write()
    return user


def check_password(user: User, password: str, *, field: str = "password") -> None:
    """The password rules, in words, on the field."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise BadInput(" ".join(error.messages), field=field) from None


@transaction.atomic
def set_password(
    actor: Actor, user: User, password: str, *, now: datetime, old: str = "", keep: str = ""
) -> User:
    """One's own new password; every other session ends. `keep` is the session that goes on."""
    if actor.user_id != user.pk:
        raise NotAllowed(_("A password is set by its owner."))
    if user.has_usable_password() and not user.check_password(old):
        raise BadInput(_("This is not your present password."), field="old")
    plan_password(changes := Changes(actor, now), user, password)
    changes.write()
    end_sessions(actor, user, keep=keep, now=now)
    return user


def plan_password(changes: Changes, user: User, password: str) -> None:
    """Check the rules and set it; recorded without the password or its hash."""
    check_password(user, password)
    user.set_password(password)
    changes.update(user, password=user.password)
    changes.note(Act.PASSWORD, ACCOUNT, user.username)


def _may_look_after(actor: Actor, user: User, now: datetime) -> None:
    grants = selectors.grants_on(user, clock.today(now))
    if not permissions.can_look_after(actor, user, grants):
        raise NotAllowed(_("This person holds roles beyond your reach, or is yourself."))


@transaction.atomic
def deactivate(actor: Actor, user: User, *, now: datetime) -> None:
    """Close an account: nobody comes in by it any more, and its sessions end now."""
    _may_look_after(actor, user, now)
    if not user.is_active:
        return
    changes = Changes(actor, now)
    changes.update(user, is_active=False)
    changes.note(Act.DEACTIVATE, ACCOUNT, user.username)
    changes.write()
    access_ended.send(User, user=user)
    end_sessions(actor, user, now=now)


@transaction.atomic
def reactivate(actor: Actor, user: User, *, now: datetime) -> None:
    _may_look_after(actor, user, now)
    if user.is_active:
        return
    changes = Changes(actor, now)
    changes.update(user, is_active=True)
    changes.note(Act.REACTIVATE, ACCOUNT, user.username)
    changes.write()


def set_language(actor: Actor, user: User, language: str) -> None:
    """Which language messages to this person are written in; not an act for the record."""
    if actor.user_id == user.pk and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=user.pk).update(language=language)
