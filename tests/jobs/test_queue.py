"""A job lives and dies with its change; failures are tried again and then listed."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult as Row

from tests.jobs import samples
from weiqitong.core import clock
from weiqitong.core.errors import NotAllowed, WrongStep
from weiqitong.jobs import queue, selectors, services
from weiqitong.jobs.jobs import prune
from weiqitong.jobs.models import Progress, WorkerBeat
from weiqitong.jobs.worker import run_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_ran():
    samples.ran.clear()


def test_enqueueing_is_one_insert():
    with CaptureQueriesContext(
        connection,
    ) as queries:
        samples.note.enqueue(word="a")
    assert [q["sql"].split()[0] for q in queries] == ["INSERT"]


def test_a_job_vanishes_with_the_change_that_is_rolled_back():
    with transaction.atomic():
        samples.note.enqueue(word="lost")
        assert Row.objects.count() == 1
        transaction.set_rollback(True)
    assert Row.objects.count() == 0
    assert run_due() == 0
    assert samples.ran == []


def test_a_job_runs_once_with_the_time_of_the_run():
    samples.note.enqueue(word="a")
    before = clock.now()
    assert run_due() == 1
    assert run_due() == 0
    [(word, now)] = samples.ran
    assert word == "a"
    assert before <= now <= clock.now()
    row = Row.objects.get()
    assert (row.status, row.return_value) == (TaskResultStatus.SUCCESSFUL, "a")


def test_many_are_enqueued_in_one_statement_and_run_in_order():
    with CaptureQueriesContext(connection) as queries:
        assert samples.note.enqueue_many({"word": str(n)} for n in range(20)) == 20
    assert len([q for q in queries if q["sql"].startswith("INSERT")]) <= 2
    assert run_due() == 20
    assert {word for word, _ in samples.ran} == {str(n) for n in range(20)}


def test_a_later_job_waits_and_does_not_hold_up_others():
    now = clock.now()
    samples.note.later(now + timedelta(hours=1)).enqueue(word="later")
    samples.note.enqueue(word="now")
    assert run_due() == 1
    assert samples.ran[0][0] == "now"
    assert run_due(now=now + timedelta(hours=2)) == 1


def test_queues_are_taken_apart():
    samples.note.enqueue(word="a")
    assert run_due(["bulk"]) == 0
    assert run_due(["default"]) == 1


def test_a_failing_job_is_tried_again_with_growing_pauses_and_then_listed(keeper):
    samples.fail.enqueue()
    waits = []
    for _ in range(3):
        assert run_due() == 1
        row = Row.objects.get()
        if row.status == TaskResultStatus.READY:
            waits.append(round((row.run_after - clock.now()).total_seconds(), -1))
            assert run_due() == 0
            Row.objects.update(run_after=clock.now())
    assert waits == [10, 20]
    assert (row.status, len(samples.ran)) == (TaskResultStatus.FAILED, 3)
    [failed] = selectors.queue_page(keeper, now=clock.now()).failed
    assert (failed.code, failed.error, failed.attempts) == ("tests.fail", "ValueError", 3)
    assert "not today" in row.traceback


def test_a_job_that_gives_up_is_not_tried_again():
    samples.hopeless.enqueue()
    assert run_due() == 1
    assert Row.objects.get().status == TaskResultStatus.FAILED


def test_a_result_that_is_no_json_is_a_failure():
    samples.unserialisable.enqueue()
    run_due()
    assert Row.objects.get().status == TaskResultStatus.FAILED


def test_a_job_whose_code_is_gone_fails_in_the_list_and_stops_nobody():
    samples.note.enqueue(word="a")
    Row.objects.update(task_path="tests.jobs.samples.never_written")
    samples.note.enqueue(word="b")
    assert run_due() == 2
    assert [word for word, _ in samples.ran] == ["b"]
    assert Row.objects.filter(status=TaskResultStatus.FAILED).count() == 1


def test_the_keeper_tries_a_failed_job_again(keeper, owner):
    samples.hopeless.enqueue()
    run_due()
    row = Row.objects.get()
    with pytest.raises(NotAllowed):
        services.run_again(owner, row.pk, now=clock.now())
    services.run_again(keeper, row.pk, now=clock.now())
    assert run_due() == 1
    assert samples.ran == ["hopeless", "hopeless"]
    Row.objects.all().delete()
    with pytest.raises(WrongStep):
        services.run_again(keeper, row.pk, now=clock.now())


def claimed_by(worker: str) -> Row:
    samples.note.enqueue(word="a")
    row = queue.claim(worker, ["default"], clock.now())
    assert row is not None
    return row


def test_the_job_of_a_dead_worker_goes_back_and_runs_again():
    now = clock.now()
    queue.beat("dead", ["default"], now - timedelta(minutes=5))
    claimed_by("dead")
    assert run_due() == 0
    assert queue.reap(now) == 1
    assert run_due() == 1
    assert len(samples.ran) == 1
    assert Row.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_the_job_of_a_living_worker_is_left_alone():
    now = clock.now()
    queue.beat("alive", ["default"], now - timedelta(seconds=30))
    claimed_by("alive")
    assert queue.reap(now) == 0
    assert WorkerBeat.objects.count() == 1


def test_a_successor_of_the_same_name_takes_its_predecessors_job_at_once():
    claimed_by("web-1")
    assert queue.take_back_of("web-2", clock.now()) == 0
    assert queue.take_back_of("web-1", clock.now()) == 1
    assert run_due() == 1


def test_a_worker_that_was_given_up_cannot_overwrite_the_second_run():
    row = claimed_by("sleeper")
    queue.reap(clock.now())
    again = queue.claim("other", ["default"], clock.now())
    assert again is not None
    assert queue.run(row) is True  # it worked, but nobody waits for it
    assert Row.objects.get().status == TaskResultStatus.RUNNING
    queue.run(again)
    assert Row.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_a_job_that_kills_its_workers_is_given_up(owner):
    progress = services.start_long_job(owner, samples.fail, title="x", now=clock.now())
    for attempt in range(3):
        assert queue.claim(f"dead{attempt}", ["default"], clock.now()) is not None
        queue.reap(clock.now())
    assert Row.objects.get().status == TaskResultStatus.FAILED
    progress.refresh_from_db()
    assert progress.state == "failed"


def test_old_outcomes_are_pruned_and_failures_kept_longer():
    samples.note.enqueue(word="a")
    samples.hopeless.enqueue()
    run_due()
    now = clock.now()
    assert prune(now=now) == 0
    assert prune(now=now + timedelta(days=4)) == 1
    assert Row.objects.get().status == TaskResultStatus.FAILED
    assert prune(now=now + timedelta(days=91)) == 1


def test_progress_is_written_and_its_result_named(owner):
    progress = services.start_long_job(
        owner, samples.long, title="Register", now=clock.now(), count=3
    )
    run_due()
    progress.refresh_from_db()
    assert (progress.state, progress.done, progress.total) == ("finished", 3, 3)
    assert (progress.url, progress.message, progress.percent) == ("/result", "done", 100)


def test_a_failing_long_job_tells_its_owner_only_when_it_is_given_up(owner):
    progress = services.start_long_job(owner, samples.fail, title="x", now=clock.now())
    states = []
    for _ in range(3):
        run_due()
        Row.objects.update(run_after=clock.now())
        progress.refresh_from_db()
        states.append(progress.state)
    assert states == ["running", "running", "failed"]
    assert progress.message


def test_a_waiting_job_is_cancelled_before_it_begins(owner):
    progress = services.start_long_job(owner, samples.long, title="x", now=clock.now(), count=3)
    services.cancel_long_job(owner, progress, now=clock.now())
    run_due()
    progress.refresh_from_db()
    assert (progress.state, progress.done) == ("cancelled", 0)
    assert Row.objects.get().status == TaskResultStatus.SUCCESSFUL
    with pytest.raises(WrongStep):
        services.cancel_long_job(owner, progress, now=clock.now())


def test_a_running_job_stops_at_its_next_step(owner, monkeypatch):
    progress = services.start_long_job(owner, samples.long, title="x", now=clock.now(), count=9)
    from weiqitong.jobs.progress import Report

    plain = Report.step

    def step(self: Report, by: int = 1) -> None:
        if self.done == 4:
            services.cancel_long_job(owner, progress, now=clock.now())
        plain(self, by)

    monkeypatch.setattr(Report, "step", step)
    run_due()
    progress.refresh_from_db()
    assert (progress.state, progress.done) == ("cancelled", 5)
    assert Row.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_another_persons_long_job_is_out_of_sight(owner, stranger):
    progress = services.start_long_job(owner, samples.long, title="x", now=clock.now(), count=1)
    assert list(selectors.own_long_jobs(owner)) == [progress]
    assert list(selectors.own_long_jobs(stranger)) == []
    with pytest.raises(WrongStep):
        services.cancel_long_job(stranger, progress, now=clock.now())
    assert Progress.objects.get().cancel_requested is False
