"""Quiet hours: what can wait leaves when they are over; the letter of the day gathers the rest."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from tests.notifications.test_inbox import choose, user
from weiqitong.core.clock import local
from weiqitong.jobs.worker import run_due
from weiqitong.notifications import jobs, kinds, services
from weiqitong.notifications.models import Letter, Mail, Notice
from weiqitong.notifications.quiet import quiet_until

NIGHT = datetime(2021, 9, 17, 14, 30, tzinfo=UTC)  # 22:30 in the city
instants = st.integers(0, 10 * 366 * 86400).map(
    lambda second: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)
hours = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    told = kinds.NoticeKind("test.told", "%(client)s waits")
    monkeypatch.setitem(kinds.notice_kinds._providers, told.code, told)


def inside(now: datetime, begins: time, ends: time) -> bool:
    clock = local(now).time()
    if begins < ends:
        return begins <= clock < ends
    return begins > ends and (clock >= begins or clock < ends)


@given(instants, hours, hours)
def test_it_ends_at_the_chosen_time_within_a_day_and_never_before_now(now, begins, ends):
    until = quiet_until(now, begins, ends)
    assert not inside(until, begins, ends)
    if inside(now, begins, ends):
        assert now < until <= now + timedelta(days=1)
        assert (local(until).hour, local(until).minute) == (ends.hour, ends.minute)
    else:
        assert until == now


@given(instants, hours)
def test_the_same_time_twice_is_no_quiet_at_all(now, hour):
    assert quiet_until(now, hour, hour) == now


@pytest.mark.django_db
def test_a_letter_of_the_night_leaves_in_the_morning(settings):
    settings.QUIET_HOURS = "21:00-07:30"
    wang = user()
    services.tell(None, [wang.pk], "test.told", {"client": "Haiyuan"}, "", NIGHT)
    jobs.mail_due(now=NIGHT)
    run_due()
    assert mail.outbox == []
    letter = Letter.objects.get()
    assert local(letter.next_try_at).strftime("%d %H:%M") == "18 07:30"
    jobs.send_due(now=letter.next_try_at)
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_who_wants_one_letter_a_day_gets_one_with_what_is_unread():
    wang = user()
    choose(wang, Mail.DAILY)
    for client in ("Haiyuan", "Weitong", "Longkang"):
        services.tell(None, [wang.pk], "test.told", {"client": client}, "/cases/7/", NIGHT)
    jobs.mail_due(now=NIGHT)
    Notice.objects.filter(facts__client="Weitong").update(read_at=NIGHT)
    assert not Letter.objects.exists()
    morning = NIGHT + timedelta(hours=10)
    assert jobs.write_digests(now=morning) == 1
    assert jobs.write_digests(now=morning) == 0
    jobs.send_due(now=morning)
    said = mail.outbox[0]
    assert said.subject.startswith("2")
    assert "Haiyuan" in said.body
    assert "Longkang" in said.body
    assert "Weitong" not in said.body
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_own_quiet_hours_go_before_the_citys(settings):
    settings.QUIET_HOURS = "21:00-07:30"
    wang = user()
    choose(wang, Mail.AT_ONCE, time(23), time(6))
    services.tell(None, [wang.pk], "test.told", {"client": "Haiyuan"}, "", NIGHT)
    jobs.mail_due(now=NIGHT)
    assert Letter.objects.get().next_try_at == NIGHT


@pytest.mark.django_db
def test_a_letter_of_the_day_for_nobody_is_not_written():
    wang = user()
    choose(wang, Mail.DAILY)
    services.tell(None, [wang.pk], "test.told", {"client": "Haiyuan"}, "", NIGHT)
    jobs.mail_due(now=NIGHT)
    choose(wang, Mail.NONE)
    assert jobs.write_digests(now=NIGHT) == 0
    assert not Letter.objects.exists()
