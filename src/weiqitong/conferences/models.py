"""Conferences, the cases on their agenda, the units that take part: projections of the ledger."""

from django.db import models

from weiqitong.cases.identity import client_words
from weiqitong.cases.models import Case
from weiqitong.directory.models import Department, Official, Region
from weiqitong.ledger.models import Ledgered

from .enums import UNDER_WAY, Reason, Seat, State, Way
from .querysets import ConferenceQuerySet


class ConferenceSerial(models.Model):
    """Hands out ids and the last part of a number before a conference is planned."""

    def __str__(self) -> str:
        return str(self.pk)


class Conference(Ledgered):
    """Units meet, or write, on one or several cases (专题会商, 一事一议)."""

    LABEL = "conference"
    WORDS = ("title", "purpose", "place", "minutes", "ended_because")
    # That somebody was told is no state.
    UNLEDGERED = ("reminded_at", "late_told_at", "told_version")

    id = models.BigIntegerField(primary_key=True)  # a ConferenceSerial
    number = models.CharField(max_length=32, unique=True)
    key = models.CharField(max_length=80, unique=True)  # its number; of a rung, its clock's name
    reason = models.CharField(max_length=8, choices=Reason, default=Reason.OFFICE)
    title = models.CharField(max_length=120)
    purpose = models.TextField(max_length=1000, blank=True)
    office = models.ForeignKey(Region, models.PROTECT, related_name="+")  # whose office calls it
    chair = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    way = models.CharField(max_length=8, choices=Way, default=Way.ROOM)
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    meets_at = models.DateTimeField(null=True)  # when it meets, or until when units write
    minutes_by = models.DateTimeField(null=True)  # until when the office owes the minutes
    minutes = models.TextField(max_length=8000, blank=True)
    held_at = models.DateTimeField(null=True)  # minutes published
    closed_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=500, blank=True)
    due_at = models.DateTimeField(null=True)  # of the next step, whoever owes it; null once over
    reminded_at = models.DateTimeField(null=True)
    late_told_at = models.DateTimeField(null=True)
    told_version = models.PositiveIntegerField(default=0)
    salt = models.CharField(max_length=16)

    objects = ConferenceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["office", "state", "due_at"], name="conference_office"),
            models.Index(
                fields=["due_at"],
                name="conference_due",
                condition=models.Q(state__in=["draft", "called"]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def ledger_key(self) -> str:
        return self.number

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def in_writing(self) -> bool:
        return self.way == Way.WRITING


class Topic(Ledgered):
    """One case on the agenda, and what was concluded on it."""

    LABEL = "topic"
    WORDS = ("conclusion", "told")
    KEYED_BY = ("conference", "case")

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="topics")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()  # on the agenda
    length = models.PositiveSmallIntegerField(default=20)  # minutes
    presenter = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    open = models.BooleanField(default=True)  # until it leaves the agenda or the conference is over
    left_at = models.DateTimeField(null=True)  # taken off the agenda
    lead = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")  # concluded
    conclusion = models.TextField(max_length=1000, blank=True)
    told = models.TextField(max_length=1000, blank=True)  # to the enterprise
    concluded_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "case"], name="topic_once"),
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(open=True), name="topic_one_open"
            ),
        ]
        indexes = [models.Index(fields=["case"], name="topic_case")]

    @property
    def asker(self) -> str:
        """Who asks, as everybody at a conference may know it."""
        return client_words(self.case, None)

    def __str__(self) -> str:
        return self.ledger_key()

    def ledger_key(self) -> str:
        return f"{self.conference.number}/{self.case.number}"


class Participant(Ledgered):
    """A unit that takes part, who comes for it, and what it says in writing."""

    LABEL = "participant"
    WORDS = ("statement", "attendee")
    UNLEDGERED = ("told_at",)  # that somebody was told is no state
    KEYED_BY = ("conference", "department")

    conference = models.ForeignKey(Conference, models.PROTECT, related_name="participants")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    official = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")  # named
    seat = models.CharField(max_length=8, choices=Seat, default=Seat.MEMBER)
    left_at = models.DateTimeField(null=True)  # not needed after all
    attendee = models.CharField(max_length=60, blank=True)  # who comes, as the unit wrote it
    statement = models.TextField(max_length=2000, blank=True)
    said_at = models.DateTimeField(null=True)  # stated, or registered who comes
    said_by = models.ForeignKey(Official, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=16)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "department"], name="participant_once"),
        ]
        indexes = [models.Index(fields=["department"], name="participant_department")]

    def __str__(self) -> str:
        return self.ledger_key()

    def ledger_key(self) -> str:
        return f"{self.conference.number}/{self.department.code}"

    @property
    def unit(self) -> Department:
        """Who speaks and answers today: the unit asked, or the one it was merged into. The row, and
        what was said, stays the first one's: a conference knows its units by their codes.
        """
        return self.department.merged_into or self.department

    @property
    def owes(self) -> bool:
        """Whether it is asked and has not said anything yet."""
        return self.left_at is None and self.said_at is None and self.seat == Seat.MEMBER
