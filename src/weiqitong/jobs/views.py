"""A person's own long jobs and how far they are; the queue for its keeper."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from weiqitong.core import clock
from weiqitong.core.actor import Role
from weiqitong.web.http import Request, json_answer, page

from . import selectors, services
from .enums import State
from .models import Progress

# What the bar on the page knows; an end that is no success keeps the bar and its words.
ELEMENT_STATES = {State.WAITING: "running", State.RUNNING: "running", State.FINISHED: "done"}


@require_safe
@page()
def mine(request: Request) -> HttpResponse:
    return render(request, "jobs/mine.html", {"jobs": selectors.own_long_jobs(request.actor)})


@require_safe
@page()
def progress(request: Request, pk: int) -> HttpResponse:
    job = get_object_or_404(Progress.objects.visible_to(request.actor), pk=pk)
    return json_answer(
        {
            "state": ELEMENT_STATES.get(State(job.state), job.state),
            "done": job.done,
            "total": job.total,
            "words": job.message or str(job.get_state_display()),
            "href": job.url,
        }
    )


@require_POST
@page()
def cancel(request: Request, pk: int) -> HttpResponse:
    job = get_object_or_404(Progress.objects.visible_to(request.actor), pk=pk)
    services.cancel_long_job(request.actor, job, now=clock.now())
    messages.success(request, _("It stops at the next safe place."))
    return redirect("jobs:mine")


@require_safe
@page(Role.ADMINISTRATOR)
def queue(request: Request) -> HttpResponse:
    shown = selectors.queue_page(request.actor, now=clock.now())
    return render(request, "jobs/queue.html", {"queue": shown})


@require_POST
@page(Role.ADMINISTRATOR)
def again(request: Request, row_id: UUID) -> HttpResponse:
    services.run_again(request.actor, row_id, now=clock.now())
    messages.success(request, _("It is back in the queue."))
    return redirect("jobs:queue")
