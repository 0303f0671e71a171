"""Each slot of a periodic job is enqueued once, by however many workers; missed ones as one."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django_tasks_db.models import DBTaskResult as Row

from tests.jobs.samples import daily, every
from weiqitong.core import clock
from weiqitong.jobs import schedule
from weiqitong.jobs.models import ScheduleRow

CODES = ("tests.every", "tests.daily")


def queued() -> int:
    return Row.objects.filter(task_path__startswith="tests.jobs.").count()


@pytest.mark.django_db
def test_the_table_follows_the_code():
    now = clock.now()
    ScheduleRow.objects.create(code="gone.job", rule="every 5 s", next_due=now)
    schedule.set_up(now)
    rows = {row.code: row for row in ScheduleRow.objects.all()}
    assert "gone.job" not in rows
    assert rows["tests.every"].next_due == every.due_after(now)
    assert rows["tests.daily"].next_due == daily.due_after(now)
    ScheduleRow.objects.filter(code="tests.every").update(rule="every 60 s", next_due=now)
    schedule.set_up(now)
    assert ScheduleRow.objects.get(code="tests.every").next_due == every.due_after(now)


@pytest.mark.django_db
def test_nothing_is_enqueued_before_it_is_due():
    now = clock.now()
    schedule.set_up(now)
    assert schedule.tick(now) == 0
    assert queued() == 0


@pytest.mark.django_db
def test_slots_missed_during_a_sleep_run_once():
    now = clock.now()
    schedule.set_up(now)
    ScheduleRow.objects.exclude(code="tests.every").delete()
    later = now + timedelta(days=3)
    assert schedule.tick(later) == 1
    assert schedule.tick(later) == 0
    assert queued() == 1
    assert ScheduleRow.objects.get().next_due == every.due_after(later)


@pytest.mark.django_db
def test_a_slot_that_nobody_worked_off_is_not_piled_upon():
    now = clock.now()
    schedule.set_up(now)
    ScheduleRow.objects.exclude(code="tests.every").delete()
    for hours in range(1, 5):
        schedule.tick(now + timedelta(hours=hours))
    assert queued() == 1


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_enqueue_each_slot_once():
    now = clock.now()
    schedule.set_up(now)
    ScheduleRow.objects.exclude(code__in=CODES).delete()
    due = now + timedelta(days=2)
    start, claimed = threading.Barrier(6), []

    def work() -> None:
        start.wait()
        claimed.append(schedule.tick(due))
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(claimed) == len(CODES)
    assert queued() == len(CODES)
