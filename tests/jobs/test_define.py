"""When periodic jobs are due, how long a retry waits, and what a job accepts. No database."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.jobs.samples import daily, every, fail, hopeless, note
from weiqitong.jobs.define import job, periodic


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-02T18:29:59", "2026-03-02T18:30:00"),  # 02:30 in Shanghai is 18:30 UTC
        ("2026-03-02T18:30:00", "2026-03-03T18:30:00"),
        ("2026-12-31T23:00:00", "2027-01-01T18:30:00"),
    ],
)
def test_a_daily_job_is_due_at_its_local_time(now, due):
    assert daily.due_after(at(now)) == at(due)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-03-02T00:00:00", "2026-03-02T00:05:00"),
        ("2026-03-02T00:04:59", "2026-03-02T00:05:00"),
        ("2026-03-02T00:05:00", "2026-03-02T00:10:00"),
    ],
)
def test_slots_of_an_interval_hang_on_the_calendar(now, due):
    assert every.due_after(at(now)) == at(due)


def test_the_wait_doubles_up_to_an_hour():
    waits = [hopeless.wait_before(n).total_seconds() for n in (1, 2, 3, 9, 10, 500)]
    assert waits == [10, 20, 40, 2560, 3600, 3600]


def test_arguments_are_checked_where_the_job_is_enqueued():
    with pytest.raises(TypeError, match="wrod"):
        note.enqueue(wrod="x")
    with pytest.raises(TypeError, match="word"):
        note.enqueue()


def test_a_code_is_taken_once():
    with pytest.raises(ValueError, match="twice"):
        job("tests.note")(test_a_code_is_taken_once)


def test_a_periodic_job_says_one_kind_of_clock():
    with pytest.raises(ValueError, match="either"):
        periodic("tests.none")
    with pytest.raises(ValueError, match="either"):
        periodic("tests.both", at="02:30", every=timedelta(hours=1))


def test_a_job_can_be_called_like_its_function():
    with pytest.raises(ValueError, match="not today"):
        fail()
