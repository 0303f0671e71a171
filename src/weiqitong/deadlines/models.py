"""Clocks with their stored events, and the calendar they run by; a clock names its subject, it has
no key to cases.
"""

from django.db import models

from weiqitong.directory.models import Department, Region
from weiqitong.ledger.models import Ledgered
from weiqitong.rules.models import RuleVersion


class YearStatus(models.TextChoices):
    OFFICIAL = "official"
    PROVISIONAL = "provisional"


class CalendarYear(Ledgered):
    """One year of the working calendar: the exceptions to Monday–Friday, and the notice they come
    from.
    """

    LABEL = "calendar"

    year = models.PositiveSmallIntegerField(unique=True)
    status = models.CharField(max_length=12, choices=YearStatus)
    source = models.CharField(max_length=200, blank=True)
    days = models.JSONField(default=list)  # [{"date", "name", "working"}]
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.year)

    def ledger_key(self) -> str:
        return str(self.year)


class ClockKind(models.TextChoices):
    DISPATCH = "dispatch"  # held by the office: report to dispatch
    CONTACT = "contact"  # first contact with the enterprise
    PLAN = "plan"  # what will be done, by when
    CLOSE = "close"  # dispatch to answer
    ASK = "ask"  # the enterprise's reply to a question
    CO = "co"  # a co-handler's opinion
    VERDICT = "verdict"  # answer to the enterprise's verdict
    NAME = "name"  # one level up: another lead must be named
    HEARING = "hearing"  # the unit an objection proposes says whose it is
    DESIGNATE = "designate"  # the office settles an objection, the same day
    DECIDE = "decide"  # somebody outside the lead decides what it applied for
    FOLLOW = "follow"  # the next dated reply on a parked need
    SUM = "sum"  # the office answers a split need when all its parts are closed


class ClockState(models.TextChoices):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    VOID = "void"  # its reason fell away (declined, withdrawn): never judged


class Result(models.TextChoices):
    NONE = "", "-"
    MET = "met"
    MISSED = "missed"


class Clock(Ledgered):
    """One time limit of one subject. Due times are projections of its events and of the
    calendar."""

    LABEL = "clock"
    # The key names the subject without a database id; when somebody is next to be told of a clock
    # is the ladder's own note, made anew from the clock and the rungs taken.
    UNLEDGERED = ("subject_id", "climb_at")

    subject_label = models.CharField(max_length=24)
    subject_key = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=ClockKind)
    round = models.PositiveSmallIntegerField(default=1)
    region = models.ForeignKey(Region, models.PROTECT, related_name="+")  # whose office hours
    holder = models.ForeignKey(Department, models.PROTECT, null=True, related_name="+")
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)
    rules = models.ForeignKey(RuleVersion, models.PROTECT, null=True, related_name="+")
    profile = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=8, choices=ClockState, default=ClockState.RUNNING)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    yellow_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=6, choices=Result, blank=True)
    advisory = models.BooleanField(default=False)  # shown, never judged
    provisional = models.BooleanField(
        default=False
    )  # runs into a year without an official calendar

    climb_at = models.DateTimeField(null=True)  # next rung of the ladder; none while it rests

    _history: list["ClockEvent"] | None = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_label", "subject_key", "kind", "round"], name="clock_once"
            )
        ]
        indexes = [
            models.Index(fields=["subject_label", "subject_id"], name="clock_subject"),
            models.Index(
                fields=["kind", "due_at"], name="clock_due", condition=models.Q(state="running")
            ),
            # What a sweep finds costs what is due, however many clocks run.
            models.Index(
                fields=["climb_at"], name="clock_climb", condition=models.Q(climb_at__isnull=False)
            ),
            # Which were kept and which were missed in a period: each group lies together in the
            # index, so that even all of them are counted without sorting or reading a row.
            models.Index(
                fields=["kind", "advisory", "state", "result", "due_at", "region", "subject_id"],
                name="clock_judged",
            ),
        ]

    def __str__(self) -> str:
        return self.ledger_key()

    def ledger_key(self) -> str:
        return f"{self.subject_key}/{self.kind}/{self.round}"

    @property
    def is_running(self) -> bool:
        return self.state == ClockState.RUNNING

    @property
    def history(self) -> list["ClockEvent"]:
        """The stored events in order; read once, then carried along by the plan."""
        if self._history is None:
            self._history = list(self.events.order_by("seq"))
        return self._history

    @history.setter
    def history(self, events: list["ClockEvent"]) -> None:
        self._history = events

    def remember(self, event: "ClockEvent") -> None:
        """Carry an event just planned along, if the history is carried at all."""
        if self._history is not None:
            self._history.append(event)


class EventKind(models.TextChoices):
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    RECOMPUTE = "recompute"
    STOP = "stop"
    VOID = "void"
    REOPEN = "reopen"  # the act that stopped it was undone


class ClockEvent(models.Model):
    """What happened to a clock; its state is derived from these, in order."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="events")
    seq = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=EventKind)
    at = models.DateTimeField()
    due_at = models.DateTimeField()  # as it stood after the event
    left = models.PositiveIntegerField(null=True)  # what a pause froze, in the unit's measure
    amount = models.PositiveIntegerField(null=True)  # of a start or an extension
    unit = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "seq"], name="clock_event_seq")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"
