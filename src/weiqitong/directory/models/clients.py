"""Who is served: enterprises, projects, parks and collectives, in one table; and the people who
speak for them.
"""

from django.db import models

from weiqitong.ledger.models import Ledgered

from ..enums import ClientKind, SizeTier
from ..querysets import ClientQuerySet
from .people import Person


class Client(Ledgered):
    """One client. Enterprises are keyed by their credit code; a project may have none yet."""

    LABEL = "client"

    code = models.CharField(max_length=40, unique=True)  # credit code, else a local code
    credit_code = models.CharField(max_length=18, null=True, unique=True)  # noqa: DJ001
    kind = models.CharField(max_length=12, choices=ClientKind)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    region = models.ForeignKey("directory.Region", models.PROTECT, related_name="clients")
    address = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=5, blank=True)  # GB/T 4754, letter and digits
    employees = models.PositiveIntegerField(null=True)
    revenue = models.PositiveBigIntegerField(null=True)  # 万元 a year
    assets = models.PositiveBigIntegerField(null=True)  # 万元
    size_tier = models.CharField(max_length=8, choices=SizeTier, blank=True)
    above_scale = models.BooleanField(default=False)  # 四上
    chains = models.JSONField(default=list)  # industry chain tags
    tags = models.JSONField(default=list)
    group = models.ForeignKey("self", models.PROTECT, null=True, related_name="plants")
    registered = models.BooleanField(default=True)  # false: an author of historic messages
    in_scope = models.BooleanField(default=True)  # entitled to a specialist
    active = models.BooleanField(default=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["region", "registered", "id"], name="client_region"),
            models.Index(fields=["group"], name="client_group"),
            models.Index(fields=["name", "id"], name="client_name"),  # the order of every list
            models.Index(
                fields=["id", "region"],
                condition=models.Q(active=True, in_scope=True, registered=True),
                name="client_entitled",  # to a specialist
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def ledger_key(self) -> str:
        return self.code


class Contact(Ledgered):
    """A person who may speak for a client."""

    LABEL = "contact"

    client = models.ForeignKey(Client, models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="contacts")
    title = models.CharField(max_length=60, blank=True)
    primary = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "person"], name="contact_once")]

    def __str__(self) -> str:
        return self.person.name

    def ledger_key(self) -> str:
        return f"{self.client_id}/{self.person_id}"
