"""An account and what it may do where: every role is a dated grant, none is a flag."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from weiqitong.core.actor import Role
from weiqitong.directory.models import Client, Department, Person, Region
from weiqitong.ledger.models import Ledgered


class User(AbstractBaseUser):
    """Somebody who can sign in, one to one with a person. Password may be unusable: then only codes and links let in."""

    username = models.CharField(max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user")
    language = models.CharField(max_length=10, blank=True)
    totp_sealed = models.TextField(blank=True)  # secret of the authenticator app, encrypted
    totp_confirmed_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)  # invented person; set at seeding, never by a form

    objects = BaseUserManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.username


class Grant(Ledgered):
    """A role over a region, a department or a client, from a day until a day."""

    LABEL = "grant"

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)  # the first day it no longer holds
    granted_by_id = models.BigIntegerField(null=True)
    serial = models.UUIDField(unique=True)

    class Meta:
        indexes = [models.Index(fields=["user", "role"], name="grant_user")]

    def __str__(self) -> str:
        return f"{self.role} of {self.user_id}"

    def ledger_key(self) -> str:
        return str(self.serial)
