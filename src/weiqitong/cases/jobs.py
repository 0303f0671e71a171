"""What follows an act, and what the calendar brings: notices, letters, index, reminders, lapses."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from weiqitong.core.actor import system
from weiqitong.core.errors import Stale, WrongStep
from weiqitong.core.fairness import give_way
from weiqitong.deadlines.models import Clock, ClockKind, ClockState
from weiqitong.deadlines.selectors import calendars
from weiqitong.directory.services.categories import project_catalogue as project
from weiqitong.jobs.define import BULK, job, periodic
from weiqitong.jobs.progress import Cancelled, Report, reporting
from weiqitong.rules.models import RuleVersion

from . import services
from .enums import Action, BatchKind, BatchState, LineState, Status, TurnKind
from .models import Act, Batch, Case
from .selectors import staffing
from .services import batch_work
from .telling import index_case, tell_step

BATCH = 500  # cases of one run; the rest waits for the next


@job("cases.after_step", gettext_lazy("Tell those concerned of an act"))
def after_step(case_id: int, version: int, now: datetime) -> None:
    """Tell those concerned, and keep the index current: one commit."""
    with transaction.atomic():
        tell_step(case_id, version, now)
        index_case(case_id, now)


@job("cases.project_catalogue", gettext_lazy("Take over a dispatch catalogue"))
def project_catalogue(version_id: int, now: datetime) -> None:
    """The categories cases point at follow the published catalogue."""
    project(system(), RuleVersion.objects.get(pk=version_id).body["items"], now)


@job("cases.take_message", gettext_lazy("Act on a text message"))
def take_message(message_id: int, now: datetime) -> None:
    """A message from a phone: a verdict, or one reply why it is none."""
    services.take_message(system(), message_id, now)


@periodic(
    "cases.reminders", gettext_lazy("Remind enterprises of a verdict"), every=timedelta(minutes=10)
)
def send_reminders(now: datetime) -> int:
    """Reminders of verdicts and questions that are due."""
    due = Case.objects.filter(reminder_at__lte=now).order_by("reminder_at")[:BATCH]
    return sum(_step_once(services.remind, case, now) for case in due)


@periodic("cases.lapses", gettext_lazy("End cases without a verdict"), every=timedelta(minutes=10))
def lapse_verdicts(now: datetime) -> int:
    """Verdicts, replies and statements that never came."""
    count = 0
    for clock in _due(ClockKind.VERDICT, now):
        case = Case.objects.get(pk=clock.subject_id)
        # Nobody lapses unasked: where the worker stood still, the reminders go out first.
        if case.status == Status.ANSWERED and case.reminder_at is None:
            count += _step_once(services.wait_or_lapse, case, now)
    for clock in _due(ClockKind.ASK, now):
        case = Case.objects.get(pk=clock.subject_id)
        if case.status == Status.IN_PROGRESS and case.turn_kind == TurnKind.ENTERPRISE:
            count += _step_once(services.resume, case, now)
    for clock in _due(ClockKind.HEARING, now):
        count += _step_once(services.unheard, Case.objects.get(pk=clock.subject_id), now)
    return count


@periodic(
    "cases.hand_overs",
    gettext_lazy("Hand over what nobody holds any more"),
    every=timedelta(minutes=10),
)
def hand_over_deserted(now: datetime) -> int:
    """Open cases that count on somebody who is gone, whoever or whatever took them away: a change
    of the roster or of an account asks for this at once, a role may also end by its date.
    """
    return sum(_step_once(services.hand_over, case, now) for case in staffing.deserted(now))


@periodic("cases.forget", gettext_lazy("Forget old drafts and links"), every=timedelta(hours=1))
def forget(now: datetime) -> int:
    """Drafts, links and sent forms that nobody needs any more; how many rows went."""
    return services.forget_old(system(), now)


@job("cases.recount", gettext_lazy("Count limits anew"), queue=BULK)
def recount_cases(now: datetime) -> int:
    """A calendar arrived: every case with a running clock, in short transactions of its own.

    A case that does not move writes nothing, so the job may run again from the start.
    """
    calendars.forget()  # not even seconds late: this worker may remember the old years
    running = Clock.objects.filter(state=ClockState.RUNNING, subject_label=Case.LABEL)
    ids = running.order_by("subject_id").values_list("subject_id", flat=True).distinct()
    before = Act.objects.filter(action=Action.RECOUNT, at=now).count()
    for case_id in list(ids):
        _step_once(services.recount, Case(pk=case_id), now)
    return Act.objects.filter(action=Action.RECOUNT, at=now).count() - before


@job("cases.batch_look", gettext_lazy("Preview of a batch"), queue=BULK)
def look_at_batch(progress_id: int, batch_id: int, now: datetime) -> None:
    """What each row of a batch would come to; a second run looks at the rest."""
    batch = Batch.objects.select_related("unit__region", "target").get(pk=batch_id)
    actor = batch_work.actor_of(batch)
    with reporting(progress_id) as report:
        if batch.state != BatchState.PREPARING:  # dropped, or looked at already
            return
        report.total(batch.lines.count())
        for count in batch_work.look(actor, batch, now):
            report.step(count)
        batch_work.finish(actor, batch_id, BatchState.READY, now)
        report.result(url=reverse("cases:batch", args=[batch_id]))


@job("cases.batch_run", gettext_lazy("Run a batch"), queue=BULK)
def run_batch(progress_id: int, batch_id: int, now: datetime) -> None:
    """Each row once: a second run does those that the first one left. A merger cannot be stopped
    half way, other batches can.
    """
    batch = Batch.objects.select_related("unit__region", "target", "person").get(pk=batch_id)
    actor = batch_work.actor_of(batch)
    with reporting(progress_id) as report:
        if batch.state != BatchState.RUNNING:
            return
        report.total(batch.lines.exclude(state=LineState.REFUSED).count())
        report.step(batch.lines.filter(state=LineState.DONE).count())
        try:
            for count in batch_work.do(actor, batch, now):
                _count(report, count, batch)
        except Cancelled:
            batch_work.leave_rest(actor, batch)
        done = batch_work.finish(actor, batch_id, BatchState.DONE, now)
        report.result(
            url=reverse("cases:batch", args=[batch_id]),
            message=_("%(done)s done; %(left)s left out.")
            % {"done": done.done, "left": done.refused},
        )


def _count(report: Report, count: int, batch: Batch) -> None:
    with suppress(Cancelled) if batch.kind == BatchKind.MERGE else nullcontext():
        report.step(count)


def _due(kind: ClockKind, now: datetime) -> list[Clock]:
    running = Clock.objects.filter(
        kind=kind, state=ClockState.RUNNING, subject_label=Case.LABEL, due_at__lt=now
    )
    return list(running.order_by("due_at")[:BATCH])


def _step_once(service: Callable[..., Case], case: Case, now: datetime) -> bool:
    """Take an automatic step unless somebody was faster."""
    try:
        seen = {"seen": case.version} if case.version else {}
        service(system(), case, now=now, **seen)
    except (WrongStep, Stale):
        return False
    finally:
        give_way()
    return True
