"""An account and what it may do where: every role is a dated grant, none is a flag."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from weiqitong.core.actor import Role
from weiqitong.directory.models import Client, Department, Official, Person, Region
from weiqitong.ledger.models import Ledgered

from ..querysets import GrantQuerySet

GRANTABLE = tuple(role for role in Role if role not in {Role.SYSTEM, Role.VISITOR})


class User(AbstractBaseUser):
    """Somebody who can sign in, one to one with a person.

    The password may be unusable: then only codes and links let in.
    """

    username = models.CharField(max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user")
    language = models.CharField(max_length=10, blank=True)
    totp_sealed = models.TextField(blank=True)  # secret of the authenticator app, encrypted
    totp_confirmed_at = models.DateTimeField(null=True)
    totp_counter = models.BigIntegerField(default=0)  # the last one used: a code works once
    totp_wrong = models.PositiveSmallIntegerField(default=0)  # wrong codes in a row
    totp_wait_until = models.DateTimeField(null=True)
    last_grant_id = models.BigIntegerField(null=True)  # chosen last: signing in begins in it
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)  # invented person; set at seeding, never by a form

    objects = BaseUserManager()

    USERNAME_FIELD = "username"

    # Grants read together with the user (`selectors.user_with_grants`); None: not read yet.
    held: tuple["Grant", ...] | None = None

    def __str__(self) -> str:
        return self.username


class Grant(Ledgered):
    """A role over a region, a department or a client, from a day until a day.

    An administrator's grant may name no place: it reaches everything, and only the command line
    gives it.
    """

    LABEL = "grant"

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in GRANTABLE])
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # the first day it no longer holds
    granted_by_id = models.BigIntegerField(null=True)
    serial = models.UUIDField(unique=True)
    # Held in the place of somebody who is away: what is theirs to do is then this person's too.
    stands_for = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")

    objects = GrantQuerySet.as_manager()

    # The active clients it lets speak for, plants of a group too; read with the user's grants.
    speaks_for: frozenset[int] = frozenset()

    class Meta:
        indexes = [
            models.Index(fields=["user", "role"], name="grant_user"),
            models.Index(fields=["role", "department"], name="grant_department"),
            models.Index(fields=["client"], name="grant_client"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"

    def ledger_key(self) -> str:
        return str(self.serial)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)

    @property
    def place(self) -> Region | Department | Client | None:
        return self.region or self.department or self.client

    @property
    def reach(self) -> str:
        """Path of the region in which the place lies."""
        place = self.place
        if place is None:
            return "/"
        return place.path if isinstance(place, Region) else place.region.path
