"""A county's line and what is said on it: projections of the ledger, which holds digests of the
words. It sends nothing.
"""

from django.db import models

from weiqitong.cases.models import Case
from weiqitong.directory.models import Client, Contact, Official, Region
from weiqitong.ledger.models import Ledgered
from weiqitong.rules.models import RuleVersion

from .enums import ASKING, Reminded, State, Voice
from .querysets import LineQuerySet, MessageQuerySet

COUNTY = 1  # depth of the regions that have a line
LONGEST = 1000  # characters of a message


class Line(Ledgered):
    """The direct line of one county. Its name is data: places call it as they like."""

    LABEL = "line"
    WORDS = ("house_rules",)
    UNLEDGERED = ("posted",)  # a counter of messages
    KEYED_BY = ("region",)

    region = models.OneToOneField(Region, models.PROTECT, related_name="+")
    name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    on = models.BooleanField(default=True)  # off: it can be read, nobody writes to it
    house_rules = models.TextField(max_length=2000, blank=True)
    salt = models.CharField(max_length=16)
    posted = models.PositiveIntegerField(default=0)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["region__path"]

    def __str__(self) -> str:
        return self.name

    def ledger_key(self) -> str:
        return self.region.path


class Message(Ledgered):
    """One message. Words can go, the entry that they were said stays."""

    LABEL = "message"
    WORDS = ("text", "author", "group", "hidden_reason")
    UNLEDGERED = ("once", "reminded")  # against double sending; a mark of the job that reminds

    line = models.ForeignKey(Line, models.PROTECT, related_name="messages")
    seq = models.PositiveIntegerField()
    # Stands in addresses: `seq` would tell other enterprises that something was written privately.
    code = models.CharField(max_length=16, unique=True)
    voice = models.CharField(max_length=10, choices=Voice)
    role = models.CharField(max_length=16)
    user_id = models.BigIntegerField(null=True)  # who wrote or brought it
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="+")
    official = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    # The leader for whom a secretary writes.
    behalf = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    # Whose message it is; of an answer: to whom it is said privately.
    client = models.ForeignKey(Client, models.PROTECT, null=True, related_name="+")
    author = models.CharField(max_length=60, blank=True)  # as it was then, or as pasted, masked
    group = models.CharField(max_length=60, blank=True)  # the chat group it was pasted from
    text = models.TextField(max_length=LONGEST)
    salt = models.CharField(max_length=16)
    at = models.DateTimeField()
    pasted_at = models.DateTimeField(null=True)  # `at` is when it was said in the group
    reply_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    private = models.BooleanField(default=False)
    question = models.BooleanField(default=False)  # replies to it wait for nothing

    state = models.CharField(max_length=8, choices=State)
    addressed = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    rules = models.ForeignKey(RuleVersion, models.PROTECT, null=True, related_name="+")
    answer_due_at = models.DateTimeField(null=True)
    yellow_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    case = models.OneToOneField(Case, models.PROTECT, null=True, related_name="+")
    hidden_at = models.DateTimeField(null=True)
    hidden_reason = models.CharField(max_length=200, blank=True)

    once = models.UUIDField(null=True, unique=True)
    reminded = models.PositiveSmallIntegerField(choices=Reminded, default=Reminded.NOT)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "seq"], name="message_seq")]
        indexes = [
            models.Index(
                fields=["answer_due_at", "id"],
                name="message_waiting",
                condition=models.Q(state="waiting", hidden_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def ledger_key(self) -> str:
        return self.code

    @property
    def asks(self) -> bool:
        """Whether it is an enterprise's word: what an answer, or a need, can be made of."""
        return self.voice in ASKING

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def waits(self) -> bool:
        return self.state == State.WAITING and not self.is_hidden
