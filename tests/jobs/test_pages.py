"""Pages of background work: one's own jobs only, and the queue for its keeper."""

import json

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404
from django.test import RequestFactory
from django_tasks_db.models import DBTaskResult as Row

from tests.jobs import samples
from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.core.errors import NotAllowed
from weiqitong.jobs import schedule, services, views
from weiqitong.jobs.worker import run_due

pytestmark = pytest.mark.django_db


def ask(view, actor, *args, method="get", **kwargs):
    """Call a view as the middleware would: with an actor, a session, a place for messages."""
    request = getattr(RequestFactory(), method)("/")
    request.actor, request.session = actor, SessionStore()
    request._messages = CookieStorage(request)
    return view(request, *args, **kwargs)


@pytest.fixture
def long_job(owner):
    return services.start_long_job(
        owner, samples.long, title="2026 register", now=clock.now(), count=2
    )


def test_the_bar_is_told_how_far_the_job_is_and_where_its_result_lies(owner, long_job):
    told = json.loads(ask(views.progress, owner, long_job.pk).content)
    assert (told["state"], told["done"], told["href"]) == ("running", 0, "")
    run_due()
    told = json.loads(ask(views.progress, owner, long_job.pk).content)
    assert told == {"state": "done", "done": 2, "total": 2, "words": "done", "href": "/result"}


def test_a_stranger_finds_no_such_job(stranger, keeper, long_job):
    for actor in (stranger, keeper):
        with pytest.raises(Http404):
            ask(views.progress, actor, long_job.pk)
        with pytest.raises(Http404):
            ask(views.cancel, actor, long_job.pk, method="post")
        assert "2026 register" not in ask(views.mine, actor).content.decode()


def test_ones_own_list_shows_open_and_ended_jobs(owner, long_job):
    page = ask(views.mine, owner).content.decode()
    assert "2026 register" in page
    assert f"/work/{long_job.pk}/progress.json" in page
    run_due()
    page = ask(views.mine, owner).content.decode()
    assert '<a href="/result">2026 register</a>' in page
    assert "progress.json" not in page


def test_a_job_is_stopped_from_the_page(owner, long_job):
    assert ask(views.cancel, owner, long_job.pk, method="post").status_code == 302
    long_job.refresh_from_db()
    assert long_job.state == "cancelled"
    assert ask(views.cancel, owner, long_job.pk).status_code == 405


def test_the_keeper_sees_failures_and_tries_again(keeper):
    schedule.set_up(clock.now())
    samples.hopeless.enqueue()
    run_due()
    page = ask(views.queue, keeper).content.decode()
    assert "tests.hopeless" in page
    assert "GiveUp" in page
    assert "no such address" not in page  # words of an error may hold what somebody typed
    assert "jobs.prune" in page
    row = Row.objects.get()
    assert ask(views.again, keeper, row.pk, method="post").status_code == 302
    assert run_due() == 1


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_the_queue_is_its_keepers_alone(owner, role):
    from dataclasses import replace

    with pytest.raises(NotAllowed):
        ask(views.queue, replace(owner, role=role))
